"""The public list: what its address asks for, which services answer, and what each filter would leave.

A few facts of every offered service are read at once, a row each; choosing and counting happen in memory. So what
people or programs write into the address never reaches the database, apart from the words of a search: a value that
no service has is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core.models import ServiceCategory
from portal.core.text import fold
from portal.geography.models import Region
from search.facade import search

from .enums import OBCAccess, ServiceType
from .models import ServiceOffering
from .search_index import SERVICES
from .words import shown_title

LONGEST_SEARCH = 200
PAGE_SIZE = 20
GROUPS = ("access", "category", "region", "type", "office")
OPEN_GROUPS = ("access", "category")  # without a choice in them; the long ones wait folded


@dataclass(frozen=True)
class Row:
    """What filters and the order need to know of one service."""

    pk: UUID
    sort_key: str
    values: Mapping[str, frozenset[str]]

    def fits(self, chosen: Mapping[str, frozenset[str]]) -> bool:
        return all(self.values[group] & values for group, values in chosen.items())


@dataclass(frozen=True)
class Option:
    label: str
    url: str
    count: int
    active: bool


@dataclass(frozen=True)
class Group:
    name: str
    title: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


class Listing:
    """The services that an address asks for, and the filters beside them."""

    def __init__(self, address: QueryDict) -> None:
        self.q = " ".join(address.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
        self.labels: dict[str, dict[str, str]] = {
            "access": {str(value): str(label) for value, label in OBCAccess.choices},
            "category": {category.code: category.label for category in ServiceCategory.objects.filter(is_active=True)},
            "region": {region.code: region.label for region in Region.objects.valid()},
            "type": {str(value): str(label) for value, label in ServiceType.choices},
            "office": {},
        }
        self.rows = self._read_rows()
        self.chosen = self._read_choices(address)

    def _read_rows(self) -> list[Row]:
        everywhere = frozenset(self.labels["region"])
        rows, offices = [], {}
        for fact in _facts():
            name, acronym = fact["offering_mao__name"], fact["offering_mao__acronym"]
            office = office_code(acronym, name)
            offices[office] = f"{name} ({acronym})" if acronym else name
            regions = {*fact["regions"], *fact["regions_of_provinces"]}
            values = {
                "access": frozenset([fact["obc_access"]]),
                "category": frozenset([fact["category__code"]]),
                "region": everywhere if fact["is_nationwide"] else frozenset(regions),
                "type": frozenset([fact["service_type"]]),
                "office": frozenset([office]),
            }
            rows.append(Row(fact["pk"], fold(fact["shown_title"]), values))
        self.labels["office"] = dict(sorted(offices.items(), key=lambda office: fold(office[1])))
        return sorted(rows, key=lambda row: (row.sort_key, row.pk))

    def _read_choices(self, address: QueryDict) -> dict[str, frozenset[str]]:
        chosen = {}
        for name in GROUPS:
            asked = address.getlist(name)
            wanted = {slugify(value) for value in asked} if name == "office" else set(asked)
            if known := wanted & self.labels[name].keys():
                chosen[name] = frozenset(known)
        return chosen

    # ---- What answers ----------------------------------------------------------------------------------------------

    @cached_property
    def matching(self) -> list[Row]:
        """What the words of the search find, best first; without words everything, by name."""
        if not self.q:
            return self.rows
        if not fold(self.q):
            return []
        rows = {str(row.pk): row for row in self.rows}
        return [rows[key] for key in search(SERVICES, self.q, rows.keys()).keys]

    @cached_property
    def found(self) -> list[Row]:
        return [row for row in self.matching if row.fits(self.chosen)]

    # ---- Filters ---------------------------------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[Group]:
        return [group for name in GROUPS if (group := self._group(name)).options]

    def _group(self, name: str) -> Group:
        """Each value with what it alone would leave, whatever is chosen in this group now."""
        others = {group: values for group, values in self.chosen.items() if group != name}
        counts = dict.fromkeys(self.labels[name], 0)
        for row in self.matching:
            if row.fits(others):
                for value in row.values[name] & counts.keys():
                    counts[value] += 1
        active = self.chosen.get(name, frozenset())
        options = [
            Option(
                label=label,
                url=self._without(name, value) if value in active else self._with(name, value),
                count=counts[value],
                active=value in active,
            )
            for value, label in self.labels[name].items()
        ]
        return Group(name, self._title(name), options, is_open=name in OPEN_GROUPS or bool(active))

    @staticmethod
    def _title(name: str) -> str:
        return {
            "access": _("Can I get it?"),
            "category": _("Topic"),
            "region": _("Region"),
            "type": _("Kind of help"),
            "office": _("Office"),
        }[name]

    @cached_property
    def topics(self) -> list[dict[str, Any]]:
        """Every topic in use with the number of its services, for those who found nothing."""
        counts = {code: sum(code in row.values["category"] for row in self.rows) for code in self.labels["category"]}
        return [
            {"label": label, "url": self._query([("category", code)]), "count": counts[code]}
            for code, label in self.labels["category"].items()
            if counts[code]
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, self._without(name, value))
            for name in GROUPS
            for value, label in self.labels[name].items()
            if value in self.chosen.get(name, ())
        ]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What is chosen, as pairs for an address or a form."""
        return [(name, value) for name in GROUPS for value in sorted(self.chosen.get(name, ()))]

    # ---- Addresses -------------------------------------------------------------------------------------------------

    @property
    def address_of_choices(self) -> str:
        """The query that says the same without words searched for: what search engines should keep."""
        return self._query(self.choices)

    @property
    def address_without_choices(self) -> str:
        return self._query([], q=self.q)

    def _with(self, name: str, value: str) -> str:
        kept = [(group, code) for group, code in self.choices if group != name]
        return self._query([*kept, (name, value)], q=self.q)

    def _without(self, name: str, value: str) -> str:
        return self._query([choice for choice in self.choices if choice != (name, value)], q=self.q)

    @staticmethod
    def _query(choices: Iterable[tuple[str, str]], q: str = "") -> str:
        query = QueryDict(mutable=True)
        if q:
            query["q"] = q
        for name, value in choices:
            query.appendlist(name, value)
        return f"?{query.urlencode()}" if query else "./"


def office_code(acronym: str, name: str) -> str:
    """How an address names an office: its acronym in small letters, or its name."""
    return slugify(acronym or name)


def _facts() -> Iterable[dict[str, Any]]:
    by_name = Region.objects.order_by().filter(offerings=OuterRef("pk"))
    by_province = Region.objects.order_by().filter(provinces__offerings=OuterRef("pk"))
    return (
        ServiceOffering.objects.offered()
        .annotate(
            shown_title=shown_title(),
            regions=ArraySubquery(by_name.values("code")),
            regions_of_provinces=ArraySubquery(by_province.values("code").distinct()),
        )
        .order_by()
        .values(
            "pk",
            "shown_title",
            "obc_access",
            "category__code",
            "service_type",
            "is_nationwide",
            "offering_mao__name",
            "offering_mao__acronym",
            "regions",
            "regions_of_provinces",
        )
    )
