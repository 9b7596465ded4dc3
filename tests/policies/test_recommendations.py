"""The ten of the Integrative Report: which they are, and that loading again never writes over the office's words."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Workflow

from portal.core import reference_data
from portal.core.loading import Loaded
from portal.organizations.loaders import load_organizations
from portal.policies import moderation, recommendations
from portal.policies.actions import writing
from portal.policies.contents import considerations_of
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

TITLES = [
    "Scholarships and Financial Assistance for Higher Education Learners",
    "Support to OBC Madaris",
    "Support to OBC Halal Enterprise Development",
    "Expansion of Social Services (TABANG, AMBAG, KAPYANAN) to OBCs",
    "Cultural Development Program for OBCs",
    "Women and Youth Development Program",
    "Tourism Development Program for OBCs",
    "Infrastructure Development for OBCs",
    "Increased Participation of OBCs in Governance and Development Planning",
    "Institutional Partnerships and Coordination Mechanisms for OBC Development",
]


@pytest.fixture(autouse=True)
def _reference(db):
    list(reference_data.load())


def load():
    return list(recommendations.load())


def from_file():
    return json.loads(recommendations.FILE.read_text(encoding="utf-8"))["recommendations"]


def test_ten_when_loaded_then_are_exactly_those_of_the_report():
    load()

    titles = list(PolicyRecommendation.objects.order_by("number").values_list("title", flat=True))
    assert titles == TITLES
    assert titles == [row["title"] for row in from_file()]


def test_ten_when_loaded_then_say_what_the_file_says_as_drafts_with_their_first_version():
    list(load_organizations())

    load()

    for row in from_file():
        policy = PolicyRecommendation.objects.get(core_key=row["core_key"])
        newest = policy.get_latest_revision_as_object()
        assert (policy.number, policy.status, policy.live) == (row["number"], PolicyStatus.DRAFT, False)
        for text in (policy, newest):
            assert considerations_of(text) == row["considerations"]
            assert sorted(sector.code for sector in text.sectors.all()) == sorted(row["sectors"])
            assert sorted(office.acronym for office in text.lead_organizations.all()) == sorted(row["leads"])
        policy.check_complete()


def test_ten_when_loaded_again_then_nothing_changes_what_the_office_wrote():
    load()
    first = PolicyRecommendation.objects.get(number=1)
    writing.write(first, values={"title": "Scholarships for all"}, by=UserFactory(role="oobc_planner"))

    again = load()

    assert again == [Loaded("recommendations", rows=10, created=0, changed=0, kept=1)]
    assert PolicyRecommendation.objects.get(number=1).title == "Scholarships for all"
    assert PolicyRecommendation.objects.get(number=1).revisions.count() == 2


def test_ten_when_one_is_missing_then_it_alone_is_made():
    load()
    PolicyRecommendation.objects.get(number=4).delete()

    (table,) = load()

    assert (table.created, table.kept) == (1, 0)
    assert PolicyRecommendation.objects.filter(number=4).exists()


def test_command_when_called_twice_then_says_what_it_made_and_sets_up_the_second_look():
    first, second = StringIO(), StringIO()

    call_command("load_oobc_policy_recommendations", stdout=first)
    call_command("load_oobc_policy_recommendations", stdout=second)

    assert "recommendations: 10 (10 new" in first.getvalue()
    assert "recommendations: 10 (0 new" in second.getvalue()
    assert Workflow.objects.filter(name=moderation.WORKFLOW).count() == 1
    assert PolicyRecommendation.objects.first().get_workflow() == Workflow.objects.get(name=moderation.WORKFLOW)


def test_reference_data_when_loaded_then_the_ten_come_after_sectors_and_offices():
    loaders = settings.REFERENCE_LOADERS

    place = loaders.index("portal.policies.recommendations.load")
    before = ("portal.core.reference_data.load", "portal.organizations.loaders.load_organizations")
    assert all(loaders.index(path) < place for path in before)
    assert "portal.policies.moderation.load" in loaders
