"""PPAs for programs: all that stands on their public pages, and nothing more.

``programs.json`` and ``programs.csv`` have a row for each PPA, with the money of the chosen years; ``money.csv`` has
one for each PPA and year. Of a PPA with parts the money stands on the parts, so that no sum counts a peso twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.core.open_data import Field, OpenData
from portal.core.tables import LIST_SEPARATOR
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.money import PPA, YEAR, Money, totals_by
from portal.monitoring.models import MoneyLine, NeedAddressed
from portal.monitoring.results.framework import WITH_RESULTS, outcome_framework
from portal.needs.models import NeedSummary

from .listing import Listing
from .pages import PublicPPA, told_rows
from .places import in_public
from .told import ToldMoney

CHUNK = 500
ATTRIBUTION = (
    "OOBC Portal, Office for Other Bangsamoro Communities. Only what an act has granted; no community is named that "
    "may not be named in public."
)


@dataclass(frozen=True)
class Told:
    """A PPA with its own money by year; of one with parts there is none."""

    ppa: PublicPPA
    years: dict[int, ToldMoney]
    needs: list[str]

    @property
    def money(self) -> ToldMoney:
        return ToldMoney(sum((year.money for year in self.years.values()), Money()))


def _address(language: str) -> Callable[[Told], str]:
    def address(row: Told) -> str:
        with override(language):
            return f"{settings.WAGTAILADMIN_BASE_URL}{row.ppa.url}"

    return address


def _granted(row: Told) -> Any:
    """Unknown where there is no line of its own: the money stands on its parts, or nobody entered it."""
    return row.money.granted if row.years else None


def _of(name: str) -> Callable[[Told], Any]:
    return lambda row: getattr(row.ppa.ppa, name)


def _part_of(row: Told) -> str | None:
    whole = row.ppa.ppa.parent
    return str(whole.pk) if whole and whole.status in PPAStatus.public() else None


ABOUT = [
    Field("id", lambda row: str(row.ppa.ppa.pk)),
    Field("url", _address("en")),
    Field("url_fil", _address("fil")),
    Field("title", lambda row: row.ppa.title),
]
MONEY = [
    Field("granted", _granted, "money"),
    Field("released", lambda row: row.money.released, "money"),
    Field("updated_budget", lambda row: row.money.updated, "money"),
    Field("obligated", lambda row: row.money.obligated, "money"),
    Field("paid", lambda row: row.money.paid, "money"),
    Field("obligated_percent", lambda row: row.money.obligated_rate, "number"),
    Field("paid_percent", lambda row: row.money.paid_rate, "number"),
]
FACTS = [
    Field("description", lambda row: row.ppa.text or None),
    Field("part_of", _part_of),
    Field("office", lambda row: row.ppa.office),
    Field("office_acronym", lambda row: row.ppa.ppa.lead_organization.acronym or None),
    Field("sector", lambda row: row.ppa.ppa.sector.code if row.ppa.ppa.sector else None),
    Field("status", _of("status")),
    Field("act", _of("enacted_by_act")),
    Field("enacted_on", _of("enacted_on"), "date"),
    Field("program_code", lambda row: row.ppa.ppa.program_code or None),
    Field("source", lambda row: row.ppa.ppa.source or None),
    Field("planned_end", _of("planned_end"), "date"),
    Field("revised_end", _of("revised_end"), "date"),
    Field("actual_start", _of("actual_start"), "date"),
    Field("actual_end", _of("actual_end"), "date"),
    Field("beneficiary_unit", _of("beneficiary_unit")),
    Field("target_beneficiaries", _of("target_beneficiaries"), "number"),
    Field("target_obc", _of("target_obc"), "number"),
    Field("reached_beneficiaries", _of("actual_beneficiaries"), "number"),
    Field("reached_obc", _of("actual_obc"), "number"),
]


def _year(money: ToldMoney) -> dict[str, Any]:
    told = Told(None, {0: money}, [])  # type: ignore[arg-type]  # of the money alone
    return {"fiscal_year": int(money.label), **{field.key: field.of(told) for field in MONEY}}


def _framework(ppa: Any) -> dict[str, list[dict[str, Any]]]:
    """As the office's outcome framework has it; its words name no community that may not be named."""
    return {
        level: [
            {name: in_public(value, ppa.untold) if isinstance(value, str) else value for name, value in one.items()}
            for one in results
        ]
        for level, results in outcome_framework(ppa).items()
    }


