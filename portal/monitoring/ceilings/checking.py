"""What an amount would do to the ceilings it falls under, before anybody approves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from portal.monitoring.enums import CeilingMode, PPAStatus
from portal.monitoring.formulas.ceilings import Room, is_refused
from portal.monitoring.models import CeilingManagement, MoneyLine, MonitoringEntry

from .gate import Envelope, envelopes_of
from .rooms import room_of, used


@dataclass(frozen=True)
class Effect:
    """A ceiling without this PPA, and with all that the PPA would take of it, in pesos."""

    ceiling: CeilingManagement
    before: Room
    takes: Decimal

    @property
    def after(self) -> Room:
        return room_of(self.ceiling, self.before.used + self.takes)

    @property
    def is_refused(self) -> bool:
        return self.ceiling.mode == CeilingMode.BLOCK and is_refused(self.before, self.after)


def effects_of(ppa: MonitoringEntry) -> list[Effect]:
    """Of all its money lines as they stand."""
    lines = list(MoneyLine.objects.filter(ppa=ppa))
    takes: dict[Envelope, Decimal] = {}
    for line in lines:
        key = (line.fiscal_year, line.source_id)
        takes[key] = takes.get(key, Decimal()) + line.amount
    return _effects(ppa, envelopes_of(lines), takes)


def effects_of_line(
    ppa: MonitoringEntry, *, fiscal_year: int, source: int, expense_class: str, source_name: str, amount: Decimal
) -> list[Effect]:
    """If its line of this year, class and source had this amount."""
    others = MoneyLine.objects.filter(ppa=ppa, fiscal_year=fiscal_year, source=source)
    others = others.exclude(expense_class=expense_class, source_name=source_name)
    rest = others.aggregate(all=Sum("amount"))["all"] or Decimal()
    envelope = (fiscal_year, source)
    return _effects(ppa, [envelope], {envelope: rest + amount})


def _effects(ppa: MonitoringEntry, envelopes: Iterable[Envelope], takes: dict[Envelope, Decimal]) -> list[Effect]:
    binding = CeilingManagement.objects.none()
    for year, source in envelopes:
        binding |= CeilingManagement.objects.binding(year, source, ppa.sector_id)
    ceilings = list(binding.select_related("source", "sector"))
    own = _own(ppa) if ppa.status in PPAStatus.counted() else {}
    rooms = used(ceilings) if ceilings else {}
    return [
        Effect(
            each,
            room_of(each, rooms[each].used - own.get((each.fiscal_year, each.source_id), Decimal())),
            takes[each.fiscal_year, each.source_id],
        )
        for each in ceilings
    ]


def _own(ppa: MonitoringEntry) -> dict[Envelope, Decimal]:
    """What it takes already."""
    rows = MoneyLine.objects.filter(ppa=ppa).order_by().values_list("fiscal_year", "source")
    return {(year, source): total for year, source, total in rows.annotate(total=Sum("amount"))}
