"""Which comments wait until the office has looked: those of new accounts, and those that tell too much."""

import re

from portal.accounts.models import User
from portal.core.contacts import MAIL, PHONE

from .enums import CommentState
from .models import Comment
from .targets import CommentTarget

HELD_AT_FIRST = 3
"""So many comments of a new account wait; and again of one whose words the office had to remove."""

MOST_LINKS = 2
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def state_for(
    author: User, text: str, target: CommentTarget, *, is_official: bool, besides: Comment | None = None
) -> CommentState:
    """Whether it is shown at once: the office's words are."""
    if is_official:
        return CommentState.VISIBLE
    if _is_new(author, besides) or len(LINK.findall(text)) > MOST_LINKS:
        return CommentState.HELD
    if target.is_public and (PHONE.search(text) or MAIL.search(text)):
        return CommentState.HELD
    return CommentState.VISIBLE


def _is_new(author: User, besides: Comment | None) -> bool:
    """Too few of their comments stand since the last that the office removed."""
    standing = Comment.objects.let_through(author)
    if besides:
        standing = standing.exclude(pk=besides.pk)
    removed = Comment.objects.filter(author=author, state=CommentState.MODERATED).order_by("-looked_at").first()
    if removed:
        standing = standing.filter(written_at__gt=removed.looked_at)
    return standing.count() < HELD_AT_FIRST
