"""What a reviewer looks at beside a need: the like of it nearby, and what is known of the community."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.days import short_date
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.needs.querysets import NeedQuerySet
from portal.needs.similar import TOLD, similar_open

from .words import count_in_words, place_of, state_of

MOST = 3


def similar_needs(need: Need, user: AnyUser) -> list[Need]:
    """Open needs nearby that say much the same; then others of its category in its city or municipality."""
    rows = Need.objects.visible_to(user).exclude(pk=need.pk).with_place().select_related("category")
    alike = [other.pk for other in _alike(need) if other.pk != need.pk][:MOST]
    found = sorted(rows.filter(pk__in=alike), key=lambda other: alike.index(other.pk))
    town = need.in_municipality
    if town is None or len(found) == MOST:
        return found
    around = Q(community__barangay__municipality=town) | Q(barangay__municipality=town) | Q(municipality=town)
    others = rows.filter(around, category=need.category_id, is_held=False).exclude(pk__in=alike)
    others = others.exclude(status__in=[NeedStatus.WITHDRAWN, NeedStatus.DUPLICATE]).order_by("-created_at", "pk")
    return [*found, *others[: MOST - len(found)]]


def _alike(need: Need) -> list[Need]:
    if need.community is None:
        return []
    return similar_open(
        community=need.community, title=need.title, category=need.category, description=need.description[:TOLD]
    )


@dataclass(frozen=True)
class Fact:
    """One line of the comparison: what it is, and its value for each need."""

    label: str
    values: list[str]


def side_by_side(needs: list[Need]) -> list[Fact]:
    return [Fact(label, [value(need) for need in needs]) for label, value in _facts()]


def _facts() -> Iterator[tuple[str, Any]]:
    yield _("Status"), state_of
    yield _("Title"), lambda need: need.title
    yield _("Place"), place_of
    yield _("Where exactly"), lambda need: need.geographic_scope
    yield _("Description"), lambda need: need.description
    yield _("How they know"), lambda need: need.evidence_sources
    yield _("People affected"), lambda need: count_in_words(need.affected_population)
    yield _("Received"), lambda need: short_date(need.submission_date) if need.submission_date else ""
    yield _("Score"), lambda need: "" if need.priority_score is None else str(need.priority_score)


def community_facts(need: Need, user: AnyUser) -> list[tuple[str, Any]]:
    """What is known of the community, and what else it has sent."""
    community = need.community
    if community is None:
        return []
    others: NeedQuerySet = Need.objects.visible_to(user).filter(community=community).exclude(pk=need.pk)
    counts = dict(others.order_by().values_list("status").annotate(n=Count("pk")))
    sent = [f"{NeedStatus(status).label}: {counts[status]}" for status in NeedStatus.values if status in counts]
    speakers = community.representatives.in_force().count()
    return [
        (_("Community"), community.name),
        (_("Place"), place_of(need)),
        (_("People who speak for it today"), str(speakers)),
        (_("Its other needs"), "; ".join(sent) or _("none")),
    ]


def profile_url(need: Need, user: AnyUser) -> str:
    """The community's own page, for those who may open it."""
    if need.community_id is None or not user.has_perm("communities.view_obccommunity"):
        return ""
    return reverse("community_register:inspect", args=[need.community_id])
