"""Changes of what was approved: one person asks with old and new values and why, another decides and says why."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import FundingSource
from portal.core.money import pesos
from portal.monitoring.ceilings.gate import Envelope, under_ceilings
from portal.monitoring.enums import ChangeState, ExpenseClass, PPAStatus
from portal.monitoring.ledger import because
from portal.monitoring.models import ChangeRequest, MoneyLine, MonitoringEntry
from portal.monitoring.notifications.changing import ChangeApproved, ChangeAsked, ChangeRefused
from portal.notifications import enqueue

from .alerting import money_moved, needs_funded, policies_funded
from .linking import check_shares
from .money import OTHER
from .rows import PPAChanged, check_status, given, happened, ppa_to

CHANGEABLE = (
    "title",
    "description",
    "sector",
    "intervention_type",
    "priority",
    "program",
    "program_code",
    "plan_reference",
    "revised_start",
    "revised_end",
    "beneficiary_unit",
    "target_beneficiaries",
    "target_obc",
    "obc_budget_share",
)
"""What a change request can name beside money. The planned dates stay as they were: a change revises them."""

AMOUNT = "amount"

Change = dict[str, Any]


@dataclass(frozen=True)
class LineWanted:
    """What a money line should hold: another amount of one there is, or a new one. Pesos; zero takes its money away."""

    amount: Decimal
    line: MoneyLine | None = None
    fiscal_year: int = 0
    expense_class: str = ""
    source: FundingSource | None = None
    source_name: str = ""


@transaction.atomic
def ask(
    ppa: MonitoringEntry,
    *,
    values: Mapping[str, Any] | None = None,
    lines: Sequence[LineWanted] = (),
    reason: str,
    by: User,
) -> ChangeRequest:
    """Ask that an approved PPA changes. Only what differs is asked for; one request is open at a time."""
    ppa = ppa_to("propose", ppa, by=by)
    check_status(
        ppa, PPAStatus.changeable(), _("A change is asked for once the PPA is approved, and until it has ended.")
    )
    changes = [*_changed_fields(ppa, values or {}), *_changed_lines(ppa, lines)]
    open_one = ppa.changes.filter(state=ChangeState.ASKED).first()
    if open_one and (open_one.asked_by_id, open_one.changes) == (by.pk, changes):
        return open_one
    if not changes:
        raise ActionRefused(_("Nothing is different from what was approved."))
    with constraints_refuse(ChangeRequest):
        asked = ChangeRequest.objects.create(ppa=ppa, changes=changes, reason=given(reason), asked_by=by)
    happened(ppa, "ask_change", by=by, change=asked.pk, fields=_names(changes))
    enqueue(ChangeAsked(asked))
    return asked


@transaction.atomic
def approve_change(change: ChangeRequest, *, reason: str, override_reason: str = "", by: User) -> ChangeRequest:
    """Let the change happen: all of it, under the ceilings, or nothing."""
    ppa, change = _to_decide(change, by=by)
    if (change.state, change.decided_by_id) == (ChangeState.APPROVED, by.pk):
        return change
    _check_open(change)
    check_status(ppa, PPAStatus.changeable(), _("The PPA has ended meanwhile: it changes no more."))
    _decide(change, ChangeState.APPROVED, reason, by=by)
    before, after = _apply(ppa, change.changes, by=by, reason=change.reason, override_reason=override_reason)
    happened(ppa, "approve_change", by=by, change=change.pk, before=before, after=after, reason=change.reason)
    money_moved(ppa)
    needs_funded(ppa.needs_addressed.values_list("need", flat=True))
    policies_funded(ppa.implementing_policies.values_list("policy", flat=True))
    enqueue(ChangeApproved(change))
    return change


@transaction.atomic
def refuse_change(change: ChangeRequest, *, reason: str, by: User) -> ChangeRequest:
    """Everything stays as it was approved."""
    ppa, change = _to_decide(change, by=by)
    if (change.state, change.decided_by_id) == (ChangeState.REFUSED, by.pk):
        return change
    _check_open(change)
    _decide(change, ChangeState.REFUSED, reason, by=by)
    happened(ppa, "refuse_change", by=by, change=change.pk, fields=_names(change.changes))
    enqueue(ChangeRefused(change))
    return change


@transaction.atomic
def withdraw(change: ChangeRequest, *, by: User) -> ChangeRequest:
    """The office no longer asks for it."""
    ppa = ppa_to("propose", change.ppa, by=by)
    change = _locked(change)
    if change.state == ChangeState.WITHDRAWN:
        return change
    _check_open(change)
    change.state, change.decided_at, change.decided_by = ChangeState.WITHDRAWN, timezone.now(), by
    change.save()
    happened(ppa, "withdraw_change", by=by, change=change.pk)
    return change


# ---- What is asked ---------------------------------------------------------------------------------------------------


def as_text(value: Any) -> str:
    """A value as a change request keeps it; unknown is empty."""
    match value:
        case None:
            return ""
        case models.Model():
            return str(value.pk)
        case datetime.date():
            return value.isoformat()
    return str(value)


def _changed_fields(ppa: MonitoringEntry, values: Mapping[str, Any]) -> Iterable[Change]:
    if unknown := values.keys() - set(CHANGEABLE):
        raise ValueError(f"Not changed by request: {', '.join(sorted(unknown))}")
    for name in CHANGEABLE:
        old = _stands(ppa, name)
        if name in values and (new := as_text(_clean(name, as_text(values[name])))) != old:
            yield {"field": name, "line": None, "old": old, "new": new}


def _changed_lines(ppa: MonitoringEntry, lines: Sequence[LineWanted]) -> Iterable[Change]:
    if lines and ppa.children.exists():
        raise ActionRefused(_("This PPA has parts: its money stands on them."))
    for wanted in lines:
        if wanted.amount < 0:
            raise ActionRefused(_("An amount cannot be negative."))
        amount = as_text(pesos(wanted.amount))
        if wanted.line is None:
            yield {"field": AMOUNT, "line": _new_line(wanted), "old": "", "new": amount}
            continue
        if wanted.line.ppa_id != ppa.pk:
            raise ActionRefused(_("This money line belongs to another PPA."))
        old = as_text(MoneyLine.objects.get(pk=wanted.line.pk).amount)
        if amount != old:
            yield {"field": AMOUNT, "line": wanted.line.pk, "old": old, "new": amount}


def _new_line(wanted: LineWanted) -> Change:
    if not (wanted.fiscal_year and wanted.source and wanted.expense_class):
        raise ActionRefused(_("A new money line needs a year, a class and a source."))
    if (wanted.source.code == OTHER) != bool(wanted.source_name.strip()):
        raise ActionRefused(_("Name the source if, and only if, it is another one than the list has."))
    return {
        "fiscal_year": wanted.fiscal_year,
        "expense_class": ExpenseClass(wanted.expense_class).value,
        "source": wanted.source.pk,
        "source_name": wanted.source_name.strip(),
    }


def _stands(ppa: MonitoringEntry, name: str) -> str:
    return as_text(getattr(ppa, MonitoringEntry._meta.get_field(name).attname))  # type: ignore[union-attr]


def _clean(name: str, text: str) -> Any:
    """The text as the field holds it: a number, a day, a row; raises ValidationError."""
    field = MonitoringEntry._meta.get_field(name)
    if text == "":
        return None if field.null else ""
    if field.is_relation:
        return field.related_model.objects.get(pk=text)  # type: ignore[union-attr]
    return field.to_python(text)  # type: ignore[union-attr]


def _names(changes: Iterable[Change]) -> str:
    """What would change, as people call it."""
    named = dict.fromkeys(change["field"] for change in changes)
    return ", ".join(_("money lines") if name == AMOUNT else _verbose(name) for name in named)


def _verbose(name: str) -> str:
    return str(MonitoringEntry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


# ---- The decision ----------------------------------------------------------------------------------------------------


def _locked(change: ChangeRequest) -> ChangeRequest:
    """After its PPA, which is always locked first."""
    return ChangeRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=change.pk)


def _to_decide(change: ChangeRequest, *, by: User) -> tuple[MonitoringEntry, ChangeRequest]:
    ppa = ppa_to("approve", change.ppa, by=by)
    change = _locked(change)
    if change.asked_by_id == by.pk:
        raise ActionRefused(_("You asked for it: somebody else decides."))
    return ppa, change


def _check_open(change: ChangeRequest) -> None:
    if change.state != ChangeState.ASKED:
        raise ActionRefused(_("It was decided or taken back meanwhile."))


def _decide(change: ChangeRequest, state: ChangeState, reason: str, *, by: User) -> None:
    change.state, change.decided_at, change.decided_by = state, timezone.now(), by
    change.decision_reason = given(reason)
    with constraints_refuse(ChangeRequest):
        change.save()


def _apply(
    ppa: MonitoringEntry, changes: Sequence[Change], *, by: User, reason: str, override_reason: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the new values where the old ones still stand; what was before and is after, for the record."""
    fields = [change for change in changes if change["field"] != AMOUNT]
    money = [change for change in changes if change["field"] == AMOUNT]
    for change in fields:
        if _stands(ppa, change["field"]) != change["old"]:
            raise _moved_on()
    lines = [_line_of(ppa, change) for change in money]
    if lines and ppa.children.exists():
        raise _moved_on()
    with (
        under_ceilings(_envelopes(ppa, lines), ppa=ppa, by=by, override_reason=override_reason),
        because("approve_change", by=by, reason=reason),
    ):
        _write_fields(ppa, fields)
        for line in lines:
            with constraints_refuse(MoneyLine):
                line.save()
    if lines:
        check_shares(ppa)
    sides: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for change in fields:
        is_text = change["field"] == "description"
        sides[0][change["field"]], sides[1][change["field"]] = ("", "…") if is_text else (change["old"], change["new"])
    for line, change in zip(lines, money, strict=True):
        name = f"money line {line.fiscal_year} {line.expense_class} (number {line.pk}, ₱)"
        sides[0][name], sides[1][name] = change["old"], change["new"]
    return sides


