"""What people do with services."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications import enqueue

from .models import OfferingOverlap, OfferingReport, ServiceOffering
from .notifications import MistakeReported
from .permissions import can_change, can_handle_reports, can_publish, can_set_apart, can_set_as_checked


@transaction.atomic
def submit(offering: ServiceOffering, *, by: User) -> None:
    """Hand the newest draft to OOBC for publishing; a returned one goes on where it stood."""
    offering = _locked(offering)
    if not can_change(by, offering):
        raise ActionRefused(_("You may not change the services of this office."))
    if offering.workflow_in_progress:
        raise ActionRefused(_("It is already waiting for OOBC."))
    _complete_draft(offering)
    workflow = offering.get_workflow()
    if workflow is None:
        raise ActionRefused(_("No moderation is set up for services. Tell an administrator."))
    state = offering.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    else:
        workflow.start(offering, by)


@transaction.atomic
def publish(offering: ServiceOffering, *, by: User) -> None:
    """Put the newest draft before the public; one that waits is approved by it, and its office told."""
    offering = _locked(offering)
    if not can_publish(by, offering):
        raise ActionRefused(_("Only OOBC publishes services."))
    _complete_draft(offering)
    if offering.workflow_in_progress:
        approval_of_newest(offering).approve(user=by)
    else:
        offering.latest_revision.publish(user=by)


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


def approval_of_newest(offering: ServiceOffering) -> TaskState:
    """The approval a service waits for, bound to its newest draft. Wagtail approves a version, and only that one."""
    state = offering.current_workflow_task_state
    state.revision = offering.get_latest_revision()
    state.save(update_fields=["revision"])
    return state


def _locked(offering: ServiceOffering) -> ServiceOffering:
    return ServiceOffering.objects.select_for_update(of=("self",)).select_related("latest_revision").get(pk=offering.pk)


def _locked_overlap(overlap: OfferingOverlap, *, by: User) -> OfferingOverlap:
    if not can_set_apart(by, overlap):
        raise ActionRefused(_("Only OOBC says whether two services are different."))
    return OfferingOverlap.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=overlap.pk)


def _complete_draft(offering: ServiceOffering) -> None:
    """Refuse what has nothing new, or a draft that still misses what readers need."""
    if offering.live and not offering.has_unpublished_changes:
        raise ActionRefused(_("There is no change to publish."))
    try:
        offering.get_latest_revision_as_object().full_clean()
    except ValidationError as error:
        names = {name: _field_label(name) for name in error.message_dict}
        missing = "; ".join(f"{names[name]}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise ActionRefused(_("The draft is not complete. %(missing)s") % {"missing": missing}) from error


def _field_label(name: str) -> str:
    fields = {field.name: field for field in ServiceOffering._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", _("Service")))
