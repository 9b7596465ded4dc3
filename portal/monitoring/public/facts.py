"""What the public list needs to know of every PPA that is law, a row each, kept until something public changes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from portal.core.browsing.rows import Bits, KeptRows
from portal.core.models import ContentVersion, Sector
from portal.core.text import fold
from portal.geography.models import Region
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry, PolicyImplemented, PPAPlace
from portal.needs.querysets import PLACE_PATHS
from portal.policies.models import PolicyRecommendation

from .places import everywhere
from .words import no_sector, parts_of_one, state_in_words

KEPT = 3  # two languages, and one that is about to be replaced
NOWHERE = "none"
"""As a region: no place is named. As a sector: none is."""

NOTHING = Decimal()


@dataclass(frozen=True, slots=True)
class Row:
    """What filters and orders need to know of one PPA."""

    pk: UUID
    regions: tuple[str, ...]
    office: str
    sector: str
    state: str
    enacted_on: datetime.date
    granted: Mapping[str, Decimal]
    """Pesos by year; of one with parts what its parts are granted."""

    has_parts: bool
    part_of: UUID | None
    policies: tuple[UUID, ...] = ()
    """Recommendations that it implements."""


class Facts(KeptRows[Row]):
    """The PPAs of the public list, by name."""

    @cached_property
    def having(self) -> Mapping[str, Mapping[str, Bits]]:  # type: ignore[override]
        return {
            "year": self.by_value(lambda row: row.granted.keys()),
            "region": self.by_value(lambda row: row.regions),
            "office": self.by_value(lambda row: [row.office]),
            "sector": self.by_value(lambda row: [row.sector]),
            "state": self.by_value(lambda row: [row.state]),
            "part_of": self.by_value(lambda row: [row.part_of] if row.part_of else []),
            "policy": self.by_value(lambda row: row.policies),
        }

    @cached_property
    def newest_first(self) -> list[int]:
        return sorted(self.usual_order, key=lambda place: self.rows[place].enacted_on, reverse=True)

    def largest_first(self, years: Iterable[str]) -> list[int]:
        """By what these years grant, or all; of equal sums by name."""
        return sorted(self.usual_order, key=lambda place: granted(self.rows[place], years), reverse=True)


def granted(row: Row, years: Iterable[str] = ()) -> Decimal:
    """Pesos that the law grants it in these years, or in all."""
    wanted = list(years) or list(row.granted)
    return sum((row.granted.get(year, NOTHING) for year in wanted), NOTHING)


def office_code(acronym: str, name: str) -> str:
    """How an address names an office: its acronym in small letters, or its name."""
    return slugify(acronym or name)


def current_facts(version: int | None = None) -> Facts:
    """As of this number of the content version (default: the newest), today, in the language of the page.

    Kept in each process until the number changes. Inside a transaction nothing is kept: it may be rolled back, and its
    number be given again.
    """
    if connection.in_atomic_block:
        return _read()
    number = ContentVersion.current() if version is None else version
    return _kept(number, timezone.localdate(), get_language())


def forget() -> None:
    """For when the numbers begin anew, as in an emptied database."""
    _kept.cache_clear()


@lru_cache(maxsize=KEPT)
def _kept(version: int, today: datetime.date, language: str | None) -> Facts:
    return _read(version)


def _read(version: int | None = None) -> Facts:
    money, wholes = _granted()
    rows, offices = [], {}
    for record in _records():
        name, acronym = record["lead_organization__name"], record["lead_organization__acronym"]
        office = office_code(acronym, name)
        offices[office] = f"{name} ({acronym})" if acronym else name
        rows.append(_row(record, office, money[record["pk"]], has_parts=record["pk"] in wholes))
    regions = {row.code: row.label for row in Region.objects.valid(timezone.localdate())}
    sectors = {row.code: row.label for row in Sector.objects.order_by("position", "name")}
    labels = {
        "year": {year: year for year in sorted({year for row in rows for year in row.granted}, reverse=True)},
        "region": {**regions, NOWHERE: everywhere()},
        "office": dict(sorted(offices.items(), key=lambda office: fold(office[1]))),
        "sector": {**sectors, NOWHERE: no_sector()},
        "state": {str(status): state_in_words(status) for status in PPAStatus.public()},
        "part_of": {str(key): parts_of_one() for key in sorted(wholes & {row.pk for row in rows})},
        "policy": _policies(),
    }
    return Facts(rows, labels, version)


def _row(record: Mapping[str, Any], office: str, money: Mapping[str, Decimal], *, has_parts: bool) -> Row:
    return Row(
        pk=record["pk"],
        regions=tuple(record["regions"]) or (NOWHERE,),
        office=office,
        sector=record["sector__code"] or NOWHERE,
        state=record["status"],
        enacted_on=record["enacted_on"],
        granted=money,
        has_parts=has_parts,
        part_of=record["parent"],
        policies=tuple(record["policies"]),
    )


def _granted() -> tuple[Mapping[UUID, Mapping[str, Decimal]], set[UUID]]:
    """Pesos by PPA and year, and the PPAs whose money stands on their parts."""
    money: defaultdict[UUID, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    wholes = set()
    lines = MoneyLine.objects.filter(ppa__status__in=PPAStatus.public()).order_by()
    sums = lines.values_list("ppa", "ppa__parent", "fiscal_year").annotate(amount=Sum("amount"))
    for key, whole, year, amount in sums:
        money[key][str(year)] += amount
        if whole:
            money[whole][str(year)] += amount
            wholes.add(whole)
    return money, wholes


def _policies() -> Mapping[str, str]:
    """The published recommendations, by number; each stands for the PPAs that implement it."""
    name = "title_fil" if get_language() == "fil" else "title"
    rows = PolicyRecommendation.objects.public().order_by("number").values("pk", "title", name)
    return {str(row["pk"]): row[name] or row["title"] for row in rows}


def _records() -> Iterable[Mapping[str, Any]]:
    regions = (
        PPAPlace.objects.filter(ppa=OuterRef("pk"))
        .annotate(code=Coalesce(*[F(f"{path}__code") for path in PLACE_PATHS.values()]))
        .order_by("code")
        .values("code")
        .distinct()
    )
    policies = PolicyImplemented.objects.filter(ppa=OuterRef("pk")).order_by("pk").values("policy")
    office = ("lead_organization__name", "lead_organization__acronym")
    return (
        MonitoringEntry.objects.public()
        .annotate(regions=ArraySubquery(regions), policies=ArraySubquery(policies))
        .order_by("sort_title", "pk")
        .values("pk", "parent", "status", "sector__code", "enacted_on", "regions", "policies", *office)
    )
