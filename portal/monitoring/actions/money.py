"""Money lines and flows. A line changes while its PPA is a draft; a flow never changes, it is reversed."""

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import FundingSource
from portal.core.money import pesos
from portal.core.shown import check_shown, mark_of
from portal.monitoring.ceilings.gate import under_ceilings
from portal.monitoring.enums import ExpenseClass, FlowType, PPAStatus
from portal.monitoring.ledger import because
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding, MultiYearContract

from .alerting import money_moved
from .rows import FormSentBefore, check_granted, check_status, happened, ppa_to

OTHER = "other"
"""The funding source whose name is written out."""


def line_mark(line: MoneyLine) -> str:
    """Of the line that a form shows; one that is still to be added has none."""
    return mark_of([line.pk, line.amount]) if line.pk else ""


@transaction.atomic
def set_line(
    ppa: MonitoringEntry,
    *,
    fiscal_year: int,
    expense_class: ExpenseClass,
    source: FundingSource,
    amount: Decimal,
    source_name: str = "",
    reason: str = "",
    override_reason: str = "",
    shown: str | None = None,
    by: User,
) -> MoneyLine:
    """What the PPA asks for in this year, class and source, in pesos: a new line, or another amount.

    ``reason`` stands in the ledger for good. A draft takes no room, so no ceiling refuses it. ``shown`` is the mark of
    the line that was written over, empty for a new one.
    """
    ppa, amount = _ppa_to_budget(ppa, by=by), pesos(amount)
    if ppa.children.exists():
        raise ActionRefused(_("This PPA has parts: its money stands on them."))
    if (source.code == OTHER) != bool(source_name.strip()):
        raise ActionRefused(_("Name the source if, and only if, it is another one than the list has."))
    key = {
        "fiscal_year": fiscal_year,
        "expense_class": expense_class,
        "source": source,
        "source_name": source_name.strip(),
    }
    line = MoneyLine.objects.filter(ppa=ppa, **key).first() or MoneyLine(ppa=ppa, **key)
    was = line.amount if line.pk else None
    if was == amount:
        return line
    _check_line_shown(line, shown, by=by)
    line.amount = amount
    envelopes = [(fiscal_year, source.pk)]
    with (
        under_ceilings(envelopes, ppa=ppa, by=by, override_reason=override_reason),
        because("set_line", by=by, reason=reason),
        constraints_refuse(MoneyLine),
    ):
        line.save()
    happened(ppa, "set_line", by=by, reason=reason.strip(), before=was, after=amount, **_line_facts(line))
    return line


@transaction.atomic
def remove_line(line: MoneyLine, *, reason: str = "", by: User) -> None:
    """Ask no longer for this money."""
    ppa = _ppa_to_budget(line.ppa, by=by)
    found = MoneyLine.objects.filter(pk=line.pk, ppa=ppa).first()
    if found is None:
        return
    line = found
    if line.flows.exists():
        raise ActionRefused(_("Money of this line has moved: it stays. Reverse the flows, or set the amount to zero."))
    what = _line_facts(line)
    with (
        under_ceilings([(line.fiscal_year, line.source_id)], ppa=ppa, by=by),
        because("remove_line", by=by, reason=reason),
    ):
        line.delete()
    happened(ppa, "remove_line", by=by, reason=reason.strip(), before=line.amount, **what)


@transaction.atomic
def record_flow(
    line: MoneyLine,
    *,
    type: FlowType,
    amount: Decimal,
    on: datetime.date,
    tranche: str = "",
    document: str = "",
    contract: MultiYearContract | None = None,
    reason: str = "",
    key: UUID | None = None,
    by: User,
) -> MonitoringEntryFunding:
    """Money of a line that was released, adjusted, obligated or paid on a day, in pesos.

    Sent again with the same ``key``, it is the same flow.
    """
    ppa = ppa_to("pay", line.ppa, by=by)
    said = {
        "line": line,
        "type": type,
        "amount": pesos(amount),
        "on": on,
        "tranche": tranche.strip(),
        "document": document.strip(),
        "contract": contract,
        "reason": reason.strip(),
        "entered_by": by,
    }
    made = MonitoringEntryFunding.objects.filter(pk=key).first() if key else None
    if made:
        if any(getattr(made, name) != value for name, value in said.items()):
            raise FormSentBefore
        return made
    check_granted(ppa, _("Money moves once an act has granted it."))
    if on > timezone.localdate():
        raise ActionRefused(_("This day is still to come. Enter what has happened."))
    if contract and contract.ppa_id != ppa.pk:
        raise ActionRefused(_("This contract belongs to another PPA."))
    with because("record_flow", by=by, reason=reason), constraints_refuse(MonitoringEntryFunding):
        flow = MonitoringEntryFunding.objects.create(pk=key or uuid4(), **said)
    happened(ppa, "record_flow", by=by, flow=flow.pk, type=type, amount=flow.amount, on=on, reason=flow.reason)
    money_moved(ppa)
    return flow


@transaction.atomic
def reverse_flow(flow: MonitoringEntryFunding, *, reason: str, by: User) -> MonitoringEntryFunding:
    """Take a flow back by its opposite, on the day of the correction; pressed twice, it is the same one."""
    ppa = ppa_to("pay", flow.line.ppa, by=by)
    if flow.reverses_id:
        raise ActionRefused(_("This is a reversal itself. Enter the flow again instead."))
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    done = MonitoringEntryFunding.objects.filter(reverses=flow).first()
    if done:
        return done
    with because("reverse_flow", by=by, reason=reason):
        opposite = MonitoringEntryFunding.objects.create(
            line=flow.line,
            type=flow.type,
            amount=-flow.amount,
            on=max(timezone.localdate(), flow.on),
            contract=flow.contract,
            reverses=flow,
            reason=reason.strip(),
            entered_by=by,
        )
    happened(
        ppa,
        "reverse_flow",
        by=by,
        flow=flow.pk,
        by_flow=opposite.pk,
        type=flow.type,
        amount=pesos(opposite.amount),
        on=opposite.on,
        reason=opposite.reason,
    )
    money_moved(ppa)
    return opposite


def _ppa_to_budget(ppa: MonitoringEntry, *, by: User) -> MonitoringEntry:
    ppa = ppa_to("change", ppa, by=by)
    check_status(
        ppa, PPAStatus.editable(), _("What was proposed stands. After approval, ask for a change and give the reason.")
    )
    return ppa


def _check_line_shown(line: MoneyLine, shown: str | None, *, by: User) -> None:
    if line.pk and shown == "":
        raise ActionRefused(
            _(
                "This PPA asks for ₱%(amount)s in this year, class and source already. "
                "Change that line, or choose another year, class or source."
            )
            % {"amount": f"{line.amount:,.2f}"}
        )
    about = {"line": line.pk} if line.pk else _key_facts(line)  # of a line that is gone its last step knows the key
    actions = ("monitoring.set_line", "monitoring.remove_line")
    check_shown(shown, line_mark(line), of=line.ppa, actions=actions, by=by, **about)


def _line_facts(line: MoneyLine) -> dict[str, Any]:
    """What the record calls it, also once it is gone."""
    return {"line": line.pk, **_key_facts(line)}


def _key_facts(line: MoneyLine) -> dict[str, Any]:
    return {"year": line.fiscal_year, "expense_class": line.expense_class, "source": line.source_id}
