"""What people do with services, and with the texts that OOBC publishes: services and application forms."""

from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications import enqueue

from .models import ApplicationForm, OfferingOverlap, OfferingReport, ServiceOffering
from .notifications import MistakeReported
from .permissions import can_change, can_handle_reports, can_publish, can_set_apart, can_set_as_checked

Text = TypeVar("Text", ServiceOffering, ApplicationForm)


@transaction.atomic
def submit(text: Text, *, by: User) -> None:
    """Hand the newest draft to OOBC for publishing; a returned one goes on where it stood."""
    text = _locked(text)
    if not can_change(by, text):
        raise ActionRefused(_("You may not change the texts of this office."))
    if text.workflow_in_progress:
        raise ActionRefused(_("It is already waiting for OOBC."))
    _complete_draft(text)
    workflow = text.get_workflow()
    if workflow is None:
        raise ActionRefused(_("No moderation is set up for this. Tell an administrator."))
    state = text.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    else:
        workflow.start(text, by)


@transaction.atomic
def publish(text: Text, *, by: User) -> None:
    """Put the newest draft before the public; one that waits is approved by it, and its office told."""
    text = _locked(text)
    if not can_publish(by, text):
        raise ActionRefused(_("Only OOBC publishes texts."))
    _complete_draft(text)
    if text.workflow_in_progress:
        approval_of_newest(text).approve(user=by)
    else:
        text.latest_revision.publish(user=by)


@transaction.atomic
def set_as_checked(offering: ServiceOffering, *, by: User) -> None:
    """Confirm that the published facts are still true, without changing a word."""
    offering = _locked(offering)
    if not can_set_as_checked(by, offering):
        raise ActionRefused(_("You may not confirm the services of this office."))
    if not offering.live:
        raise ActionRefused(_("Only a published service can be set as checked."))
    today = timezone.localdate()
    ServiceOffering.objects.filter(pk=offering.pk).update(last_checked_on=today, last_checked_by=by)
    record(
        offering,
        "catalog.set_as_checked",
        by=by,
        before={"last_checked_on": offering.last_checked_on},
        after={"last_checked_on": today},
    )
    ContentVersion.bump()


@transaction.atomic
def report_mistake(offering: ServiceOffering, *, message: str) -> OfferingReport:
    """Take what a reader says is wrong on a page, and tell those who keep it."""
    report = OfferingReport.objects.create(offering=offering, message=message.strip())
    enqueue(MistakeReported(report))
    return report


@transaction.atomic
def handle_report(report: OfferingReport, *, by: User) -> None:
    """Close a report: mended, or found to be no mistake."""
    report = OfferingReport.objects.select_for_update().select_related("offering").get(pk=report.pk)
    if not can_handle_reports(by, report):
        raise ActionRefused(_("This report belongs to another office."))
    if report.handled_at:
        raise ActionRefused(_("Somebody has already handled this report."))
    report.handled_at, report.handled_by = timezone.now(), by
    report.save(update_fields=["handled_at", "handled_by"])
    record(report, "catalog.handle_report", by=by, data={"offering": str(report.offering_id)})


@transaction.atomic
def set_apart(overlap: OfferingOverlap, *, reason: str, fingerprint: str, by: User) -> None:
    """Say why two services that look alike are different, of the texts that were shown."""
    overlap = _locked_overlap(overlap, by=by)
    if not overlap.is_open:
        raise ActionRefused(_("Somebody has already said that these two are different."))
    if overlap.fingerprint != fingerprint:
        raise ActionRefused(_("One of the two texts has changed meanwhile. Look at them again."))
    if not reason.strip():
        raise ActionRefused(_("Say why they are different."))
    overlap.decided_at, overlap.decided_by, overlap.reason = timezone.now(), by, reason.strip()
    overlap.save(update_fields=["decided_at", "decided_by", "reason"])
    record(overlap, "catalog.set_apart", by=by)


@transaction.atomic
def undo_set_apart(overlap: OfferingOverlap, *, by: User) -> None:
    """Put the two on the list of overlaps again."""
    overlap = _locked_overlap(overlap, by=by)
    if overlap.is_open:
        raise ActionRefused(_("Nobody has said that these two are different."))
    overlap.decided_at, overlap.decided_by, overlap.reason = None, None, ""
    overlap.save(update_fields=["decided_at", "decided_by", "reason"])
    record(overlap, "catalog.undo_set_apart", by=by)


def approval_of_newest(text: ServiceOffering | ApplicationForm) -> TaskState:
    """The approval a text waits for, bound to its newest draft. Wagtail approves a version, and only that one."""
    state = text.current_workflow_task_state
    state.revision = text.get_latest_revision()
    state.save(update_fields=["revision"])
    return state


def _locked(text: Text) -> Text:
    rows = type(text)._default_manager.select_for_update(of=("self",))
    locked: Text = rows.select_related("latest_revision").get(pk=text.pk)
    return locked


def _locked_overlap(overlap: OfferingOverlap, *, by: User) -> OfferingOverlap:
    if not can_set_apart(by, overlap):
        raise ActionRefused(_("Only OOBC says whether two services are different."))
    return OfferingOverlap.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=overlap.pk)


def _complete_draft(text: Text) -> None:
    """Refuse what has nothing new, or a draft that still misses what readers need."""
    if text.live and not text.has_unpublished_changes:
        raise ActionRefused(_("There is no change to publish."))
    try:
        text.get_latest_revision_as_object().check_complete()
    except ValidationError as error:
        raise ActionRefused(_("The draft is not complete. %(missing)s") % {"missing": _missing(text, error)}) from error


def _missing(text: models.Model, error: ValidationError) -> str:
    """What a draft misses, with the names of the fields where it is about one."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{_field_label(text, name)}: {' '.join(told)}" for name, told in error.message_dict.items())


def _field_label(text: models.Model, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return str(text._meta.verbose_name).capitalize()
    fields = {field.name: field for field in text._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name))
