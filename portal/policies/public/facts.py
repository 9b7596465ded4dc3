"""What the public list needs to know of every recommendation, a row each, kept until something public changes."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from portal.core.browsing.rows import Bits, KeptRows
from portal.core.models import ContentVersion, Sector
from portal.core.text import fold
from portal.organizations.models import Organization
from portal.policies.models import PolicyRecommendation
from portal.policies.telling import STATES, state_of

KEPT = 3  # two languages, and one that is about to be replaced


@dataclass(frozen=True, slots=True)
class Row:
    """What filters and orders need to know of one recommendation."""

    pk: UUID
    state: str
    sectors: tuple[str, ...]
    offices: tuple[str, ...]
    changed_at: datetime.datetime


class Facts(KeptRows[Row]):
    """The recommendations of the public list, by number."""

    @cached_property
    def having(self) -> Mapping[str, Mapping[str, Bits]]:  # type: ignore[override]
        return {
            "state": self.by_value(lambda row: [row.state]),
            "sector": self.by_value(lambda row: row.sectors),
            "office": self.by_value(lambda row: row.offices),
        }

    @cached_property
    def changed_last_first(self) -> list[int]:
        return sorted(self.usual_order, key=lambda place: self.rows[place].changed_at, reverse=True)


def office_code(acronym: str, name: str) -> str:
    """How an address names an office: its acronym in small letters, or its name."""
    return slugify(acronym or name)


def current_facts(version: int | None = None) -> Facts:
    """As of this number of the content version (default: the newest), in the language of the page.

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
    rows, offices = [], {}
    for record in _records():
        leads = {office_code(one["acronym"], one["name"]): one for one in record["leads"]}
        offices.update({code: _named(one["name"], one["acronym"]) for code, one in leads.items()})
        rows.append(
            Row(
                pk=record["pk"],
                state=state_of(record["status"]),
                sectors=tuple(record["sector_codes"]),
                offices=tuple(leads),
                changed_at=record["changed_at"],
            )
        )
    labels = {
        "state": {str(state): str(label) for state, label in STATES.items()},
        "sector": {row.code: row.label for row in Sector.objects.order_by("position", "name")},
        "office": dict(sorted(offices.items(), key=lambda office: fold(office[1]))),
    }
    return Facts(rows, labels, version)


def _named(name: str, acronym: str) -> str:
    return f"{name} ({acronym})" if acronym else name


def _records() -> Iterable[Mapping[str, Any]]:
    here = OuterRef("pk")
    leads = Organization.objects.filter(led_policies=here).order_by("sort_name")
    sectors = Sector.objects.filter(policies=here).order_by("position", "name").values("code")
    return (
        PolicyRecommendation.objects.public()
        .with_changed_at()
        .annotate(
            leads=ArraySubquery(leads.values(row=JSONObject(name="name", acronym="acronym"))),
            sector_codes=ArraySubquery(sectors),
        )
        .order_by("number")
        .values("pk", "status", "leads", "sector_codes", "changed_at")
    )
