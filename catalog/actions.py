"""What people do with services, and with the texts that OOBC publishes: services and application forms."""

from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core import editorial
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
    text = editorial.locked(text)
    if not can_change(by, text):
        raise ActionRefused(_("You may not change the texts of this office."))
    editorial.hand_in(text, by=by)


@transaction.atomic
def publish(text: Text, *, by: User) -> None:
    """Put the newest draft before the public; one that waits is approved by it, and its office told."""
    text = editorial.locked(text)
    if not can_publish(by, text):
        raise ActionRefused(_("Only OOBC publishes texts."))
    editorial.publish_newest(text, by=by)


@transaction.atomic
def set_as_checked(offering: ServiceOffering, *, by: User) -> None:
    """Confirm that the published facts are still true, without changing a word."""
    offering = editorial.locked(offering)
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


def _locked_overlap(overlap: OfferingOverlap, *, by: User) -> OfferingOverlap:
    if not can_set_apart(by, overlap):
        raise ActionRefused(_("Only OOBC says whether two services are different."))
    return OfferingOverlap.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=overlap.pk)
