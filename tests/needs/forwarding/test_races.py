"""Two people at once: one effect."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.needs.actions import forwarding as acts
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding, NeedEvent
from portal.notifications.models import OutboxMessage
from tests.at_once import together

from .conftest import make_offices

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offices(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_offices()


def press(user, row, act, **data):
    client = Client()
    client.force_login(user)
    address = reverse(f"needs_forwarded:{act}", args=[row.pk])
    return lambda: client.post(address, data).status_code


def refused(results):
    return [result for result in results if isinstance(result, ActionRefused)]


def test_forward_when_two_hand_it_to_the_same_office_then_it_gets_it_once(offices):
    results = together(*[lambda: acts.forward(offices.need, mao=offices.a.itself, by=offices.staff)] * 4)

    assert len(refused(results)) == 3
    assert Forwarding.objects.count() == NeedEvent.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="needs.forwarding_arrived").count() == 2  # both focal persons, once


def test_answer_when_two_focal_persons_and_oobc_act_at_once_then_one_counts_and_nobody_waits_in_a_circle(offices):
    row = offices.asked()

    together(
        press(offices.a.focal, row, "accept", feasibility="high", reason="Yes."),
        press(offices.a.alternate, row, "return", reason="No."),
        press(offices.a.alternate, row, "reroute", to=offices.b.itself.pk, reason="Theirs."),
        lambda: acts.return_(row, reason="No!", by=offices.a.focal),
        lambda: acts.recall(row, by=offices.staff),
        lambda: acts.reroute(row, to=offices.b.itself, reason="They called.", by=offices.staff),
    )

    kinds = list(NeedEvent.objects.exclude(kind="forwarded").values_list("kind", flat=True))
    assert len(kinds) == 1 or sorted(kinds) == ["accepted", "recalled"]
    assert Forwarding.objects.get(pk=row.pk).state != ForwardingState.SENT


def test_reroute_when_two_offices_pass_it_to_each_other_then_nobody_waits_in_a_circle(offices):
    row, other = offices.asked(), offices.asked(offices.b)

    results = together(
        lambda: acts.reroute(row, to=offices.b.itself, reason="Theirs.", by=offices.a.focal),
        lambda: acts.reroute(other, to=offices.a.itself, reason="Theirs.", by=offices.b.focal),
    )

    assert len(refused(results)) == 2  # each has it already
    assert Forwarding.objects.filter(state=ForwardingState.SENT).count() == 2
