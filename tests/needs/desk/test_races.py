"""Two people at once, over two connections: one effect, all of it or none."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.needs import sweeps
from portal.needs.actions import answering, ending, reviewing
from portal.needs.actions.rows import version_of
from portal.needs.enums import EventKind
from portal.needs.models import Need, NeedDecision, NeedEvent
from portal.notifications.models import InboxMessage
from tests.at_once import together
from tests.needs.factories import NeedInformationRequestFactory

from .conftest import fresh, make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_desk()


def press(user, need, act, **data):
    """The button of an act's page, as a browser presses it."""
    client = Client()
    client.force_login(user)
    address = reverse(f"needs_register:{act}", args=[need.pk])
    shown = version_of(need)
    return lambda: client.post(address, {"shown": shown, **data}).status_code


def test_decision_when_two_reviewers_decide_at_once_then_the_first_counts(desk):
    need = desk.need()
    shown = version_of(need)

    results = together(
        lambda: reviewing.validate(need, by=desk.reviewer, shown=shown),
        lambda: ending.reject(need, reason="No", by=desk.second, shown=shown),
    )

    assert sum(isinstance(result, ActionRefused) for result in results) == 1
    assert [step.kind for step in NeedEvent.objects.all()] == [fresh(need).status]
    assert InboxMessage.objects.count() == 1


def test_reject_when_its_button_is_pressed_by_many_at_once_then_is_one_decision(desk):
    need = desk.need()

    codes = together(*[press(desk.reviewer, need, "reject", reason="No") for _press in range(4)])

    assert codes == [302] * 4
    assert NeedDecision.objects.count() == 1
    assert InboxMessage.objects.filter(kind="needs.rejected").count() == 1


def test_join_when_two_needs_are_joined_with_each_other_then_nobody_waits_in_a_circle(desk):
    one, other = desk.need(), desk.need()

    results = together(
        *[press(desk.reviewer, one, "duplicate", of=other.reference) for _press in range(2)],
        *[press(desk.second, other, "duplicate", of=one.reference) for _press in range(2)],
    )

    assert set(results) <= {200, 302}
    assert Need.objects.filter(status="duplicate").count() <= 1


def test_answer_when_given_while_the_need_is_decided_then_either_is_first(desk):
    asked = NeedInformationRequestFactory(need=desk.need(asked=True))

    together(
        lambda: answering.answer(asked, text="Forty", by=None),
        lambda: reviewing.validate(asked.need, by=desk.reviewer),
    )

    asked.refresh_from_db()
    steps = list(NeedEvent.objects.values_list("kind", flat=True))
    assert steps in ([EventKind.VALIDATED], [EventKind.ANSWERED, EventKind.VALIDATED])
    assert asked.closed_at is not None
    assert bool(asked.answered_at) is (EventKind.ANSWERED in steps)


def test_sweep_when_two_run_at_once_then_each_need_comes_back_once(desk):
    for _number in range(3):
        need = desk.need(deferred=True)
        Need.objects.filter(pk=need.pk).update(review_again_on="2026-01-01")

    done = together(sweeps.bring_back, sweeps.bring_back)

    assert sum(done) == 3
    assert NeedEvent.objects.filter(kind=EventKind.CAME_BACK).count() == 3
    assert InboxMessage.objects.filter(kind="needs.came_back").count() == 3
