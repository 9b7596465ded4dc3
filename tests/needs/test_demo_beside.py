"""What stands beside the demonstration needs: public texts and evidence."""

import json

import pytest

from portal.accounts.models import User
from portal.needs.attaching import demo as attached_demo
from portal.needs.enums import NeedStatus
from portal.needs.generated import generate
from portal.needs.invented import WORDS
from portal.needs.models import Assessment, Need, NeedSummary
from portal.needs.summaries import demo as texts_demo
from portal.needs.summaries.loaders import load_moderation_workflow
from portal.needs.summaries.naming import warnings
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.core.factories import NeedCategoryFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs():
    load_moderation_workflow()
    UserFactory.create_batch(2, role="oobc_staff")
    OrganizationFactory.create_batch(2, organization_type="bmoa")
    RepresentativeFactory()
    NeedCategoryFactory()
    NeedCategoryFactory(code="infrastructure", name="Infrastructure")
    generate(120, seed=3)
    clerk = User.objects.filter(groups__name="oobc_staff").earliest("username")
    Need.objects.filter(status=NeedStatus.VALIDATED).update(submitted_by_user=clerk)


def test_public_texts_when_loaded_twice_then_most_are_published_by_the_second_person_and_a_few_wait(needs):
    first = [table.created for table in texts_demo.load()]
    second = [table.created for table in texts_demo.load()]

    texts = NeedSummary.objects.select_related("need", "latest_revision")
    assert (first, second) == ([25], [0])
    assert texts.filter(live=True).count() == 20
    assert sum(bool(text.workflow_in_progress) for text in texts) == 3
    assert all(text.title_fil and text.text_fil for text in texts)
    assert len({text.need.status for text in texts.filter(live=True)}) >= 5


def test_public_texts_when_read_then_there_is_one_for_each_kind_of_need_and_none_names_anybody(needs):
    texts = json.loads(texts_demo.FILE.read_text(encoding="utf-8"))

    assert {one["need"] for one in texts} == {title for stories in WORDS.values() for title, _words in stories}
    assert [found for one in texts for found in warnings(Need.objects.all()[0], " ".join(one.values()))] == []


def test_public_texts_when_there_are_no_needs_or_no_second_person_then_none_is_made():
    UserFactory(role="oobc_staff")

    assert [table.created for table in texts_demo.load()] == [0]


def test_evidence_when_loaded_twice_then_is_attached_once(needs):
    EvidenceItemFactory.create_batch(3, title="Demonstration: a survey")
    EvidenceItemFactory(title="Demonstration: an old one", withdrawn=True)

    first = [table.created for table in attached_demo.load()]
    second = [table.created for table in attached_demo.load()]

    assert first[0] > 15
    assert second == [0]
    assert Need.objects.exclude(evidence=None).distinct().count() == 15
    assert Assessment.objects.exclude(evidence=None).exists()
    assert not Need.objects.filter(evidence__title__contains="old one").exists()
