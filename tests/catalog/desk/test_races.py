"""Several reviewers at once, and a database that fails in the middle: one effect, all of it or none."""

from itertools import count

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from catalog.applications import deciding
from catalog.models import ApplicationEvent, ServiceApplication, ServiceOffering
from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.monitoring.models import MonitoringEntry
from portal.notifications.models import OutboxMessage
from tests.at_once import together

from .conftest import make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_desk()


def press(user, case, act, **data):
    """The button of an act's page, as a browser presses it."""
    client = Client()
    client.force_login(user)
    address = reverse(f"catalog_applications:{act}", args=[case.pk])
    return lambda: client.post(address, {"shown": deciding.version_of(case), **data}).status_code


def approved():
    return ServiceApplication.objects.filter(status="approved").count()


def test_approve_when_many_want_the_last_places_then_no_more_are_given_than_there_are(desk):
    ServiceOffering.objects.update(slots_available=2)
    cases = [desk.case() for _number in range(8)]
    people = [desk.editor, desk.focal, desk.third]

    results = together(
        *[lambda case=case, by=people[number % 3]: deciding.approve(case, by=by) for number, case in enumerate(cases)]
    )

    assert approved() == 2
    assert sum(isinstance(result, ActionRefused) for result in results) == 6


def test_approve_when_the_last_place_is_wanted_by_pages_bulk_and_actions_then_nobody_waits_in_a_circle(desk):
    ServiceOffering.objects.update(slots_available=1)
    cases = [desk.case() for _number in range(6)]

    together(
        press(desk.editor, cases[0], "approve", message="Come"),
        press(desk.focal, cases[1], "approve", message="Come"),
        press(desk.third, cases[2], "note", text="Fits"),
        lambda: deciding.approve_many(cases[2:5], message="Come", by=desk.third),
        lambda: deciding.approve_many(reversed(cases[2:6]), message="Come", by=desk.focal),
        lambda: deciding.approve(cases[0], message="Come", by=desk.focal),
    )

    assert approved() == 1
    assert ApplicationEvent.objects.filter(kind="approved").count() == 1


def test_decision_when_two_reviewers_decide_at_once_then_the_first_counts(desk):
    case = desk.case()

    together(
        lambda: deciding.approve(case, message="Come", by=desk.editor),
        lambda: deciding.reject(case, reason=desk.reason, message="No", by=desk.focal),
    )

    case = ServiceApplication.objects.get()
    decisions = ApplicationEvent.objects.filter(kind__in=["approved", "rejected"])
    assert [step.kind for step in decisions] == [case.status]
    assert OutboxMessage.objects.filter(kind__startswith="catalog.application_").count() == 1


def test_approve_when_pressed_by_many_at_once_then_makes_one_ppa_and_one_message(desk):
    case = desk.case()

    codes = together(*[press(desk.editor, case, "approve", message="Come", with_ppa="on") for _press in range(4)])

    assert codes == [302] * 4
    ppa = MonitoringEntry.objects.get()
    assert list(desk.service.linked_ppas.all()) == [ppa]
    assert ServiceApplication.objects.get().resulting_ppa == ppa
    assert OutboxMessage.objects.filter(kind="catalog.application_approved").count() == 1
    assert list(ApplicationEvent.objects.values_list("kind", flat=True)) == ["review_began", "approved", "linked"]


def test_waiting_list_when_two_are_put_on_it_at_once_then_both_wait(desk):
    ServiceOffering.objects.update(slots_available=0)
    cases = [desk.case(), desk.case()]

    together(*[lambda case=case: deciding.waitlist(case, by=desk.editor) for case in cases])

    assert ServiceApplication.objects.filter(waiting_on="slot").count() == 2


def test_approve_when_the_hint_to_send_fails_afterwards_then_stays_approved(desk, monkeypatch):
    def fail(path):
        raise OperationalError("The line is cut.")

    monkeypatch.setattr("portal.notifications.queueing.wake", fail)

    assert deciding.approve(desk.case(), by=desk.editor).status == "approved"


def test_approve_when_the_database_fails_at_any_statement_then_leaves_nothing_or_everything(desk, monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)
    halves = []
    for number in count(1):
        case = desk.case()
        failed = _approve_failing_at(number, case, desk.editor)
        found = _traces(case)
        if found not in ((0, 0, 0, 0, "submitted"), (3, 1, 1, 3, "approved")):
            halves.append((number, found))
        if not failed:
            break

    assert halves == []
    assert number > 20


def _approve_failing_at(number, case, by):
    """Whether a statement of that number came; it was answered with an error."""
    asked = count(1)

    def cut(execute, sql, params, many, context):
        if next(asked) == number:
            raise OperationalError("The line is cut.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut):
        try:
            deciding.approve(case, message="Come", with_ppa=True, by=by)
        except OperationalError:
            return True
    return next(asked) > number + 1


def _traces(case):
    """Steps, messages, PPAs and audit rows of this case, and its status."""
    case = ServiceApplication.objects.get(pk=case.pk)
    return (
        case.events.count(),
        OutboxMessage.objects.filter(address=case.applicant_email).count(),
        MonitoringEntry.objects.filter(from_application=case, offerings=case.service).count(),
        ModelLogEntry.objects.filter(object_id=str(case.pk)).count(),
        case.status,
    )
