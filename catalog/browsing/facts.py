"""What the public list needs to know of every service, a row each, read at once and kept until something changes."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from catalog.eligibility import Places, code_of
from catalog.enums import ServiceType
from catalog.models import ServiceOffering
from catalog.words import Words, in_english, shown_title
from portal.core.browsing.rows import Bits, KeptRows
from portal.core.models import ContentVersion, ServiceCategory
from portal.core.text import fold
from portal.geography.models import Region

KEPT = 3  # two languages, and one that is about to be replaced
NOW = "yes"


@dataclass(frozen=True, slots=True)
class Row:
    """What filters, orders and answers need to know of one service."""

    pk: UUID
    title: Words
    sort_key: str
    access: str
    places: Places
    category: str
    type: str
    office: str
    takes_applications: bool
    closes_on: datetime.date | None
    checked_on: datetime.date | None


class Facts(KeptRows[Row]):
    """The services offered on one day, in one language, in the order of their names."""

    def __init__(
        self, rows: Iterable[Row], labels: Mapping[str, Mapping[str, str]], version: int | None = None
    ) -> None:
        super().__init__(sorted(rows, key=lambda row: (row.sort_key, row.pk)), labels, version)
        self.lines: dict[tuple[UUID, str], SafeString] = {}
        """What was made from them to be shown, by service and by where the reader lives: see ``catalog/lines.py``."""

        self._answers: dict[str, Mapping[str, Bits]] = {}

    @cached_property
    def having(self) -> Mapping[str, Mapping[str, Bits]]:  # type: ignore[override]
        """The services that have a value, by facet; what they answer is apart, because it depends on the reader."""
        all_regions = self.labels["region"].keys()
        return {
            "category": self.by_value(lambda row: [row.category]),
            "type": self.by_value(lambda row: [row.type]),
            "office": self.by_value(lambda row: [row.office]),
            "region": self.by_value(lambda row: all_regions if row.places.everywhere else row.places.named),
            "now": self.by_value(lambda row: [NOW] if row.takes_applications else []),
        }

    def answering(self, lives: str) -> Mapping[str, Bits]:
        """The services that give each answer to somebody who lives there."""
        if lives not in self._answers:
            self._answers[lives] = self.by_value(lambda row: [code_of(row.access, row.places, lives)])
        return self._answers[lives]

    @property
    def by_name(self) -> Sequence[int]:
        return self.usual_order

    @cached_property
    def lately_checked_first(self) -> Sequence[int]:
        never = datetime.date.min
        return sorted(self.by_name, key=lambda place: self.rows[place].checked_on or never, reverse=True)

    @cached_property
    def closing_soon_first(self) -> Sequence[int]:
        """Those that take applications up to a day, then those that take them, then the others."""

        def key(place: int) -> tuple[bool, datetime.date]:
            row = self.rows[place]
            return not row.takes_applications, (row.takes_applications and row.closes_on) or datetime.date.max

        return sorted(self.by_name, key=key)


def current_facts(version: int | None = None) -> Facts:
    """As of this number of the content version (default: the newest), today, in the language of the page.

    Kept in each process until the number changes. Inside a transaction nothing is kept: it may be rolled back, and its
    number be given again.
    """
    today = timezone.localdate()
    if connection.in_atomic_block:
        return _read(today)
    return _kept(ContentVersion.current() if version is None else version, today, get_language())


def forget() -> None:
    """For when the numbers begin anew, as in an emptied database."""
    _kept.cache_clear()


@lru_cache(maxsize=KEPT)
def _kept(version: int, today: datetime.date, language: str | None) -> Facts:
    return _read(today, version)


def _read(today: datetime.date, version: int | None = None) -> Facts:
    rows, offices = [], {}
    untranslated = in_english("-").lang
    for record in _records(today):
        row = _row(record, untranslated)
        name, acronym = record["offering_mao__name"], record["offering_mao__acronym"]
        offices[row.office] = f"{name} ({acronym})" if acronym else name
        rows.append(row)
    labels = {
        "category": {row.code: row.label for row in ServiceCategory.objects.filter(is_active=True)},
        "region": {row.code: row.label for row in Region.objects.valid(today)},
        "type": {str(value): str(label) for value, label in ServiceType.choices},
        "office": dict(sorted(offices.items(), key=lambda office: fold(office[1]))),
    }
    return Facts(rows, labels, version)


def _row(record: Mapping[str, Any], untranslated: str) -> Row:
    title = record["shown_title"]
    return Row(
        pk=record["pk"],
        title=Words(title, untranslated if title == record["title"] else ""),
        sort_key=fold(title),
        access=record["obc_access"],
        places=Places.of(
            everywhere=record["is_nationwide"],
            regions=record["regions"],
            regions_of_provinces=record["regions_of_provinces"],
        ),
        category=record["category__code"],
        type=record["service_type"],
        office=office_code(record["offering_mao__acronym"], record["offering_mao__name"]),
        takes_applications=record["takes_applications"],
        closes_on=record["closes_on"],
        checked_on=record["last_checked_on"],
    )


def _records(today: datetime.date) -> Iterable[Mapping[str, Any]]:
    by_name = Region.objects.order_by().filter(offerings=OuterRef("pk"))
    by_province = Region.objects.order_by().filter(provinces__offerings=OuterRef("pk"))
    taking_applications = ServiceOffering.objects.taking_applications(today).filter(pk=OuterRef("pk"))
    return (
        ServiceOffering.objects.offered()
        .annotate(
            shown_title=shown_title(),
            takes_applications=Exists(taking_applications),
            regions=ArraySubquery(by_name.values("code")),
            regions_of_provinces=ArraySubquery(by_province.values("code").distinct()),
        )
        .order_by()
        .values(
            "pk",
            "title",
            "shown_title",
            "obc_access",
            "category__code",
            "service_type",
            "is_nationwide",
            "regions",
            "regions_of_provinces",
            "offering_mao__name",
            "offering_mao__acronym",
            "takes_applications",
            "closes_on",
            "last_checked_on",
        )
    )


@lru_cache(maxsize=1000)
def office_code(acronym: str, name: str) -> str:
    """How an address names an office: its acronym in small letters, or its name."""
    return slugify(acronym or name)
