"""What comes of an objection."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import clock, history
from catalog.applications.notifications import ObjectionAnswered
from catalog.enums import ApplicationStatus, EventKind, ObjectionOutcome, WaitingOn
from catalog.models import Objection, ServiceApplication
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.notifications import enqueue

from .rows import case_to_decide


@transaction.atomic
def answer_objection(
    objection: Objection, *, outcome: ObjectionOutcome, answer: str, by: User, shown: str | None = None
) -> Objection:
    """Answer it, somebody else than who refused. Upheld, the refusal is gone and the case has its full time again."""
    case = case_to_decide(objection.application, by=by, shown=shown)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.answered_at:
        raise ActionRefused(_("This objection is already answered."))
    if case.status != ApplicationStatus.REJECTED:
        raise ActionRefused(_("There is no refusal to object to."))
    if case.decided_by_id == by.pk:
        raise ActionRefused(_("You decided this case. Somebody else of your office answers the objection."))
    if not answer.strip():
        raise ActionRefused(_("Tell the applicant why, in your own words."))
    objection.outcome, objection.answer = ObjectionOutcome(outcome), answer.strip()
    objection.answered_at, objection.answered_by = timezone.now(), by
    objection.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    if objection.outcome == ObjectionOutcome.UPHELD:
        _take_back(case)
    history.happened(case, EventKind.OBJECTION_ANSWERED, by=by, outcome=objection.outcome)
    enqueue(ObjectionAnswered(objection))
    return objection


def _take_back(case: ServiceApplication) -> None:
    case.status, case.waiting_on = ApplicationStatus.UNDER_REVIEW, WaitingOn.OFFICE
    case.decided_at, case.decided_by, case.refusal_reason, case.closed_at = None, None, None, None
    case.waitlisted_at = None  # it was an answer in the time that is over, not in the new one
    case.public_message, case.reviewer = "", None
    case.due_on = clock.due_day(clock.today(), case.service.transaction_class)
    case.save()
