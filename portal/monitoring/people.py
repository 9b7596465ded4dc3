"""Whom a PPA concerns: those who may do an act on all PPAs, and those who answer for its office."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.models import User
from portal.needs.forwarding.notifications import focal_persons_of
from portal.organizations.enums import MembershipRole
from portal.organizations.models import OrganizationMembership

from .models import MonitoringEntry


def who_may(act: str) -> QuerySet[User]:
    """Everybody who may do this act on the PPAs of all offices."""
    may = Group.objects.filter(
        permissions__content_type__app_label="monitoring", permissions__codename=f"{act}_monitoringentry"
    )
    people = get_user_model().objects.filter(is_active=True, groups__in=may.exclude(name__in=DATED_GROUPS))
    return people.distinct().order_by("last_name", "first_name", "pk")


def keepers_of(ppa: MonitoringEntry) -> list[User]:
    """Who proposed it, and the focal persons of its office; nobody proposed what was loaded from an act."""
    people = list(focal_persons_of(ppa.lead_organization))
    proposer = ppa.proposed_by or ppa.created_by
    return people if proposer is None or proposer in people else [proposer, *people]


def colleagues_of(ppa: MonitoringEntry) -> QuerySet[User]:
    """Who can be in its team: those who serve its office today, those in it already, and planners."""
    serving = OrganizationMembership.objects.in_force().filter(organization=ppa.lead_organization_id)
    people = get_user_model().objects.filter(is_active=True)
    found = people.filter(Q(pk__in=serving.values("user")) | Q(pk__in=who_may("link").values("pk")))
    in_team = get_user_model().objects.filter(pk__in=ppa.team.values("user"))
    return (found | in_team).distinct().order_by("last_name", "first_name", "pk")


def focal_persons_by_office(offices: Iterable[int]) -> dict[int, list[User]]:
    """Those who answer for each of these offices today, by the office's key, in one statement."""
    terms = OrganizationMembership.objects.in_force().filter(
        organization__in=set(offices), role=MembershipRole.MAO_FOCAL, user__is_active=True
    )
    found: dict[int, list[User]] = defaultdict(list)
    for term in terms.select_related("user").order_by("pk"):
        found[term.organization_id].append(term.user)
    return found
