"""Recommendations at each point of their way, by named traits; rows around them."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.evidence.enums import Reliability
from portal.policies.enums import (
    DecisionKind,
    DocumentType,
    EvidenceType,
    Grade,
    ImpactType,
    MilestoneState,
    PolicyCategory,
    PolicyScope,
    PolicyStatus,
)
from portal.policies.models import (
    PolicyBudgetYear,
    PolicyConsideration,
    PolicyDecision,
    PolicyDocument,
    PolicyEvidence,
    PolicyImpact,
    PolicyImplementationMilestone,
    PolicyModerationTask,
    PolicyRecommendation,
)
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.organizations.factories import OrganizationFactory

YEAR = 2026


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


class PolicyRecommendationFactory(DjangoModelFactory):
    """A draft with its first version; ``published`` puts that before the public."""

    class Meta:
        model = PolicyRecommendation
        skip_postgeneration_save = True

    class Params:
        under_review = factory.Trait(status=PolicyStatus.UNDER_REVIEW)
        submitted = factory.Trait(status=PolicyStatus.SUBMITTED)
        endorsed = factory.Trait(status=PolicyStatus.ENDORSED)
        approved = factory.Trait(status=PolicyStatus.APPROVED)
        in_implementation = factory.Trait(status=PolicyStatus.IN_IMPLEMENTATION)
        implemented = factory.Trait(status=PolicyStatus.IMPLEMENTED)
        rejected = factory.Trait(status=PolicyStatus.REJECTED)
        withdrawn = factory.Trait(status=PolicyStatus.WITHDRAWN)

    number = factory.Sequence(lambda n: n + 101)
    title = factory.Sequence(lambda n: f"Fishing ports for coastal communities {n}")
    summary = "Build landing sites with ice, so that the catch is sold fresh."
    problem_statement = "The catch spoils before it reaches a market."
    proposed_solution = "Landing sites with ice and a road."
    category = PolicyCategory.ECONOMIC
    scope = PolicyScope.REGIONAL
    created_by = factory.SubFactory(UserFactory, role="oobc_planner")

    @factory.post_generation
    def sectors(self, create, extracted, **kwargs):
        """``sectors=[…]``."""
        if create and extracted:
            self.sectors.set(extracted)
            self.save()

    @factory.post_generation
    def lead_organizations(self, create, extracted, **kwargs):
        """``lead_organizations=[…]``."""
        if create and extracted:
            self.lead_organizations.set(extracted)
            self.save()

    @factory.post_generation
    def cost(self, create, extracted, **kwargs):
        """``cost=1000``: what it would cost in one fiscal year, in pesos. Without, nobody has costed it."""
        if create and extracted is not None:
            PolicyBudgetYearFactory(policy=self, amount=Decimal(extracted))

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        """``published=True``; always makes the first version, by who created it."""
        if create:
            revision = self.save_revision(user=self.created_by)
            if extracted:
                revision.publish()
                self.refresh_from_db()


class PolicyModerationTaskFactory(DjangoModelFactory):
    class Meta:
        model = PolicyModerationTask

    name = factory.Sequence(lambda n: f"A second look {n}")


class PolicyConsiderationFactory(DjangoModelFactory):
    class Meta:
        model = PolicyConsideration

    policy = factory.SubFactory(PolicyRecommendationFactory)
    text = "Ask the fishers where they land."


class PolicyBudgetYearFactory(DjangoModelFactory):
    class Meta:
        model = PolicyBudgetYear

    policy = factory.SubFactory(PolicyRecommendationFactory)
    fiscal_year = factory.Sequence(lambda n: YEAR + n % 30)
    amount = Decimal(1000)


class PolicyDecisionFactory(DjangoModelFactory):
    class Meta:
        model = PolicyDecision

    policy = factory.SubFactory(PolicyRecommendationFactory)
    kind = DecisionKind.BEGUN
    decided_on = factory.LazyFunction(timezone.localdate)
    by = factory.SubFactory(UserFactory, role="oobc_staff")


class PolicyEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = PolicyEvidence

    class Params:
        verified = factory.Trait(
            verified_by=factory.SubFactory(UserFactory, role="oobc_staff"),
            verified_at=factory.LazyFunction(timezone.now),
            reliability=Reliability.HIGH,
        )

    policy = factory.SubFactory(PolicyRecommendationFactory)
    item = factory.SubFactory(EvidenceItemFactory)
    type = EvidenceType.STUDY
    finding = "Of ten boats, four throw fish away."
    added_by = factory.SubFactory(UserFactory, role="oobc_planner")


class PolicyDocumentFactory(DjangoModelFactory):
    class Meta:
        model = PolicyDocument

    policy = factory.SubFactory(PolicyRecommendationFactory)
    item = factory.SubFactory(EvidenceItemFactory)
    type = DocumentType.BRIEF


class PolicyImpactFactory(DjangoModelFactory):
    class Meta:
        model = PolicyImpact

    policy = factory.SubFactory(PolicyRecommendationFactory)
    type = ImpactType.ECONOMIC
    title = factory.Sequence(lambda n: f"Income of fishing families {n}")
    unit = "₱ a month"
    baseline = Decimal(6000)
    target = Decimal(9000)
    data_quality = Grade.MEDIUM
    confidence = Grade.LOW


class PolicyImplementationMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = PolicyImplementationMilestone

    class Params:
        late = factory.Trait(target_date=factory.LazyFunction(lambda: in_days(-10)))
        completed = factory.Trait(
            state=MilestoneState.COMPLETED,
            actual_completion_date=factory.LazyFunction(timezone.localdate),
        )

    policy = factory.SubFactory(PolicyRecommendationFactory)
    title = factory.Sequence(lambda n: f"Sites are chosen {n}")
    target_date = factory.LazyFunction(lambda: in_days(60))
    responsible_organization = factory.SubFactory(OrganizationFactory)
