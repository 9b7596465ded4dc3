"""What "My community" shows of PPAs: those that answer its needs, with their money once an act grants it."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section
from portal.needs.models import Need

from .enums import PPAStatus
from .figures.funding import parts_of
from .figures.results import achievement_by
from .formulas.achievement import AchievementRate
from .models import MonitoringEntry, NeedAddressed
from .telling import TOLD, kind_of, public_words

MOST_SHOWN = 20


@dataclass(frozen=True)
class CommunityPPA:
    """``amount``: what it gives to the needs of the own communities, in pesos; none before an act grants it."""

    ppa: MonitoringEntry
    needs: list[Need]
    amount: Decimal | None
    results: AchievementRate | None = None

    @property
    def url(self) -> str:
        """Of its public page, once it has one."""
        return reverse("programs:detail", args=[self.ppa.pk]) if self.ppa.status in PPAStatus.public() else ""

    @property
    def end(self) -> datetime.date | None:
        """When it is to be done, as last revised."""
        return self.ppa.revised_end or self.ppa.planned_end

    @property
    def is_past_its_end(self) -> bool:
        """The day has gone by, and nobody said that it is done."""
        return self.ppa.actual_end is None and self.end is not None and self.end < timezone.localdate()

    @property
    def words(self) -> str:
        return public_words(self.ppa.status)

    @property
    def kind(self) -> str:
        return kind_of(self.ppa.status)


def ppas_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """For ``COMMUNITY_SECTIONS``; none while no PPA answers a need of theirs."""
    needs = Need.objects.of_represented(user)
    links = NeedAddressed.objects.filter(need__in=needs).select_related("need")
    rows = MonitoringEntry.objects.filter(status__in=TOLD, pk__in=links.order_by().values("ppa"))
    ppas = list(
        rows.select_related("lead_organization")
        .prefetch_related(Prefetch("needs_addressed", links.order_by("pk"), to_attr="own_links"))
        .order_by("-created_at", "pk")[:MOST_SHOWN]
    )
    if not ppas:
        return None
    parts = parts_of(needs)
    results = achievement_by(MonitoringEntry.objects.public().filter(pk__in=[ppa.pk for ppa in ppas]), "pk")
    told = [_told(ppa, parts, results.get(ppa.pk)) for ppa in ppas]
    return Section(_("What offices do about your needs"), "portal/monitoring/needs/community.html", ppas=told)


def _told(
    ppa: MonitoringEntry, parts: Mapping[tuple[UUID, UUID], Decimal], results: AchievementRate | None
) -> CommunityPPA:
    needs = [link.need for link in ppa.own_links]  # type: ignore[attr-defined]  # fetched with the list
    if ppa.status not in PPAStatus.public():
        return CommunityPPA(ppa, needs, None)
    return CommunityPPA(ppa, needs, sum((parts[ppa.pk, need.pk] for need in needs), Decimal()), results)
