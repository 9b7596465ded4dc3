"""Who works on PPAs, and the rows that made-up ones point to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.communities.models import OBCCommunity
from portal.core.models import DevelopmentGoal, FundingSource, Sector
from portal.monitoring.models import OutcomeIndicator
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.organizations.enums import OrganizationType
from portal.organizations.models import Organization, OrganizationMembership

NEEDS = [NeedStatus.PRIORITIZED, NeedStatus.PLANNED, NeedStatus.IN_PROGRESS, NeedStatus.COMPLETED]
MOST_NEEDS = 5000


@dataclass(frozen=True)
class Desk:
    """People by role, offices, and reference rows by code."""

    planners: Sequence[User]
    reviewers: Sequence[User]
    approvers: Sequence[User]
    measurers: Sequence[User]
    focal_persons: dict[int, User]
    """Who speaks for an office, by its key."""

    offices: Sequence[Organization]
    communities: Sequence[OBCCommunity]
    sectors: dict[str, Sector]
    sources: dict[str, FundingSource]
    goals: dict[str, DevelopmentGoal]
    indicators: dict[str, OutcomeIndicator]
    needs: dict[str, list[Need]] = field(default_factory=dict)
    """Needs that PPAs may answer, by where they stand."""

    def proposer(self, office: Organization, number: int) -> User:
        """Of the office, or a planner."""
        return self.focal_persons.get(office.pk) or self.planners[number % len(self.planners)]


def desk() -> Desk:
    """Who works on PPAs today."""
    focal = OrganizationMembership.objects.in_force().filter(focal_role__gt="").select_related("user")
    offices = Organization.objects.active().filter(organization_type=OrganizationType.BMOA)
    needs: dict[str, list[Need]] = defaultdict(list)
    for need in Need.objects.filter(status__in=NEEDS).select_related("category").order_by("pk")[:MOST_NEEDS]:
        needs[need.status].append(need)
    return Desk(
        planners=_people(Role.OOBC_PLANNER),
        reviewers=_people(Role.BUDGET_OFFICER),
        approvers=_people(Role.OCM_LEADERSHIP),
        measurers=_people(Role.ME_OFFICER),
        # The primary one comes last, and stays.
        focal_persons={term.organization_id: term.user for term in focal.order_by("focal_role", "-pk")},
        offices=list(offices.order_by("sort_name")),
        # Sorted by what never changes, so that the same seed means the same rows in every database.
        communities=list(OBCCommunity.objects.active().with_place().order_by("sort_name", "barangay__psgc")),
        sectors={row.code: row for row in Sector.objects.all()},
        sources={row.code: row for row in FundingSource.objects.all()},
        goals={row.code: row for row in DevelopmentGoal.objects.all()},
        indicators={row.code: row for row in OutcomeIndicator.objects.all()},
        needs=needs,
    )


def shortages(people: Desk) -> Iterator[str]:
    """What is missing for making PPAs, in sentences."""
    for rows, sentence in (
        (people.planners, "There is no planner with an account."),
        (people.reviewers, "There is no budget officer with an account."),
        (people.approvers, "There is nobody of OCM's leadership with an account."),
        (people.measurers, "There is no M&E officer with an account."),
        (people.offices, "There is no active office of BARMM."),
        (people.communities, "There is no community."),
        (people.indicators, "There is no library of indicators."),
    ):
        if not rows:
            yield sentence


def _people(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, groups__name=role).order_by("username"))
