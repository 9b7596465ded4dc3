"""Where people may comment: each room says so for its own rows.

class NeedComments(CommentTarget):
    model = "needs.Need"
    voices = {"representative": _("A representative of the community"), "office": _("The office")}
    official_voices = {"office"}

    def visible_to(self, user): ...

COMMENT_TARGETS = ["portal.needs.comments.NeedComments"]
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from portal.accounts.models import User
from portal.core.access import AnyUser


class CommentTarget:
    """The rules of one kind of row."""

    model: ClassVar[str]
    """The label of the model, such as ``needs.Need``."""

    voices: ClassVar[Mapping[str, str | Promise]]
    """As who people speak, in words that name nobody."""

    official_voices: ClassVar[frozenset[str]] = frozenset()
    """What is said in these is marked as the office's answer, stands first, and is never held."""

    is_public: ClassVar[bool] = False
    """Whether anybody reads what is written here: then addresses and telephone numbers wait for a look."""

    def visible_to(self, user: AnyUser) -> QuerySet[Any]:
        """The rows whose comments this person reads."""
        raise NotImplementedError

    def title_of(self, row: Any) -> str:
        """What readers know the row by."""
        return str(row)

    def name_of(self, row: Any) -> str:
        """What notices call it: mail is read by others too."""
        return self.title_of(row)

    def may_write(self, user: AnyUser, row: Any) -> bool:
        raise NotImplementedError

    def voice_of(self, user: AnyUser, row: Any) -> str:
        """As who this person speaks here, one of ``voices``."""
        raise NotImplementedError

    def sees_names(self, user: AnyUser, row: Any) -> bool:
        """Whether this reader knows who wrote; everybody else reads the role alone."""
        return False

    def followers(self, row: Any) -> Iterable[User]:
        """Who is told when the office answers here."""
        return []

    def changed(self, row: Any) -> None:
        """What readers of this row see has changed: where that is public, raise the content version."""

    def row_for(self, user: AnyUser, key: str) -> Any:
        """The row with this key; 404 if it is not there for this person."""
        try:
            row = self.visible_to(user).filter(pk=key).first()
        except (ValidationError, ValueError):
            row = None
        if row is None:
            raise Http404
        return row


def target_of(row: Model) -> CommentTarget:
    """The rules for this row."""
    return _targets()[row._meta.label_lower]


def target_named(label: str) -> CommentTarget:
    """The rules of a model, by its label in lower case; 404 if nobody may comment there."""
    try:
        return _targets()[label]
    except KeyError as missing:
        raise Http404 from missing


def _targets() -> Mapping[str, CommentTarget]:
    return _made(tuple(settings.COMMENT_TARGETS))


@cache
def _made(paths: tuple[str, ...]) -> dict[str, CommentTarget]:
    targets = [import_string(path)() for path in paths]
    return {apps.get_model(target.model)._meta.label_lower: target for target in targets}
