"""What staff do with the public text of a need, and with its pictures: write, hand in, publish, take off again.

Who wrote the newest words never publishes them: a second person looks first.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core import editorial
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.core.text import plain
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need, NeedFile, NeedSummary
from portal.needs.permissions import can_publish, can_summarize, can_unpublish
from portal.needs.summaries.naming import told_of_submitter
from portal.needs.summaries.notifications import SummaryHandedIn, SummarySentBack
from portal.notifications import enqueue

TEXTS = ("title", "title_fil", "text", "text_fil", "place_told")
PICTURES = ("image/jpeg", "image/png")
"""Drawn anew when they were sent, so they carry no place and no camera. Other files may name their writer."""


@transaction.atomic
def write(need: Need, *, texts: Mapping[str, str], by: User, shown: int | None = None) -> NeedSummary:
    """Keep a draft of what the public will read; what is published stays until the change is.

    ``shown`` is the key of the version that was changed, 0 where there was none: nobody writes over words unseen.
    """
    need = _locked_need(need, by=by)
    summary = NeedSummary.objects.filter(need=need).first() or NeedSummary(need=need)
    newest = summary if summary._state.adding else summary.get_latest_revision_as_object()
    before = [getattr(newest, name) for name in TEXTS]
    for name in TEXTS:
        setattr(newest, name, plain(texts.get(name, getattr(newest, name))))
    newest.check_complete()
    if not summary._state.adding and before == [getattr(newest, name) for name in TEXTS]:
        return summary
    if shown is not None and shown != (summary.latest_revision_id or 0):
        raise ActionRefused(
            _("Not saved: somebody has changed the text meanwhile. Your words are still in the form; compare the two.")
        )
    if summary._state.adding:
        newest.save()
    newest.save_revision(user=by)
    record(need, "needs.summary_written", by=by)
    return NeedSummary.objects.get(pk=newest.pk)


@transaction.atomic
def hand_in(summary: NeedSummary, *, by: User) -> None:
    """Ask a second person to look at the newest draft."""
    need = _locked_need(summary.need, by=by)
    summary = editorial.locked(summary)
    _check_need(need)
    _check_names(need, summary)
    editorial.hand_in(summary, by=by)
    record(summary, "needs.summary_handed_in", by=by)
    enqueue(SummaryHandedIn(summary))


@transaction.atomic
def publish(summary: NeedSummary, *, shown: int, by: User) -> None:
    """Put the draft that was shown (the key of its version) before the public."""
    need = Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=summary.need_id)
    summary = editorial.locked(summary)
    if summary.live and not summary.has_unpublished_changes and summary.latest_revision_id == shown:
        return  # a double click
    if summary.latest_revision_id != shown:
        raise ActionRefused(_("Somebody has changed the text meanwhile. Look at it again."))
    if not can_publish(by, summary):
        raise ActionRefused(_("Somebody who did not write this text publishes it."))
    _check_need(need)
    _check_names(need, summary)
    is_new = not summary.live
    editorial.publish_newest(summary, by=by)
    if is_new:
        happened(need, EventKind.PUBLISHED, by=by)
    else:
        record(summary, "needs.summary_changed", by=by)


@transaction.atomic
def send_back(summary: NeedSummary, *, note: str, by: User) -> None:
    """Give a draft that waits back to who wrote it, with what is to be mended."""
    need = Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=summary.need_id)
    summary = editorial.locked(summary)
    if not can_unpublish(by, summary):
        raise ActionRefused(_("You may not decide about this text."))
    if not summary.workflow_in_progress:
        raise ActionRefused(_("This text does not wait for anybody."))
    if not note.strip():
        raise ActionRefused(_("Say what is to be mended."))
    editorial.approval_of_newest(summary).reject(user=by, comment=note.strip())
    record(need, "needs.summary_sent_back", by=by)
    enqueue(SummarySentBack(summary))


@transaction.atomic
def unpublish(summary: NeedSummary, *, by: User) -> None:
    """Take the summary off the public list, with its pictures."""
    need = Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=summary.need_id)
    summary = editorial.locked(summary)
    if not can_unpublish(by, summary):
        raise ActionRefused(_("You may not decide about this text."))
    if not summary.live:
        return
    summary.unpublish(user=by)
    happened(need, EventKind.UNPUBLISHED, by=by)


@transaction.atomic
def show_file(file: NeedFile, *, by: User) -> None:
    """Let the public see a picture, after looking at it."""
    file = _locked_file(file, by=by)
    if file.shows_children:
        raise ActionRefused(_("A picture on which children can be recognised stays private."))
    if file.file.content_type not in PICTURES:
        raise ActionRefused(_("Only pictures are shown. Write what matters of this paper into the summary."))
    if not file.file.may_be_opened:
        raise ActionRefused(_("The virus scanner has not let this file pass."))
    if file.published_at:
        return
    file.published_at, file.published_by = timezone.now(), by
    _save_file(file, "needs.file_shown", by=by)


@transaction.atomic
def hide_file(file: NeedFile, *, shows_children: bool = False, by: User) -> None:
    """Keep a picture private; for good where children can be recognised on it."""
    file = _locked_file(file, by=by)
    if not file.published_at and file.shows_children >= shows_children:
        return
    file.published_at = file.published_by = None
    file.shows_children = file.shows_children or shows_children
    _save_file(file, "needs.file_hidden", by=by)


def _locked_need(need: Need, *, by: User) -> Need:
    need = Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=need.pk)
    if not can_summarize(by, need):
        raise ActionRefused(_("You may not write the public text of this need."))
    return need


def _locked_file(file: NeedFile, *, by: User) -> NeedFile:
    file = NeedFile.objects.select_for_update(of=("self",)).select_related("file", "need").get(pk=file.pk)
    if not can_summarize(by, file.need):
        raise ActionRefused(_("You may not decide about the pictures of this need."))
    return file


def _save_file(file: NeedFile, action: str, *, by: User) -> None:
    file.save(update_fields=["published_at", "published_by", "shows_children"])
    record(file.need, action, by=by, data={"file": str(file.pk)})
    ContentVersion.bump()


def _check_need(need: Need) -> None:
    if need.is_held:
        raise ActionRefused(_("The need is held: release it first."))
    if need.status in (NeedStatus.WITHDRAWN, NeedStatus.DUPLICATE):
        raise ActionRefused(_("A need that was taken back or joined with another has no page of its own."))


def _check_names(need: Need, summary: NeedSummary) -> None:
    newest = summary.get_latest_revision_as_object()
    if found := told_of_submitter(need, " ".join(getattr(newest, name) for name in TEXTS[:-1])):
        raise ActionRefused(_("The text tells who sent the need: %(what)s. Take it out.") % {"what": ", ".join(found)})
