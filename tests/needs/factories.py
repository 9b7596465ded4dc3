"""Needs in each state, by named traits; rows around them."""

import datetime

import factory
from django.utils import timezone

from portal.core.references import new_reference
from portal.needs import clock
from portal.needs.enums import (
    AssessmentLevel,
    AssessmentMethod,
    AssessmentStatus,
    DecisionKind,
    EventKind,
    Feasibility,
    ForwardingState,
    NeedChannel,
    NeedStatus,
    SubmissionType,
    TeamRole,
    Urgency,
)
from portal.needs.models import (
    Assessment,
    AssessmentMember,
    Forwarding,
    Need,
    NeedDecision,
    NeedEvent,
    NeedFile,
    NeedFollower,
    NeedInformationRequest,
    NeedLink,
    NeedModerationTask,
    NeedNote,
    NeedScoring,
    NeedSubmitter,
    NeedSummary,
)
from portal.needs.scoring import VERSION, score
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory, PrivateFileFactory
from tests.geography.factories import ProvinceFactory
from tests.organizations.factories import OrganizationFactory


class AssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assessment

    class Params:
        completed = factory.Trait(
            status=AssessmentStatus.COMPLETED,
            actual_start=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=60)),
            actual_end=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=30)),
            findings="Wells run dry from March on.",
        )
        cancelled = factory.Trait(status=AssessmentStatus.CANCELLED, cancel_reason="The road was flooded.")

    title = factory.Sequence(lambda n: f"Assessment {n}")
    level = AssessmentLevel.PROVINCIAL
    methods = factory.LazyFunction(lambda: [AssessmentMethod.SURVEY])
    province = factory.SubFactory(ProvinceFactory)
    created_by = factory.SubFactory(UserFactory)


class AssessmentMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessmentMember

    assessment = factory.SubFactory(AssessmentFactory)
    user = factory.SubFactory(UserFactory)
    role = TeamRole.MEMBER


class NeedFactory(factory.django.DjangoModelFactory):
    """A need that a community sent today, unless a trait says otherwise."""

    class Meta:
        model = Need

    class Params:
        found = factory.Trait(  # by an assessment
            submission_type=SubmissionType.ASSESSMENT_DRIVEN,
            status=NeedStatus.VALIDATED,
            assessment=factory.SubFactory(AssessmentFactory),
            identified_by=factory.SubFactory(UserFactory),
            submitted_by_user=None,
            submission_date=None,
            due_on=None,
            channel="",
            suggested_urgency="",
        )
        rated = factory.Trait(
            urgency_level=Urgency.IMMEDIATE,
            impact_severity=4,
            feasibility=Feasibility.HIGH,
            affected_population=1000,
            rated_at=factory.LazyFunction(timezone.now),
            rated_by=factory.SubFactory(UserFactory),
            weights_version=VERSION,
        )
        validated = factory.Trait(status=NeedStatus.VALIDATED, reviewed_at=factory.LazyFunction(timezone.now))
        prioritized = factory.Trait(
            rated=True, status=NeedStatus.PRIORITIZED, reviewed_at=factory.LazyFunction(timezone.now)
        )
        deferred = factory.Trait(
            status=NeedStatus.DEFERRED,
            status_before=NeedStatus.VALIDATED,
            review_again_on=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=90)),
            reviewed_at=factory.LazyFunction(timezone.now),
        )
        rejected = factory.Trait(status=NeedStatus.REJECTED, reviewed_at=factory.LazyFunction(timezone.now))
        asked = factory.Trait(paused_on=factory.LazyFunction(timezone.localdate))
        overdue = factory.Trait(days_ago=31)
        at_risk = factory.Trait(days_ago=25)
        held = factory.Trait(is_held=True)
        days_ago = 0

    reference = factory.LazyFunction(new_reference)
    submission_type = SubmissionType.COMMUNITY_SUBMITTED
    title = factory.Sequence(lambda n: f"Need {n}")
    description = "The well is dry from March to June, and the next one is an hour away."
    category = factory.SubFactory(NeedCategoryFactory)
    community = factory.SubFactory(CommunityFactory)
    submitted_by_user = factory.SubFactory(UserFactory)
    suggested_urgency = Urgency.SHORT_TERM
    channel = NeedChannel.ONLINE
    submission_date = factory.LazyAttribute(lambda need: timezone.localdate() - datetime.timedelta(days=need.days_ago))
    due_on = factory.LazyAttribute(lambda need: need.submission_date and clock.due_day(need.submission_date))

    @factory.lazy_attribute
    def priority_score(self):
        if not self.weights_version:
            return None
        made = Need(
            urgency_level=self.urgency_level,
            impact_severity=self.impact_severity,
            feasibility=self.feasibility,
            affected_population=self.affected_population,
        )
        found = score(made.inputs)
        return found and found.value


class NeedSubmitterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedSubmitter

    need = factory.SubFactory(NeedFactory, channel=NeedChannel.FACILITATOR)
    name = "Amina Salik"
    phone = "+639171234567"
    consented_at = factory.LazyFunction(timezone.now)


class NeedFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedFile

    need = factory.SubFactory(NeedFactory)
    file = factory.SubFactory(PrivateFileFactory)


class NeedFollowerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedFollower

    need = factory.SubFactory(NeedFactory)
    user = factory.SubFactory(UserFactory)


class NeedLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedLink

    need = factory.SubFactory(NeedFactory, channel=NeedChannel.FACILITATOR)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=24))


class NeedScoringFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedScoring

    need = factory.SubFactory(NeedFactory, rated=True)
    inputs = factory.LazyFunction(dict)
    weights_version = VERSION
    by = factory.SubFactory(UserFactory)


class NeedDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedDecision

    need = factory.SubFactory(NeedFactory)
    kind = DecisionKind.REJECTED
    reason = "The road belongs to the province, which repairs it this year."
    decided_by = factory.SubFactory(UserFactory)


class NeedInformationRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedInformationRequest

    need = factory.SubFactory(NeedFactory, asked=True)
    question = "How many households use the well?"
    asked_by = factory.SubFactory(UserFactory)
    answer_until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))


class NeedNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedNote

    need = factory.SubFactory(NeedFactory)
    text = "Ask the water district first."
    written_by = factory.SubFactory(UserFactory)


class ForwardingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Forwarding

    class Params:
        accepted = factory.Trait(
            state=ForwardingState.ACCEPTED,
            feasibility=Feasibility.HIGH,
            reason="It fits our water program of next year.",
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(
            state=ForwardingState.RETURNED,
            reason="Wells are not in our mandate.",
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SubFactory(UserFactory),
        )
        late = factory.Trait(due_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1)))

    need = factory.SubFactory(NeedFactory, validated=True)
    mao = factory.SubFactory(OrganizationFactory)
    forwarded_by = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=clock.ANSWER_OF_OFFICE_DAYS))


class NeedEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedEvent

    need = factory.SubFactory(NeedFactory)
    kind = EventKind.RECEIVED
    to_status = NeedStatus.IDENTIFIED


class NeedModerationTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedModerationTask

    name = factory.Sequence(lambda n: f"A second look {n}")


class NeedSummaryFactory(factory.django.DjangoModelFactory):
    """A draft by a member of staff, unless a trait says otherwise."""

    class Meta:
        model = NeedSummary
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(live=True, need__validated=True)

    need = factory.SubFactory(NeedFactory)
    title = factory.Sequence(lambda n: f"Clean water, number {n}")
    text = "The wells of this place run dry in March. A tank and pipes would help 40 families."

    @factory.post_generation
    def first_version(self, create, extracted, by=None, **kwargs):
        if not create:
            return
        public = self.live
        self.live = False
        self.save_revision(user=by or UserFactory())
        if public:
            self.latest_revision.publish()
        self.refresh_from_db()
