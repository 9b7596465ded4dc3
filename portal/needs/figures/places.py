"""Needs by place. A need lies in a community, a barangay, a municipality, a province or a region as a whole."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import F
from django.db.models.functions import Coalesce

from portal.geography.models import Province, Region
from portal.needs.querysets import PLACE_PATHS, NeedQuerySet

from .tally import Tally, tally, tally_columns


@dataclass(frozen=True)
class ByProvince:
    province: Province | None
    """None for what is about the whole region."""

    tally: Tally


@dataclass(frozen=True)
class ByRegion:
    region: Region
    provinces: list[ByProvince] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        return tally([part.tally for part in self.provinces])


def by_place(rows: NeedQuerySet) -> list[ByRegion]:
    """Of these needs those that count, by region and in it by province; only places that have one. Three queries."""
    to_region = list(PLACE_PATHS.values())
    to_province = [F(f"{path.removesuffix('__region')}_id") for path in to_region[:-1]]
    counted = list(
        rows.counted()
        .order_by()
        .annotate(of_province=Coalesce(*to_province), of_region=Coalesce(*[F(f"{path}_id") for path in to_region]))
        .values("of_province", "of_region")
        .annotate(**tally_columns())
    )
    regions = Region.objects.in_bulk({row["of_region"] for row in counted})
    provinces = Province.objects.in_bulk({row["of_province"] for row in counted} - {None})

    def order(row: dict[str, int | None]) -> tuple[int, str, bool, str]:
        region, province = regions[row["of_region"]], provinces.get(row["of_province"])
        return (region.position, region.sort_name, province is None, province.sort_name if province else "")

    return [
        ByRegion(regions[key], [ByProvince(provinces.get(row["of_province"]), Tally.of(row)) for row in of_region])
        for key, of_region in groupby(sorted(counted, key=order), key=lambda row: row["of_region"])
    ]
