"""What people do with comments, one function an act."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity.recording import record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.text import plain
from portal.notifications import enqueue

from .enums import CommentState, Reason
from .holding import state_for
from .models import DEEPEST, LONGEST_TEXT, Comment, CommentReport, CommentVersion
from .notifications import CommentAnswered, CommentRemoved, OfficeAnswered
from .targets import CommentTarget, target_of


@transaction.atomic
def write(row: Any, *, text: str, by: User, parent: Comment | None = None) -> Comment:
    """Say something about a row, or answer a comment there. The same words sent twice are one comment."""
    User.objects.select_for_update().get(pk=by.pk)  # a double click waits, and comments of one person are counted
    target, text = target_of(row), _checked(text)
    if not target.visible_to(by).filter(pk=row.pk).exists() or not target.may_write(by, row):
        raise ActionRefused(_("You cannot write here."))
    parent = _answerable(parent, row)
    same = Comment.objects.about(row).filter(parent=parent, author=by, text=text, state__in=CommentState.standing())
    if found := same.first():
        return found
    voice = target.voice_of(by, row)
    is_official = voice in target.official_voices
    comment = Comment(target=row, parent=parent, author=by, voice=voice, is_official=is_official, text=text)
    comment.depth = parent.depth + 1 if parent else 0
    comment.state = state_for(by, text, target, is_official=is_official)
    comment.save()
    record(comment, "activity.comment_write", by=by, data={**_place(comment), "state": comment.state})
    if comment.state == CommentState.VISIBLE:
        _appeared(comment, target)
    return comment


@transaction.atomic
def edit(comment: Comment, *, text: str, by: User) -> Comment:
    """Change own words, as long as nobody answered them; what they were is kept."""
    comment, text = _locked(comment), _checked(text)
    target = target_of(comment.about)
    _only_by_its_author(comment, by)
    if not target.visible_to(by).filter(pk=comment.target_id).exists() or not target.may_write(by, comment.about):
        raise ActionRefused(_("You cannot write here."))
    if comment.answers.exists():
        raise ActionRefused(_("Somebody has answered. Write an answer of your own instead."))
    if text == comment.text:
        return comment
    CommentVersion.objects.create(comment=comment, text=comment.text)
    was = comment.state
    comment.text, comment.edited_at = text, timezone.now()
    comment.state = state_for(by, text, target, is_official=comment.is_official, besides=comment)
    comment.save(update_fields=["text", "edited_at", "state"])
    record(comment, "activity.comment_edit", by=by, before={"state": was}, after={"state": comment.state})
    target.changed(comment.about)
    return comment


@transaction.atomic
def remove_own(comment: Comment, *, by: User) -> Comment:
    """Take own words away. Answers to them stay, under a line that says so."""
    comment = _locked(comment)
    _only_by_its_author(comment, by)
    _move(comment, CommentState.AUTHOR_REMOVED, "activity.comment_remove_own", by=by)
    _close_reports(comment, by=by)
    return comment


@transaction.atomic
def report(comment: Comment, *, reason: Reason, by: User) -> CommentReport:
    """Ask the office to look at a comment, once."""
    comment = _locked(comment)
    if comment.state != CommentState.VISIBLE:
        raise ActionRefused(_("This comment is not shown any more."))
    if comment.author_id == by.pk:
        raise ActionRefused(_("This is your own comment. You can remove it."))
    made = CommentReport(comment=comment, reason=reason, reported_by=by)
    with constraints_refuse(CommentReport):
        made.save()
    record(comment, "activity.comment_report", by=by, data={"reason": Reason(reason)})
    return made


# ---- The office looks ------------------------------------------------------------------------------------------------


@transaction.atomic
def release(comment: Comment, *, by: User) -> Comment:
    """Let a held comment stand where others read it."""
    comment = _locked(comment)
    _only_by_a_moderator(comment, by)
    if comment.state != CommentState.HELD:
        raise ActionRefused(_("This comment does not wait any more."))
    _looked(comment, by)
    _move(comment, CommentState.VISIBLE, "activity.comment_release", by=by)
    _appeared(comment, target_of(comment.about))
    return comment


@transaction.atomic
def remove(comment: Comment, *, reason: Reason, words: str, by: User) -> Comment:
    """Take a comment away for a reason that its author is told. Its place in the thread stays."""
    comment = _locked(comment)
    _only_by_a_moderator(comment, by)
    if not comment.is_standing:
        raise ActionRefused(_("This comment is not shown any more."))
    _looked(comment, by)
    comment.removed_for, comment.removal_words = reason, words
    _move(comment, CommentState.MODERATED, "activity.comment_remove", by=by, reason=Reason(reason))
    _close_reports(comment, by=by)
    enqueue(CommentRemoved(comment))
    return comment


@transaction.atomic
def keep(comment: Comment, *, by: User) -> Comment:
    """Let a reported comment stand: nothing is wrong with it."""
    comment = _locked(comment)
    _only_by_a_moderator(comment, by)
    if comment.state != CommentState.VISIBLE or not comment.reports.filter(closed_at=None).exists():
        raise ActionRefused(_("Nobody waits for a look at this comment."))
    _looked(comment, by)
    comment.save(update_fields=["looked_at", "looked_by"])
    _close_reports(comment, by=by)
    record(comment, "activity.comment_keep", by=by)
    return comment


@transaction.atomic
def restore(comment: Comment, *, by: User) -> Comment:
    """Show a comment again that the office removed by mistake."""
    comment = _locked(comment)
    _only_by_a_moderator(comment, by)
    if comment.state != CommentState.MODERATED or comment.erased_at:
        raise ActionRefused(_("The office did not remove this comment."))
    _looked(comment, by)
    comment.removed_for = comment.removal_words = ""
    _move(comment, CommentState.VISIBLE, "activity.comment_restore", by=by)
    _appeared(comment, target_of(comment.about))  # it may have been removed before anybody was told of it
    return comment


# ---- What they share -------------------------------------------------------------------------------------------------


def may_moderate(user: User, comment: Comment) -> bool:
    """Those who look after comments, but nobody judges their own."""
    return comment.author_id != user.pk and Comment.objects.permitted(user, "moderate").filter(pk=comment.pk).exists()


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update().get(pk=comment.pk)


def _checked(text: str) -> str:
    text = plain(text)
    if not text:
        raise ActionRefused(_("Write something first."))
    if len(text) > LONGEST_TEXT:
        raise ActionRefused(_("Write it shorter: at most %(most)d letters and signs.") % {"most": LONGEST_TEXT})
    return text


def _answerable(parent: Comment | None, row: Any) -> Comment | None:
    """The comment that is answered, as it stands now."""
    if parent is None:
        return None
    parent = Comment.objects.about(row).select_for_update().filter(pk=parent.pk).first()  # nobody changes it meanwhile
    if parent is None or parent.state != CommentState.VISIBLE:
        raise ActionRefused(_("The comment that you answer is not shown any more."))
    if parent.depth >= DEEPEST:
        raise ActionRefused(_("This thread is deep enough. Write a new comment instead."))
    return parent


def _only_by_its_author(comment: Comment, by: User) -> None:
    if comment.author_id != by.pk:
        raise ActionRefused(_("This is not your comment."))
    if not comment.is_standing:
        raise ActionRefused(_("This comment is not shown any more."))


def _only_by_a_moderator(comment: Comment, by: User) -> None:
    if not may_moderate(by, comment):
        raise ActionRefused(_("You may not do this with this comment."))


def _looked(comment: Comment, by: User) -> None:
    comment.looked_at, comment.looked_by = timezone.now(), by


def _move(comment: Comment, state: CommentState, action: str, *, by: User, **data: Any) -> None:
    was, comment.state = comment.state, state
    comment.save(update_fields=["state", "looked_at", "looked_by", "removed_for", "removal_words"])
    record(comment, action, by=by, before={"state": was}, after={"state": state}, data={**_place(comment), **data})
    target_of(comment.about).changed(comment.about)


def _close_reports(comment: Comment, *, by: User) -> None:
    comment.reports.filter(closed_at=None).update(closed_at=timezone.now(), closed_by=by)


def _appeared(comment: Comment, target: CommentTarget) -> None:
    """Others can read it from now on: tell whom it answers, and for the office's words all who follow the row."""
    target.changed(comment.about)
    enqueue(CommentAnswered(comment, target))
    if comment.is_official:
        enqueue(OfficeAnswered(comment, target))


def _place(comment: Comment) -> dict[str, Any]:
    """Where it stands, in keys."""
    return {"about": f"{comment.target_type.app_label}.{comment.target_type.model}", "key": comment.target_id}
