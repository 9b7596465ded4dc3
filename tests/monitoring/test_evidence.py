"""Evidence of a PPA: who attaches it, and where it is read."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions.attaching import attach_evidence, detach_evidence
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import MonitoringEntryFactory
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return EvidenceItemFactory(title="Photo of the well", confidentiality="internal")


def acts(ppa):
    return list(ModelLogEntry.objects.for_instance(ppa).order_by("pk").values_list("action", flat=True))


def test_evidence_when_attached_and_detached_then_is_on_record_once(item):
    ppa, planner = MonitoringEntryFactory(in_execution=True), UserFactory(role="oobc_planner")

    attach_evidence(ppa, item=item, by=planner)
    attach_evidence(ppa, item=item, by=planner)
    assert list(ppa.evidence.all()) == [item]
    detach_evidence(ppa, item=item, by=planner)
    detach_evidence(ppa, item=item, by=planner)

    assert not ppa.evidence.exists()
    assert acts(ppa) == ["monitoring.attach_evidence", "monitoring.detach_evidence"]


@pytest.mark.parametrize(
    ("role", "may"), [("oobc_planner", True), ("me_officer", True), ("budget_officer", False), ("oobc_staff", False)]
)
def test_evidence_when_attached_then_by_those_who_report(role, may, item):
    ppa, user = MonitoringEntryFactory(in_execution=True), UserFactory(role=role)

    if may:
        attach_evidence(ppa, item=item, by=user)
    else:
        with pytest.raises(ActionRefused):
            attach_evidence(ppa, item=item, by=user)

    assert ppa.evidence.exists() == may


def test_evidence_when_the_item_is_not_seen_then_is_refused_and_of_other_offices_too(item):
    ppa = MonitoringEntryFactory(in_execution=True)
    focal = FocalPersonFactory(membership__organization=ppa.lead_organization).membership.user

    with pytest.raises(ActionRefused):
        attach_evidence(MonitoringEntryFactory(), item=item, by=focal)
    hidden = EvidenceItemFactory(own_office=True)
    with pytest.raises(ActionRefused, match="no such evidence"):
        attach_evidence(ppa, item=hidden, by=focal)


def test_page_when_it_has_evidence_then_names_it_and_the_item_names_the_ppa(client, item):
    ppa, planner = MonitoringEntryFactory(in_execution=True), UserFactory(role="oobc_planner")
    client.force_login(planner)

    address = reverse("monitoring_evidence:of_ppa", args=[ppa.pk])
    answer = client.post(address, {"item": item.pk})

    assert answer.status_code == 302
    page = client.get(reverse("monitoring_ppas:inspect", args=[ppa.pk])).content.decode()
    assert "Photo of the well" in page
    assert address in page
    assert ppa.title in client.get(reverse("evidence_register:inspect", args=[item.pk])).content.decode()
