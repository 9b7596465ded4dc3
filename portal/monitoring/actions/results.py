"""What PPAs promise, and what came of it: an office reports an actual value, somebody else approves it.

A result is the office's own while its PPA is a draft; later the M&E officers keep it. A target that stands changes
only with a reason, and not below an approved value: that one is sent back first.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.shown import MovedOn, check_shown
from portal.core.shown import mark_of as mark_of_values
from portal.monitoring.enums import ActualState, Direction, PPAStatus, YearValue
from portal.monitoring.models import Disaggregation, MonitoringEntry, Outcome, OutcomeIndicator, OutcomePeriod
from portal.monitoring.notifications.results import ResultReported, ResultSentBack
from portal.monitoring.permissions import can
from portal.monitoring.querysets import LEARNED
from portal.notifications import enqueue

from .alerting import results_reported
from .rows import check_granted, check_status, happened, lock, ppa_to

OWN = ("level", "library_indicator", "indicator", "unit", "direction", "year_value", "baseline", "baseline_on")
MEANING = ("indicator", "unit", "direction", "year_value")
"""What numbers already reported rest on."""

TARGET = ("target", "target_high", "target_text")


# ---- What is promised ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_outcome(ppa: MonitoringEntry, *, values: Mapping[str, Any], by: User) -> Outcome:
    """Promise a result. One of the library brings its name, unit, direction and reckoning along."""
    ppa = _ppa_to_define(ppa, by=by)
    last = ppa.outcomes.filter(level=values["level"]).aggregate(last=Max("position"))["last"]
    outcome = Outcome(ppa=ppa, position=0 if last is None else last + 1)
    _fill(outcome, values)
    outcome.full_clean(exclude=["ppa", "library_indicator"])
    with constraints_refuse(Outcome):
        outcome.save()
    happened(ppa, "add_outcome", by=by, outcome=outcome.pk, indicator=outcome.indicator)
    return outcome


@transaction.atomic
def change_outcome(outcome: Outcome, *, values: Mapping[str, Any], by: User) -> Outcome:
    """Describe it otherwise. What reported values are measured in stays."""
    ppa = _ppa_to_define(outcome.ppa, by=by)
    outcome = Outcome.objects.get(pk=outcome.pk, ppa=ppa)
    before = _facts(outcome)
    _fill(outcome, values)
    after = _facts(outcome)
    if before == after:
        return outcome
    if any(before[name] != after[name] for name in MEANING) and _is_reported(outcome):
        raise ActionRefused(_("Values were reported in this indicator and unit: add another result instead."))
    outcome.full_clean(exclude=["ppa", "library_indicator"])
    with constraints_refuse(Outcome):
        outcome.save()
    was = {name: before[name] for name in OWN if before[name] != after[name]}
    now = {name: after[name] for name in was}
    happened(ppa, "change_outcome", by=by, outcome=outcome.pk, before=was, after=now)
    return outcome


@transaction.atomic
def remove_outcome(outcome: Outcome, *, by: User) -> None:
    """Promise it no longer; what was reported stays for good."""
    ppa = _ppa_to_define(outcome.ppa, by=by)
    outcome = Outcome.objects.get(pk=outcome.pk, ppa=ppa)
    if _is_reported(outcome):
        raise ActionRefused(_("Values were reported for this result: it stays."))
    key = outcome.pk
    outcome.delete()
    happened(ppa, "remove_outcome", by=by, outcome=key, indicator=outcome.indicator)


# ---- Targets ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_target(
    outcome: Outcome,
    *,
    fiscal_year: int,
    quarter: int | None = None,
    target: Decimal | None = None,
    target_high: Decimal | None = None,
    target_text: str = "",
    by: User,
) -> OutcomePeriod:
    """What is to be reached in a year or a quarter of it, in the unit of the indicator; or the period alone."""
    ppa = _ppa_to_define(outcome.ppa, by=by)
    outcome = Outcome.objects.get(pk=outcome.pk, ppa=ppa)
    _check_target(outcome, target, target_high)
    key = {"outcome": outcome, "fiscal_year": fiscal_year, "quarter": quarter}
    period = OutcomePeriod.objects.filter(**key).first() or OutcomePeriod(**key)
    was, now = _target(period), {"target": target, "target_high": target_high, "target_text": target_text.strip()}
    if period.pk and was == now:
        return period
    if period.pk and (was["target"] is not None or was["target_text"]) and ppa.status != PPAStatus.DRAFT:
        raise ActionRefused(_("This target stands. Revise it, with the reason."))
    _save_target(period, now)
    happened(ppa, "set_target", by=by, outcome=outcome.pk, period=str(period), before=was, after=now)
    return period


@transaction.atomic
def revise_target(
    period: OutcomePeriod,
    *,
    target: Decimal | None,
    target_high: Decimal | None = None,
    target_text: str = "",
    reason: str,
    by: User,
) -> OutcomePeriod:
    """Another target for the same period, with the reason on record beside the old and the new one."""
    ppa, period = _period_for(period, lambda ppa: can(by, "confirm", ppa))
    _check_target(period.outcome, target, target_high)
    was, now = _target(period), {"target": target, "target_high": target_high, "target_text": target_text.strip()}
    if was == now:
        return period
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    if period.actual_state == ActualState.APPROVED:
        raise ActionRefused(_("The value of this period is approved: its target stands. Send the value back first."))
    _save_target(period, now)
    happened(
        ppa,
        "revise_target",
        by=by,
        outcome=period.outcome_id,
        period=str(period),
        before=was,
        after=now,
        reason=reason.strip(),
    )
    return period


@transaction.atomic
def remove_period(period: OutcomePeriod, *, by: User) -> None:
    """Take away a period that was set by mistake, as long as nothing was reported for it."""
    ppa = _ppa_to_define(period.outcome.ppa, by=by)
    period = OutcomePeriod.objects.select_related("outcome").get(pk=period.pk)
    if period.actual_state != ActualState.NONE:
        raise ActionRefused(_("A value was reported for this period: it stays."))
    key, name, was = period.pk, str(period), _target(period)
    period.delete()
    happened(ppa, "remove_period", by=by, outcome=period.outcome_id, period=name, before=was)
    results_reported(OutcomePeriod(pk=key))


# ---- Actual values ---------------------------------------------------------------------------------------------------


def mark_of(period: OutcomePeriod) -> str:
    """What a screen of a reported value shows; approval binds to it."""
    if period.actual is None or period.reported_at is None:
        return ""
    return f"{period.actual_state}:{period.actual:.4f}:{period.reported_at.isoformat()}"


@transaction.atomic
def report_actual(
    period: OutcomePeriod,
    *,
    actual: Decimal,
    note: str = "",
    parts: Mapping[str, Decimal] | None = None,
    by: User,
) -> OutcomePeriod:
    """What was reached. It counts once somebody else has approved it; until then it can be reported again."""
    ppa, period = _period_for(period, lambda ppa: can(by, "report", ppa))
    check_granted(ppa, _("Results are reported once an act has granted the money."))
    if period.first_day > timezone.localdate():
        raise ActionRefused(_("This period is still to come."))
    if period.actual_state == ActualState.APPROVED:
        raise ActionRefused(_("This value is approved. An M&E officer sends it back before it is reported again."))
    parts = dict(parts or {})
    _check_parts(period.outcome, actual, parts)
    was, before = period.actual, _parts(period)
    again = (period.actual_state, was, period.note, before) == (ActualState.REPORTED, actual, note.strip(), parts)
    if again and period.reported_by_id == by.pk:
        return period
    period.actual, period.note, period.actual_state = actual, note.strip(), ActualState.REPORTED
    period.reported_at, period.reported_by = timezone.now(), by
    period.decided_at = period.decided_by = None
    with constraints_refuse(OutcomePeriod):
        period.save()
    period.parts.all().delete()
    Disaggregation.objects.bulk_create(
        Disaggregation(period=period, group=group, actual=value) for group, value in parts.items()
    )
    happened(
        ppa,
        "report_actual",
        by=by,
        outcome=period.outcome_id,
        period=str(period),
        before={"actual": was, "parts": _listed(before)},
        after={"actual": actual, "parts": _listed(parts)},
    )
    results_reported(period)
    enqueue(ResultReported(period))
    return period


@transaction.atomic
def report_actuals(reports: Mapping[OutcomePeriod, tuple[Decimal, str]], *, by: User) -> list[OutcomePeriod]:
    """Several values with their notes at once: all of them, or none. The parts of each stay as they are."""
    reported = []
    for period, (actual, note) in reports.items():
        try:
            reported.append(report_actual(period, actual=actual, note=note, parts=_parts(period), by=by))
        except ActionRefused as refusal:
            raise ActionRefused(f"{period.outcome}, {period}: {refusal}") from refusal
    return reported


@transaction.atomic
def approve_actual(period: OutcomePeriod, *, shown: str, by: User) -> OutcomePeriod:
    """Somebody else found the value right: from now on it counts. ``shown`` is the mark of what they looked at."""
    ppa, period = _period_for(period, lambda ppa: can(by, "confirm", ppa))
    if (period.actual_state, period.decided_by_id) == (ActualState.APPROVED, by.pk):
        return period
    _check_decidable(period, [ActualState.REPORTED], shown, by=by)
    _decide(period, ActualState.APPROVED, "", by=by)
    happened(ppa, "approve_actual", by=by, outcome=period.outcome_id, period=str(period), actual=period.actual)
    return period


@transaction.atomic
def send_back_actual(period: OutcomePeriod, *, reason: str, shown: str, by: User) -> OutcomePeriod:
    """The value is not right, or it was approved by mistake: it counts no longer, and is reported again."""
    ppa, period = _period_for(period, lambda ppa: can(by, "confirm", ppa))
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    _check_decidable(period, [ActualState.REPORTED, ActualState.APPROVED], shown, by=by)
    _decide(period, ActualState.RETURNED, reason.strip(), by=by)
    happened(ppa, "send_back_actual", by=by, outcome=period.outcome_id, period=str(period), actual=period.actual)
    enqueue(ResultSentBack(period))
    return period


# ---- What was learned ------------------------------------------------------------------------------------------------


def lessons_mark(ppa: MonitoringEntry) -> str:
    """Of what the form shows; none while nothing was written down."""
    texts = [getattr(ppa, name) for name in LEARNED]
    return mark_of_values(texts) if any(texts) else ""


@transaction.atomic
def write_lessons(
    ppa: MonitoringEntry, *, values: Mapping[str, str], shown: str | None = None, by: User
) -> MonitoringEntry:
    """What others should know before they plan the next one; it can be added to at any time.

    ``shown`` is the mark of what was written over.
    """
    ppa = ppa_to("report", ppa, by=by)
    before = {name: getattr(ppa, name) for name in LEARNED}
    now = {name: values[name].strip() for name in LEARNED}
    if before == now:
        return ppa
    check_shown(shown, lessons_mark(ppa), of=ppa, actions=["monitoring.write_lessons"], by=by)
    for name, text in now.items():
        setattr(ppa, name, text)
    ppa.save(update_fields=LEARNED)
    happened(ppa, "write_lessons", by=by, fields=[name for name in LEARNED if before[name] != now[name]])
    return ppa


# ---- What they share -------------------------------------------------------------------------------------------------


def _ppa_to_define(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    """The locked PPA, of somebody who may say what it promises now."""
    ppa = lock(ppa)
    if can(by, "confirm", ppa):
        return ppa
    if not can(by, "change", ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    check_status(ppa, PPAStatus.editable(), _("What was proposed stands. Ask an M&E officer to change its results."))
    return ppa


def _period_for(period: OutcomePeriod, may: Any) -> tuple[MonitoringEntry, OutcomePeriod]:
    """The period as it is now, its PPA locked, of somebody who may."""
    ppa = lock(period.outcome.ppa)
    if not may(ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    return ppa, OutcomePeriod.objects.select_related("outcome").get(pk=period.pk)


def _fill(outcome: Outcome, values: Mapping[str, Any]) -> None:
    for name in OWN:
        setattr(outcome, name, values.get(name, getattr(outcome, name)))
    library: OutcomeIndicator | None = outcome.library_indicator
    if library:
        outcome.indicator, outcome.unit = library.indicator_name, library.unit
        outcome.direction, outcome.year_value = library.direction, library.year_value


def _facts(outcome: Outcome) -> dict[str, Any]:
    return model_to_dict(outcome, fields=OWN)


def _is_reported(outcome: Outcome) -> bool:
    return outcome.periods.exclude(actual_state=ActualState.NONE).exists()


def _target(period: OutcomePeriod) -> dict[str, Any]:
    return {name: getattr(period, name) for name in TARGET}


def _check_target(outcome: Outcome, target: Decimal | None, target_high: Decimal | None) -> None:
    is_range = outcome.direction == Direction.RANGE
    if target_high is not None and not is_range:
        raise ActionRefused(_("Only a range has an upper end."))
    if is_range and (target is None) != (target_high is None):
        raise ActionRefused(_("Give both ends of the range."))


def _save_target(period: OutcomePeriod, now: Mapping[str, Any]) -> None:
    for name, value in now.items():
        setattr(period, name, value)
    with constraints_refuse(OutcomePeriod):
        period.save()


def _parts(period: OutcomePeriod) -> dict[str, Decimal]:
    return dict(period.parts.values_list("group", "actual"))


def _listed(parts: Mapping[str, Decimal]) -> list[str]:
    return [f"{group}: {value}" for group, value in parts.items()]


def _check_parts(outcome: Outcome, actual: Decimal, parts: Mapping[str, Decimal]) -> None:
    """Groups overlap, so they need not add up; of what is counted, none is larger than the whole."""
    if outcome.year_value == YearValue.SUM and any(value > actual for value in parts.values()):
        raise ActionRefused(_("A group cannot be larger than the whole."))


def _check_decidable(period: OutcomePeriod, allowed: list[ActualState], shown: str, *, by: User) -> None:
    if period.actual_state not in allowed:
        raise ActionRefused(_("There is no reported value to decide on."))
    if by.pk == period.reported_by_id:
        raise ActionRefused(_("You reported it: somebody else decides."))
    if mark_of(period) != shown:
        raise MovedOn(_("It was changed meanwhile. Look at it again first."))


def _decide(period: OutcomePeriod, state: ActualState, note: str, *, by: User) -> None:
    period.actual_state, period.decision_note = state, note
    period.decided_at, period.decided_by = timezone.now(), by
    with constraints_refuse(OutcomePeriod):
        period.save()
