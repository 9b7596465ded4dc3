"""Made-up PPAs in any number, for trying the portal under load: the same seed makes the same ones.

Sizes, mixes and paths are those of published budgets (planning definitions 5); what is not published is marked there as
invented, and here by every title.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import TypeVar

from django.utils import timezone

from portal.communities.models import OBCCommunity
from portal.core.models import FundingSource
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.organizations.models import Organization

from .enums import ExpenseClass, PPACategory, PPAStatus
from .invented import Desk, Fate, Flaw, Invented, Inventor, Kind, Plan, desk, kinds_of, write
from .models import MonitoringEntry

Choice = TypeVar("Choice")

CHUNK = 1000
PS, MOOE, CO = ExpenseClass.PS, ExpenseClass.MOOE, ExpenseClass.CO

YEARS = {-1: 45, 0: 40, 1: 15}
"""How many PPAs in a hundred are of last year, this one and the next."""

FATES = {
    -1: {
        Fate.COMPLETED: 45, Fate.COMPLETED_LATE: 15, Fate.LATE: 20, Fate.ON_HOLD: 5, Fate.REJECTED: 10,
        Fate.CANCELLED: 5,
    },
    0: {
        Fate.ON_TIME: 45, Fate.LATE: 20, Fate.ENACTED: 10, Fate.COMPLETED: 8, Fate.APPROVED: 5, Fate.ON_HOLD: 4,
        Fate.REJECTED: 6, Fate.CANCELLED: 2,
    },
    1: {Fate.DRAFT: 25, Fate.PROPOSED: 35, Fate.UNDER_REVIEW: 20, Fate.APPROVED: 15, Fate.REJECTED: 5},
}  # fmt: skip

OFFICES = {"MBHTE": 39, "MPW": 23, "MOH": 9, "MSSD": 5, "MILG": 3, "MAFAR": 2.5}
"""The office's part of the program money of the act, in percent; the others share the rest."""

REST_OF_OFFICES = 18.5

REGIONS = {"XII": 47.1, "IX": 27.5, "X": 17.2, "XI": 7.6, "XIII": 0.6, "MIMAROPA": 1}
"""Where the people live, in percent; of Palawan it is unknown."""

MIXES: list[tuple[int, dict[ExpenseClass, int]]] = [
    (38, {PS: 38, MOOE: 30, CO: 32}), (30, {MOOE: 100}), (15, {PS: 55, MOOE: 45}), (14, {MOOE: 48, CO: 52}),
    (3, {CO: 100}),
]  # fmt: skip
"""Of a hundred lowest lines of the act, how many have which classes."""

SOURCES = [
    (72, "block_grant", ""), (17.5, "other", "Savings of prior years"), (5, "other", "Shares of national taxes"),
    (5, "sdf", ""), (0.5, "internal", ""),
]  # fmt: skip

LINE, WORK = (17.78, 2.11), (16.41, 0.81)
"""Mean and spread of ln pesos: of program lines, and of public works."""

LEAST, MOST = Decimal(50_000), Decimal(5_000_000_000)
FLAWED = 0.1
ANSWERS_A_NEED = 0.4
PLANTED = 210
"""Among so many stand twelve that are there twice (every tenth), and twenty second phases (five after each)."""

DUPLICATES, PHASES = range(10, 121, 10), range(15, PLANTED, 10)

FITTING = {
    PPAStatus.DRAFT: NeedStatus.PRIORITIZED, PPAStatus.PROPOSED: NeedStatus.PLANNED,
    PPAStatus.UNDER_REVIEW: NeedStatus.PLANNED, PPAStatus.APPROVED: NeedStatus.PLANNED,
    PPAStatus.ENACTED: NeedStatus.PLANNED, PPAStatus.IN_EXECUTION: NeedStatus.IN_PROGRESS,
    PPAStatus.COMPLETED: NeedStatus.COMPLETED,
}  # fmt: skip
"""Where a need stands that such a PPA answers."""


def generate(count: int, *, seed: int, people: Desk | None = None) -> int:
    """Make ``count`` PPAs, about 25 statements for a thousand; how many are new."""
    maker = Maker(seed, people or desk())
    made = 0
    for start in range(0, count, CHUNK):
        invented = [maker.ppa(number) for number in range(start, min(start + CHUNK, count))]
        keys = [one.ppa.pk for one in invented]
        stored = set(MonitoringEntry.objects.filter(pk__in=keys).values_list("pk", flat=True))
        new = [one for one in invented if one.ppa.pk not in stored]
        write(new, maker.desk)
        made += len(new)
    return made


