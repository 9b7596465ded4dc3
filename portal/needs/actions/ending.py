"""How a need is put off, ends, or begins again. Whoever waits for it reads why."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.needs import clock
from portal.needs.enums import DecisionKind, EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need, NeedDecision
from portal.needs.notifications import (
    BackForReview,
    NeedCameBack,
    NeedCompleted,
    NeedDeferred,
    NeedJoined,
    NeedRejected,
    NeedReopened,
    OpenAgain,
    tell,
)
from portal.needs.permissions import has_interest
from portal.notifications import enqueue

from .rows import (
    CLOCK,
    check_answer_is_not_awaited,
    check_no_office_is_asked,
    check_no_office_takes_it_up,
    check_not_held,
    check_shown,
    check_status,
    lock,
    need_to_review,
    settle,
    was_just_done,
)

LONGEST_DEFERRAL = datetime.timedelta(days=2 * 366)
"""Nothing is put off for longer without being looked at again."""

ENDING = ["status", "status_before", "review_again_on", "duplicate_of", "assigned_to", *CLOCK]

# ---- Later -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def defer(need: Need, *, reason: str, review_again_on: clock.Day, by: User, shown: str | None = None) -> Need:
    """Put it off until a day on which it comes back by itself to where it was."""
    need = need_to_review(need, by=by)
    if need.review_again_on == review_again_on and _was_just_decided(need, EventKind.DEFERRED, reason, by=by):
        return need
    check_shown(need, shown)
    check_not_held(need)
    check_status(need, NeedStatus.deferrable(), _("In this state a need cannot be put off."))
    _check_reason(reason)
    if not clock.today() < review_again_on <= clock.today() + LONGEST_DEFERRAL:
        raise ActionRefused(_("Give a day after today and within two years, on which it is looked at again."))
    check_no_office_is_asked(need)
    was = NeedStatus(need.status)
    settle(need, by=by)
    need.status, need.status_before, need.review_again_on = NeedStatus.DEFERRED, was, review_again_on
    need.save(update_fields=ENDING)
    decision = _decide(need, DecisionKind.DEFERRED, reason, by=by, review_again_on=review_again_on)
    happened(need, EventKind.DEFERRED, by=by, was=was, decision=decision, review_again_on=review_again_on)
    tell(NeedDeferred, decision)
    return need


@transaction.atomic
def come_back(need: Need, *, by: User | None = None, shown: str | None = None) -> Need:
    """Take up again what was put off; ``by=None`` is the sweep, on its day."""
    if by is None:
        need = lock(need)
    else:
        need = need_to_review(need, by=by)
        if was_just_done(need, EventKind.CAME_BACK, by=by):
            return need
        check_shown(need, shown)
    check_status(need, [NeedStatus.DEFERRED], _("This need is not put off."))
    if by is None and need.review_again_on is not None and need.review_again_on > clock.today():
        raise ActionRefused(_("Its day has not come yet."))
    need.status, need.status_before, need.review_again_on = need.status_before, "", None
    need.save(update_fields=["status", "status_before", "review_again_on"])
    step = happened(need, EventKind.CAME_BACK, by=by, was=NeedStatus.DEFERRED)
    tell(NeedCameBack, step)
    if by is None:
        enqueue(BackForReview(step))
    return need


# ---- The end ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def reject(need: Need, *, reason: str, by: User, shown: str | None = None) -> Need:
    """Say no, with a reason that the community reads."""
    need = need_to_review(need, by=by)
    if need.status == NeedStatus.REJECTED and _was_just_decided(need, EventKind.REJECTED, reason, by=by):
        return need
    check_shown(need, shown)
    check_status(need, NeedStatus.answerable(), _("In this state a need cannot be turned down any more."))
    _check_reason(reason)
    check_answer_is_not_awaited(need)
    check_no_office_is_asked(need)
    check_no_office_takes_it_up(need)
    was = _end(need, NeedStatus.REJECTED, by=by)
    decision = _decide(need, DecisionKind.REJECTED, reason, by=by)
    happened(need, EventKind.REJECTED, by=by, was=was, decision=decision)
    tell(NeedRejected, decision)
    return need


@transaction.atomic
def mark_duplicate(need: Need, *, of: Need, reason: str = "", by: User, shown: str | None = None) -> Need:
    """The same need is there already: it is followed under the other one, and so are those joined with it before."""
    need = need_to_review(need, by=by)
    if need.duplicate_of_id == of.pk and was_just_done(need, EventKind.DUPLICATE, by=by):
        return need
    check_shown(need, shown)
    check_status(need, NeedStatus.answerable(), _("In this state a need cannot be joined with another any more."))
    of = _lock_the_other(need, of)
    if has_interest(by, of):
        raise ActionRefused(_("You sent the other need or speak for its community: somebody else joins them."))
    check_no_office_is_asked(need)
    check_no_office_takes_it_up(need)
    reason = reason.strip() or _("The same need is there already. We work on both together.")
    was = _end(need, NeedStatus.DUPLICATE, by=by, of=of)
    _join(need, of, reason, was=was, by=by)
    for follower in Need.objects.select_for_update(no_key=True, of=("self",)).filter(duplicate_of=need).order_by("pk"):
        follower.duplicate_of = of
        follower.save(update_fields=["duplicate_of"])
        _join(follower, of, reason, was="", by=by)
    return need


def _lock_the_other(need: Need, of: Need) -> Need:
    """Without waiting for it: two people who join two needs with each other must not wait in a circle."""
    if of.pk == need.pk:
        raise ActionRefused(_("A need cannot be joined with itself."))
    other = Need.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).filter(pk=of.pk).first()
    if other is None:
        raise ActionRefused(_("Somebody works on the other need just now. Try again."))
    if not other.is_open or other.is_held:
        raise ActionRefused(_("The other need must be open: this one is followed under it."))
    mine, theirs = need.in_municipality or need.in_province, other.in_municipality or other.in_province
    if mine != theirs:
        raise ActionRefused(_("Both needs must lie in the same city or municipality."))
    return other


def _join(need: Need, of: Need, reason: str, *, was: str, by: User) -> None:
    decision = _decide(need, DecisionKind.DUPLICATE, reason, by=by)
    happened(need, EventKind.DUPLICATE, by=by, was=was, decision=decision, of=of.pk)
    enqueue(NeedJoined(decision))


@transaction.atomic
def complete(need: Need, *, by: User, shown: str | None = None) -> Need:
    """It is done: the community has what it needed."""
    need = need_to_review(need, by=by)
    if need.status == NeedStatus.COMPLETED and was_just_done(need, EventKind.COMPLETED, by=by):
        return need
    check_shown(need, shown)
    check_status(need, NeedStatus.forwardable(), _("Only a validated need that something was done about is done."))
    check_no_office_is_asked(need)
    was = _end(need, NeedStatus.COMPLETED, by=by)
    step = happened(need, EventKind.COMPLETED, by=by, was=was)
    tell(NeedCompleted, step)
    return need


@transaction.atomic
def reopen(need: Need, *, reason: str, by: User, shown: str | None = None) -> Need:
    """Take up again what had ended. It goes back to what was found out before: validated, or only received."""
    need = need_to_review(need, by=by)
    if was_just_done(need, EventKind.REOPENED, by=by):
        return need
    check_shown(need, shown)
    check_status(need, NeedStatus.reopenable(), _("Only what was turned down, joined or done can be opened again."))
    _check_reason(reason)
    need.assigned_to = need.assigned_to or by
    _open_again(need, reason, by=by)
    return need


def stand_alone_again(need: Need) -> None:
    """This need was taken back, so the needs that were followed under it go on by themselves: they are others' needs.

    The caller has locked it and tells OOBC's reviewers.
    """
    joined = Need.objects.select_for_update(no_key=True, of=("self",)).filter(duplicate_of=need).order_by("pk")
    for other in joined:
        _open_again(other, _("The need with which it was joined was taken back. Yours goes on by itself."), by=None)


# ---- What decisions share --------------------------------------------------------------------------------------------


def _open_again(need: Need, reason: str, *, by: User | None) -> None:
    was = NeedStatus(need.status)
    was_validated = not need.is_community_submitted or need.events.filter(kind=EventKind.VALIDATED).exists()
    need.status = NeedStatus.VALIDATED if was_validated else NeedStatus.IDENTIFIED
    need.duplicate_of = None
    need.save(update_fields=["status", "duplicate_of", "assigned_to"])
    decision = _decide(need, DecisionKind.REOPENED, reason, by=by)
    step = happened(need, EventKind.REOPENED, by=by, was=was, decision=decision)
    tell(NeedReopened, decision)
    if by is None:
        enqueue(OpenAgain(step))


def _end(need: Need, status: NeedStatus, *, by: User, of: Need | None = None) -> NeedStatus:
    was = NeedStatus(need.status)
    settle(need, by=by)
    need.status, need.status_before, need.review_again_on, need.duplicate_of = status, "", None, of
    need.save(update_fields=ENDING)
    return was


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionRefused(_("Give the reason, in words that the community understands."))


def _decide(
    need: Need, kind: DecisionKind, reason: str, *, by: User | None, review_again_on: clock.Day | None = None
) -> NeedDecision:
    return NeedDecision.objects.create(
        need=need, kind=kind, reason=reason.strip(), decided_by=by, review_again_on=review_again_on
    )


def _was_just_decided(need: Need, kind: EventKind, reason: str, *, by: User) -> bool:
    newest = need.events.select_related("decision").last()
    return (
        newest is not None
        and newest.decision is not None
        and (newest.kind, newest.by_id, newest.decision.reason) == (kind, by.pk, reason.strip())
    )
