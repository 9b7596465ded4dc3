"""The tables of the gap: by place with its map, and by sector, with the needs behind every number."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.core.boards.parts import Line, Number, Part
from portal.core.models import NeedCategory
from portal.geography.counted_map import CountedMap, counted_map
from portal.geography.models import Province, Region
from portal.monitoring.figures.funding import GroupFunding, funding_by, funding_by_place
from portal.needs.narrowing import WHOLE_REGION

from .choice import NO_MONEY, UNCOSTED, GapChoice

MAP = "portal/needs/admin/boards/_map.html"
THOUSAND = 1000


def gap_parts(choice: GapChoice) -> list[Part]:
    if not choice.rows.exists():
        return []
    return [_places(choice), _sectors(choice)]


def _columns() -> list[str]:
    return [
        _("Needs"),
        _("Cost not known"),
        _("Above 4.0, no money"),
        _("Cost (₱)"),
        _("Funded (₱)"),
        _("Gap (₱)"),
        _("Funding rate"),
        _("Asked for, not law yet (₱)"),
    ]


def _note() -> str:
    return _(
        "Funded: what an act grants, of each need at most its cost. Gap and rate: of the needs whose cost is known. "
        "Asked for: proposed, under review or approved, and in none of the other columns."
    )


def _numbers(choice: GapChoice, found: GroupFunding, **cell: str) -> list[Number]:
    def count(number: int, **more: str) -> Number:
        return Number(number, choice.rows_url(**cell, **more) if number else "")

    return [
        count(found.needs),
        count(found.uncosted, funding=UNCOSTED),
        count(found.unfunded, score="gap", funding=NO_MONEY),
        Number(found.cost),
        Number(found.capped),
        Number(found.gap),
        Number(found.funding_rate, words=_("no cost known"), unit="\u00a0%"),
        Number(found.pipeline),
    ]


def _total(groups: Iterable[GroupFunding]) -> GroupFunding:
    return sum(groups, GroupFunding())


# ---- By place --------------------------------------------------------------------------------------------------------


def _places(choice: GapChoice) -> Part:
    found = funding_by_place(choice.rows)
    regions = Region.objects.in_bulk({region for region, _province in found})
    provinces = Province.objects.in_bulk({province for _region, province in found} - {None})
    by_region: dict[Region, dict[Province | None, GroupFunding]] = defaultdict(dict)
    for (of_region, of_province), group in found.items():
        by_region[regions[of_region]][provinces[of_province] if of_province else None] = group
    lines = []
    for region in sorted(by_region, key=lambda one: (one.position, one.sort_name)):
        parts = by_region[region]
        lines.append(Line(str(region), _numbers(choice, _total(parts.values()), region=str(region.pk))))
        for province in sorted(parts, key=lambda one: (one is None, one.sort_name if one else "")):
            name = str(province) if province else _("About the whole region")
            cell = {"region": str(region.pk), "province": str(province.pk) if province else WHOLE_REGION}
            lines.append(Line(name, _numbers(choice, parts[province], **cell), is_part=True))
    lines.append(Line(_("All"), _numbers(choice, _total(found.values())), is_sum=True))
    chart = _map(
        {province: group.gap for parts in by_region.values() for province, group in parts.items() if province},
        {region: _total(parts.values()).gap for region, parts in by_region.items()},
    )
    return Part(_("By place"), _("Region and province"), _columns(), lines, _note(), chart, MAP)


def _map(provinces: dict[Province, Decimal], regions: dict[Region, Decimal]) -> CountedMap | None:
    """In thousands of pesos, so that a gap of any size has a shade."""
    found = counted_map(
        {place: math.ceil(gap / THOUSAND) for place, gap in provinces.items() if gap},
        {place: math.ceil(gap / THOUSAND) for place, gap in regions.items() if gap},
    )
    title = _("Map of the funding gap by province: the darker, the larger. The table below has the same numbers.")
    return found and replace(found, title=title, unit=_("In thousands of pesos"))


# ---- By sector -------------------------------------------------------------------------------------------------------


def _sectors(choice: GapChoice) -> Part:
    found = {key: group for (key,), group in funding_by(choice.rows, of_category="category_id").items()}
    categories = NeedCategory.objects.filter(pk__in=found).select_related("sector")
    by_sector: dict[int, list[NeedCategory]] = defaultdict(list)
    for category in categories.order_by("sector__position", "sector__name", "position", "name"):
        by_sector[category.sector_id].append(category)
    lines = []
    for sector, members in by_sector.items():
        groups = _total(found[category.pk] for category in members)
        lines.append(Line(str(members[0].sector), _numbers(choice, groups, sector=str(sector))))
        for category in members:
            cell = {"sector": str(sector), "category": str(category.pk)}
            lines.append(Line(str(category), _numbers(choice, found[category.pk], **cell), is_part=True))
    lines.append(Line(_("All"), _numbers(choice, _total(found.values())), is_sum=True))
    return Part(_("By sector and category"), _("Sector and category"), _columns(), lines, _note())
