"""What the public list needs to know of every published need, a row each, kept until something public changes."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone
from django.utils.translation import get_language

from portal.core.browsing.rows import Bits, KeptRows
from portal.core.models import ContentVersion, NeedCategory
from portal.geography.models import Region
from portal.needs.enums import NeedStatus
from portal.needs.models import NeedSummary
from portal.needs.querysets import PLACE_PATHS
from portal.needs.telling import public_words

KEPT = 3  # two languages, and one that is about to be replaced
LISTED_STATES = [status for status in NeedStatus if status not in (NeedStatus.WITHDRAWN, NeedStatus.DUPLICATE)]


@dataclass(frozen=True, slots=True)
class Row:
    """What filters and orders need to know of one need; ``pk`` is the key of its summary."""

    pk: UUID
    category: str
    region: str
    state: str
    year: str
    changed_at: datetime.datetime


class Facts(KeptRows[Row]):
    """The needs on the public list, the one that was published last first."""

    @cached_property
    def having(self) -> Mapping[str, Mapping[str, Bits]]:  # type: ignore[override]
        return {
            "category": self.by_value(lambda row: [row.category]),
            "region": self.by_value(lambda row: [row.region]),
            "state": self.by_value(lambda row: [row.state]),
            "year": self.by_value(lambda row: [row.year]),
        }


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
    rows = [_row(record) for record in _records()]
    labels = {
        "region": {row.code: row.label for row in Region.objects.valid(timezone.localdate())},
        "category": {row.code: row.label for row in NeedCategory.objects.order_by("position", "name")},
        "state": {str(status): public_words(status) for status in LISTED_STATES},
        "year": {year: year for year in sorted({row.year for row in rows}, reverse=True)},
    }
    return Facts(rows, labels, version)


def _row(record: Mapping[str, Any]) -> Row:
    return Row(
        pk=record["pk"],
        category=record["need__category__code"],
        region=record["region"],
        state=record["need__status"],
        year=str(record["year"]),
        changed_at=record["last_published_at"],
    )


def _records() -> Iterable[Mapping[str, Any]]:
    regions = [F(f"need__{path}__code") for path in PLACE_PATHS.values()]
    return (
        NeedSummary.objects.listed()
        .annotate(
            region=Coalesce(*regions), year=Coalesce("need__submission_date__year", ExtractYear("need__created_at"))
        )
        .order_by(F("first_published_at").desc(nulls_last=True), "pk")
        .values("pk", "need__category__code", "region", "need__status", "year", "last_published_at")
    )
