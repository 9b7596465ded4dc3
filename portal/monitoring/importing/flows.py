"""Flows of money from a sheet: what was released, adjusted, obligated and paid."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.monitoring.actions.importing import Told, record_flows
from portal.monitoring.enums import FlowType, ImportedWhat
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding
from portal.monitoring.permissions import reach

from .finding import BadRow, PPAsOfSheet, reaches, status_words
from .importers import Importer
from .lines import ppa_of
from .money import in_figures
from .plans import FlowPlan
from .reading import Row


class FlowImporter(Importer):
    def plan(self) -> None:
        self.flows: list[FlowPlan] = []
        self.ppas = PPAsOfSheet(self.rows, office=self.run.office, by=self.by)
        self.may_pay = reach(self.by, "pay")
        self.all = self.run.chosen.get("all", {})
        self.today = timezone.localdate()
        keys = list(self.ppas.by_key)
        self.lines: dict[Any, list[MoneyLine]] = defaultdict(list)
        for line in MoneyLine.objects.filter(ppa__in=keys).select_related("source").order_by("pk"):
            self.lines[line.ppa_id].append(line)
        known = MonitoringEntryFunding.objects.filter(line__ppa__in=keys, reverses=None, reversal=None)
        self.known = {_key(flow) for flow in known.order_by()}
        self.seen: dict[tuple[Any, ...], int] = {}
        for row in self.rows:
            try:
                self._plan(row)
            except BadRow as bad:
                self.refuse(row, bad)
        wrong = {row.number for row in self.rows if row.problems}
        self.flows = [plan for plan in self.flows if plan.number not in wrong]

    def write(self, told: Told) -> None:
        if not self.flows:
            return
        record_flows(self.flows, run=self.run, by=self.by, told=told)
        for plan in self.flows:
            self.note(plan.number, ImportedWhat.FLOW, plan.ppa, line=plan.flow.line, flow=plan.flow)
            what = f"{plan.ppa.title} · {plan.flow.get_type_display()}, {plan.flow.on:%Y-%m-%d}"
            self.done.made.append((plan.number, what, in_figures(plan.flow.amount)))

    def _plan(self, row: Row) -> None:
        for name, sentence in (
            ("type", _("Say what happened: allocation, adjustment, obligation or disbursement.")),
            ("on", _("Say on which day.")),
            ("amount", _("Say how much: the amount is missing.")),
        ):
            if row.get(name) is None and not row.is_wrong(name):
                row.refuse(name, sentence)
        ppa = ppa_of(row, self.ppas)
        if ppa is None:
            return
        if not reaches(self.may_pay, ppa):
            raise BadRow("office", _("You may not enter flows of PPAs of this office."))
        if not ppa.is_granted:
            raise BadRow(
                "title",
                _("This PPA is %(status)s: money moves once an act has granted it.") % {"status": status_words(ppa)},
            )
        self._check_values(row)
        line = self._line_of(row, ppa)
        if line is None or row.problems:
            return
        flow = MonitoringEntryFunding(
            line=line,
            type=row.values["type"],
            amount=row.values["amount"],
            on=row.values["on"],
            tranche=row.get("tranche") or "",
            document=row.get("document") or "",
            reason=row.get("reason") or "",
            entered_by=self.by,
        )
        key = _key(flow)
        if key in self.seen:
            raise BadRow(
                "amount",
                _("Row %(row)d says the same. If both happened, give each its document or tranche.")
                % {"row": self.seen[key]},
            )
        self.seen[key] = row.number
        if key in self.known:
            self.done.unchanged += 1
        else:
            self.flows.append(FlowPlan(row.number, flow, ppa))

    def _check_values(self, row: Row) -> None:
        on: date | None = row.get("on")
        if on and on > self.today:
            row.refuse("on", _("This day is still to come. Enter what has happened."))
        kind, amount = row.get("type"), row.get("amount")
        if amount is not None and not amount:
            row.refuse("amount", _("A flow of zero pesos moves nothing."))
        if amount is not None and amount < 0 and kind not in (None, FlowType.ADJUSTMENT):
            row.refuse("amount", _("Only an adjustment is negative. Take a flow back on the page of its PPA."))
        if kind == FlowType.ADJUSTMENT and not row.get("reason"):
            row.refuse("reason" if "reason" in row.places else "type", _("Give the reason of an adjustment."))

    def _line_of(self, row: Row, ppa: MonitoringEntry) -> MoneyLine | None:
        """The one line that year, class and source point to; what the row leaves out may be anything."""
        if any(row.is_wrong(name) for name in ("fiscal_year", "expense_class", "funding_source", "source_name")):
            return None
        source = row.get("funding_source") or self.all.get("source")
        wanted = {
            "fiscal_year": row.get("fiscal_year") or self.all.get("fiscal_year"),
            "expense_class": row.get("expense_class"),
            "source_id": source and source.pk,
            "source_name": row.get("source_name"),
        }
        found = [
            line
            for line in self.lines[ppa.pk]
            if all(value is None or getattr(line, name) == value for name, value in wanted.items())
        ]
        if not found:
            raise BadRow(
                next((name for name in ("fiscal_year", "expense_class", "funding_source") if row.get(name)), "title"),
                _("This PPA has no money line of this year, class and source."),
            )
        if len(found) > 1:
            raise BadRow("title", _("This PPA has several money lines: give year, class and funding source."))
        return found[0]


def _key(flow: MonitoringEntryFunding) -> tuple[Any, ...]:
    return (flow.line_id, str(flow.type), flow.amount, flow.on, flow.document, flow.tranche)
