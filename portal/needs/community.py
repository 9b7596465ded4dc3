"""What "My community" shows of needs: first what waits for the community, then every need and where it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Prefetch, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section

from . import clock
from .enums import NeedStatus
from .models import Need, NeedEvent, NeedInformationRequest
from .querysets import NeedQuerySet
from .telling import EVENT_WORDS, awaited, public_title, public_words, question_to_answer

MOST_SHOWN = 30
FIRST = 5
"""Of those on their way so many stand open; the others are folded, so that the page can be read on a phone."""

KINDS = {
    NeedStatus.VALIDATED: "good",
    NeedStatus.PRIORITIZED: "good",
    NeedStatus.PLANNED: "good",
    NeedStatus.IN_PROGRESS: "good",
    NeedStatus.COMPLETED: "good",
    NeedStatus.DEFERRED: "warn",
    NeedStatus.REJECTED: "bad",
}


def waiting_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """Questions that OOBC waits for, the soonest day first."""
    asked = (
        NeedInformationRequest.objects.filter(need__in=_needs(user), closed_at=None)
        .filter(need__status__in=NeedStatus.open())
        .select_related("need__community")
        .order_by("answer_until", "pk")[:MOST_SHOWN]
    )
    today = clock.today()
    questions = [{"asked": row, "need": row.need, "is_late": row.answer_until < today} for row in asked]
    return (
        Section(_("Waits for you"), "portal/needs/community/waiting.html", questions=questions) if questions else None
    )


def needs_section(communities: Collection[OBCCommunity], user: User) -> Section:
    """The needs of the communities: those on their way, and the ended ones folded."""
    needs = _needs(user)
    shown = [CommunityNeed(need) for need in _open_first(needs)[:MOST_SHOWN]]
    going_on = [one for one in shown if one.need.is_open]
    return Section(
        _("Needs of your community"),
        "portal/needs/community/needs.html",
        going_on=going_on[:FIRST],
        also=going_on[FIRST:],
        ended=[one for one in shown if not one.need.is_open],
        more=needs.count() - MOST_SHOWN if len(shown) == MOST_SHOWN else 0,
        names_community=len(communities) > 1,
    )


def _needs(user: User) -> NeedQuerySet:
    return Need.objects.of_represented(user)


def _open_first(needs: NeedQuerySet) -> Any:
    """Those that wait for the answer of OOBC, the soonest day first; the others on their way, and the ended ones."""
    steps = NeedEvent.objects.select_related("forwarding__mao", "forwarding__came_from__mao")
    told = steps.filter(kind__in=list(EVENT_WORDS)).order_by("pk")
    return (
        needs.with_awaited()
        .select_related("community", "summary")
        .prefetch_related(Prefetch("events", told, to_attr="told_events"))
        .annotate(
            is_ended=Case(When(status__in=NeedStatus.ended(), then=Value(1)), default=Value(0)),
            answered_by=Case(When(status=NeedStatus.IDENTIFIED, then=F("due_on"))),
        )
        .order_by("is_ended", F("answered_by").asc(nulls_last=True), "-created_at", "pk")
    )


@dataclass(frozen=True)
class CommunityNeed:
    """A need as those who speak for its community see it in the list."""

    need: Need

    @property
    def status(self) -> str:
        return public_words(self.need.status)

    @property
    def kind(self) -> str:
        """As ``<c-status>`` knows it."""
        if question_to_answer(self.need):
            return "warn"
        return KINDS.get(NeedStatus(self.need.status), "wait" if self.need.is_open else "")

    @property
    def awaited(self) -> str:
        return awaited(self.need)

    @property
    def received_on(self) -> Any:
        return self.need.submission_date or timezone.localdate(self.need.created_at)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Days, steps and offices; what was written stands on the need's own page."""
        return [
            {
                "on": timezone.localdate(event.at),
                "title": public_title(event),
                "office": event.forwarding.mao.short_name if event.forwarding else "",
            }
            for event in self.need.told_events  # type: ignore[attr-defined]  # fetched with the list
        ]

    @property
    def public_url(self) -> str:
        """Its page on the public list, while it has one."""
        summary = getattr(self.need, "summary", None)
        return summary.get_absolute_url() if summary and summary.is_public else ""
