import pytest

from portal.policies.enums import MilestoneState, PolicyStatus
from portal.policies.figures import Progress, progress_in, progress_of
from portal.policies.models import PolicyRecommendation
from tests.policies.factories import (
    PolicyImplementationMilestoneFactory,
    PolicyRecommendationFactory,
    in_days,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [PolicyStatus.IN_IMPLEMENTATION, PolicyStatus.REJECTED])
def test_progress_when_counted_of_rows_or_by_the_database_then_is_the_same(status):
    policy = PolicyRecommendationFactory(status=status)
    for days, fields in [
        (-30, {"completed": True}), (-10, {}), (0, {}), (5, {"completed": True}), (40, {}),
        (-3, {"state": MilestoneState.CANCELLED}), (-1, {"state": MilestoneState.IN_PROGRESS}),
    ]:  # fmt: skip
        PolicyImplementationMilestoneFactory(policy=policy, target_date=in_days(days), **fields)
    late = 0 if status in PolicyStatus.ended() else 2

    counted = progress_of(PolicyRecommendation.objects.all())[policy.pk]
    read = progress_in(policy.milestones.all(), has_ended=status in PolicyStatus.ended())

    assert counted == read == Progress(milestones=6, done=2, due=4, late=late, done_of_due=1)


def test_progress_when_there_are_no_steps_then_is_unknown():
    policy = PolicyRecommendationFactory()

    found = progress_of(PolicyRecommendation.objects.all())[policy.pk]

    assert found == progress_in([], has_ended=False) == Progress()
    assert found.rate is None
