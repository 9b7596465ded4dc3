"""Pages across rooms: each room brings its section, listed by dotted path in a setting, as middleware is."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import slugify
from laces.components import Component


class Section(Component):
    """A titled part of a page: a template and what it needs."""

    def __init__(self, title: Any, template_name: str, **context: Any) -> None:
        self.title = title
        self.template_name = template_name
        self.context = context

    @property
    def id(self) -> str:
        """For links to the section on its page."""
        return slugify(str(self.title))

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        # The page's request, for links and rights, and the token of its forms; nothing else leaks into a section.
        page = parent_context or {}
        return {
            "section": self,
            "request": page.get("request"),
            "csrf_token": page.get("csrf_token"),
            **self.context,
        }


def sections(setting: str, *args: Any, **kwargs: Any) -> list[Section]:
    """What the functions named in this setting have to show, in order; one that has nothing to say answers None."""
    made = (make(*args, **kwargs) for make in _makers(tuple(getattr(settings, setting))))
    return [section for section in made if section is not None]


@cache
def _makers(paths: tuple[str, ...]) -> tuple[Callable[..., Section | None], ...]:
    return tuple(import_string(path) for path in paths)
