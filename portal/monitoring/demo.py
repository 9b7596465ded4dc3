"""Two years of PPAs of some offices, at every step, late and on time, and the ceilings they fall under.

Every one says that it is invented. They answer the needs of the demonstration that stand where such a PPA has brought
them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from portal.activity import record_all
from portal.core.loading import Loaded
from portal.needs.enums import NeedStatus
from portal.needs.invented import MARK as NEED_MARK
from portal.needs.models import Need

from .enums import CeilingMode, CeilingState, PPACategory
from .generated import FITTING
from .invented import MARK, Desk, Fate, Inventor, Plan, desk, kinds_of, shortages, write
from .invented.story import Flaw, calendar_of
from .models import BudgetCalendar, CeilingManagement, CeilingOverride, MoneyLine, MonitoringEntry

SEED = "demonstration-ppas"
BUDGET, SPECIAL, GRANT = "gaab", "sdf", "block_grant"

PPAS: dict[str, list[tuple[int, Fate]]] = {
    "MBHTE": [
        (-1, Fate.COMPLETED), (-1, Fate.COMPLETED_LATE), (-1, Fate.LATE), (0, Fate.ON_TIME), (0, Fate.LATE),
        (0, Fate.COMPLETED), (0, Fate.ENACTED), (0, Fate.ON_HOLD), (1, Fate.PROPOSED), (1, Fate.DRAFT),
        (1, Fate.APPROVED),
    ],
    "MSSD": [
        (-1, Fate.COMPLETED), (-1, Fate.CANCELLED), (-1, Fate.COMPLETED), (0, Fate.ON_TIME), (0, Fate.LATE),
        (0, Fate.ON_TIME), (0, Fate.REJECTED), (0, Fate.COMPLETED_LATE), (1, Fate.UNDER_REVIEW), (1, Fate.PROPOSED),
        (1, Fate.DRAFT),
    ],
    "MOH": [(-1, Fate.COMPLETED), (0, Fate.ON_TIME), (1, Fate.PROPOSED)],
    "MPW": [(-1, Fate.LATE), (0, Fate.ON_TIME), (0, Fate.LATE)],
    "MAFAR": [(-1, Fate.COMPLETED), (0, Fate.ON_TIME)],
    "MENRE": [(0, Fate.ON_TIME), (1, Fate.APPROVED)],
    "MPOS": [(0, Fate.ON_TIME)],
    "MIPA": [(0, Fate.LATE)],
    "MTIT": [(0, Fate.COMPLETED)],
    "OOBC": [(-1, Fate.COMPLETED), (0, Fate.ON_TIME)],
}  # fmt: skip
"""By office: of which year (last, this, next), and what became of it."""

AMOUNTS = [850_000, 1_200_000, 2_400_000, 3_750_000, 5_000_000, 7_300_000, 12_600_000]
MOST_NEEDS_OF_A_DRAFT = 2
NEARLY_FULL = Decimal("0.9")
FLAWS = {4: Flaw.PAID_ABOVE_OBLIGATED, 12: Flaw.NOT_COUNTED, 20: Flaw.TARGET_IN_WORDS, 26: Flaw.MOVED}


def load() -> Iterator[Loaded]:
    """Tell what is not there yet, all or none. The demonstration accounts must have been opened."""
    people = desk()
    if list(shortages(people)):
        return
    inventor = Inventor(SEED, people, timezone.now())
    made = [inventor.make(plan) for plan in _plans(people, timezone.localdate().year)]
    stored = MonitoringEntry.objects.filter(pk__in=[one.ppa.pk for one in made]).exists()
    new = [] if stored else made
    if new:
        write(new, people)
        record_all([one.ppa for one in new], "ppas.demonstrate", by=None)
    yield Loaded("demonstration PPAs", len(made), len(new), 0, 0)
    ceilings = _write_ceilings(people) if new else []
    yield Loaded("demonstration ceilings", len(ceilings), len(ceilings), 0, 0)
    years = timezone.localdate().year + 1
    yield _write_calendar(range(years - 2, years + 1))


def _plans(people: Desk, year: int) -> Iterator[Plan]:
    offices = {office.acronym: office for office in people.offices}
    waiting = _Waiting(people)
    number = 0
    for acronym, fates in PPAS.items():
        if acronym not in offices:
            continue
        kinds = kinds_of(acronym)
        for position, (after, fate) in enumerate(fates):
            kind = kinds[position % len(kinds)]
            needs = waiting.take(fate, kind.category)
            place = next((need.community for need in needs if need.community), None)
            yield Plan(
                number=number,
                kind=kind,
                office=offices[acronym],
                year=year + after,
                fate=fate,
                place=place or people.communities[number * 7 % len(people.communities)],
                amount=Decimal(AMOUNTS[number * 3 % len(AMOUNTS)]),
                source=people.sources[(BUDGET, BUDGET, SPECIAL, GRANT)[number % 4]],
                needs=needs,
                flaw=FLAWS.get(number, Flaw.NONE),
                category=_category(acronym, is_asked_for=place is not None and number % 3 == 0),
            )
            number += 1


def _category(acronym: str, *, is_asked_for: bool) -> PPACategory:
    if acronym == "OOBC":
        return PPACategory.OOBC_PPA
    return PPACategory.OBC_REQUEST if is_asked_for else PPACategory.MOA_PPA


class _Waiting:
    """Needs of the demonstration that no PPA answers yet, by where they stand."""

    def __init__(self, people: Desk) -> None:
        keys = [need.pk for needs in people.needs.values() for need in needs if need.title.startswith(NEED_MARK)]
        rows = Need.objects.with_place().select_related("category", "assessment").filter(pk__in=keys, addressed_by=None)
        self.needs = {status: [row for row in rows.order_by("pk") if row.status == status] for status in people.needs}
        fates = [fate for told in PPAS.values() for _after, fate in told]
        self.left = {status: sum(FITTING.get(fate.status) == status for fate in fates) for status in self.needs}

    def take(self, fate: Fate, category: str) -> tuple[Need, ...]:
        """Its part of those that stand where such a PPA has brought them, of its own category first."""
        status = FITTING.get(fate.status)
        if not status or not self.needs.get(status):
            return ()
        rows = sorted(self.needs[status], key=lambda need: need.category.code != category)
        count = max(1, len(rows) // max(1, self.left[status]))
        if status == NeedStatus.PRIORITIZED:
            count = min(count, MOST_NEEDS_OF_A_DRAFT)  # the others wait for somebody who proposes something
        self.left[status] -= 1
        self.needs[status] = rows[count:]
        return tuple(rows[:count])


def _write_ceilings(people: Desk) -> list[CeilingManagement]:
    """Last year's and this year's: room left, nearly full, and one that an override let be exceeded."""
    year, budget_officer = timezone.localdate().year, people.reviewers[0]
    rows: list[CeilingManagement] = []
    for fiscal_year, code, sector, part, mode in (
        (year - 1, BUDGET, None, Decimal("0.80"), CeilingMode.BLOCK),
        (year - 1, SPECIAL, None, Decimal("0.99"), CeilingMode.WARN),
        (year, BUDGET, None, Decimal("0.96"), CeilingMode.BLOCK),
        (year, BUDGET, "social", Decimal("0.60"), CeilingMode.WARN),
        (year, SPECIAL, None, Decimal("1.05"), CeilingMode.BLOCK),
        (year + 1, BUDGET, None, Decimal("0.30"), CeilingMode.BLOCK),
    ):
        used = _used(fiscal_year, code, sector).aggregate(all=Sum("amount"))["all"] or Decimal(10_000_000)
        rows.append(
            CeilingManagement(
                fiscal_year=fiscal_year,
                source=people.sources[code],
                sector=people.sectors[sector] if sector else None,
                ceiling_amount=used // part // 1000 * 1000,
                mode=mode,
                told_state=_state(part),
                note=f"{MARK}: invented",
                created_by=budget_officer,
            )
        )
    taken = set(CeilingManagement.objects.values_list("fiscal_year", "source", "sector"))
    new = [row for row in rows if (row.fiscal_year, row.source_id, row.sector_id) not in taken]
    CeilingManagement.objects.bulk_create(new)
    _write_override([row for row in new if row.told_state == CeilingState.EXCEEDED], people)
    return new


def _state(used: Decimal) -> CeilingState:
    if used > 1:
        return CeilingState.EXCEEDED
    return CeilingState.WARNING if used >= NEARLY_FULL else CeilingState.OK


def _used(fiscal_year: int, source: str, sector: str | None) -> QuerySet[MoneyLine]:
    lines = MoneyLine.objects.counted().filter(fiscal_year=fiscal_year, source__code=source)
    return lines.filter(ppa__sector__code=sector) if sector else lines


def _write_override(exceeded: Iterable[CeilingManagement], people: Desk) -> None:
    for ceiling in exceeded:
        lines = _used(ceiling.fiscal_year, ceiling.source.code, None)
        used = lines.aggregate(all=Sum("amount"))["all"] or Decimal(0)
        last = lines.order_by("-ppa__approved_at").select_related("ppa").first()
        if last:
            CeilingOverride.objects.create(
                ceiling=ceiling,
                ppa=last.ppa,
                excess=used - ceiling.ceiling_amount,
                reason=f"{MARK}, invented: the Cabinet promised the rest for December.",
                by=people.reviewers[-1],
            )


def _write_calendar(years: range) -> Loaded:
    """The days of the office stay: only what it has not set is filled in."""
    rows = [
        BudgetCalendar(fiscal_year=year, stage=stage, opens_on=opens, due_on=due)
        for year in years
        for stage, (opens, due) in calendar_of(year).items()
    ]
    before = BudgetCalendar.objects.count()
    BudgetCalendar.objects.bulk_create(rows, ignore_conflicts=True)
    return Loaded("demonstration budget calendar", len(rows), BudgetCalendar.objects.count() - before, 0, 0)
