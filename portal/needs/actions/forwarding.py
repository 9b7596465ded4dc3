"""A need in the hands of offices: it is handed to one or more of them, and each answers by its own day.

An office accepts, returns it, or passes it on to another; its reason is read by the community. OOBC may take a need
back, or pass it on itself. The need is locked first, then the forwarding. What forbids an answer is said before what
was already said, so that a button pressed twice has one effect.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.access import BulkResult
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.many import each
from portal.needs import clock
from portal.needs.enums import EventKind, Feasibility, ForwardingState, NeedStatus
from portal.needs.forwarding.notifications import (
    ForwardingArrived,
    ForwardingGivenBack,
    ForwardingTakenBack,
    OfficeTakesItUp,
)
from portal.needs.history import happened
from portal.needs.models import Forwarding, Need
from portal.needs.notifications import NeedForwarded, NeedPassedOn, OfficeAnswered, OfficeNoLongerAsked, tell
from portal.needs.permissions import can_answer, can_forward, can_forward_any, serves_asked_office
from portal.notifications import enqueue
from portal.organizations.enums import OrganizationType
from portal.organizations.models import Organization

from .rows import check_not_held, check_status, lock

LONGEST_ANSWER = datetime.timedelta(days=90)
"""No office gets longer than this for an answer."""

ANSWER = ["state", "reason", "feasibility", "cost_low", "cost_high", "answered_at", "answered_by"]

# ---- OOBC ------------------------------------------------------------------------------------------------------------


def usual_due_day() -> clock.Day:
    """The day by which an office that is asked today answers, unless it is given another."""
    return clock.today() + datetime.timedelta(days=clock.ANSWER_OF_OFFICE_DAYS)


@transaction.atomic
def forward(
    need: Need, *, mao: Organization, message: str = "", due_on: clock.Day | None = None, by: User
) -> Forwarding:
    """Hand a validated need to the office whose mandate covers it."""
    need = lock(need)
    _check_forwarder(need, by=by)
    check_not_held(need)
    check_status(need, NeedStatus.forwardable(), _("Only a need that was validated and has not ended is forwarded."))
    due_on = due_on or usual_due_day()
    if not clock.today() < due_on <= clock.today() + LONGEST_ANSWER:
        raise ActionRefused(_("Give the office a day after today, and within 90 days."))
    _check_office(mao)
    return _hand_over(need, mao=mao, message=message.strip(), due_on=due_on, by=by)


def forward_to_many(
    need: Need, *, maos: Iterable[Organization], message: str = "", due_on: clock.Day | None = None, by: User
) -> list[BulkResult]:
    """Hand a need to several offices, each with its own answer; one that is refused leaves the others done."""
    return each(maos, lambda mao: forward(need, mao=mao, message=message, due_on=due_on, by=by))


@transaction.atomic
def recall(forwarding: Forwarding, *, reason: str = "", by: User) -> Forwarding:
    """Take a need back from an office, answered or not. The office's own words stay."""
    forwarding = _lock(forwarding)
    _check_forwarder(forwarding.need, by=by)
    if forwarding.state == ForwardingState.RECALLED:
        return forwarding
    if forwarding.state not in ForwardingState.in_hand():
        raise ActionRefused(_("This office no longer has the need."))
    if not forwarding.need.is_open:
        raise ActionRefused(_("This need has ended: there is nothing to take back."))
    _take_back(forwarding, reason, by=by)
    tell(OfficeNoLongerAsked, forwarding)
    return forwarding


