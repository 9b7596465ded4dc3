"""The third page of the dashboard: what comes up, how far the stages are, what lapses, and what nobody said yet."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.days import short_date
from portal.core.fiscal_year import Quarter
from portal.core.money import percent
from portal.monitoring.completeness import PARTS, completeness_in
from portal.monitoring.enums import StageState
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.milestones import WITHIN, stages_due, work_due
from portal.monitoring.figures.money import LAPSES_WITHIN, lapsing
from portal.monitoring.figures.stages import by_stage
from portal.monitoring.models import MonitoringEntryWorkflowStage
from portal.monitoring.narrowing import BUDGET, LAPSING, LATE, NOTHING, narrowed
from portal.monitoring.querysets import MonitoringEntryQuerySet, StageQuerySet

from .choice import Choice
from .words import Pesos, count, rate

LISTED = 20


@dataclass(frozen=True)
class DueBoard:
    """Of the chosen PPAs whose money is asked for, approved or law."""

    choice: Choice
    on: datetime.date

    @property
    def ppas(self) -> MonitoringEntryQuerySet:
        return narrowed(self.choice.seen, {**self.choice.chosen, "money": BUDGET})

    @property
    def stages(self) -> StageQuerySet:
        """Of the chosen year's budget, if a year is chosen."""
        rows = MonitoringEntryWorkflowStage.objects.filter(ppa__in=self.ppas.order_by().values("pk"))
        return rows if self.choice.year is None else rows.filter(fiscal_year=self.choice.year)

    def parts(self) -> list[Part]:
        return [self._milestones(), self._lapsing(), self._stages(), self._complete()]

    # ---- What comes up -----------------------------------------------------------------------------------------------

    def _milestones(self) -> Part:
        due = sorted([*self._reports(), *self._stages_due(), *self._work_due()], key=lambda one: one[0])
        lines = [Line(text, [Number(None, words=short_date(day)), about], url=url) for day, text, about, url in due]
        return Part(
            _("Upcoming milestones"),
            _("What"),
            [_("Due"), _("PPAs or office")],
            lines,
            _("In the next %(n)d days; days as they are planned now.") % {"n": WITHIN},
            nothing=_("Nothing falls due."),
            texts=(0, 1),
            wide=True,
        )

    def _reports(self) -> Iterator[tuple[datetime.date, str, Number, str]]:
        """The next report of progress: every PPA in execution owes it."""
        quarter = Quarter.of(self.on)
        before = Quarter.of(quarter.first_day - datetime.timedelta(days=1))
        one = before if before.report_due >= self.on else quarter
        if (one.report_due - self.on).days <= WITHIN:
            words = {"quarter": one, "year": one.fiscal_year}
            yield (
                one.report_due,
                _("Reports of progress, %(quarter)s %(year)d") % words,
                Number(None, words=UNKNOWN),
                "",
            )

    def _stages_due(self) -> Iterator[tuple[datetime.date, str, Number, str]]:
        rows = MonitoringEntryWorkflowStage.objects.filter(ppa__in=self.ppas.order_by().values("pk"))
        for one in stages_due(rows, self.on):
            words = {"stage": one.stage.label, "year": one.fiscal_year}
            address = f"{reverse('monitoring_stages:index')}?fiscal_year={one.fiscal_year}&stage={one.stage.value}"
            yield one.day, _("%(stage)s of the budget %(year)d") % words, Number(one.ppas), address

    def _work_due(self) -> Iterator[tuple[datetime.date, str, Number, str]]:
        offices = self.choice.names.of("lead_organization")
        for one in work_due(self.ppas, self.on, count=LISTED):
            words = _("Begins: %(title)s") if one.begins else _("Ends: %(title)s")
            url = reverse("monitoring_ppas:inspect", args=[one.ppa])
            yield one.day, words % {"title": one.title}, Number(None, words=offices.get(one.office, UNKNOWN)), url

    # ---- Money about to lapse ----------------------------------------------------------------------------------------

    def _lapsing(self) -> Part:
        found = kept(lapsing, self.choice.lines_ever, self.on)
        validities = [row.validity for row in found]
        left = sum((one.available for one in validities), Decimal())
        amounts = (left, sum((one.allotment for one in validities), Decimal()))
        pesos = Pesos([*amounts, *(one.available for one in validities), *(one.allotment for one in validities)])
        offices = self.choice.names.of("lead_organization")
        lines = [
            Line(
                row.title,
                [
                    Number(None, words=offices.get(row.office, UNKNOWN)),
                    Number(None, words=short_date(row.validity.valid_until)),
                    pesos(row.validity.available),
                    pesos(row.validity.allotment),
                    rate(percent(row.validity.available, row.validity.allotment)),
                ],
                url=reverse("monitoring_ppas:inspect", args=[row.ppa]),
            )
            for row in found[:LISTED]
        ]
        if found:
            ppas = len({row.ppa for row in found})
            url = self.choice.rows_url(year=None, money=LAPSING)
            words = ngettext("%(n)d PPA", "%(n)d PPAs", ppas) % {"n": ppas}
            every = [Number(ppas, url, shown=words), Number(None, words=""), pesos(amounts[0], url), pesos(amounts[1])]
            lines.append(Line(_("All"), [*every, rate(percent(*amounts))], is_sum=True))
        columns = [_("Office"), _("Last day"), _("Not obligated (₱)"), _("Updated budget (₱)"), _("Not obligated")]
        note = _("Money of every year that lapses within %(n)d days if it is not obligated.") % {"n": LAPSES_WITHIN}
        if len(found) > LISTED:
            note += " " + _("The %(n)d that lapse first and are largest.") % {"n": LISTED}
        return Part(
            _("Money about to lapse"),
            _("PPA"),
            columns,
            lines,
            note,
            nothing=_("No money is about to lapse."),
            texts=(0, 1),
            wide=True,
        )

    # ---- Stages ------------------------------------------------------------------------------------------------------

    def _stages(self) -> Part:
        found = by_stage(self.stages, on=self.on)

        def number(n: int, **cell: str) -> Number:
            """Of all years a PPA has several rows of one stage, so the number is not one of PPAs."""
            return count(n, self.choice.rows_url(money=BUDGET, **cell) if self.choice.year else "")

        lines = [
            Line(
                str(one.stage.label),
                [
                    number(one.late, stage=one.stage.value, stage_state=LATE),
                    *(number(n, stage=one.stage.value, stage_state=state.value) for state, n in one.counts.items()),
                    number(one.total, stage=one.stage.value),
                ],
            )
            for one in found
        ]
        columns = [_("Late"), *(str(state.label) for state in StageState), _("Together")]
        note = _("Late: the due day has passed, and the stage is not completed.")
        has_any = any(one.total for one in found)
        nothing = _("No stages are laid out for these PPAs.")
        return Part(
            _("Stages of the budget"), _("Stage"), columns, lines if has_any else [], note, nothing=nothing, wide=True
        )

    # ---- What is missing ---------------------------------------------------------------------------------------------

    def _complete(self) -> Part:
        found = kept(completeness_in, self.ppas)

        def line(label: str, n: int, *, is_sum: bool = False, missing: str) -> Line:
            url = self.choice.rows_url(money=BUDGET, missing=missing)
            share = percent(Decimal(n), Decimal(found.ppas))
            return Line(label, [count(n, url), rate(share)], is_sum=is_sum)

        by_size = sorted(found.lacking.items(), key=lambda one: -one[1])
        lines = [line(capfirst(str(PARTS[part][0])), n, missing=part) for part, n in by_size]
        lines.append(line(_("Nothing is missing"), found.complete, is_sum=True, missing=NOTHING))
        note = _("Of %(n)d PPAs. What is zero is said; only what is empty is missing.") % {"n": found.ppas}
        columns = [_("PPAs without it"), _("Of all")]
        return Part(_("What is missing"), _("What every PPA should say"), columns, lines if found.ppas else [], note)
