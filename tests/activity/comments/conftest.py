import pytest

from portal.activity.models import Comment
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def need():
    return NeedFactory(title="A well for Rio")


@pytest.fixture
def leader(need):
    """Who represents the need's community, with an account that is not new to comments."""
    person = RepresentativeFactory(community=need.community).user
    let_in(person)
    return person


@pytest.fixture
def newcomer(need):
    return RepresentativeFactory(community=need.community).user


@pytest.fixture
def staff():
    return UserFactory(role="oobc_staff", first_name="Norhaya", last_name="Quimpo")


def let_in(person):
    """Three comments of this person stand elsewhere."""
    elsewhere = NeedFactory()
    CommentFactory.create_batch(3, about=elsewhere, author=person)


def standing(need):
    return list(Comment.objects.about(need).values_list("text", "state"))
