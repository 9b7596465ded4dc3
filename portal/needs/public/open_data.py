"""Published needs for programs: all that stands on their public pages, and nothing more."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.core.open_data import Field, OpenData

from .listing import Listing
from .pages import PublicNeed, shown

CHUNK = 500
ATTRIBUTION = (
    "OOBC Portal, Office for Other Bangsamoro Communities. "
    "The texts are summaries made by the office; nobody who sent a need is named."
)


def _address(language: str) -> Callable[[PublicNeed], str]:
    def address(row: PublicNeed) -> str:
        with override(language):
            return row.summary.full_url

    return address


def _place(name: str) -> Callable[[PublicNeed], Any]:
    """A step of the place, only where the public is told it."""

    def place(row: PublicNeed) -> str | None:
        step = getattr(row.need, f"in_{name}")
        return str(step) if step in row.summary.place_steps else None

    return place


def _region(row: PublicNeed) -> str | None:
    return row.need.in_region.code if row.need.in_region else None


FIELDS = [
    Field("id", lambda row: str(row.summary.pk)),
    Field("url", _address("en")),
    Field("url_fil", _address("fil")),
    Field("title", lambda row: row.summary.title),
    Field("title_fil", lambda row: row.summary.title_fil or None),
    Field("text", lambda row: row.summary.text),
    Field("text_fil", lambda row: row.summary.text_fil or None),
    Field("category", lambda row: row.need.category.code),
    Field("category_name", lambda row: row.need.category.name),
    Field("found_by", lambda row: row.need.submission_type),
    Field("region", _region),
    Field("province", _place("province")),
    Field("municipality", _place("municipality")),
    Field("barangay", _place("barangay")),
    Field("people_affected", lambda row: row.people, "number"),
    Field("status", lambda row: row.need.status),
    Field("status_in_words", lambda row: row.status),
    Field("received_on", lambda row: row.received_on, "date"),
    Field("first_decided_on", lambda row: row.first_decided_on, "date"),
    Field("review_again_on", lambda row: row.need.review_again_on, "date"),
    Field("first_published_at", lambda row: row.summary.first_published_at, "datetime"),
    Field("last_published_at", lambda row: row.summary.last_published_at, "datetime"),
]
NEEDS = OpenData("needs", FIELDS, ATTRIBUTION)


def _rows(listing: Listing) -> Iterator[PublicNeed]:
    for start in range(0, len(listing.found), CHUNK):
        yield from shown(listing.found[start : start + CHUNK])


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        listing = Listing(request.GET)
        title = ", ".join(["Needs of Bangsamoro communities outside BARMM", *(chip.label for chip in listing.chips)])
        return NEEDS.as_json(_rows(listing), title=title, may_be_kept=not listing.asked.q)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        listing = Listing(request.GET)
        return NEEDS.as_csv(_rows(listing), may_be_kept=not listing.asked.q)
