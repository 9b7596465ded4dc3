"""What "My community" shows of applications: the cases a representative may follow, and how many others there are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.enums import ApplicationStatus, WaitingOn
from catalog.models import ServiceApplication
from catalog.words import Words, words
from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section

from . import clock
from .lateness import is_late
from .querysets import ApplicationQuerySet
from .suppression import FEWEST

MOST_SHOWN = 50
KINDS = {
    ApplicationStatus.APPROVED: "good",
    ApplicationStatus.COMPLETED: "good",
    ApplicationStatus.REJECTED: "bad",
}


def applications_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """Cases they filed or that were shared with them; of others in their communities only a count, from five up."""
    followed = ServiceApplication.objects.of_community_person(user)
    of_them_all = ServiceApplication.objects.counted().filter(applicant_community__in=communities)
    others = of_them_all.exclude(pk__in=followed.values("pk")).count()
    cases = [Followed(case) for case in _open_first(followed)[:MOST_SHOWN]]
    if not cases and others < FEWEST:
        return None
    return Section(
        gettext_lazy("Applications"),
        "catalog/community_applications.html",
        going_on=[case for case in cases if case.case.is_open],
        ended=[case for case in cases if not case.case.is_open],
        others=others if others >= FEWEST else None,
        more=followed.count() - MOST_SHOWN if len(cases) == MOST_SHOWN else 0,
    )


def _open_first(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    """Those that wait for a decision by their due day, then the decided and the closed, the newest first."""
    with_words = cases.select_related("service__offering_mao").prefetch_related("service__translations")
    return with_words.order_by(
        F("closed_at").desc(nulls_first=True), F("decided_at").desc(nulls_first=True), "due_on", "received_at"
    )


@dataclass(frozen=True)
class Followed:
    """A case as its representative sees it in the list: nobody's name, and no reason."""

    case: ServiceApplication

    @property
    def service(self) -> Words:
        return words(self.case.service, "title")

    @property
    def is_undecided(self) -> bool:
        return self.case.is_undecided

    @property
    def is_late(self) -> bool:
        return is_late(self.case, clock.today())

    @property
    def state(self) -> str:
        if self.case.closed_reason:
            return str(self.case.get_closed_reason_display())
        if self.is_undecided and self.case.paused_on:
            return _("The office asked for more information")
        if self.is_undecided and self.case.waiting_on == WaitingOn.SLOT:
            return _("On the waiting list")
        return str(self.case.get_status_display())

    @property
    def kind(self) -> str:
        """As ``<c-status>`` knows it."""
        if self.case.closed_reason:
            return ""
        if self.is_undecided and self.case.paused_on:
            return "warn"
        return KINDS.get(ApplicationStatus(self.case.status), "wait")
