"""The ceilings that the demonstration's PPAs fall under."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from portal.monitoring.enums import CeilingMode, CeilingState
from portal.monitoring.invented import MARK, Desk
from portal.monitoring.models import CeilingManagement, CeilingOverride, MoneyLine

from .plans import BUDGET, SPECIAL

NEARLY_FULL = Decimal("0.9")


def write_ceilings(people: Desk) -> list[CeilingManagement]:
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
