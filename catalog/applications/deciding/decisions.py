"""Approving, not approving, and the waiting list between them."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import clock, history
from catalog.applications.notifications import Decided, WaitlistPlaced
from catalog.applications.places import in_front_of, places_of
from catalog.applications.ppas import link_ppa
from catalog.enums import ApplicationStatus, EventKind, ObjectionOutcome, WaitingOn
from catalog.models import RefusalReason, ServiceApplication
from portal.accounts.models import User
from portal.core.access import BulkResult
from portal.core.actions import ActionRefused
from portal.core.many import each
from portal.notifications import enqueue

from .rows import begin, case_to_decide, check_shown, check_undecided, stop_waiting

DECISION = ["status", "reviewer", "waiting_on", "paused_on", "paused_days", "due_on"]
DECISION += ["decided_at", "decided_by", "refusal_reason", "public_message", "closed_at"]


@transaction.atomic
def approve(
    application: ServiceApplication, *, message: str = "", by: User, with_ppa: bool = False, shown: str | None = None
) -> ServiceApplication:
    """Say yes, while a place is free; the same yes pressed twice is one. ``with_ppa`` makes a draft PPA of it."""
    case = case_to_decide(application, by=by)
    if _is_said_already(case, ApplicationStatus.APPROVED, message, by):
        return case
    check_shown(case, shown)
    _check_decidable(case, by=by)
    _check_place(case)
    _decide(case, ApplicationStatus.APPROVED, message, by=by)
    case.save(update_fields=DECISION)
    history.happened(case, EventKind.APPROVED, by=by)
    if with_ppa:
        link_ppa(case, by=by)
    enqueue(Decided(case))
    return case


@transaction.atomic
def reject(
    application: ServiceApplication, *, reason: RefusalReason, message: str, by: User, shown: str | None = None
) -> ServiceApplication:
    """Say no, with a reason of the list and in words to the applicant. That closes the case."""
    case = case_to_decide(application, by=by)
    if _is_said_already(case, ApplicationStatus.REJECTED, message, by):
        return case
    check_shown(case, shown)
    _check_decidable(case, by=by)
    if not message.strip():
        raise ActionRefused(_("Tell the applicant why, in your own words."))
    if not reason.is_active:
        raise ActionRefused(_("This reason is out of use. Choose another one."))
    _check_no_answer_is_due(case)
    _decide(case, ApplicationStatus.REJECTED, message, by=by)
    case.refusal_reason, case.closed_at = reason, case.decided_at
    case.save(update_fields=DECISION)
    history.happened(case, EventKind.REJECTED, by=by, reason=reason.code)
    enqueue(Decided(case))
    return case


def approve_many(
    applications: Iterable[ServiceApplication],
    *,
    message: str = "",
    by: User,
    with_ppa: bool = False,
    shown: Mapping[str, str] | None = None,
) -> list[BulkResult]:
    """Say yes to each, with one message; ``shown`` by the keys of the cases."""
    one = partial(approve, message=message, by=by, with_ppa=with_ppa)
    return each(applications, lambda case: one(case, shown=_shown(shown, case)))


def reject_many(
    applications: Iterable[ServiceApplication],
    *,
    reason: RefusalReason,
    message: str,
    by: User,
    shown: Mapping[str, str] | None = None,
) -> list[BulkResult]:
    """Say no to each, with one reason and one message; ``shown`` by the keys of the cases."""
    one = partial(reject, reason=reason, message=message, by=by)
    return each(applications, lambda case: one(case, shown=_shown(shown, case)))


@transaction.atomic
def waitlist(application: ServiceApplication, *, by: User, shown: str | None = None) -> ServiceApplication:
    """Fit, but no place is free: the case waits for one, in the order in which cases were complete."""
    case = case_to_decide(application, by=by, shown=shown)
    _check_decidable(case, by=by)
    if case.waiting_on == WaitingOn.SLOT:
        raise ActionRefused(_("This case is already on the waiting list."))
    if places_of(case.service).left_for(in_front_of(case)):
        raise ActionRefused(_("A place is free: approve the case instead."))
    _check_no_answer_is_due(case)
    begin(case, by=by)
    stop_waiting(case)
    case.waiting_on, case.waitlisted_at = WaitingOn.SLOT, timezone.now()
    case.save(update_fields=[*DECISION, "waitlisted_at"])
    history.happened(case, EventKind.WAITLISTED, by=by)
    enqueue(WaitlistPlaced(case))
    return case


def _shown(shown: Mapping[str, str] | None, case: ServiceApplication) -> str | None:
    """A case that nobody was shown is refused, not taken unseen."""
    return None if shown is None else shown.get(str(case.pk), "")


def _is_said_already(case: ServiceApplication, status: ApplicationStatus, message: str, by: User) -> bool:
    return case.status == status and case.decided_by_id == by.pk and case.public_message == message.strip()


def _check_decidable(case: ServiceApplication, *, by: User) -> None:
    check_undecided(case)
    objection = getattr(case, "objection", None)
    if objection and objection.outcome == ObjectionOutcome.UPHELD:
        refused = case.events.filter(kind=EventKind.REJECTED).last()
        if refused and refused.by_id == by.pk:
            raise ActionRefused(_("You refused this case before. After the objection somebody else decides."))


def _check_place(case: ServiceApplication) -> None:
    """The service is locked, so that of two who approve at once the second counts the first."""
    places = places_of(case.service)
    if places.free == 0:
        raise ActionRefused(_("No place is free any more. Put the case on the waiting list."))
    if not places.left_for(in_front_of(case)):
        raise ActionRefused(_("Others wait for the free places and were complete before. Approve them first."))


def _check_no_answer_is_due(case: ServiceApplication) -> None:
    if case.waiting_on == WaitingOn.APPLICANT:
        asked = case.information_requests.filter(answered_at=None, answer_until__gte=clock.today()).first()
        if asked:
            raise ActionRefused(
                _("The applicant was asked for more and has until %(day)s to answer.") % {"day": asked.answer_until}
            )


def _decide(case: ServiceApplication, status: ApplicationStatus, message: str, *, by: User) -> None:
    begin(case, by=by)
    stop_waiting(case)
    case.status, case.waiting_on = status, WaitingOn.NOBODY
    case.decided_at, case.decided_by = timezone.now(), by
    case.public_message = message.strip()
