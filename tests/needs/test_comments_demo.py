"""The demonstration threads on needs."""

import pytest

from portal.activity.comments.enums import CommentState
from portal.activity.models import Comment
from portal.communities.demo import COMMUNITIES
from portal.needs.comments_demo import load
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db


def test_threads_when_loaded_twice_then_reach_every_state_once():
    UserFactory(role="oobc_staff")
    community = RepresentativeFactory(community__name=COMMUNITIES[0].name).community
    need = NeedFactory(community=community)
    NeedFactory()
    summary = NeedSummaryFactory(published=True)

    loaded = [next(load()).created for _time in range(2)]

    assert loaded == [10, 0]
    assert Comment.objects.about(summary).filter(state=CommentState.VISIBLE).count() == 2
    assert Comment.objects.reported().count() == 1
    assert set(Comment.objects.about(need).values_list("state", flat=True)) == set(CommentState.values)
    assert Comment.objects.about(need).filter(is_official=True).count() == 1


def test_threads_when_there_is_no_need_or_nobody_then_none_is_made():
    UserFactory(role="oobc_staff")
    RepresentativeFactory(community__name=COMMUNITIES[0].name)

    assert next(load()).created == 0
