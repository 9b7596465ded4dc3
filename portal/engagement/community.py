"""What "My community" shows of engagements: what was held or is planned, what came of it, and how to say how it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section
from portal.needs.models import Need

from .enums import EngagementStatus
from .models import ConsultationFeedback, StakeholderEngagement

MOST_SHOWN = 20
ASKED_FOR = timedelta(days=90)
"""For so long after it has ended a representative is asked in the first place; later it can be found."""

KINDS = {
    EngagementStatus.COMPLETED: "good",
    EngagementStatus.CANCELLED: "bad",
    EngagementStatus.POSTPONED: "warn",
}


@dataclass(frozen=True)
class Met:
    """One engagement as a representative reads it."""

    engagement: StakeholderEngagement
    needs: list[Need]
    may_say: bool

    @property
    def is_asked_about(self) -> bool:
        """It ended a short while ago, and this person has not said yet how it was."""
        ended = self.engagement.actual_end
        return self.may_say and ended is not None and ended >= timezone.localdate() - ASKED_FOR

    @property
    def kind(self) -> str:
        """As ``<c-status>`` knows it."""
        return KINDS.get(EngagementStatus(self.engagement.status), "wait")


def consultations_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """Engagements of their communities, what is to come first; None where there has been none."""
    seen = StakeholderEngagement.objects.of_represented(user)
    rows = list(
        seen.with_place().order_by(Coalesce("actual_start", "planned_start").desc(nulls_first=True), F("pk"))[
            :MOST_SHOWN
        ]
    )
    if not rows:
        return None
    keys = [row.pk for row in rows]
    raised: dict[object, list[Need]] = {}
    own_needs = Need.objects.of_represented(user).filter(raised_at__in=keys)
    for need in own_needs.annotate(engagement_id=F("raised_at")):
        raised.setdefault(need.engagement_id, []).append(need)
    said = set(
        ConsultationFeedback.objects.filter(author=user, engagement__in=keys).values_list("engagement_id", flat=True)
    )
    met = [Met(row, raised.get(row.pk, []), row.has_ended and row.pk not in said) for row in rows]
    return Section(
        _("Consultations"),
        "portal/engagement/community_consultations.html",
        to_come=[one for one in met if one.engagement.is_open],
        asked=[one for one in met if one.is_asked_about],
        past=[one for one in met if not one.engagement.is_open and not one.is_asked_about],
    )
