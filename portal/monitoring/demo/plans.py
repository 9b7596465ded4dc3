"""Which PPAs the demonstration tells of, and the needs they answer."""

from collections.abc import Iterator
from decimal import Decimal

from portal.monitoring.enums import PPACategory
from portal.monitoring.generated import FITTING
from portal.monitoring.invented import Desk, Fate, Flaw, Plan, kinds_of
from portal.needs.enums import NeedStatus
from portal.needs.invented import MARK as NEED_MARK
from portal.needs.models import Need

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
FLAWS = {4: Flaw.PAID_ABOVE_OBLIGATED, 12: Flaw.NOT_COUNTED, 20: Flaw.TARGET_IN_WORDS, 26: Flaw.MOVED}


def plans(people: Desk, year: int) -> Iterator[Plan]:
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