# ---- The office ------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(
    forwarding: Forwarding,
    *,
    feasibility: str,
    cost_low: Decimal | None = None,
    cost_high: Decimal | None = None,
    reason: str,
    by: User,
) -> Forwarding:
    """The office takes the need up: how feasible it is, what it may cost, and why."""
    forwarding = _lock(forwarding)
    _check_answerer(forwarding, by=by)
    if _is_said_already(forwarding, ForwardingState.ACCEPTED, reason, by=by):
        return forwarding
    _check_waiting(forwarding)
    if feasibility not in Feasibility.values:
        raise ActionRefused(_("Say how feasible it is."))
    _check_cost(cost_low, cost_high)
    forwarding.feasibility, forwarding.cost_low, forwarding.cost_high = feasibility, cost_low, cost_high
    _answer(forwarding, ForwardingState.ACCEPTED, reason, by=by)
    happened(
        forwarding.need,
        EventKind.ACCEPTED,
        by=by,
        forwarding=forwarding,
        mao=forwarding.mao_id,
        feasibility=feasibility,
        cost_low=cost_low,
        cost_high=cost_high,
    )
    tell(OfficeAnswered, forwarding)
    enqueue(OfficeTakesItUp(forwarding))
    return forwarding


@transaction.atomic
def return_(forwarding: Forwarding, *, reason: str, by: User) -> Forwarding:
    """The office cannot take it up: the need is OOBC's again."""
    forwarding = _lock(forwarding)
    _check_answerer(forwarding, by=by)
    if _is_said_already(forwarding, ForwardingState.RETURNED, reason, by=by):
        return forwarding
    _check_waiting(forwarding)
    _answer(forwarding, ForwardingState.RETURNED, reason, by=by)
    happened(forwarding.need, EventKind.RETURNED, by=by, forwarding=forwarding, mao=forwarding.mao_id)
    tell(OfficeAnswered, forwarding)
    enqueue(ForwardingGivenBack(forwarding))
    return forwarding


@transaction.atomic
def reroute(forwarding: Forwarding, *, to: Organization, reason: str, by: User) -> Forwarding:
    """Pass the need on to the office that it concerns, which has the usual days from today; the new forwarding.

    An office does not pass it back to one that gave it back before; OOBC, which looks at the whole way, may. What OOBC
    passes on it takes back from the first office: that one has not answered.
    """
    forwarding = _lock(forwarding)
    is_by_office = serves_asked_office(by, forwarding)
    if is_by_office:
        _check_answerer(forwarding, by=by)
    else:
        _check_forwarder(forwarding.need, by=by)
    passed_on = Forwarding.objects.filter(came_from=forwarding, mao=to, forwarded_by=by).first()
    if passed_on and reason.strip() in (forwarding.reason, forwarding.recall_reason):
        return passed_on
    _check_waiting(forwarding)
    check_status(forwarding.need, NeedStatus.forwardable(), _("This need is put off: nobody is asked about it now."))
    _check_office(to)
    if to.pk == forwarding.mao_id:
        raise ActionRefused(_("Choose another office than the one that has it."))
    if is_by_office:
        _pass_on(forwarding, to, reason, by=by)
    else:
        _check_reason(reason)
        _take_back(forwarding, reason, by=by)
    passed_on = _hand_over(
        forwarding.need, mao=to, message=forwarding.message, due_on=usual_due_day(), by=by, came_from=forwarding
    )
    if is_by_office:
        enqueue(ForwardingGivenBack(forwarding))
    return passed_on


def _pass_on(forwarding: Forwarding, to: Organization, reason: str, *, by: User) -> None:
    if _gave_it_back(forwarding.need, to):
        raise ActionRefused(
            _("%(office)s had this need and gave it back. Return it to OOBC instead.") % {"office": to.short_name}
        )
    _answer(forwarding, ForwardingState.REROUTED, reason, by=by)
    happened(forwarding.need, EventKind.REROUTED, by=by, forwarding=forwarding, mao=forwarding.mao_id, to=to.pk)


# ---- What they share -------------------------------------------------------------------------------------------------


def _lock(forwarding: Forwarding) -> Forwarding:
    """The need first, then the forwarding: everybody takes both in this order, so that nobody waits in a circle."""
    need = lock(forwarding.need)
    rows = Forwarding.objects.select_for_update(no_key=True, of=("self",)).select_related("mao")
    locked: Forwarding = rows.get(pk=forwarding.pk)
    locked.need = need
    return locked


