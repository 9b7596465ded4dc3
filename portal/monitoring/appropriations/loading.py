"""The appropriations of 2024 in the register: real PPAs, which nobody of this portal proposed or approved.

Each line of the act that is cut no further is a PPA with a money line a class. A line whose works the act itemises is
a PPA without money of its own: the works are its children, and one more child holds what the list leaves. A PPA that is
in the register stays as people have edited it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.activity import record_all
from portal.core.loading import Loaded
from portal.core.models import FundingSource, Sector
from portal.core.text import fold
from portal.geography.models import Municipality, Province
from portal.monitoring.enums import Direction, ExpenseClass, InterventionType, OutcomeLevel, PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry, Outcome, OutcomePeriod, PPAPlace
from portal.monitoring.search_index import PROGRAMS
from portal.organizations.models import Organization
from search.facade import refresh

from . import act
from .act import PrintedIndicator, PrintedLine, Work, key_of

YEAR = 2024
ACT = "Bangsamoro Autonomy Act No. 56 (GAAB FY 2024)"
PASSED_ON = date(2023, 12, 21)
"""Third and final reading in Parliament."""

WORKS_OF = ("MINISTRY OF PUBLIC WORKS", "OPERATIONS")
"""The office and the part of its budget that the list of works belongs to."""

AREAS = {"BASILAN": "1900700000", "TAWI-TAWI": "1907000000", "SPECIAL GEOGRAPHIC AREA": "1999900000"}
REST = "Other works of the list, and operations of the ministry"


def load() -> Iterator[Loaded]:
    """Add what the register does not hold yet."""
    register = _Register()
    tops = act.lines()
    described = _recorded(tops, register)
    made = _Made(register.stored)
    for line in (leaf for top in tops for leaf in top.leaves):
        office = register.office(line.office)
        if office is not None:
            _add(made, line, office, register, described[line])
    promised = [row for indicator in act.indicators() if (row := _promise(indicator, tops, made))]
    _write(made)
    yield Loaded(f"appropriations of {YEAR}", len(made.ppas), len(made.new), 0, 0)
    yield _write_promises(promised, made)


class _Register:
    """The rows that the act's facts are attached to."""

    def __init__(self) -> None:
        self.acronyms = act.acronyms()
        offices = Organization.objects.exclude(acronym="").prefetch_related("sectors")
        self.offices = {office.acronym.upper(): office for office in offices}
        self.source = FundingSource.objects.get(code="gaab")
        self.provinces = Province.objects.in_bulk(AREAS.values(), field_name="psgc")
        self.towns: dict[tuple[str, str], Municipality] = {
            (town.province.psgc, _town(town.name)): town
            for town in Municipality.objects.filter(province__in=self.provinces.values()).select_related("province")
        }
        self.stored = {
            ppa.loaded_from: ppa for ppa in MonitoringEntry.objects.exclude(loaded_from="").only("loaded_from")
        }

    def office(self, printed: str) -> Organization | None:
        """None where the register has lost it: its lines wait until it is back."""
        return self.offices.get(self.acronyms[printed].upper())

    def place(self, work: Work) -> dict[str, Any]:
        """The town that the title of a work ends with, or the province of its list."""
        province = AREAS[work.area]
        town = self.towns.get((province, _town(work.town)))
        return {"municipality": town} if town else {"province": self.provinces[province]}


@dataclass
class _Made:
    """All PPAs of the act, and the rows of those that are new."""

    stored: dict[str, MonitoringEntry]
    ppas: list[MonitoringEntry] = field(default_factory=list)
    new: list[MonitoringEntry] = field(default_factory=list)
    lines: list[MoneyLine] = field(default_factory=list)
    places: list[PPAPlace] = field(default_factory=list)
    of_line: dict[PrintedLine, MonitoringEntry] = field(default_factory=dict)


def _add(made: _Made, line: PrintedLine, office: Organization, register: _Register, facts: list[str]) -> None:
    sectors = list(office.sectors.all())
    title = f"{line.title}, {office.short_name}" if line.level == 0 else line.title
    ppa = made.of_line[line] = _ppa(
        made, line.page, f"{act.PROGRAMS}, row {line.row}", title, office, sectors,
        description=_description(line, facts), cost_structure=line.cost_structure,
        program=line.above.title if line.above and line.level > 1 else "",
    )  # fmt: skip
    if (line.office, line.cost_structure) != WORKS_OF:
        _give(made, register, ppa, line.amounts)
        return
    left = dict(line.amounts)
    for work in act.works():
        child = _ppa(
            made, work.page, f"{act.WORKS}, row {work.row}", work.title, office, sectors, parent=ppa,
            cost_structure=line.cost_structure, intervention_type=InterventionType.INFRASTRUCTURE,
        )  # fmt: skip
        made.places.append(PPAPlace(ppa=child, **register.place(work)))
        _give(made, register, child, {ExpenseClass.CO: work.amount})
        left[ExpenseClass.CO] -= work.amount
    if left[ExpenseClass.CO] < 0:
        raise ValueError("The works of the list cost more than the line that they belong to.")
    rest = _ppa(
        made, line.page, f"{act.PROGRAMS}, row {line.row}, rest", REST, office, sectors, parent=ppa,
        cost_structure=line.cost_structure,
    )  # fmt: skip
    _give(made, register, rest, left)


