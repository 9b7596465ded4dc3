"""A need as the public pages tell it: the words of its summary, and facts of the need that name nobody."""

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from portal.needs.enums import NeedStatus
from portal.needs.models import Need, NeedFile, NeedSummary
from portal.needs.telling import awaited, public_words
from search.facade import Marks

from .facts import Row
from .timeline import PublicStep, public_steps

KINDS = {
    NeedStatus.PLANNED: "good",
    NeedStatus.IN_PROGRESS: "good",
    NeedStatus.COMPLETED: "good",
    NeedStatus.DEFERRED: "warn",
    NeedStatus.REJECTED: "bad",
}
FEWEST_PEOPLE = 20
"""Fewer people than this are not told: in a small place they would be known."""


class PublicNeed:
    def __init__(self, summary: NeedSummary, *, marks: Marks | None = None) -> None:
        self.summary = summary
        self.need: Need = summary.need
        self.url = summary.get_absolute_url()
        self.marks = marks or Marks()

    @property
    def title(self) -> str:
        return self.summary.shown_title

    @property
    def text(self) -> str:
        return self.summary.shown_text

    @property
    def marked_title(self) -> list[tuple[str, bool]]:
        return self.marks.split(self.title)

    @property
    def title_lang(self) -> str:
        """Where the title is not in the language of the page."""
        return "en" if get_language() == "fil" and not self.summary.title_fil else ""

    @property
    def text_lang(self) -> str:
        return "en" if get_language() == "fil" and not self.summary.text_fil else ""

    @property
    def status(self) -> str:
        return public_words(self.need.status)

    @property
    def status_kind(self) -> str:
        """As ``<c-status>`` knows it."""
        return KINDS.get(NeedStatus(self.need.status), "wait")

    @property
    def category(self) -> str:
        return self.need.category.label

    @property
    def place(self) -> str:
        return self.summary.place

    @property
    def received_on(self) -> datetime.date:
        return received_on(self.need)

    @property
    def first_decided_on(self) -> datetime.date | None:
        return timezone.localdate(self.need.reviewed_at) if self.need.reviewed_at else None

    @property
    def people(self) -> int | None:
        """How many it concerns, once staff have rated it; none where so few would be known."""
        count = self.need.affected_population
        return count if count and count >= FEWEST_PEOPLE and self.need.rated_at else None

    @property
    def changed_on(self) -> datetime.date | None:
        changed_at = self.summary.last_published_at
        return timezone.localdate(changed_at) if changed_at else None

    @property
    def is_by_community(self) -> bool:
        return self.need.is_community_submitted

    @property
    def awaited(self) -> str:
        """Who is waited for; what was asked of the community is not told."""
        return awaited(self.need, in_public=True)

    @cached_property
    def steps(self) -> list[PublicStep]:
        return public_steps(self.need, told=self.summary.place_steps)

    @property
    def reason(self) -> str:
        """Why it was put off or not taken up, while it is."""
        if self.need.status not in (NeedStatus.DEFERRED, NeedStatus.REJECTED):
            return ""
        return next((step.reason for step in reversed(self.steps) if step.reason), "")

    @cached_property
    def pictures(self) -> list[NeedFile]:
        return list(public_files(self.summary))

    @cached_property
    def followed_under(self) -> NeedSummary | None:
        """The page of the other need, where this one is a duplicate and the other has a page."""
        if self.need.duplicate_of_id is None:
            return None
        found: NeedSummary | None = NeedSummary.objects.public().filter(need=self.need.duplicate_of_id).first()
        return found


def received_on(need: Need) -> datetime.date:
    return need.submission_date or timezone.localdate(need.created_at)


def public_files(summary: NeedSummary) -> Any:
    """Pictures that staff have looked at and show."""
    return summary.need.files.exclude(published_at=None).filter(shows_children=False).select_related("file")


def shown(rows: Iterable[Row], *, marks: Marks | None = None) -> list[PublicNeed]:
    """A line for each of these rows, in their order."""
    rows = list(rows)
    found = NeedSummary.objects.public().with_need().filter(pk__in=[row.pk for row in rows])
    by_key = {summary.pk: PublicNeed(summary, marks=marks) for summary in found}
    return [by_key[row.pk] for row in rows if row.pk in by_key]
