"""The first page of the dashboard: what the budget is, where it goes, and how far it is spent."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.charts import by_quarter as quarters_drawn
from portal.core.charts import within
from portal.core.days import long_date
from portal.core.fiscal_year import Quarter
from portal.core.money import percent
from portal.monitoring.ceilings.rooms import Filled, filled
from portal.monitoring.enums import CeilingState, FlowType, PPAStatus
from portal.monitoring.figures.breakdown import Breakdown, Spending, breakdown
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.money import Lapsing, lapsing
from portal.monitoring.figures.quarters import NOTHING, Moved, by_quarter
from portal.monitoring.models import CeilingManagement
from portal.monitoring.narrowing import BUDGET, LAPSING, LINES, UPDATED

from .breakdowns import BREAKDOWNS, YEARS, By, Counted
from .choice import Choice
from .words import Pesos, change, count, grouped, rate, round_pesos, short_pesos


@dataclass(frozen=True)
class Remark:
    """One thing to decide or to look into."""

    text: str
    url: str


class MoneyBoard:
    """Everything on the page, counted once."""

    def __init__(self, choice: Choice, on: datetime.date) -> None:
        self.choice, self.on = choice, on

    @cached_property
    def found(self) -> Breakdown:
        lines = self.choice.lines(*self.choice.years)
        return kept(breakdown, lines, as_of=self.on, each_year=bool(self.choice.years))

    @cached_property
    def total(self) -> Spending:
        return self.found.total(self.choice.year)

    @cached_property
    def before(self) -> Spending | None:
        """The year before; none where nothing is known of it."""
        year = self.choice.year
        found = None if year is None else self.found.total(year - 1)
        return found if found and found.lines_of else None

    @cached_property
    def ceilings(self) -> list[Filled]:
        """Those that bind what was chosen, in the order of the monitor; none for who does not see ceilings."""
        rows = CeilingManagement.objects.visible_to(self.choice.user).select_related("source", "sector")
        chosen = self.choice.chosen
        if self.choice.year is not None:
            rows = rows.filter(fiscal_year=self.choice.year)
        if "source" in chosen:
            rows = rows.filter(source=chosen["source"])
        if chosen.get("sector", "").isdigit():
            rows = rows.filter(sector__in=[chosen["sector"]]) | rows.filter(sector=None)
        found = list(rows)
        return filled(found) if found else []

    @cached_property
    def lapsing(self) -> list[Lapsing]:
        """Of every year: what lapses now was often granted last year."""
        return kept(lapsing, self.choice.lines_ever, self.on)

    def parts(self) -> list[Part]:
        if not self.total.lines_of and not (self.before and self.before.lines_of):
            return []
        counted = Counted(self.choice, self.on, self.found)
        broken = [self._broken_down(by, counted) for by in BREAKDOWNS]
        by_years = [] if self.choice.years else [self._broken_down(YEARS, counted)]
        found = [*self._quarters(), *by_years, *broken, self._statuses(), *self._ceilings()]
        return [part for part in found if part.lines or part.nothing]

    # ---- The few numbers ---------------------------------------------------------------------------------------------

    def head(self) -> Part:
        title = _("In short")
        lines = [self._budget(), self._for_obc(), *self._room(), self._updated(), *self._moved()]
        return Part(title, _("Figure"), [_("Pesos")], lines)

    def _line(
        self, label: str, amount: Decimal | None, rests: list[str], url: str = "", *, words: str = UNKNOWN
    ) -> Line:
        """``words`` stand there where the amount is not known."""
        number = Number(amount, url if amount else "", words=words, shown=short_pesos(amount))
        return Line(label, [number], rests=" · ".join(rest for rest in rests if rest))

    def _budget(self) -> Line:
        total, money = self.total, self.total.money
        ppas = ngettext("%(n)s PPA", "%(n)s PPAs", total.ppas) % {"n": grouped(total.ppas)}
        kinds = [
            (_("law"), money.granted), (_("approved"), money.approved), (_("asked for"), money.asked),
        ]  # fmt: skip
        of_it = ", ".join(f"{name} {round_pesos(amount)}" for name, amount in kinds if amount)
        grown = change(total.budget, self.before.budget if self.before else None)
        on_before = _("%(change)s on %(year)d") % {"change": grown, "year": (self.choice.year or 0) - 1}
        rests = [_exact(total.budget), ppas, of_it, on_before if grown.value is not None else ""]
        return self._line(_("Budget"), total.budget if total.ppas else None, rests, self.choice.rows_url(money=BUDGET))

    def _for_obc(self) -> Line:
        total = self.total
        known = total.ppas - total.share_unknown
        share = rate(total.obc_rate)
        of_known = _("%(share)s of the budget of the %(n)s PPAs that say so") % {"share": share, "n": grouped(known)}
        unknown = _("%(n)s do not say") % {"n": grouped(total.share_unknown)} if total.share_unknown else ""
        amount = total.for_obc if known else None
        url = self.choice.rows_url(money=BUDGET, obc_share="known")
        return self._line(_("For OBCs"), amount, [of_known if known else "", unknown], url)

    def _room(self) -> Iterator[Line]:
        """All ceilings of sources; a ceiling of a sector lies within that of its source, if there is one."""
        if not self.ceilings:
            if policy_registry.get_by_type(CeilingManagement).user_has_permission(self.choice.user, "view"):
                yield self._line(_("Ceilings"), None, [_("none is set for this")])
            return
        outer = _outermost(self.ceilings)
        amount = sum((one.room.amount for one in outer), NOTHING)
        used = sum((one.room.used for one in outer), NOTHING)
        rests = [
            _("%(used)s taken (%(share)s)") % {"used": round_pesos(used), "share": rate(percent(used, amount))},
            _("%(left)s left") % {"left": round_pesos(amount - used)}
            if used <= amount
            else _("%(excess)s above them") % {"excess": round_pesos(used - amount)},
            _("of all offices"),
        ]
        number = Number(amount, reverse("monitoring_ceilings:index"), shown=short_pesos(amount))
        yield Line(_("Ceilings"), [number], rests=" · ".join(rests))

    def _updated(self) -> Line:
        execution = self.total.money.execution
        basis = {
            "budget_allocation": _("as the act grants it; no release was entered"),
            "allotment": _("all of it released"),
            "both": _("what is not released counts as the act grants it"),
        }
        rests = [_exact(execution.net_allotment), basis.get(execution.basis or "", _("nothing is law yet"))]
        url = self.choice.rows_url(money=UPDATED)
        return self._line(_("Updated budget"), execution.net_allotment, rests, url)

    def _moved(self) -> Iterator[Line]:
        execution, url = self.total.money.execution, self.choice.rows_url
        as_of = _("as of %(day)s") % {"day": long_date(self.on)}
        of_updated, of_obligated = _("%(share)s of the updated budget"), _("%(share)s of what was obligated")
        released = None if execution.allocations is None else execution.allocations + execution.adjustments
        share = _of(of_updated, percent(released or NOTHING, execution.net_allotment))
        none = _("no release was entered")
        yield self._line(
            _("Released"), released, [none if released is None else share, as_of], url(money=FlowType.ALLOCATION.value)
        )
        obligated, paid = self.total.money.obligated, self.total.money.paid
        nobody, unknown = [_("nobody entered any"), as_of], _("not reported")
        rests = [_exact(obligated), _of(of_updated, execution.obligation_rate), as_of]
        address = url(money=FlowType.OBLIGATION.value)
        yield self._line(_("Obligated"), obligated, nobody if obligated is None else rests, address, words=unknown)
        shares = [_of(of_updated, execution.disbursement_rate), _of(of_obligated, execution.paid_rate)]
        address = url(money=FlowType.DISBURSEMENT.value)
        rests = [_exact(paid), *shares, as_of]
        yield self._line(_("Paid"), paid, nobody if paid is None else rests, address, words=unknown)

    # ---- What to decide ----------------------------------------------------------------------------------------------

    def remarks(self) -> list[Remark]:
        return [*self._full_ceilings(), *self._about_to_lapse(), *self._odd()]

    def _full_ceilings(self) -> Iterator[Remark]:
        for one in self.ceilings:
            words = {"ceiling": one.ceiling, "share": rate(one.room.utilization_pct)}
            if one.room.state != CeilingState.OK:
                text = _("The ceiling %(ceiling)s is at %(share)s.") % words
            elif one.would_exceed:
                text = _("The ceiling %(ceiling)s is too low for all that is asked for.") % words
            else:
                continue
            yield Remark(text, reverse("monitoring_ceilings:inspect", args=[one.ceiling.pk]))

    def _about_to_lapse(self) -> Iterator[Remark]:
        days = sorted({row.validity.valid_until for row in self.lapsing})
        for day in days:
            rows = [row for row in self.lapsing if row.validity.valid_until == day]
            amount = sum((row.validity.available for row in rows), NOTHING)
            words = {"n": len(rows), "amount": round_pesos(amount), "day": long_date(day)}
            text = ngettext(
                "%(amount)s of %(n)d PPA lapses after %(day)s.",
                "%(amount)s of %(n)d PPAs lapse after %(day)s.",
                len(rows),
            )
            yield Remark(text % words, self.choice.rows_url(year=None, money=LAPSING))

    def _odd(self) -> Iterator[Remark]:
        flags = self.total.money.execution.flags
        if "over_obligated" in flags:
            url = self.choice.rows_url(money=FlowType.OBLIGATION.value)
            yield Remark(_("More is obligated than the updated budget holds."), url)
        if "disbursed_exceeds_obligated" in flags:
            yield Remark(_("More is paid than was obligated."), self.choice.rows_url(money=FlowType.DISBURSEMENT.value))

    # ---- Breakdowns --------------------------------------------------------------------------------------------------

    def _broken_down(self, by: By, counted: Counted) -> Part:
        choice, year = self.choice, self.choice.year
        groups = by.groups(counted)
        now, before = groups.get(year, {}), groups.get(year - 1, {}) if year is not None and self.before else {}
        keys = _ordered(by, choice, {**before, **now})
        every = [*now.values(), *before.values(), self.total]
        pesos = (
            Pesos(amount for one in every for amount in (one.budget, one.money.execution.net_allotment)),
            _moved(every),
        )
        lines = [
            Line(
                _name_of(by, choice, key),
                self._numbers(now.get(key, Spending()), before.get(key, Spending()), pesos, by.cell(key)),
                url="" if by.name == "expense_class" else choice.address(**by.cell(key)),
            )
            for key in keys
        ]
        lines.append(Line(_("All"), self._numbers(self.total, self.before, pesos, {}), is_sum=True))
        return Part(
            str(by.title),
            str(by.lines_are),
            self._columns(),
            lines,
            _noted(str(by.note), now.values()),
            self._drawn(by, keys, now),
            wide=True,
        )

    def _columns(self) -> list[str]:
        year = self.choice.year
        compared = [] if year is None else [_("Budget %(year)d (₱)") % {"year": year - 1}, _("Change")]
        return [
            _("PPAs"), _("Budget (₱)"), _("Updated budget (₱)"), _("Obligated (₱)"),
            _("Of updated"), _("Paid (₱)"), _("Of updated"), *compared,
        ]  # fmt: skip

    def _numbers(
        self, now: Spending, before: Spending | None, pesos: tuple[Pesos, Pesos], cell: Mapping[str, Any]
    ) -> list[Number]:
        """Budgets and what moved of them have centavos, or none, each for themselves."""
        execution, (budgets, moves) = now.money.execution, pesos
        obligated, paid = now.money.obligated, now.money.paid

        def url(money: str, **more: Any) -> str:
            return self.choice.rows_url(**cell, money=money, **more)

        numbers = [
            count(now.ppas, url(BUDGET)),
            budgets(now.budget, url(BUDGET)),
            budgets(execution.net_allotment, url(UPDATED)),
            moves(obligated, url(FlowType.OBLIGATION.value)),
            rate(now.money.obligation_rate),
            moves(paid, url(FlowType.DISBURSEMENT.value)),
            rate(now.money.disbursement_rate),
        ]
        if self.choice.year is None:
            return numbers
        known = before if self.before else None
        was = None if known is None else known.budget
        return [*numbers, budgets(was, url(BUDGET, year=self.choice.year - 1)), change(now.budget, was)]

    def _drawn(self, by: By, keys: list[Any], now: Mapping[Any, Spending]) -> Any:
        largest_keys = sorted((key for key in keys if key in now), key=lambda key: -now[key].budget)[: by.most_drawn]
        if len(largest_keys) < 2:
            return None
        rows = [
            (_name_of(by, self.choice, key), now[key].budget, now[key].money.obligated)
            for key in keys
            if key in largest_keys
        ]
        label = _("Chart: %(title)s, budget and what is obligated of it.") % {"title": by.title}
        if len(now) > len(rows):
            label += " " + _("The %(n)d largest.") % {"n": len(rows)}
        label += " " + _("The table below has all numbers.")
        return within(rows, whole=_("Budget"), part=_("Obligated"), label=label, unit=_("Pesos"))

    def _statuses(self) -> Part:
        """All PPAs with money lines, also those that no other number of the page counts."""
        groups = self.found.by("status", self.choice.year)
        pesos, moves = Pesos(one.amount for one in groups.values()), _moved(groups.values())
        lines = []
        for status in PPAStatus:
            one = groups.get(status.value, Spending())
            url = self.choice.rows_url(status=status.value, money=LINES)
            lines.append(
                Line(
                    str(status.label),
                    [count(one.lines_of, url), pesos(one.amount, url), *self._moves(one, moves, status=status.value)],
                )
            )
        total = self.total
        url = self.choice.rows_url(money=LINES)
        sums = [count(total.lines_of, url), pesos(total.amount, url), *self._moves(total, moves)]
        columns = [_("PPAs"), _("Money lines (₱)"), _("Obligated (₱)"), _("Paid (₱)")]
        note = _("Every PPA with a money line. Drafts, and what is refused or cancelled, are in no budget.")
        note = _noted(note, groups.values())
        return Part(_("By status"), _("Status"), columns, [*lines, Line(_("All"), sums, is_sum=True)], note, wide=True)

    def _moves(self, one: Spending, pesos: Pesos, **cell: Any) -> list[Number]:
        return [
            pesos(one.money.obligated, self.choice.rows_url(**cell, money=FlowType.OBLIGATION.value)),
            pesos(one.money.paid, self.choice.rows_url(**cell, money=FlowType.DISBURSEMENT.value)),
        ]

    # ---- Quarters ----------------------------------------------------------------------------------------------------

    def _quarters(self) -> Iterator[Part]:
        year = self.choice.year
        if year is None:
            return
        found = by_quarter(self.choice.lines(year, year - 1), self.on)
        moved = _since_first(year, found.get(year, {}), self.on)
        if not any(moved.values()):
            return
        before = _so_far(_since_first(year - 1, found.get(year - 1, {}), self.on), FlowType.OBLIGATION)
        budget_before = self.before.money.execution.net_allotment if self.before else None
        pesos = Pesos(amount for of_it in moved.values() for amount in of_it.values())
        obligated, paid = _so_far(moved, FlowType.OBLIGATION), _so_far(moved, FlowType.DISBURSEMENT)
        budget = self.total.money.execution.net_allotment
        lines, drawn, open_ones = [], [], []
        for quarter, of_it in moved.items():
            is_open = quarter.last_day >= self.on
            label = f"{quarter.fiscal_year} {quarter}" + (_(" (not over)") if is_open else "")
            amounts = [
                _released(of_it),
                of_it.get(FlowType.OBLIGATION, NOTHING),
                of_it.get(FlowType.DISBURSEMENT, NOTHING),
            ]
            kinds = (FlowType.ALLOCATION, FlowType.OBLIGATION, FlowType.DISBURSEMENT)
            moved_in = f"{quarter.fiscal_year}-{quarter.number}"
            of_before = before.get(Quarter(quarter.fiscal_year - 1, quarter.number))
            numbers = [
                *(
                    pesos(amount, self.choice.rows_url(money=kind.value, moved_in=moved_in))
                    for kind, amount in zip(kinds, amounts, strict=True)
                ),
                pesos(obligated[quarter]),
                rate(percent(obligated[quarter], budget)),
                rate(percent(paid[quarter], budget)),
                rate(None if of_before is None else percent(of_before, budget_before)),
            ]
            lines.append(Line(label, numbers))
            drawn.append((label, amounts))
            if is_open:
                open_ones.append(label)
        columns = [
            _("Released (₱)"), _("Obligated (₱)"), _("Paid (₱)"), _("Obligated so far (₱)"), _("Of updated"),
            _("Paid so far, of updated"), _("Obligated so far a year before"),
        ]  # fmt: skip
        series = [_("Released"), _("Obligated"), _("Paid")]
        label = _("Chart: released, obligated and paid by quarter. The table below has the same numbers.")
        note = _(
            "Money of the budget %(year)d by the quarter in which it moved, also after the year. Released holds "
            "adjustments. Rates are of today's updated budget. A hollow column is a quarter that is not over."
        ) % {"year": year}
        chart = quarters_drawn(drawn, series, open_ones=open_ones, label=label)
        yield Part(_("By quarter"), _("Quarter"), columns, lines, note, chart, wide=True)

    # ---- Ceilings -------------------------------------------------------------------------------

    def _ceilings(self) -> Iterator[Part]:
        if not self.ceilings:
            return
        pesos = Pesos(amount for one in self.ceilings for amount in (one.room.amount, one.room.used, one.asked))
        lines = [
            Line(
                str(one.ceiling),
                [
                    pesos(one.room.amount), pesos(one.room.used), rate(one.room.utilization_pct),
                    pesos(one.room.remaining), pesos(one.asked), rate(one.room_if_approved.utilization_pct),
                ],
                url=reverse("monitoring_ceilings:inspect", args=[one.ceiling.pk]),
            )
            for one in self.ceilings
        ]  # fmt: skip
        columns = [
            _("Ceiling (₱)"), _("Taken (₱)"), _("Taken"), _("Left (₱)"), _("Asked for (₱)"), _("If all is approved"),
        ]  # fmt: skip
        note = _(
            "A ceiling is one for all offices: it counts every PPA that is approved or law, also outside the choice."
        )
        yield Part(_("Ceilings and their room"), _("Ceiling"), columns, lines, note, wide=True)


def _exact(amount: Decimal | None) -> str:
    return "" if amount is None else f"₱{Number(amount, places=2)}"


def _of(words: str, share: Decimal | None) -> str:
    return "" if share is None else words % {"share": rate(share)}


def _outermost(ceilings: list[Filled]) -> list[Filled]:
    """Without those that lie within a ceiling of all sectors of their year and source."""
    whole = {(one.ceiling.fiscal_year, one.ceiling.source_id) for one in ceilings if one.ceiling.sector_id is None}
    return [
        one
        for one in ceilings
        if one.ceiling.sector_id is None or (one.ceiling.fiscal_year, one.ceiling.source_id) not in whole
    ]


def _ordered(by: By, choice: Choice, groups: Mapping[Any, Spending]) -> list[Any]:
    """In the order of their names; offices by budget; where nobody said, last."""
    places = {key: place for place, key in enumerate(by.names(choice))}
    if by.name == "lead_organization":
        return sorted(groups, key=lambda key: (-groups[key].budget, places.get(key, len(places))))
    return sorted(groups, key=lambda key: (key is None, places.get(key, len(places))))


def _name_of(by: By, choice: Choice, key: Any) -> str:
    nobody_said = _("No place said") if by.name == "region" else _("Not said")
    return nobody_said if key is None else by.names(choice).get(key, str(key))


def _noted(note: str, groups: Iterable[Spending]) -> str:
    """With what a dash means, if there is one in place of what was obligated and paid."""
    unreported = any(one.lines_of and not one.money.is_reported for one in groups)
    dash = _("A dash means that what was obligated and paid is not reported.")
    return " ".join(part for part in (note, dash if unreported else "") if part)


def _moved(groups: Iterable[Spending]) -> Pesos:
    executions = [one.money.execution for one in groups]
    return Pesos(amount for one in executions for amount in (one.obligations, one.disbursements))


def _since_first(year: int, moved: Mapping[Quarter, Moved], on: datetime.date) -> dict[Quarter, Moved]:
    """From the year's first quarter, or an earlier one in which money moved, to the last that has begun or moved."""
    own: dict[Quarter, Moved] = {
        Quarter(year, number): {} for number in range(1, 5) if Quarter(year, number).first_day <= on
    }
    whole: dict[Quarter, Moved] = {**own, **moved}
    return {quarter: whole[quarter] for quarter in sorted(whole)}


def _so_far(moved: Mapping[Quarter, Moved], kind: FlowType) -> dict[Quarter, Decimal]:
    total, sums = NOTHING, {}
    for quarter, of_it in moved.items():
        total += of_it.get(kind, NOTHING)
        sums[quarter] = total
    return sums


def _released(of_it: Moved) -> Decimal:
    return of_it.get(FlowType.ALLOCATION, NOTHING) + of_it.get(FlowType.ADJUSTMENT, NOTHING)
