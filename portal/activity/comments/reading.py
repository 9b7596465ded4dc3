"""A thread as one reader sees it: who spoke, in which role, and what they may do with each comment."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.core.access import AnyUser

from .enums import CommentState
from .models import Comment, CommentReport
from .targets import CommentTarget, target_of


@dataclass
class Shown:
    """One comment for one reader."""

    comment: Comment
    role: str
    name: str = ""
    is_own: bool = False
    may_answer: bool = False
    may_edit: bool = False
    may_remove: bool = False
    may_report: bool = False
    was_reported: bool = False
    answers: list["Shown"] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        return self.comment.state == CommentState.HELD

    @property
    def is_removed(self) -> bool:
        return not self.comment.is_standing

    @property
    def removed_words(self) -> str:
        return str(self.comment.get_state_display())


@dataclass(frozen=True)
class Thread:
    """All comments about one row, official answers first on each level, then the oldest first."""

    row: Any
    target: CommentTarget
    comments: list[Shown]
    may_write: bool

    @property
    def count(self) -> int:
        """Comments that are shown."""
        return _count(self.comments)


def thread_of(row: Any, user: AnyUser) -> Thread:
    """What this reader sees about a row that they may see; held comments only if they are their own."""
    target = target_of(row)
    may_write = target.may_write(user, row)
    sees_names = target.sees_names(user, row)
    comments = list(Comment.objects.about(row).select_related("author"))
    answered = {comment.parent_id for comment in comments}
    reported = _reported_by(user, comments)
    shown: dict[Any, list[Shown]] = defaultdict(list)
    for comment in comments:
        is_own = comment.author_id is not None and comment.author_id == user.pk
        if comment.state == CommentState.HELD and not is_own:
            continue
        one = Shown(comment, role=str(target.voices.get(comment.voice, "")), is_own=is_own)
        if comment.is_standing:
            one.name = _name(comment) if sees_names and not is_own else ""
            one.may_answer = may_write and comment.may_be_answered
            one.may_remove = is_own
            one.may_edit = is_own and may_write and comment.pk not in answered
            one.was_reported = comment.pk in reported
            can_report = user.is_authenticated and not is_own and not comment.is_official
            one.may_report = can_report and not one.was_reported
        shown[comment.parent_id].append(one)
    return Thread(row, target, _tree(shown, None), may_write)


def _tree(shown: dict[Any, list[Shown]], parent: Any) -> list[Shown]:
    level = sorted(shown.get(parent, []), key=lambda one: not one.comment.is_official)
    for one in level:
        one.answers = _tree(shown, one.comment.pk)
    return level


def _name(comment: Comment) -> str:
    return comment.author.get_full_name() if comment.author and not comment.is_official else ""


def _reported_by(user: AnyUser, comments: list[Comment]) -> set[Any]:
    if not user.is_authenticated or not comments:
        return set()
    own = CommentReport.objects.filter(reported_by=user.pk, comment__in=[comment.pk for comment in comments])
    return set(own.values_list("comment_id", flat=True))


def _count(comments: list[Shown]) -> int:
    return sum((one.comment.state == CommentState.VISIBLE) + _count(one.answers) for one in comments)
