"""PPAs from a sheet, with or without money. Rows of one office, title and year are one PPA: later ones add money."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.text import fold
from portal.monitoring.actions.importing import Told, change_draft, make_drafts
from portal.monitoring.enums import ComplianceTag, ImportedWhat, PPAStatus
from portal.monitoring.models import MonitoringEntry, PPAPlace
from portal.monitoring.permissions import reach
from portal.needs.querysets import PLACE_PATHS

from .columns import BY_NAME, TAGS
from .finding import BadRow, PPAsOfSheet, reaches, shown_value, status_words
from .importers import MoneyImporter, good
from .kept_values import restorable
from .money import LinesOfSheet, asked_in, ceilings_words, in_figures
from .places import BadPlace, PlacesOfSheet
from .plans import SCALARS, DraftPlan, LinePlan
from .reading import Row

RENAMED = {"partners": "partner_organizations", "unit": "beneficiary_unit"}
ROW_VALUES = (*SCALARS, "unit", "partners", "goals", "places", *TAGS)
MANY = ("places", "partner_organizations", "goals", "tags")
"""What is no field of the row itself."""


class PPAImporter(MoneyImporter):
    def plan(self) -> None:
        self.drafts: list[DraftPlan] = []
        self.lines: list[LinePlan] = []
        self.ppas = PPAsOfSheet(self.rows, office=self.run.office, by=self.by)
        self.money = LinesOfSheet(self.ppas.by_key.values())
        self.places = PlacesOfSheet(text for row in self.rows for text in row.get("places") or ())
        self.may_add, self.may_change = reach(self.by, "add"), reach(self.by, "change")
        self.all = self.run.chosen.get("all", {})
        self.plans: dict[Any, tuple[DraftPlan, Row]] = {}
        self.stored = self._stored()
        for row in self.rows:
            self._read_places(row)
            self._check_in_order(row)
            self._check_money(row)
            try:
                self._plan(row)
            except BadRow as bad:
                self.refuse(row, bad)
        self._drop_what_rests_on_wrong_rows()
        self._plan_parents()
        self.done.ceilings = ceilings_words(self.lines)

    def write(self, told: Told) -> None:
        new = [plan for plan in self.drafts if plan.is_new]
        changed = [plan for plan in self.drafts if plan.changes]
        if new:
            make_drafts(new, run=self.run, by=self.by, told=told)
        for plan in changed:
            before = restorable(plan.ppa, plan.values)
            change_draft(plan, run=self.run, by=self.by)
            after = restorable(plan.ppa, plan.values)
            self.note(plan.number, ImportedWhat.CHANGED, plan.ppa, before=before, after=after, reference=plan.reference)
        if self.lines:
            self.set_lines(self.lines, told=lambda _count: None)
        for plan in new:
            self.note(plan.number, ImportedWhat.MADE, plan.ppa, reference=plan.reference)
        self._tell(new, changed)

    # ---- One row -----------------------------------------------------------------------------------------------------

    def _plan(self, row: Row) -> None:
        if row.is_wrong("id") or row.is_wrong("office") or row.is_wrong("reference"):
            return
        ppa = self.ppas.find(row)
        if ppa is None and row.is_wrong("title"):
            return
        if ppa is None and not row.get("title"):
            raise BadRow("title", _("This must be filled in."))
        key = ppa.pk if ppa else self._key(row)
        if key in self.plans:
            plan, first = self.plans[key]
            self._check_same(row, plan, first)
        else:
            plan = self._new(row) if ppa is None else self._known(row, ppa)
            self.plans[key] = (plan, row)
            self.drafts.append(plan)
        self._plan_money(row, plan.ppa)
        row.values["_plan"] = plan

    def _key(self, row: Row) -> tuple[Any, ...]:
        office = self.ppas.office_of(row)
        return (office and office.pk, row.get("reference"), fold(row.get("title")), row.get("plan_year"))

    def _new(self, row: Row) -> DraftPlan:
        office = self.ppas.office_of(row)
        values = self._values(row)
        fields = {name: value for name, value in values.items() if name not in MANY}
        ppa = MonitoringEntry(lead_organization=office, created_by=self.by, created_at=timezone.now(), **fields)
        if not reaches(self.may_add, ppa):
            raise BadRow("office", _("You may not make PPAs of this office."))
        return DraftPlan(row.number, ppa, values, is_new=True, reference=row.get("reference") or "")

    def _known(self, row: Row, ppa: MonitoringEntry) -> DraftPlan:
        """A PPA that is there: what the row says otherwise."""
        values = self._values(row)
        changes = {
            label: (old, new)
            for name, value in values.items()
            for label, old, new in self._differences(self.stored[ppa.pk], name, value)
        }
        if "tags" in values:  # the form writes all of them, a sheet names some
            said = {tag for tag, _amount, _note in values["tags"]}
            rest = [(tag.tag, tag.amount, tag.note) for tag in self.stored[ppa.pk].tags.all() if tag.tag not in said]
            values["tags"] = [*values["tags"], *rest]
        plan = DraftPlan(row.number, ppa, values, is_new=False, reference=row.get("reference") or "", changes=changes)
        if not changes:
            return plan
        if not reaches(self.may_change, ppa):
            raise BadRow("office", _("You may not change PPAs of this office."))
        if ppa.status not in PPAStatus.editable():
            raise BadRow(
                "title",
                _("This PPA is %(status)s: what it says changes by a request on its page (%(fields)s).")
                % {"status": status_words(ppa), "fields": ", ".join(changes)},
            )
        return plan

    def _values(self, row: Row) -> dict[str, Any]:
        """What the row says of the PPA, as ``actions.editing`` takes it. An empty cell says nothing."""
        values: dict[str, Any] = {
            RENAMED.get(name, name): row.values[name]
            for name in ROW_VALUES
            if name not in TAGS and row.get(name) not in (None, [])
        }
        if "plan_year" not in values and self.all.get("plan_year"):
            values["plan_year"] = self.all["plan_year"]
        tags = [(ComplianceTag(tag), row.values[name], "") for name, tag in TAGS.items() if row.get(name) is not None]
        return {**values, **({"tags": tags} if tags else {})}

    def _check_same(self, row: Row, plan: DraftPlan, first: Row) -> None:
        """Later rows of a PPA may leave out what the first has said; what they say must be the same."""
        said = self._values(row)
        for name, value in said.items():
            same = fold(plan.ppa.title) == fold(value) if name == "title" else plan.values.get(name) == value
            if not same:
                column = next((known for known, field in RENAMED.items() if field == name), name)
                raise BadRow(
                    column if column != "tags" else "title",
                    _("Row %(row)d is the same PPA (office, title and year) and says otherwise.")
                    % {"row": first.number},
                )

    def _plan_money(self, row: Row, ppa: MonitoringEntry) -> None:
        year = row.get("fiscal_year") or self.all.get("fiscal_year") or row.get("plan_year") or ppa.plan_year
        source = row.get("funding_source") or self._source_of_all
        if row.is_wrong("fiscal_year") or row.is_wrong("funding_source"):
            return
        for asked in row.values.get("_asked", ()):
            try:
                plan = self.money.plan(row, ppa, asked, year=year, source=source)
            except BadRow as bad:
                self.refuse(row, bad)
                continue
            if plan is not None:
                self.lines.append(plan)
            elif asked.amount:
                self.done.unchanged += 1

    @property
    def _source_of_all(self) -> Any:
        return self.all.get("source")

    # ---- What can be said of a row by itself -------------------------------------------------------------------------

    def _read_places(self, row: Row) -> None:
        """From words to places; the one that is wrong is named."""
        found = []
        for text in row.values.pop("places", None) or ():
            try:
                place = self.places.find(text)
            except BadPlace as bad:
                row.refuse("places", str(bad))
            else:
                found += [place] if place is not None and place not in found else []
        if found:
            row.values["places"] = found

    def _check_in_order(self, row: Row) -> None:
        start, end = row.get("planned_start"), row.get("planned_end")
        if start and end and end < start:
            row.refuse("planned_end", _("It cannot end before it starts."))
        all_, obc = row.get("target_beneficiaries"), row.get("target_obc")
        if all_ is not None and obc is not None and obc > all_:
            row.refuse("target_obc", _("OBC beneficiaries cannot be more than all of them."))

    def _check_money(self, row: Row) -> None:
        try:
            row.values["_asked"] = asked_in(row)
        except BadRow as bad:
            self.refuse(row, bad)

    # ---- All rows together -------------------------------------------------------------------------------------------

    def _drop_what_rests_on_wrong_rows(self) -> None:
        """Of a PPA of several rows the first one says what it is: without it the others wait, too."""
        wrong = {id(row.values.get("_plan")) for row in self.rows if row.problems}
        wrong |= {id(plan) for plan, first in self.plans.values() if first.problems}
        for row in good(self.rows):
            plan = row.values.get("_plan")
            if plan is not None and id(plan) in wrong:
                row.refuse("title", _("Another row of the same PPA has an error."))
        self.drafts = [plan for plan in self.drafts if id(plan) not in wrong]
        kept = {plan.ppa.pk for plan in self.drafts}
        self.lines = [line for line in self.lines if line.ppa.pk in kept]

    def _plan_parents(self) -> None:
        """A new PPA may be part of one that is there, or of one that this file makes."""
        of_file = {(plan.ppa.lead_organization_id, fold(plan.ppa.title)): plan.ppa for plan in self.drafts}
        rows = {id(plan): row for plan, row in self.plans.values()}
        with_money = {line.ppa.pk for line in self.lines} | {key for key, lines in self.money.lines.items() if lines}
        for plan in [plan for plan in self.drafts if plan.is_new]:
            row = rows[id(plan)]
            if not row.get("parent"):
                continue
            key = (plan.ppa.lead_organization_id, fold(row.values["parent"]))
            parent = of_file.get(key) or next(iter(self.ppas.by_title.get(key, ())), None)
            try:
                self._check_parent(plan.ppa, parent, with_money)
            except BadRow as bad:
                self.refuse(row, bad)
                self.drafts.remove(plan)
                self.lines = [line for line in self.lines if line.ppa is not plan.ppa]
                continue
            plan.ppa.parent = parent
        self.drafts.sort(key=lambda plan: plan.ppa.parent_id is not None)  # wholes first, then their parts

    def _check_parent(self, ppa: MonitoringEntry, parent: MonitoringEntry | None, with_money: set[Any]) -> None:
        if parent is None or parent is ppa:
            raise BadRow("parent", _("No PPA of this office has this title."))
        if parent.parent_id:
            raise BadRow("parent", _("This is a part itself. Parts have no parts of their own."))
        if not parent.is_open:
            raise BadRow("parent", _("The whole has ended: it gets no more parts."))
        if parent.pk in with_money:
            raise BadRow(
                "parent", _("Its money stands on itself. A PPA with parts has money on its parts alone.")
            )  # fmt: skip

    def _stored(self) -> dict[Any, MonitoringEntry]:
        """The PPAs that are there, with what rows can say otherwise."""
        places = PPAPlace.objects.select_related(*PLACE_PATHS.values())
        rows = MonitoringEntry.objects.filter(pk__in=list(self.ppas.by_key)).select_related("sector")
        rows = rows.prefetch_related(Prefetch("places", places), "tags", "partner_organizations", "goals")
        return {row.pk: row for row in rows.order_by()}

    def _differences(self, ppa: MonitoringEntry, name: str, new: Any) -> list[tuple[str, str, str]]:
        if name == "tags":
            old = {row.tag: row.amount for row in ppa.tags.all()}
            return [
                (str(BY_NAME[f"tag_{tag}"].label), shown_value(old.get(tag)), shown_value(amount))
                for tag, amount, _note in new
                if old.get(tag) != amount
            ]
        column = next((known for known, field in RENAMED.items() if field == name), name)
        label = capfirst(str(BY_NAME[column].label))
        if name == "places":
            old_rows = [row.place for row in ppa.places.all()]
        elif name in ("partner_organizations", "goals"):
            old_rows = list(getattr(ppa, name).all())
        else:
            old = getattr(ppa, name)
            return [(label, shown_value(old), shown_value(new))] if old != new else []
        if {(type(row), row.pk) for row in old_rows} == {(type(row), row.pk) for row in new}:
            return []
        return [(label, shown_value(old_rows), shown_value(new))]

    def _tell(self, new: list[DraftPlan], changed: list[DraftPlan]) -> None:
        by_ppa: dict[Any, list[LinePlan]] = {}
        for line in self.lines:
            by_ppa.setdefault(line.ppa.pk, []).append(line)
        for plan in new:
            total = sum((line.amount for line in by_ppa.pop(plan.ppa.pk, [])), Decimal())
            self.done.made.append((plan.number, plan.ppa.title, in_figures(total) if total else ""))
        for plan in changed:
            self.done.changed += [
                (plan.number, plan.ppa.title, label, old, said) for label, (old, said) in plan.changes.items()
            ]
        self.tell_lines(line for lines in by_ppa.values() for line in lines)
        self.done.unchanged += sum(not plan.is_new and not plan.changes for plan in self.drafts)
