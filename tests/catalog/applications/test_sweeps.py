"""What time does to cases, on fixed days: over weekends and holidays, and the same done once however often it runs."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from catalog.applications import sweeps
from catalog.applications.clock import LONGEST_PAUSE
from catalog.enums import EventKind
from catalog.models import ServiceApplication
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.catalog.factories import (
    ApplicationDraftFactory,
    ApplicationFactory,
    InformationRequestFactory,
    OfferingFactory,
)
from tests.core.factories import HolidayFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
"""A week with a holiday on its Friday, before a Monday that is one too (Bonifacio Day)."""


def day(offset):
    return MONDAY + datetime.timedelta(days=offset)


def at(date, hour=8):
    """That day in Manila, for all that asks for the time."""
    moment = timezone.make_aware(datetime.datetime.combine(date, datetime.time(hour)))
    return time_machine.travel(moment, tick=False)


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)
    monkeypatch.setattr(ServiceApplication, "get_absolute_url", lambda case: f"/admin/catalog/applications/{case.pk}/")


@pytest.fixture(autouse=True)
def holidays():
    """Friday of this week and the Monday after the weekend."""
    for offset in (4, 7):
        HolidayFactory(date=day(offset))


@pytest.fixture
def office():
    """An office with one editor."""
    with at(MONDAY):
        organization = OrganizationFactory()
        OrganizationMembershipFactory(organization=organization)
    return organization


@pytest.fixture
def case(office):
    def make(**fields):
        with at(MONDAY):
            service = OfferingFactory(published=True, offering_mao=office, transaction_class="complex")
            defaults = {"service": service, "application_date": MONDAY - datetime.timedelta(days=30), "due_on": day(11)}
            return ApplicationFactory(**{**defaults, **fields})

    return make


def paused(case, *, on=MONDAY, answer_until, **fields):
    """A case in which the office asked for something on that day."""
    application = case(under_review=True, waiting_on="applicant", paused_on=on, **fields)
    with at(on):
        return InformationRequestFactory(application=application, answer_until=answer_until)


def noticed():
    return list(InboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def mailed():
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


# The office


# Due on Tuesday of the next week. Monday and Friday are holidays: two working days before is Wednesday of this one.
@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (1, []),
        (2, ["catalog.application_due_soon"]),
        (5, ["catalog.application_due_soon"]),
        (8, ["catalog.application_due_soon"]),
        (9, ["catalog.application_overdue"]),
    ],
)
def test_office_when_the_day_comes_near_then_is_reminded_two_working_days_before_and_when_late(offset, expected, case):
    case(due_on=day(8))

    with at(day(offset)):
        sweeps.remind_offices()

    assert noticed() == expected


def test_office_when_reminded_every_day_then_has_one_reminder_of_each_kind(case):
    case(due_on=day(8))

    for offset in range(15):
        with at(day(offset)):
            sweeps.remind_offices()
            sweeps.remind_offices()

    assert noticed() == ["catalog.application_due_soon", "catalog.application_overdue"]
    assert mailed() == []


@pytest.mark.parametrize(
    "state",
    [
        {"approved": True},
        {"withdrawn": True},
        {"waiting_on": "slot", "waitlisted_at": timezone.now()},
        {"waiting_on": "applicant", "paused_on": MONDAY},
    ],
    ids=["decided", "closed", "on the waiting list", "clock stands"],
)
def test_office_when_nothing_is_to_be_decided_then_is_not_reminded(state, case):
    case(due_on=day(1), **state)

    with at(day(9)):
        sweeps.remind_offices()

    assert noticed() == []


def test_office_when_the_due_day_has_moved_then_is_reminded_again(case):
    application = case(due_on=day(8))
    with at(day(8)):
        sweeps.remind_offices()
    application.due_on = day(15)
    application.save()

    with at(day(15)):
        sweeps.remind_offices()

    assert noticed() == ["catalog.application_due_soon"] * 2


# The pause


def test_clock_when_it_stood_as_long_as_it_may_then_runs_again_and_the_case_still_waits_for_the_applicant(case):
    """15 working days after Monday 23 November, without the two holidays: Wednesday 16 December."""
    last_day = datetime.date(2026, 12, 16)
    application = paused(case, answer_until=last_day + datetime.timedelta(days=30)).application
    with at(last_day):
        assert sweeps.resume_clocks() == 0

    with at(last_day + datetime.timedelta(days=1)):
        done = [sweeps.resume_clocks(), sweeps.resume_clocks()]

    application.refresh_from_db()
    assert done == [1, 0]
    assert (application.paused_on, application.paused_days) == (None, LONGEST_PAUSE)
    assert application.due_on == datetime.date(2026, 12, 25)  # 4 December and 15 working days
    assert (application.waiting_on, application.is_open) == ("applicant", True)
    assert [event.kind for event in application.events.all()] == [EventKind.CLOCK_RESUMED]


def test_clock_when_the_sweep_comes_days_late_then_stood_no_longer_than_it_may(case):
    application = paused(case, answer_until=datetime.date(2027, 2, 1)).application

    with at(datetime.date(2027, 1, 4)):
        sweeps.resume_clocks()

    application.refresh_from_db()
    assert (application.paused_days, application.due_on) == (LONGEST_PAUSE, datetime.date(2026, 12, 25))


def test_clock_when_part_of_the_time_was_used_before_then_stands_for_the_rest(case):
    application = paused(case, answer_until=day(30), paused_days=LONGEST_PAUSE - 2).application

    with at(day(2)):
        assert sweeps.resume_clocks() == 0
    with at(day(3)):
        assert sweeps.resume_clocks() == 1

    application.refresh_from_db()
    assert application.paused_days == LONGEST_PAUSE


# No answer


@pytest.mark.parametrize(("offset", "is_told"), [(0, False), (1, False), (2, True), (3, True), (5, False)])
def test_applicant_when_half_the_time_is_over_then_is_reminded(offset, is_told, case):
    paused(case, answer_until=day(4))

    with at(day(offset)):
        sweeps.remind_of_questions()

    assert mailed() == (["catalog.answer_reminder"] if is_told else [])


def test_applicant_when_reminded_every_day_then_gets_one_reminder(case):
    paused(case, answer_until=day(10))

    for offset in range(10):
        with at(day(offset)):
            sweeps.remind_of_questions()
            sweeps.remind_of_questions()

    assert mailed() == ["catalog.answer_reminder"]


def test_applicant_when_the_question_is_answered_then_is_not_reminded(case):
    row = paused(case, answer_until=day(4))
    row.answered_at = timezone.now()
    row.save()
    row.application.waiting_on, row.application.paused_on = "office", None
    row.application.save()

    with at(day(3)):
        sweeps.remind_of_questions()

    assert mailed() == []


def test_case_when_no_answer_came_in_time_then_is_closed_once_and_the_applicant_told(case):
    application = paused(case, answer_until=day(4)).application
    with at(day(4)):
        assert sweeps.close_unanswered() == 0

    with at(day(5)):
        done = [sweeps.close_unanswered(), sweeps.close_unanswered()]

    application.refresh_from_db()
    assert done == [1, 0]
    assert (application.closed_reason, application.waiting_on, application.paused_on) == ("expired", "nobody", None)
    assert (application.status, application.decided_at) == ("under_review", None)
    assert mailed() == ["catalog.application_expired"]
    assert [event.kind for event in application.events.all()] == [EventKind.CLOSED]


def test_case_when_the_clock_ran_again_before_then_is_closed_all_the_same(case):
    application = paused(case, answer_until=datetime.date(2026, 12, 31)).application
    with at(datetime.date(2026, 12, 20)):
        sweeps.resume_clocks()

    with at(datetime.date(2027, 1, 1)):
        sweeps.close_unanswered()

    application.refresh_from_db()
    assert application.closed_reason == "expired"


def test_case_when_decided_without_the_answer_then_stays_as_it_is(case):
    row = paused(case, answer_until=day(1))
    ServiceApplication.objects.filter(pk=row.application_id).update(
        status="approved",
        waiting_on="nobody",
        paused_on=None,
        decided_at=timezone.now(),
        decided_by=row.application.reviewer,
    )

    with at(day(5)):
        assert sweeps.close_unanswered() == 0

    assert mailed() == []


def test_sweep_when_one_case_fails_then_the_others_are_done_and_it_is_told(case, monkeypatch):
    broken, other = paused(case, answer_until=day(1)), paused(case, answer_until=day(1))
    told = sweeps.CaseClosed

    def breaks_for_one(application):
        if application.pk == broken.application_id:
            raise RuntimeError("broken")
        return told(application)

    monkeypatch.setattr(sweeps, "CaseClosed", breaks_for_one)

    with at(day(9)), pytest.raises(ExceptionGroup):
        sweeps.close_unanswered()

    closed = ServiceApplication.objects.filter(closed_reason="expired")
    assert [application.pk for application in closed] == [other.application_id]


# Drafts


def draft(*, saved=MONDAY, **fields):
    with at(saved):
        defaults = {"about": {"email": "amina@example.org"}, "expires_on": saved + datetime.timedelta(days=30)}
        return ApplicationDraftFactory(**{**defaults, **fields})


@pytest.mark.parametrize(("offset", "is_told"), [(6, False), (7, True), (20, True), (31, False)])
def test_draft_when_left_for_a_week_then_its_writer_is_reminded(offset, is_told):
    draft()

    with at(day(offset), hour=9):
        sweeps.remind_of_drafts()

    assert mailed() == (["catalog.draft_reminder"] if is_told else [])


def test_draft_when_left_for_weeks_then_its_writer_is_reminded_once():
    draft()

    for offset in range(30):
        with at(day(offset)):
            sweeps.remind_of_drafts()

    assert mailed() == ["catalog.draft_reminder"]


@pytest.mark.parametrize("about", [{}, {"phone": "+639171234567"}, {"email": ""}])
def test_draft_when_no_mail_address_was_given_then_nobody_is_reminded(about):
    draft(about=about)

    with at(day(8)):
        sweeps.remind_of_drafts()

    assert mailed() == []


@pytest.mark.parametrize("channel", ["walk_in", "paper"])
def test_draft_when_staff_began_it_then_the_applicant_gets_no_way_into_it(channel):
    draft(channel=channel)

    with at(day(8)):
        sweeps.remind_of_drafts()

    assert mailed() == []


def test_draft_when_it_was_sent_then_nobody_is_reminded(case):
    draft(application=case(), about={}, answers={})

    with at(day(8)):
        sweeps.remind_of_drafts()

    assert mailed() == []


# All


SWEEPS = [path for path, *_rest in settings.SCHEDULE if path.startswith("catalog.applications.sweeps.")]


@pytest.mark.parametrize("path", SWEEPS)
def test_sweep_when_there_is_nothing_to_do_then_does_nothing(path):
    assert getattr(sweeps, path.rpartition(".")[2])() == 0


def test_sweeps_when_settings_name_them_then_all_are_named():
    assert {path.rpartition(".")[2] for path in SWEEPS} == {
        "close_unanswered",
        "remind_of_drafts",
        "remind_of_questions",
        "remind_offices",
        "resume_clocks",
    }
