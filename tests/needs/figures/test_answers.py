"""The rates of offices, against a plain loop over the same rows."""

import datetime
import random
from decimal import Decimal
from statistics import median

import pytest
from django.utils import timezone

from portal.needs import clock
from portal.needs.enums import Feasibility, ForwardingState, NeedStatus
from portal.needs.figures.answers import Share, answers, by_office
from portal.needs.models import Forwarding
from tests.accounts.factories import UserFactory
from tests.needs.factories import ForwardingFactory, NeedFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def monday(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=timezone.get_default_timezone()), tick=False)


def at(day, hour=9):
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=timezone.get_default_timezone())


def asked(office, *, need, state, asked_on, due_on, answered_on=None, feasibility="", by):
    row = ForwardingFactory(
        mao=office,
        need=need,
        due_on=due_on,
        state=state,
        reason="" if state in ("sent", "recalled") else "So it is.",
        feasibility=feasibility,
        answered_at=at(answered_on) if answered_on else None,
        answered_by=by if answered_on else None,
        forwarded_by=by,
    )
    Forwarding.objects.filter(pk=row.pk).update(forwarded_at=at(asked_on))


def a_sample(offices, by):
    draw = random.Random(7)  # noqa: S311 - a sample that repeats
    statuses = [NeedStatus.VALIDATED, NeedStatus.VALIDATED, NeedStatus.REJECTED]
    for _number in range(60):
        state = draw.choice(ForwardingState.values)
        asked_on = TODAY - datetime.timedelta(days=draw.randint(1, 60))
        answered_on = None if state == "sent" else asked_on + datetime.timedelta(days=draw.randint(0, 50))
        taken = state == "accepted" or (state == "recalled" and draw.random() < 0.5)
        asked(
            draw.choice(offices),
            need=NeedFactory(status=draw.choice(statuses), reviewed_at=timezone.now()),
            state=state,
            asked_on=asked_on,
            due_on=asked_on + datetime.timedelta(days=30),
            answered_on=answered_on,
            feasibility=Feasibility.HIGH if taken else "",
            by=by,
        )


def plainly(rows):
    """The same figures, one row after the other."""
    found = dict.fromkeys(["accepted", "returned", "rerouted", "answered_in_time", "overdue", "not_yet_due"], 0)
    days = []
    for row in rows:
        kind = "accepted" if row.state == "recalled" and row.feasibility else row.state
        if kind == "recalled":
            continue
        if kind == "sent":
            if row.need.status == NeedStatus.VALIDATED:
                found["overdue" if row.due_on < TODAY else "not_yet_due"] += 1
            continue
        found[kind] += 1
        answered_on = timezone.localdate(row.answered_at)
        found["answered_in_time"] += answered_on <= row.due_on
        days.append((answered_on - timezone.localdate(row.forwarded_at)).days)
    return {**found, "median_days": Decimal(str(median(days))) if days else None}


def test_answers_when_counted_then_are_those_of_a_plain_loop(monday):
    offices = OrganizationFactory.create_batch(3)
    a_sample(offices, UserFactory())
    rows = Forwarding.objects.select_related("need")

    assert vars(answers(rows.all(), TODAY)) == plainly(rows)
    assert {line.office: vars(line.answers) for line in by_office(rows.all(), TODAY)} == {
        office: plainly(rows.filter(mao=office)) for office in offices
    }


def test_answers_when_nobody_was_asked_then_no_share_is_known():
    found = answers(Forwarding.objects.all())

    assert (found.asked, found.in_time.percent, found.took_up.percent, found.median_days) == (0, None, None, None)
    assert by_office(Forwarding.objects.all()) == []


def test_in_time_when_one_is_late_without_an_answer_then_it_is_a_miss():
    ForwardingFactory(late=True)
    ForwardingFactory(accepted=True)
    ForwardingFactory()

    assert answers(Forwarding.objects.all()).in_time == Share(1, 2)


@pytest.mark.parametrize(("hour", "in_time"), [(0, 1), (23, 1), (24, 0)])
def test_in_time_when_answered_on_the_last_day_in_manila_then_it_counts(hour, in_time):
    row = ForwardingFactory(returned=True)
    moment = at(row.due_on, 0) + datetime.timedelta(hours=hour)
    Forwarding.objects.update(answered_at=moment)

    assert answers(Forwarding.objects.all()).in_time == Share(in_time, 1)


@pytest.mark.parametrize(("days", "overdue"), [(-1, 1), (0, 0)])
def test_overdue_when_the_due_day_is_over_then_it_begins(days, overdue):
    ForwardingFactory(due_on=clock.today() + datetime.timedelta(days=days))

    found = answers(Forwarding.objects.all())

    assert (found.overdue, found.not_yet_due) == (overdue, 1 - overdue)


def test_shares_when_answers_differ_then_each_is_of_all_answers():
    ForwardingFactory.create_batch(2, accepted=True)
    ForwardingFactory(returned=True)
    ForwardingFactory()

    found = answers(Forwarding.objects.all())

    assert (found.took_up, found.gave_back, found.passed_on) == (Share(2, 3), Share(1, 3), Share(0, 3))
    assert (found.took_up.percent, found.gave_back.percent) == (67, 33)


def test_by_office_when_there_are_more_offices_then_queries_stay_the_same(django_assert_num_queries):
    ForwardingFactory.create_batch(4, accepted=True)

    with django_assert_num_queries(2):
        by_office(Forwarding.objects.all())