def _ppa(
    made: _Made, page: int, loaded_from: str, title: str, office: Organization, sectors: list[Sector], **facts: Any
) -> MonitoringEntry:
    """The PPA of this row of a file, new or as it stands. Its office's sector is its own where there is only one."""
    ppa = made.stored.get(loaded_from)
    if ppa is None:
        ppa = MonitoringEntry(
            title=title,
            lead_organization=office,
            sector=sectors[0] if len(sectors) == 1 else None,
            plan_year=YEAR,
            status=PPAStatus.ENACTED,
            enacted_on=PASSED_ON,
            enacted_by_act=ACT,
            source=f"{ACT}, page {page}",
            loaded_from=loaded_from,
            **facts,
        )
        made.new.append(ppa)
    made.ppas.append(ppa)
    return ppa


def _give(made: _Made, register: _Register, ppa: MonitoringEntry, amounts: dict[ExpenseClass, Decimal]) -> None:
    for expense_class, amount in amounts.items():
        if amount:
            line = MoneyLine(
                ppa=ppa, fiscal_year=YEAR, expense_class=expense_class, source=register.source, amount=amount
            )
            made.lines.append(line)


def _description(line: PrintedLine, facts: list[str]) -> str:
    parts = []
    if line.below:
        named = "; ".join(f"{below.title} (₱ {below.total:,.2f})" for below in line.below)
        parts.append(f"The act prints below this line, without adding up to it: {named}.")
    return "\n\n".join([*parts, *facts])


def _recorded(tops: list[PrintedLine], register: _Register) -> dict[PrintedLine, list[str]]:
    """What another public list says of programs of the same office and name, by the line that holds their money."""
    holders: dict[tuple[str, str], PrintedLine] = {}
    for top in tops:
        for leaf in top.leaves:
            for line in (leaf, *leaf.within):
                holders.setdefault((register.acronyms[line.office], key_of(line.title)), leaf)
    found: dict[PrintedLine, list[str]] = defaultdict(list)
    for program in act.recorded_programs():
        if holder := holders.get((program.acronym, key_of(program.title))):
            found[holder].append(
                f"A public list of programs, of a year that it does not state, records {program.title} with a budget "
                f"of ₱ {program.budget:,.2f}, {program.outcomes} outcome and {program.outputs} output indicators."
            )
    return found


# ---- Results that the act promises -----------------------------------------------------------------------------------


def _promise(
    indicator: PrintedIndicator, tops: Iterable[PrintedLine], made: _Made
) -> tuple[PrintedIndicator, MonitoringEntry] | None:
    """The PPA that it belongs to: of its program, or of all operations of its office where these were not cut."""
    key = key_of(indicator.program)
    own = [top for top in tops if top.chapter == indicator.chapter]
    leaves = [leaf for top in own for leaf in top.leaves if leaf in made.of_line]
    named = [leaf for leaf in leaves if key and key in {key_of(line.title) for line in (leaf, *leaf.within)}]
    whole = [
        leaf
        for leaf in leaves
        if leaf.level == 0 and leaf.cost_structure == "OPERATIONS" and leaf.office == leaf.chapter
    ]
    holder = next(iter(named or whole), None)
    return (indicator, made.of_line[holder]) if holder else None


def _write_promises(promised: list[tuple[PrintedIndicator, MonitoringEntry]], made: _Made) -> Loaded:
    new = {ppa.pk for ppa in made.new}
    outcomes: dict[tuple[Any, str], Outcome] = {}
    periods = []
    for indicator, ppa in promised:
        text = indicator.text[:255]
        if ppa.pk not in new or (ppa.pk, text) in outcomes:
            continue
        outcome = outcomes[ppa.pk, text] = Outcome(
            ppa=ppa,
            level=OutcomeLevel(indicator.level),
            indicator=text,
            unit="percent" if indicator.unit == "percent" or "%" in indicator.target else "count",
            direction=_direction(indicator.target),
            position=indicator.row,
        )
        printed = "" if indicator.value is not None else indicator.target
        note = f"{ACT}, page {indicator.page}"
        if indicator.program:
            note = f"{note}: {indicator.program}"
        periods.append(
            OutcomePeriod(
                outcome=outcome, fiscal_year=YEAR, target=indicator.value, target_text=printed, note=note[:500]
            )
        )
    Outcome.objects.bulk_create(outcomes.values())
    OutcomePeriod.objects.bulk_create(periods)
    return Loaded(f"results promised for {YEAR}", len(promised), len(outcomes), 0, 0)


def _direction(target: str) -> Direction:
    """Which way is better, as far as the printed target tells: “<1%” is to stay below, “2.5 - <5%” within."""
    if " - " in target:
        return Direction.RANGE
    return Direction.DECREASE if target.strip().startswith("<") else Direction.INCREASE


def _write(made: _Made) -> None:
    new = {ppa.pk for ppa in made.new}
    MonitoringEntry.objects.bulk_create(sorted(made.new, key=lambda ppa: ppa.parent_id is not None))
    MoneyLine.objects.bulk_create(line for line in made.lines if line.ppa_id in new)
    PPAPlace.objects.bulk_create(place for place in made.places if place.ppa_id in new)
    if made.new:
        record_all(made.new, "monitoring.load", by=None)
        refresh(PROGRAMS, new)


def _town(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in ("city", "of"))
