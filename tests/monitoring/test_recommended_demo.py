"""The ten recommendations in the demonstration: on their way by the acts of different people, with PPAs that fit."""

from decimal import Decimal

import pytest

from portal.monitoring import demo
from portal.monitoring.demo.recommended import FITTING, MADE_UP, WAYS
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.policies import money_of_policies
from portal.monitoring.models import PolicyImplemented
from portal.policies import recommendations
from portal.policies.enums import PolicyStatus
from portal.policies.models import (
    PolicyEvidence,
    PolicyImpact,
    PolicyImplementationMilestone,
    PolicyRecommendation,
)
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)
    for role in ("oobc_planner", "oobc_staff", "ocm_leadership"):
        UserFactory.create_batch(2, role=role)
    for code in ("economic", "social", "infrastructure", "governance"):
        SectorFactory(code=code)
    named = {(acronym, title) for lines in FITTING.values() for acronym, title, _share in lines}
    offices = {acronym: OrganizationFactory(acronym=acronym) for acronym in sorted({one for one, _title in named})}
    for acronym, title in sorted(named):
        line = MonitoringEntryFactory(published=True, lead_organization=offices[acronym], title=title)
        MoneyLineFactory(ppa=line, amount=300_000_000)
    for words in MADE_UP.values():
        MonitoringEntryFactory(title=f"Demonstration 1: {words}, Baluan", in_execution=True)
    MonitoringEntryFactory(title="Operations, elsewhere", published=True)
    EvidenceItemFactory(title="Demonstration: Tracer study of scholars outside BARMM", confidentiality="internal")
    list(recommendations.load())


def test_demonstration_when_loaded_then_each_has_come_as_far_as_its_story(ground):
    list(demo.load_recommended())

    stood = dict(PolicyRecommendation.objects.values_list("core_key", "status"))
    assert stood == {key: way.status for key, way in WAYS.items()}
    assert PolicyRecommendation.objects.public().count() == 10


def test_demonstration_when_loaded_then_nobody_does_two_steps_of_two_persons(ground):
    list(demo.load_recommended())

    for policy in PolicyRecommendation.objects.filter(status=PolicyStatus.IN_IMPLEMENTATION):
        by = {decision.kind: decision.by for decision in policy.decisions.all()}
        writer = policy.live_revision.user
        assert len({writer, by["submitted"], by["endorsed"], by["approved"]}) == 4


def test_demonstration_when_loaded_then_only_ppas_that_fit_are_tagged(ground):
    list(demo.load_recommended())

    titles = {title for lines in FITTING.values() for _office, title, _share in lines}
    tagged = set(PolicyImplemented.objects.filter(ppa__status=PPAStatus.ENACTED).values_list("ppa__title", flat=True))
    assert tagged == titles
    shares = PolicyImplemented.objects.exclude(share=None).values_list("share", flat=True)
    assert sorted(shares) == [Decimal(17931840), Decimal(18375800), Decimal(179723250)]


def test_demonstration_when_loaded_then_some_have_too_little_money_and_one_has_none(ground):
    list(demo.load_recommended())

    adopted = PolicyRecommendation.objects.adopted()
    money = {policy.core_key: money_of_policies(adopted)[policy.pk] for policy in adopted}
    assert money["infrastructure"].is_unfunded
    assert not money["scholarships"].is_unfunded


def test_demonstration_when_loaded_then_every_screen_has_something_to_show(ground):
    list(demo.load_recommended())

    steps = PolicyImplementationMilestone.objects.all()
    assert 0 < steps.late().count() < steps.count()
    assert steps.filter(state="completed").exists()
    assert steps.exclude(depends_on=None).exists()
    assert PolicyEvidence.objects.exclude(verified_by=None).count() == 1
    assert PolicyImpact.objects.exclude(current=None).count() == 1


def test_demonstration_when_loaded_twice_then_changes_nothing(ground):
    first = [table.created for table in demo.load_recommended()]
    tagged = PolicyImplemented.objects.count()

    second = [table.created for table in demo.load_recommended()]

    assert first == [10, tagged]
    assert second == [0, 0]


def test_demonstration_when_somebody_works_on_one_then_leaves_it_alone(ground):
    policy = PolicyRecommendation.objects.get(core_key="scholarships")
    PolicyRecommendation.objects.filter(pk=policy.pk).update(status=PolicyStatus.UNDER_REVIEW)

    list(demo.load_recommended())

    policy.refresh_from_db()
    assert (policy.live, policy.status) == (False, PolicyStatus.UNDER_REVIEW)


def test_demonstration_when_no_accounts_are_open_then_waits_for_them():
    list(recommendations.load())

    assert list(demo.load_recommended()) == []
