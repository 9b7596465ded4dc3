"""What offices and OOBC are told as the due day comes and goes, day by day."""

import datetime

import pytest
from django.utils import timezone

from portal.needs.enums import NeedStatus
from portal.needs.forwarding.sweeps import remind_offices
from portal.needs.forwarding.waiting import forwardings_waiting
from portal.needs.models import Forwarding, Need
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.organizations.factories import OrganizationMembershipFactory

DUE = datetime.date(2026, 12, 1)


@pytest.fixture
def on(time_machine):
    def move(days):
        """So many days after the due day."""
        day = datetime.datetime.combine(DUE + datetime.timedelta(days=days), datetime.time(9))
        time_machine.move_to(day.replace(tzinfo=timezone.get_default_timezone()), tick=False)

    return move


def told():
    return sorted(set(InboxMessage.objects.values_list("kind", flat=True)))


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (-8, []),
        (-7, ["needs.answer_due_soon"]),
        (0, ["needs.answer_due_soon"]),
        (1, ["needs.answer_late", "needs.office_late"]),
        (9, ["needs.answer_late", "needs.office_late"]),
    ],
)
def test_sweep_when_a_day_comes_then_tells_what_is_due(offices, on, days, kinds):
    offices.asked(due_on=DUE)
    on(days)

    remind_offices()

    assert told() == kinds


def test_sweep_when_it_runs_every_day_then_each_reminder_is_told_once(offices, on):
    offices.asked(due_on=DUE)

    for days in range(-10, 6):
        on(days)
        remind_offices()
        remind_offices()

    kinds = list(InboxMessage.objects.values_list("kind", "user"))
    assert len(kinds) == len(set(kinds)) == 5  # both focal persons twice, and staff
    assert OutboxMessage.objects.filter(kind__startswith="needs.answer").count() == 4


def test_sweep_when_a_focal_person_comes_later_then_is_told_too(offices, on):
    offices.asked(due_on=DUE)
    on(1)
    remind_offices()

    newcomer = OrganizationMembershipFactory(organization=offices.a.itself, alternate=True).user
    remind_offices()

    assert InboxMessage.objects.filter(user=newcomer, kind="needs.answer_late").count() == 1


@pytest.mark.parametrize("state", ["accepted", "returned"])
def test_sweep_when_the_office_has_answered_then_nobody_is_told(offices, on, state):
    offices.asked(due_on=DUE, **{state: True})
    on(1)

    assert remind_offices() == 0


def test_sweep_when_the_need_has_ended_then_nobody_is_told(offices, on):
    offices.asked(due_on=DUE)
    Need.objects.update(status=NeedStatus.WITHDRAWN)
    on(1)

    assert remind_offices() == 0


def test_sweep_when_offices_are_reminded_then_no_word_of_the_need_goes_out(offices, on):
    offices.asked(due_on=DUE)
    for days in (-7, 1):
        on(days)
        remind_offices()

    words = " ".join(f"{row.subject} {row.body}" for row in InboxMessage.objects.all())

    assert offices.need.spoken_reference in words
    assert "Lomboy" not in words


# ---- The staff home --------------------------------------------------------------------------------------------------


def lines(user):
    return {str(line.text): (line.count, line.is_late) for line in forwardings_waiting(user) if line.count}


def test_home_when_an_answer_is_due_then_the_office_sees_it(offices):
    offices.asked()

    assert lines(offices.a.focal) == {"Needs to answer": (1, False)}
    assert lines(offices.b.focal) == lines(offices.a.editor) == lines(offices.staff) == {}


def test_home_when_an_answer_is_late_then_the_office_and_oobc_see_it(offices):
    offices.asked(late=True)

    assert lines(offices.a.focal) == {"Needs with a late answer": (1, True), "Needs to answer": (1, False)}
    assert lines(offices.staff) == {"Offices late with an answer to a need": (1, True)}


def test_home_when_an_office_returned_it_then_oobc_sees_it_until_another_is_asked(offices):
    offices.asked(returned=True)
    before = lines(offices.staff)

    offices.asked(offices.b)

    assert before == {"Needs that an office returned, for another office": (1, False)}
    assert lines(offices.staff) == {}


def test_home_when_a_line_is_opened_then_the_list_holds_as_many(offices, signed_in):
    offices.asked(late=True)
    offices.asked(offices.b)

    for user in (offices.a.focal, offices.b.focal, offices.staff):
        for line in forwardings_waiting(user):
            if line.count:
                response = signed_in(user).get(line.url)
                assert response.context["paginator"].count == line.count
    assert Forwarding.objects.count() == 2
