"""What somebody wrote, for them to take along; and what goes when they ask to be forgotten. Threads stay whole."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.activity.recording import record
from portal.core.actions import ActionRefused
from portal.core.persons import may_answer_persons

from .enums import CommentState
from .models import Comment, CommentReport
from .targets import target_of

ERASED = {Comment: ("text", "author", "removal_words"), CommentReport: ("reported_by",)}
"""What is emptied; earlier texts are deleted."""


def comments_of(person: User) -> list[dict[str, Any]]:
    """Everything this person wrote and reported, as facts for a file."""
    own = Comment.objects.filter(author=person).select_related("target_type").prefetch_related("versions")
    written = [
        {
            "about": f"{comment.target_type.model} {comment.target_id}",
            "written_at": comment.written_at.isoformat(),
            "state": comment.state,
            "text": comment.text,
            "earlier_texts": [version.text for version in comment.versions.all()],
        }
        for comment in own
    ]
    reports = CommentReport.objects.filter(reported_by=person)
    reported = [
        {"comment": str(one.comment_id), "reason": one.reason, "reported_at": one.reported_at.isoformat()}
        for one in reports
    ]
    return [*written, *reported]


@transaction.atomic
def forget_comments_of(person: User, *, by: User | None) -> int:
    """Empty this person's comments and take their name off; how many. ``by=None`` is the system."""
    if by is not None and by.pk != person.pk and not (by.has_perm("accounts.change_user") or may_answer_persons(by)):
        raise ActionRefused("Only the person and those who keep accounts may do this.")
    own = list(Comment.objects.select_for_update().filter(author=person))
    for comment in own:
        comment.versions.all().delete()
        comment.text, comment.author, comment.removal_words = "", None, ""
        comment.erased_at = timezone.now()
        if comment.is_standing:
            comment.state = CommentState.AUTHOR_REMOVED
        comment.save(update_fields=["text", "author", "removal_words", "erased_at", "state"])
        record(comment, "activity.comment_erase", by=by)
        target_of(comment.about).changed(comment.about)
    CommentReport.objects.filter(reported_by=person).update(reported_by=None)
    return len(own)
