"""The end of a case that was not refused."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import history
from catalog.applications.notifications import CaseClosed
from catalog.enums import ApplicationStatus, ClosedReason, EventKind, WaitingOn
from catalog.models import ServiceApplication
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.notifications import enqueue

from .rows import case_to_decide, check_undecided, stop_waiting


@transaction.atomic
def complete(application: ServiceApplication, *, by: User, shown: str | None = None) -> ServiceApplication:
    """The approved person has got the service."""
    case = case_to_decide(application, by=by, shown=shown)
    if case.status != ApplicationStatus.APPROVED:
        raise ActionRefused(_("Only an approved case can be completed."))
    case.status, case.closed_at = ApplicationStatus.COMPLETED, timezone.now()
    case.waiting_on = WaitingOn.NOBODY
    case.save(update_fields=["status", "closed_at", "waiting_on"])
    history.happened(case, EventKind.COMPLETED, by=by)
    enqueue(CaseClosed(case))
    return case


@transaction.atomic
def close_as_duplicate(
    application: ServiceApplication, *, of: ServiceApplication, by: User, shown: str | None = None
) -> ServiceApplication:
    """The same person sent the same before; the other case goes on."""
    case = case_to_decide(application, by=by, shown=shown)
    check_undecided(case)
    if of.pk == case.pk or of.service_id != case.service_id:
        raise ActionRefused(_("Name another case for the same service."))
    if of.closed_reason:
        raise ActionRefused(_("The other case was closed without a decision, so this one must go on."))
    stop_waiting(case)
    case.closed_at, case.closed_reason, case.waiting_on = timezone.now(), ClosedReason.DUPLICATE, WaitingOn.NOBODY
    case.save(update_fields=["closed_at", "closed_reason", "waiting_on", "paused_on", "paused_days", "due_on"])
    history.happened(case, EventKind.CLOSED, by=by, reason=ClosedReason.DUPLICATE, other=of.pk)
    enqueue(CaseClosed(case))
    return case