@dataclass(eq=False)
class Maker:
    """Makes the PPA with a number, for communities that are in the list."""

    seed: int
    desk: Desk
    inventor: Inventor = field(init=False)
    offices: dict[str, Organization] = field(init=False)
    places: dict[str, list[OBCCommunity]] = field(init=False)
    year: int = field(init=False)

    def __post_init__(self) -> None:
        self.inventor = Inventor(f"generated-ppas-{self.seed}", self.desk, timezone.now(), is_full=False)
        self.year = timezone.localdate(self.inventor.now).year
        self.offices = {office.acronym: office for office in self.desk.offices}
        self.places = {}
        for community in self.desk.communities:
            region = community.barangay.municipality.province.region.code
            self.places.setdefault(region, []).append(community)

    def ppa(self, number: int) -> Invented:
        return self.inventor.make(self.plan(number))

    def plan(self, number: int) -> Plan:
        """A planted one looks like the one before it."""
        own = self._plan(number)
        if number not in DUPLICATES and number not in PHASES:
            return own
        before = self._plan(number - 1)
        title = f"{before.kind.title}, {before.place.barangay.name}"
        return Plan(
            number, before.kind, before.office, before.year, own.fate if before.year == own.year else before.fate,
            before.place, before.amount, before.source, before.source_name,
            title=title if number in DUPLICATES else f"{title}, phase 2", classes=before.classes,
        )  # fmt: skip

    def _plan(self, number: int) -> Plan:
        chance = Random(f"{self.seed}-plan-{number}")  # noqa: S311 - to be repeatable, not secret
        after = _drawn(chance, list(YEARS), list(YEARS.values()))
        fate = _drawn(chance, list(FATES[after]), list(FATES[after].values()))
        office = self._office(chance)
        kind = chance.choice(kinds_of(office.acronym))
        source, source_name = self._source(chance)
        is_work = CO in kind.classes and kind.classes[CO] == 100
        mixes = [weight for weight, _mix in MIXES]
        return Plan(
            number=number,
            kind=kind,
            office=office,
            year=self.year + after,
            fate=fate,
            place=self._place(chance),
            amount=_amount(chance, WORK if is_work else LINE),
            source=source,
            source_name=source_name,
            needs=self._needs(chance, fate, kind),
            classes=None if is_work else chance.choices([mix for _weight, mix in MIXES], weights=mixes)[0],
            flaw=chance.choice(list(Flaw)[1:]) if chance.random() < FLAWED else Flaw.NONE,
            category=chance.choices(list(PPACategory), weights=[8, 1, 1])[0],
        )

    def _office(self, chance: Random) -> Organization:
        named = [acronym for acronym in OFFICES if acronym in self.offices]
        others = [acronym for acronym in self.offices if acronym not in OFFICES]
        weights = [OFFICES[acronym] for acronym in named] + [REST_OF_OFFICES / len(others)] * len(others)
        return self.offices[_drawn(chance, named + others, weights)]

    def _place(self, chance: Random) -> OBCCommunity:
        regions = list(self.places)
        return chance.choice(self.places[_drawn(chance, regions, [REGIONS.get(code, 1) for code in regions])])

    def _source(self, chance: Random) -> tuple[FundingSource, str]:
        _weight, code, name = _drawn(chance, SOURCES, [source[0] for source in SOURCES])
        return self.desk.sources[code], name

    def _needs(self, chance: Random, fate: Fate, kind: Kind) -> tuple[Need, ...]:
        fitting = self.desk.needs.get(FITTING.get(fate.status, NeedStatus.REJECTED), [])
        if not fitting or chance.random() > ANSWERS_A_NEED:
            return ()
        first = chance.choice(fitting)
        second = chance.choice(fitting)
        return (first,) if first.pk == second.pk or chance.random() < 2 / 3 else (first, second)


def _drawn(chance: Random, choices: Sequence[Choice], weights: Sequence[float]) -> Choice:
    return chance.choices(choices, weights=weights)[0]


def _amount(chance: Random, shape: tuple[float, float]) -> Decimal:
    """Pesos, rounded as budgets are: to the million, to a hundred thousand, or to ten thousand."""
    unit = Decimal(chance.choices([1_000_000, 100_000, 10_000], weights=[22, 36, 42])[0])
    drawn = Decimal(round(chance.lognormvariate(*shape)))
    return max(unit, min(MOST, max(LEAST, drawn)) // unit * unit)
