"""What people are told about comments: a notice on the site, and one mail a day. No name, and no word of a comment."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications.messages import Message

from .models import Comment
from .targets import CommentTarget, target_of


def thread_path(row: Any) -> str:
    """The page of all comments about this row."""
    return reverse("comments:thread", args=[row._meta.label_lower, row.pk])


class _AboutComment(Message):
    is_digested = True

    def __init__(self, comment: Comment, target: CommentTarget) -> None:
        self.comment, self.target = comment, target

    def key(self) -> str:
        return str(self.comment.pk)

    def context(self) -> dict[str, Any]:
        return {"title": self.target.name_of(self.comment.about)}

    def path(self) -> str:
        return f"{thread_path(self.comment.about)}#comment-{self.comment.pk}"

    def _who_read(self, people: Iterable[User]) -> list[User]:
        """Those of them who may read it today, without who wrote it."""
        row, target = self.comment.about, self.target
        others = [person for person in people if person.pk != self.comment.author_id]
        return [person for person in others if target.visible_to(person).filter(pk=row.pk).exists()]


class CommentAnswered(_AboutComment):
    """Tells who wrote a comment that somebody answered it."""

    kind = "activity.comment_answered"
    template = "portal/activity/comments/messages/answered.txt"

    def recipients(self) -> list[User]:
        asked = self.comment.parent and self.comment.parent.author
        return self._who_read([asked] if asked else [])

    def subject(self) -> str:
        return _("Somebody answered your comment")


class OfficeAnswered(_AboutComment):
    """Tells those who follow a row that the office wrote something there."""

    kind = "activity.office_answered"
    template = "portal/activity/comments/messages/office_answered.txt"

    def recipients(self) -> list[User]:
        answered = self.comment.parent.author_id if self.comment.parent else None  # is told of the answer already
        return self._who_read(person for person in self.target.followers(self.comment.about) if person.pk != answered)

    def subject(self) -> str:
        return _("The office wrote a comment")


class CommentRemoved(_AboutComment):
    """Tells its author why a comment was removed."""

    kind = "activity.comment_removed"
    template = "portal/activity/comments/messages/removed.txt"

    def __init__(self, comment: Comment) -> None:
        super().__init__(comment, target_of(comment.about))

    def key(self) -> str:
        return f"{self.comment.pk}-{self.comment.looked_at:%Y%m%d%H%M%S}"

    def recipients(self) -> list[User]:
        return [self.comment.author] if self.comment.author else []

    def subject(self) -> str:
        return _("The office removed your comment")

    def context(self) -> dict[str, Any]:
        reason, words = self.comment.get_removed_for_display(), self.comment.removal_words
        return {**super().context(), "reason": reason, "words": words}