def _write_fields(ppa: MonitoringEntry, fields: Iterable[Change]) -> None:
    for change in fields:
        try:
            setattr(ppa, change["field"], _clean(change["field"], change["new"]))
        except (ObjectDoesNotExist, ValidationError) as error:
            raise _moved_on() from error
    try:
        ppa.full_clean(exclude=["sort_title"])
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    with constraints_refuse(MonitoringEntry):
        ppa.save()


def _line_of(ppa: MonitoringEntry, change: Change) -> MoneyLine:
    """The line with the new amount, not saved yet."""
    amount = Decimal(change["new"])
    if isinstance(change["line"], dict):
        new = {**change["line"], "source": FundingSource.objects.get(pk=change["line"]["source"])}
        if MoneyLine.objects.filter(ppa=ppa, **new).exists():
            raise _moved_on()
        return MoneyLine(ppa=ppa, **new, amount=amount)
    line = MoneyLine.objects.filter(pk=change["line"], ppa=ppa).first()
    if line is None or as_text(line.amount) != change["old"]:
        raise _moved_on()
    line.amount = amount
    return line


def _envelopes(ppa: MonitoringEntry, lines: Iterable[MoneyLine]) -> set[Envelope]:
    """All of its years and sources, since another sector moves all of its money; and those of new lines."""
    return {(line.fiscal_year, line.source_id) for line in [*ppa.lines.all(), *lines]}


def _moved_on() -> PPAChanged:
    return PPAChanged(_("The PPA has changed since this was asked. Refuse it, or have it taken back and asked again."))
