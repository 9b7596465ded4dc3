"""Recommendations for programs: all that stands on their public pages, and nothing more."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.core.open_data import Field, OpenData
from portal.core.tables import LIST_SEPARATOR
from portal.policies.enums import DecisionKind
from portal.policies.models import PolicyRecommendation
from portal.policies.money import money_of
from portal.policies.telling import DECISIONS

from .listing import Listing
from .pages import ROWS, PublicPage, page_rows

ATTRIBUTION = (
    "OOBC Portal, Office for Other Bangsamoro Communities. Money is what an act has granted, divided among the "
    "recommendations that a program implements; no community is named that may not be named in public."
)


def _of(name: str) -> Callable[[PublicPage], Any]:
    return lambda row: getattr(row.policy, name)


def _text(name: str) -> Callable[[PublicPage], str | None]:
    return lambda row: getattr(row.policy, name) or None


def _address(language: str) -> Callable[[PublicPage], str]:
    def address(row: PublicPage) -> str:
        with override(language):
            return f"{settings.WAGTAILADMIN_BASE_URL}{row.url}"

    return address


def _decided(kind: DecisionKind) -> Callable[[PublicPage], Any]:
    """The day of the last decision of this kind."""
    return lambda row: next((one.decided_on for one in reversed(row.decisions) if one.kind == kind), None)


def _act(row: PublicPage) -> str | None:
    return next((one.act for one in reversed(row.decisions) if one.act), None)


FIELDS = [
    Field("id", lambda row: str(row.policy.pk)),
    Field("url", _address("en")),
    Field("url_fil", _address("fil")),
    Field("number", _of("number"), "number"),
    Field("title", _of("title")),
    Field("title_fil", _text("title_fil")),
    Field("summary", _of("summary")),
    Field("summary_fil", _text("summary_fil")),
    Field("problem", _text("problem_statement")),
    Field("proposal", _text("proposed_solution")),
    Field("rationale", _text("rationale")),
    Field("full_text", _text("full_text")),
    Field("resources", _text("resource_requirements")),
    Field("category", _of("category")),
    Field("type", _of("type")),
    Field("scope", _of("scope")),
    Field("priority", _of("priority")),
    Field("status", lambda row: row.state_code),
    Field("status_in_words", lambda row: row.status),
    Field("submitted_on", _decided(DecisionKind.SUBMITTED), "date"),
    Field("endorsed_on", _decided(DecisionKind.ENDORSED), "date"),
    Field("approved_on", _decided(DecisionKind.APPROVED), "date"),
    Field("act", _act),
    Field("changed_since_decision", lambda row: bool(row.changed_since), "flag"),
    Field("should_begin_on", _of("starts_on"), "date"),
    Field("should_be_done_by", _of("ends_on"), "date"),
    Field("people_it_should_reach", _of("expected_beneficiaries"), "number"),
    Field("required", lambda row: row.money.required, "money"),
    Field("granted", lambda row: row.money.granted, "money"),
    Field("gap", lambda row: row.money.gap, "money"),
    Field("contracted", lambda row: row.money.obligated, "money"),
    Field("paid", lambda row: row.money.paid, "money"),
    Field("programs", lambda row: row.money.programs, "number"),
    Field("steps", lambda row: row.told_progress.milestones, "number"),
    Field("steps_done", lambda row: row.told_progress.done, "number"),
    Field("steps_late", lambda row: row.told_progress.late, "number"),
    Field("source", _text("source")),
    Field("first_published_at", _of("first_published_at"), "datetime"),
    Field("last_published_at", _of("last_published_at"), "datetime"),
]
LISTS: list[tuple[str, Callable[[PublicPage], list[str]]]] = [
    # In CSV lists are joined; in JSON they stay lists.
    ("sectors", lambda row: [one["code"] for one in row.policy.sector_rows]),
    ("regions", lambda row: [one["code"] for one in row.policy.region_rows]),
    ("communities", lambda row: row.communities),
    ("offices_in_the_lead", lambda row: row.leads),
    ("offices_that_help", lambda row: row.partners),
    ("considerations", lambda row: row.considerations),
]


def _milestones(row: PublicPage) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "office": one.responsible_organization.name if one.responsible_organization else None,
            "due_on": one.target_date,
            "completed_on": one.actual_completion_date,
            "state": one.state,
        }
        for one in row.read_milestones
    ]


def _impacts(row: PublicPage) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "unit": one.unit,
            "direction": one.direction,
            "baseline": _plain(one.baseline),
            "target": _plain(one.target),
            "now": _plain(one.current if one.final is None else one.final),
            "measured_on": one.measured_on,
            "data_quality": one.data_quality,
            "confidence": one.confidence,
        }
        for one in row.policy.impacts.all()
    ]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _decisions(row: PublicPage) -> list[dict[str, Any]]:
    return [
        {"decision": one.kind, "on": one.decided_on, "act": one.act or None}
        for one in row.decisions
        if one.kind in DECISIONS
    ]


AS_JSON = OpenData(
    "recommendations",
    [
        *FIELDS,
        *[Field(key, of) for key, of in LISTS],
        Field("required_by_year", lambda row: row.policy.year_rows),
        Field("decisions", _decisions),
        Field("milestones", _milestones),
        Field("impacts", _impacts),
    ],
    ATTRIBUTION,
)


def _joined(of: Callable[[PublicPage], list[str]]) -> Callable[[PublicPage], str]:
    return lambda row: LIST_SEPARATOR.join(of(row))


AS_CSV = OpenData("recommendations", [*FIELDS, *[Field(key, _joined(of)) for key, of in LISTS]], ATTRIBUTION)


def _rows(listing: Listing) -> Iterator[PublicPage]:
    """In the order of the list, with as many statements for all as for one."""
    keys = [row.pk for row in listing.found]
    rows = PolicyRecommendation.objects.public().filter(pk__in=keys)
    money = money_of(rows)
    read = page_rows(rows).prefetch_related(*ROWS)
    found = {policy.pk: PublicPage(policy, money.get(policy.pk)) for policy in read}
    return (found[key] for key in keys if key in found)


def _title(listing: Listing) -> str:
    return ", ".join(["Recommendations of OOBC", *(chip.label for chip in listing.chips)])


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
