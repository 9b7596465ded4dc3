from collections.abc import Iterable
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Model, OuterRef, Q

from portal.accounts.grants import groups_granting
from portal.core.access import AnyUser, ScopedQuerySet

from .enums import CommentState


def _is_moderator(user: AnyUser, model: type[Model], *actions: str) -> bool:
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.is_superuser or bool(groups_granting(user, model, *actions))


class CommentQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """The moderation desk. Who reads a thread elsewhere is said by what it is about."""
        return self if _is_moderator(user, self.model, *actions) else self.none()

    def about(self, row: Model) -> Self:
        kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
        return self.filter(target_type=kind, target_id=str(row.pk))

    def standing_about(self, model: type[Model], keys: Iterable[Any]) -> Self:
        """Those that others read, about any of these rows of one model."""
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        return self.filter(target_type=kind, target_id__in=[str(key) for key in keys], state=CommentState.VISIBLE)

    def held(self) -> Self:
        return self.filter(state=CommentState.HELD)

    def reported(self) -> Self:
        """Shown, and somebody asked the office to look."""
        return self.filter(Exists(self._open_reports()), state=CommentState.VISIBLE)

    def to_look_at(self) -> Self:
        return self.filter(Q(state=CommentState.HELD) | Q(Exists(self._open_reports()), state=CommentState.VISIBLE))

    def with_reports(self) -> Self:
        """Each with ``open_reports``: how many wait."""
        return self.annotate(open_reports=Count("reports", filter=Q(reports__closed_at=None)))

    def let_through(self, author: Any) -> Self:
        """Comments of this person that stand where others read them."""
        return self.filter(author=author, state=CommentState.VISIBLE)

    def search(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(text__icontains=word)
        return found

    def _open_reports(self) -> Any:
        reports = self.model._meta.get_field("reports").related_model
        return reports._default_manager.filter(comment=OuterRef("pk"), closed_at=None)


class OfCommentQuerySet(ScopedQuerySet):
    def permitted(self, user: AnyUser, *actions: str) -> Self:
        comments = self.model._meta.get_field("comment").related_model
        return self if _is_moderator(user, comments, *actions) else self.none()
