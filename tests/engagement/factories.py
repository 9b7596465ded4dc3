"""Engagements in each state, and what belongs to them."""

import datetime

import factory
from django.utils import timezone

from portal.engagement.enums import (
    EngagementStatus,
    EngagementType,
    FacilitatorRole,
    FeedbackType,
    Measure,
    ParticipationLevel,
    Sex,
)
from portal.engagement.models import (
    ConsultationFeedback,
    EngagementFacilitator,
    EngagementTracking,
    NeedRaised,
    StakeholderEngagement,
)
from tests.accounts.factories import UserFactory
from tests.geography.factories import ProvinceFactory
from tests.needs.factories import NeedFactory


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


class EngagementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StakeholderEngagement
        skip_postgeneration_save = True

    class Params:
        scheduled = factory.Trait(
            status=EngagementStatus.SCHEDULED, planned_start=factory.LazyFunction(lambda: in_days(7))
        )
        begun = factory.Trait(
            status=EngagementStatus.IN_PROGRESS, actual_start=factory.LazyFunction(lambda: in_days(-1))
        )
        completed = factory.Trait(
            status=EngagementStatus.COMPLETED,
            planned_start=factory.LazyFunction(lambda: in_days(-10)),
            actual_start=factory.LazyFunction(lambda: in_days(-10)),
            actual_end=factory.LazyFunction(lambda: in_days(-9)),
            outcome="The pump goes beside the school.",
        )
        postponed = factory.Trait(status=EngagementStatus.POSTPONED, status_reason="The road is closed.")
        cancelled = factory.Trait(status=EngagementStatus.CANCELLED, status_reason="Nobody could come.")

    title = factory.Sequence(lambda n: f"Engagement {n}")
    engagement_type = EngagementType.CONSULTATION
    participation_level = ParticipationLevel.CONSULT
    province = factory.SubFactory(ProvinceFactory)
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def communities(self, create, extracted, **kwargs):
        self.communities.set(extracted or [])

    @factory.post_generation
    def organizations(self, create, extracted, **kwargs):
        self.organizations.set(extracted or [])


class FacilitatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EngagementFacilitator

    engagement = factory.SubFactory(EngagementFactory)
    user = factory.SubFactory(UserFactory)
    role = FacilitatorRole.LEAD_FACILITATOR


class NeedRaisedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedRaised

    engagement = factory.SubFactory(EngagementFactory)
    need = factory.SubFactory(NeedFactory)
    linked_by = factory.SubFactory(UserFactory)


class TrackingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EngagementTracking

    engagement = factory.SubFactory(EngagementFactory)
    measure = Measure.PARTICIPANTS
    sex = Sex.FEMALE
    value = 12
    as_of = factory.LazyFunction(timezone.localdate)
    recorded_by = factory.SubFactory(UserFactory)


class FeedbackFactory(factory.django.DjangoModelFactory):
    """What staff wrote down; ``by_representative`` for what somebody filled in."""

    class Meta:
        model = ConsultationFeedback

    class Params:
        by_representative = factory.Trait(author=factory.SubFactory(UserFactory), recorded_by=None)
        to_do = factory.Trait(follow_up_due_on=factory.LazyFunction(lambda: in_days(10)))
        late = factory.Trait(follow_up_due_on=factory.LazyFunction(lambda: in_days(-1)))
        done = factory.Trait(
            follow_up_due_on=factory.LazyFunction(lambda: in_days(10)),
            follow_up_done_at=factory.LazyFunction(timezone.now),
            follow_up_done_by=factory.SubFactory(UserFactory),
            follow_up_words="Assemblies begin at nine.",
        )

    engagement = factory.SubFactory(EngagementFactory, completed=True)
    feedback_type = FeedbackType.VERBAL
    text = "The meeting was in the hours in which we cook."
    given_by_role = "the women's group"
    recorded_by = factory.SubFactory(UserFactory)