def _check_forwarder(need: Need, *, by: User) -> None:
    if not can_forward_any(by):
        raise ActionRefused(_("Only OOBC forwards needs."))
    if not can_forward(by, need):
        raise ActionRefused(_("You sent this need or speak for its community: somebody else forwards it."))


def _check_answerer(forwarding: Forwarding, *, by: User) -> None:
    if not serves_asked_office(by, forwarding):
        raise ActionRefused(_("Only the focal persons of the office answer for it."))
    if not can_answer(by, forwarding):
        raise ActionRefused(_("You sent this need or speak for its community: somebody else of your office answers."))


def _check_waiting(forwarding: Forwarding) -> None:
    if forwarding.state == ForwardingState.RECALLED:
        raise ActionRefused(_("OOBC has taken this need back. You need not answer."))
    if forwarding.state != ForwardingState.SENT:
        raise ActionRefused(_("This office has already answered. Look at the answer first."))
    if not forwarding.need.is_open:
        raise ActionRefused(_("This need has ended. You need not answer."))


def _check_office(mao: Organization) -> None:
    if not mao.is_active:
        raise ActionRefused(_("%(office)s is not active any more.") % {"office": mao.short_name})
    if mao.organization_type != OrganizationType.BMOA:
        raise ActionRefused(_("%(office)s is not a ministry, agency or office of BARMM.") % {"office": mao.short_name})


def _check_cost(low: Decimal | None, high: Decimal | None) -> None:
    if (low is None) != (high is None):
        raise ActionRefused(_("Give the lower and the higher amount, or none. If you know one, give it twice."))
    if low is not None and high is not None and not 0 <= low <= high:
        raise ActionRefused(_("The cost is a range, from the lower to the higher amount."))


def _gave_it_back(need: Need, office: Organization) -> bool:
    return need.forwardings.filter(mao=office, state__in=ForwardingState.given_back()).exists()


def _is_said_already(forwarding: Forwarding, state: ForwardingState, reason: str, *, by: User) -> bool:
    said = (forwarding.state, forwarding.answered_by_id, forwarding.reason)
    return said == (state, by.pk, reason.strip())


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionRefused(_("Give the reason, in words that the community understands."))


def _answer(forwarding: Forwarding, state: ForwardingState, reason: str, *, by: User) -> None:
    _check_reason(reason)
    forwarding.state, forwarding.reason = state, reason.strip()
    forwarding.answered_at, forwarding.answered_by = timezone.now(), by
    with constraints_refuse(Forwarding):
        forwarding.save(update_fields=ANSWER)


def _hand_over(
    need: Need,
    *,
    mao: Organization,
    message: str,
    due_on: clock.Day,
    by: User,
    came_from: Forwarding | None = None,
) -> Forwarding:
    with constraints_refuse(Forwarding):
        forwarding = Forwarding.objects.create(
            need=need, mao=mao, message=message, due_on=due_on, forwarded_by=by, came_from=came_from
        )
    happened(need, EventKind.FORWARDED, by=by, forwarding=forwarding, mao=mao.pk, due_on=due_on)
    enqueue(ForwardingArrived(forwarding))
    tell(NeedPassedOn if came_from else NeedForwarded, forwarding)
    return forwarding


def _take_back(forwarding: Forwarding, reason: str, *, by: User) -> None:
    """The office need not do anything any more; what it answered stays."""
    if forwarding.state == ForwardingState.SENT:
        forwarding.answered_at, forwarding.answered_by = timezone.now(), by
    forwarding.state, forwarding.recall_reason = ForwardingState.RECALLED, reason.strip()
    forwarding.save(update_fields=["state", "recall_reason", "answered_at", "answered_by"])
    happened(forwarding.need, EventKind.RECALLED, by=by, forwarding=forwarding, mao=forwarding.mao_id)
    enqueue(ForwardingTakenBack(forwarding))
