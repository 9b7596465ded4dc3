"""Several people at once, over connections of their own: one effect, all of it or none."""

import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.monitoring.actions import changing, editing, lifecycle
from portal.monitoring.actions.money import set_line
from portal.monitoring.enums import ChangeState, PPAStatus
from portal.monitoring.models import MonitoringEntry
from tests.at_once import together
from tests.monitoring.conftest import REASON, acts_on, fresh, make_desk, status_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_desk()


def press(person, name, ppa, **data):
    """The button of an act's page, as a browser presses it."""
    client = Client()
    client.force_login(person)
    address = reverse(f"monitoring_ppas:{name}", args=[ppa.pk])
    return lambda: client.post(address, {"shown": ppa.version, **data}).status_code


@pytest.mark.parametrize(
    ("state", "name", "who", "data"),
    [
        ({}, "propose", "focal", {}),
        ({"proposed": True}, "review", "officer", {}),
        ({"under_review": True}, "approve", "leader", {}),
        ({"approved": True}, "hold", "officer", {"reason": REASON}),
    ],
)
def test_act_when_its_button_is_pressed_by_many_at_once_then_is_one_act(desk, state, name, who, data):
    ppa = desk.ppa(**state)

    codes = together(*[press(getattr(desk, who), name, ppa, **data) for _press in range(4)])

    assert codes == [302] * 4
    assert acts_on(ppa) == [name]


def test_decision_when_two_leaders_decide_at_once_then_the_first_counts(desk):
    ppa = desk.ppa(under_review=True)

    results = together(
        lambda: lifecycle.approve(ppa, version=0, by=desk.leader),
        lambda: lifecycle.refuse(ppa, version=0, reason=REASON, by=desk.second_leader),
    )

    assert sum(isinstance(result, ActionRefused) for result in results) == 1
    assert status_of(ppa) in (PPAStatus.APPROVED, PPAStatus.REJECTED)
    assert len(acts_on(ppa)) == 1


def test_change_when_approved_and_taken_back_at_once_then_is_one_of_the_two(desk):
    ppa = desk.ppa(approved=True, title="A well")
    change = changing.ask(ppa, values={"title": "Two wells"}, reason=REASON, by=desk.focal)

    results = together(
        lambda: changing.approve_change(change, reason="Yes", by=desk.leader),
        lambda: changing.withdraw(change, by=desk.focal),
    )

    assert sum(isinstance(result, ActionRefused) for result in results) == 1
    state = fresh(change).state
    assert (state, fresh(ppa).title) in [(ChangeState.APPROVED, "Two wells"), (ChangeState.WITHDRAWN, "A well")]


def test_add_when_sent_by_many_presses_at_once_then_is_one_draft(desk):
    key = uuid.uuid4()

    together(*[lambda: editing.add(office=desk.office, values={"title": "A well"}, key=key, by=desk.focal)] * 4)

    assert MonitoringEntry.objects.count() == 1


def test_part_when_the_whole_gets_money_at_the_same_moment_then_never_both(desk):
    whole = desk.ppa(amount=None)
    source = desk.ppa().lines.get().source

    together(
        lambda: editing.add(office=desk.office, parent=whole, values={"title": "A part"}, by=desk.focal),
        lambda: set_line(whole, fiscal_year=2026, expense_class="CO", source=source, amount=Decimal(5), by=desk.focal),
    )

    assert whole.lines.exists() != whole.children.exists()
