"""PPAs and needs over two connections at once: nobody waits in a circle, and each need stands where it belongs."""

import pytest
from django.utils import timezone

from portal.accounts.roles import sync_groups
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.linking import link, unlink
from portal.needs.actions import ending
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.at_once import together
from tests.monitoring.factories import MonitoringEntryFactory, NeedAddressedFactory
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    sync_groups()
    return UserFactory(role="ocm_leadership"), UserFactory(role="oobc_planner")


def status(need):
    return Need.objects.get(pk=need.pk).status


def test_need_when_both_its_ppas_are_cancelled_at_once_then_falls_back_once(people):
    ocm, _planner = people
    need = NeedFactory(prioritized=True, status=NeedStatus.PLANNED)
    ppas = [NeedAddressedFactory(ppa__enacted=True, need=need).ppa for _number in range(2)]

    together(*[lambda ppa=ppa: lifecycle.cancel(ppa, reason="No", by=ocm) for ppa in ppas])

    assert status(need) == NeedStatus.PRIORITIZED
    assert [step.kind for step in need.events.all()] == [EventKind.FELL_BACK]


def test_needs_when_ppas_start_and_links_change_at_once_then_nobody_waits_in_a_circle(people):
    ocm, planner = people
    needs = [NeedFactory(prioritized=True) for _number in range(4)]
    first, second = MonitoringEntryFactory(enacted=True), MonitoringEntryFactory(enacted=True)
    for ppa, order in [(first, needs[:3]), (second, needs[2::-1])]:
        for need in order:
            NeedAddressedFactory(ppa=ppa, need=need)
    today = timezone.localdate()

    results = together(
        lambda: lifecycle.start(first, on=today, by=planner),
        lambda: lifecycle.cancel(second, reason="No", by=ocm),
        lambda: link(first, needs[3], by=planner),
        lambda: unlink(first, needs[0], by=planner),
        lambda: ending.complete(needs[1], by=UserFactory(role="oobc_staff")),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert [status(need) for need in needs[1:]] == [NeedStatus.COMPLETED, *[NeedStatus.IN_PROGRESS] * 2]