def _joined(of: Callable[[Told], list[str]]) -> Callable[[Told], str]:
    return lambda row: LIST_SEPARATOR.join(of(row))


LISTS: list[tuple[str, Callable[[Told], list[str]]]] = [
    # In CSV lists are joined; in JSON they stay lists.
    ("places", lambda row: row.ppa.places),
    ("regions", lambda row: row.ppa.regions),
    ("needs_answered", lambda row: row.needs),
]
AS_JSON = OpenData(
    "programs",
    [
        *ABOUT,
        *FACTS,
        *[Field(key, of) for key, of in LISTS],
        *MONEY,
        Field("money_by_year", lambda row: [_year(money) for money in row.years.values()]),
        Field("outcome_framework", lambda row: _framework(row.ppa.ppa)),
    ],
    ATTRIBUTION,
)
AS_CSV = OpenData(
    "programs",
    [*ABOUT, *FACTS, *[Field(key, _joined(of)) for key, of in LISTS], *MONEY],
    ATTRIBUTION,
)
BY_YEAR = OpenData(
    "money", [*ABOUT, Field("fiscal_year", lambda row: next(iter(row.years)), "number"), *MONEY], ATTRIBUTION
)


def _rows(listing: Listing) -> Iterator[Told]:
    """In the order of the list; each five hundred with as many statements as one."""
    years = [int(year) for year in listing.asked.years]
    keys = [row.pk for row in listing.found]
    for start in range(0, len(keys), CHUNK):
        yield from _told(keys[start : start + CHUNK], years)


def _told(keys: list[UUID], years: list[int]) -> Iterator[Told]:
    rows = told_rows().select_related("parent").prefetch_related(WITH_RESULTS).filter(pk__in=keys)
    found = {ppa.pk: PublicPPA(ppa) for ppa in rows}
    lines = MoneyLine.objects.filter(Q(fiscal_year__in=years) if years else Q(), ppa__in=list(found))
    money: defaultdict[UUID, dict[int, ToldMoney]] = defaultdict(dict)
    for (key, year), of_year in sorted(totals_by((PPA, YEAR), lines).items(), key=lambda one: one[0][1]):
        money[key][year] = ToldMoney(of_year, label=str(year))
    needs = _needs(keys)
    for key in keys:
        if key in found:
            yield Told(found[key], money[key], needs[key])


def _needs(keys: list[UUID]) -> dict[UUID, list[str]]:
    """The keys of the public pages of needs that each answers."""
    told: defaultdict[UUID, list[str]] = defaultdict(list)
    listed = NeedSummary.objects.listed().order_by()
    links = NeedAddressed.objects.filter(ppa__in=keys, need__summary__in=listed).order_by("pk")
    for key, summary in links.values_list("ppa", "need__summary"):
        told[key].append(str(summary))
    return told


def _by_year(listing: Listing) -> Iterator[Told]:
    for row in _rows(listing):
        for year, money in row.years.items():
            yield Told(row.ppa, {year: money}, [])


def _title(listing: Listing) -> str:
    return ", ".join(["Programs, projects and activities that are law", *(chip.label for chip in listing.chips)])


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        listing = Listing(request.GET)
        return AS_JSON.as_json(_rows(listing), title=_title(listing), may_be_kept=not listing.asked.q)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        listing = Listing(request.GET)
        return AS_CSV.as_csv(_rows(listing), may_be_kept=not listing.asked.q)


@require_safe
def money_as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        listing = Listing(request.GET)
        return BY_YEAR.as_csv(_by_year(listing), may_be_kept=not listing.asked.q)
