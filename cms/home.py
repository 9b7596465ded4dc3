"""What the home page shows between its search box and its text: sections that other rooms bring.

``HOME_SECTIONS`` lists dotted paths of functions. Each takes the request and gives a ``Section``, or ``None`` where it
has nothing to show. Two templates are ready for them:

``cms/sections/topics.html``
    ``title``; ``items``: dicts of ``label``, ``url`` and ``count`` (``None``: not shown); ``all_url``, ``all_label``.
``cms/sections/latest.html``
    ``title``; ``items``: dicts of ``title``, ``url``, ``by``, ``summary``, ``status_kind``, ``status`` and
    ``checked_on`` (a date or ``None``); ``all_url``, ``all_label``.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from portal.core.models import ServiceCategory


@dataclass(frozen=True)
class Section:
    template: str
    context: dict[str, Any] = field(default_factory=dict)


def sections(request: HttpRequest) -> list[Section]:
    made = (import_string(path)(request) for path in settings.HOME_SECTIONS)
    return [section for section in made if section]


def topics(request: HttpRequest) -> Section | None:
    """Every category in use as a link to its services, without counts."""
    address = reverse("catalog:list")
    items = [
        {"label": category.label, "url": f"{address}?category={category.code}", "count": None}
        for category in ServiceCategory.objects.filter(is_active=True)
    ]
    if not items:
        return None
    context = {
        "title": gettext("Browse by topic"),
        "items": items,
        "all_url": address,
        "all_label": gettext("All services"),
    }
    return Section("cms/sections/topics.html", context)
