"""How full ceilings are: one statement for any number of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Sum, Value, Window
from django.db.models.functions import RowNumber

from portal.monitoring.enums import PPAStatus
from portal.monitoring.formulas.ceilings import Room
from portal.monitoring.models import CeilingManagement, MoneyLine, MonitoringEntry
from portal.monitoring.querysets import MoneyLineQuerySet

Sums = dict[tuple[int, int, int | None], Decimal]


@dataclass(frozen=True)
class Filled:
    """A ceiling with what is taken of it, and what would be if all that is asked for were approved. In pesos."""

    ceiling: CeilingManagement
    room: Room
    asked: Decimal

    @property
    def room_if_approved(self) -> Room:
        return room_of(self.ceiling, self.room.used + self.asked)

    @property
    def would_exceed(self) -> bool:
        """It has room now, and would have too little if all that is asked for were approved."""
        return not self.room.excess and bool(self.room_if_approved.excess)


def room_of(ceiling: CeilingManagement, used: Decimal) -> Room:
    return Room(ceiling.ceiling_amount, used, ceiling.threshold)


def filled(ceilings: Collection[CeilingManagement]) -> list[Filled]:
    """Each ceiling with its room, in the given order. Counts every PPA, whoever looks: a ceiling is one for all."""
    taken, asked = _sums(ceilings, PPAStatus.counted(), PPAStatus.asking())
    return [Filled(each, room_of(each, _of(each, taken)), _of(each, asked)) for each in ceilings]


def used(
    ceilings: Collection[CeilingManagement], *, ppa: MonitoringEntry | None = None
) -> dict[CeilingManagement, Room]:
    """Each ceiling with its room; with what this PPA alone takes of it, where one is given. One statement."""
    sums = [
        _taken(each, ppa).values_list(Value(number)).annotate(Sum("amount")) for number, each in enumerate(ceilings)
    ]
    taken = dict(sums[0].union(*sums[1:], all=True)) if sums else {}
    return {each: room_of(each, taken.get(number) or Decimal()) for number, each in enumerate(ceilings)}


def _taken(ceiling: CeilingManagement, ppa: MonitoringEntry | None) -> MoneyLineQuerySet:
    """The lines that take its room.

    Most PPAs do take room, so where all sectors count it is less to leave out those that do not: at 55,000 lines in
    one envelope that is a third of the time, which each save under the ceiling takes.
    """
    lines = MoneyLine.objects.filter(fiscal_year=ceiling.fiscal_year, source=ceiling.source_id).order_by()
    if ppa is None and ceiling.sector_id is None:
        others = [status for status in PPAStatus if status not in PPAStatus.counted()]
        return lines.filter(~Exists(MonitoringEntry.objects.filter(pk=OuterRef("ppa"), status__in=others)))
    of_sector = {"ppa__sector": ceiling.sector_id} if ceiling.sector_id else {}
    of_one = {"ppa": ppa} if ppa else {}
    return lines.counted().filter(**of_sector, **of_one)


def takers(ceiling: CeilingManagement, statuses: Collection[PPAStatus] | None = None) -> Any:
    """The PPAs that took its room (or, of other statuses, ask for it), the largest first: key, title and pesos."""
    lines = MoneyLine.objects.filter(
        fiscal_year=ceiling.fiscal_year, source=ceiling.source_id, ppa__status__in=statuses or PPAStatus.counted()
    )
    if ceiling.sector_id:
        lines = lines.filter(ppa__sector=ceiling.sector_id)
    rows = lines.order_by().values_list("ppa", "ppa__title").annotate(total=Sum("amount"))
    return rows.order_by("-total", "ppa__title", "ppa")


def largest_takers(
    ceilings: Collection[CeilingManagement], count: int
) -> dict[CeilingManagement, list[tuple[str, Decimal]]]:
    """Of each ceiling the PPAs that took most of its room: titles and pesos. One statement for all."""
    envelope = ["fiscal_year", "source", "ppa__sector"]
    place = Window(RowNumber(), partition_by=envelope, order_by=[F("total").desc(), "ppa__title"])
    lines = MoneyLine.objects.counted().filter(
        fiscal_year__in={each.fiscal_year for each in ceilings}, source__in={each.source_id for each in ceilings}
    )
    rows = lines.order_by().values_list(*envelope, "ppa", "ppa__title").annotate(total=Sum("amount"))
    largest = list(rows.annotate(place=place).filter(place__lte=count))
    return {each: _largest(each, largest, count) for each in ceilings}


def _largest(ceiling: CeilingManagement, rows: Iterable[Any], count: int) -> list[tuple[str, Decimal]]:
    own = [
        (title, total)
        for year, source, sector, _key, title, total, _place in rows
        if (year, source) == (ceiling.fiscal_year, ceiling.source_id) and ceiling.sector_id in (None, sector)
    ]
    return sorted(own, key=lambda row: (-row[1], row[0]))[:count]


def _sums(ceilings: Collection[CeilingManagement], *groups: Collection[PPAStatus]) -> list[Sums]:
    """What PPAs of each group of statuses have in the years and sources of these ceilings. One statement."""
    envelopes = Q(pk__in=[])
    for year, source in {(each.fiscal_year, each.source_id) for each in ceilings}:
        envelopes |= Q(fiscal_year=year, source=source)
    lines = MoneyLine.objects.filter(envelopes, ppa__status__in=[status for group in groups for status in group])
    totals = {f"total_{number}": Sum("amount", filter=Q(ppa__status__in=group)) for number, group in enumerate(groups)}
    rows = list(lines.order_by().values_list("fiscal_year", "source", "ppa__sector").annotate(**totals))
    return [{row[:3]: row[3 + number] or Decimal() for row in rows} for number in range(len(groups))]


def _of(ceiling: CeilingManagement, sums: Sums) -> Decimal:
    by_sector: dict[int | None, Decimal] = defaultdict(Decimal)
    for (year, source, sector), total in sums.items():
        if (year, source) == (ceiling.fiscal_year, ceiling.source_id):
            by_sector[sector] += total
    if ceiling.sector_id:
        return by_sector[ceiling.sector_id]
    return sum(by_sector.values(), Decimal())
