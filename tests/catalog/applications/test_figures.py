"""The figures of applications against plain loops over the same cases."""

import datetime
import math
import statistics
from collections import Counter
from decimal import Decimal
from random import Random

import pytest
import time_machine
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.applications import clock, figures
from catalog.applications.counted_days import WorkingDayNumber
from catalog.enums import ApplicationChannel, ApplicationStatus, ClosedReason, Sex
from catalog.models import FormVersion, PrivacyNotice, ServiceApplication
from catalog.search_index import SERVICES
from portal.core.models import Holiday
from search.models import SearchLog
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFactory,
    ApplicationFormFactory,
    OfferingFactory,
    PrivacyNoticeFactory,
    RefusalReasonFactory,
    SatisfactionFactory,
)
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.search.factories import SearchLogFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)
FIRST = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
DECIDED = ["approved", "rejected", "completed"]


@pytest.fixture(autouse=True)
def _some_day():
    with time_machine.travel("2026-11-20T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def holidays():
    for day in ("2026-05-01", "2026-06-12", "2026-08-31", "2026-11-01"):  # the last one is a Sunday
        Holiday.objects.create(date=day, name="Holiday")
    Holiday.objects.create(date="2026-07-06", name="Not in use", is_active=False)


def cases(count, *, services, regions, reasons, seed=7):
    """Cases of every state, channel, region and sex, received at any hour of 240 days; made in one statement."""
    chance = Random(seed)  # noqa: S311 - to be repeatable, not secret
    by, notice = UserFactory(), PrivacyNoticeFactory()
    versions = {service.pk: ApplicationFormFactory(offering=service).current for service in services}
    made = []
    for number in range(count):
        service = chance.choice(services)
        received = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC) + datetime.timedelta(
            hours=chance.randint(0, 5700)
        )
        status = chance.choice(ApplicationStatus.values)
        closed = chance.choice(["", "", *ClosedReason.values]) if status not in DECIDED else ""
        is_paused = status == "under_review" and not closed and chance.random() < 0.3
        decided = received + datetime.timedelta(hours=chance.randint(0, 900)) if status in DECIDED else None
        received_on = timezone.localdate(received)
        made.append(
            ServiceApplication(
                reference=f"R{number:07}",
                service=service,
                form_version=versions[service.pk],
                channel=chance.choice(["online", "walk_in", "paper"]),
                privacy_notice=notice,
                consented_at=received,
                application_date=received_on,
                received_at=received,
                receiving_unit="Desk",
                status=status,
                waiting_on="applicant" if is_paused else "office",
                paused_on=received_on if is_paused else None,
                paused_days=chance.choice([0, 0, 0, 2, 5]),
                due_on=clock.after_working_days(received_on, chance.choice([3, 7, 20])),
                waitlisted_at=decided - datetime.timedelta(days=9) if decided and chance.random() < 0.2 else None,
                decided_at=decided,
                decided_by=by if decided else None,
                refusal_reason=chance.choice(reasons) if status == "rejected" else None,
                closed_at=timezone.now() if closed else None,
                closed_reason=closed,
                applicant_region=chance.choice([*regions, None]),
                applicant_sex=chance.choice([*Sex.values, ""]),
            )
        )
    return ServiceApplication.objects.bulk_create(made)


@pytest.fixture
def sample(holidays):
    services = [OfferingFactory(published=True) for _number in range(3)]
    regions = [RegionFactory(code=code) for code in ("IX", "X", "XII")]
    reasons = [RefusalReasonFactory(code=code, name=code) for code in ("papers", "funds")]
    return cases(400, services=services, regions=regions, reasons=reasons)


ALL = ServiceApplication.objects


def not_twice(rows):
    return [row for row in rows if row.closed_reason != "duplicate"]


def looped_days(row):
    received, decided = timezone.localdate(row.received_at), timezone.localdate(row.decided_at)
    return max(0, clock.working_days_between(received, decided) - row.paused_days)


# ---- How many --------------------------------------------------------------------------------------------------------


def test_states_when_compared_with_a_loop_then_are_the_same_and_the_closed_stand_apart(sample):
    states = figures.by_state(ALL.all())

    closed = Counter(row.closed_reason for row in sample if row.closed_reason)
    others = Counter(row.status for row in sample if not row.closed_reason)
    assert vars(states) == {
        **{s: others[s] for s in ApplicationStatus.values},
        **{c: closed[c] for c in ClosedReason.values},
    }
    assert states.received == len(not_twice(sample))
    assert states.decided == sum(row.status in DECIDED for row in sample)
    assert states.granted == sum(row.status in ("approved", "completed") for row in sample)


def test_channels_when_compared_with_a_loop_then_are_the_same_and_an_unused_one_is_zero(sample):
    counted = figures.by_channel(ALL.all())

    looped = Counter(row.channel for row in not_twice(sample))
    assert counted == {channel: looped[channel.value] for channel in ApplicationChannel}
    assert counted[ApplicationChannel.API] == 0


def test_months_when_compared_with_a_loop_then_are_the_same_in_manila_time(sample):
    months = figures.by_month(ALL.all())

    rows = [(timezone.localdate(row.received_at).replace(day=1), row.status in DECIDED) for row in not_twice(sample)]
    firsts = sorted({first for first, _decided in rows})
    assert months == [
        figures.Month(first, sum(one == first for one, _d in rows), sum(one == first and d for one, d in rows))
        for first in firsts
    ]


def test_months_when_nothing_was_received_in_one_between_then_it_is_zero():
    for day in ("2026-01-31T17:00:00Z", "2026-04-30T15:59:00Z"):  # the first of February, the last of April in Manila
        ApplicationFactory(received_at=day)

    months = figures.by_month(ALL.all())

    assert [(month.first_day.month, month.received) for month in months] == [(2, 1), (3, 0), (4, 1)]


def test_rows_when_chosen_by_days_then_both_ends_count_by_the_day_in_manila(sample):
    since, until = datetime.date(2026, 5, 1), datetime.date(2026, 6, 15)

    chosen = ALL.received_between(since, until)

    assert set(chosen) == {row for row in sample if since <= timezone.localdate(row.received_at) <= until}


# ---- How fast --------------------------------------------------------------------------------------------------------


def test_working_days_when_counted_by_the_database_then_are_those_of_the_clock(holidays):
    closed = clock.holidays()
    chance = Random(3)  # noqa: S311 - to be repeatable, not secret
    case = ApplicationFactory()
    for _time in range(60):
        start = datetime.date(2026, 4, 1) + datetime.timedelta(days=chance.randint(0, 240))
        end = start + datetime.timedelta(days=chance.randint(0, 60))
        passed = WorkingDayNumber(Value(end), closed) - WorkingDayNumber(Value(start), closed)

        counted = ALL.filter(pk=case.pk).annotate(days=passed).get().days

        assert counted == clock.working_days_between(start, end, closed)


def test_speed_when_compared_with_a_loop_then_is_the_same_over_holidays_and_pauses(sample):
    speed = figures.speed(ALL.all())

    days = sorted(looped_days(row) for row in sample if row.decided_at)
    assert (speed.decided, speed.median) == (len(days), Decimal(str(statistics.median(days))))
    assert speed.ninetieth == days[math.ceil(0.9 * len(days)) - 1]


def test_speed_when_nothing_is_decided_then_is_unknown():
    ApplicationFactory()

    assert figures.speed(ALL.all()) == figures.Speed(0, None, None)


def test_speed_when_the_clock_stood_then_these_days_are_left_out():
    ApplicationFactory(
        approved=True, received_at="2026-11-02T01:00:00Z", decided_at="2026-11-16T01:00:00Z", paused_days=4
    )

    assert figures.speed(ALL.all()) == figures.Speed(1, Decimal(6), 6)


def test_in_time_when_compared_with_a_loop_then_is_the_same(sample):
    in_time = figures.on_time(ALL.all(), TODAY)

    def told(row):
        if row.decided_at:
            return "on_time" if timezone.localdate(row.waitlisted_at or row.decided_at) <= row.due_on else "late"
        runs = not row.closed_reason and not row.paused_on and row.waiting_on != "slot"
        return "late" if runs and row.due_on < TODAY else "left out"

    looped = Counter(told(row) for row in sample)
    assert (in_time.on_time, in_time.late) == (looped["on_time"], looped["late"])
    assert looped["left out"] > 0


@pytest.mark.parametrize(
    ("case", "counted"),
    [
        ({"approved": True, "decided_at": "2026-11-19T15:59:00Z", "due_on": "2026-11-19"}, (1, 0)),
        ({"approved": True, "decided_at": "2026-11-19T16:00:00Z", "due_on": "2026-11-19"}, (0, 1)),  # Friday in Manila
        ({"under_review": True, "due_on": "2026-11-19"}, (0, 1)),
        ({"under_review": True, "due_on": "2026-11-20"}, (0, 0)),
        ({"under_review": True, "due_on": "2026-11-19", "paused_on": "2026-11-18", "waiting_on": "applicant"}, (0, 0)),
        ({"under_review": True, "due_on": "2026-11-19", "waiting_on": "slot"}, (0, 0)),
        ({"withdrawn": True, "due_on": "2026-11-19"}, (0, 0)),
        # Approved from the waiting list: what counts is the day on which it was put there.
        (
            {
                "approved": True,
                "waitlisted_at": "2026-11-09T01:00:00Z",
                "decided_at": "2026-11-19T01:00:00Z",
                "due_on": "2026-11-09",
            },
            (1, 0),
        ),
        (
            {
                "approved": True,
                "waitlisted_at": "2026-11-10T01:00:00Z",
                "decided_at": "2026-11-19T01:00:00Z",
                "due_on": "2026-11-09",
            },
            (0, 1),
        ),
    ],
)
def test_in_time_when_the_day_comes_then_only_what_can_be_told_counts(case, counted):
    ApplicationFactory(application_date="2026-11-02", **case)

    in_time = figures.on_time(ALL.all())

    assert (in_time.on_time, in_time.late) == counted
    assert in_time.share == (100 * counted[0] if sum(counted) else None)


# ---- For whom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "field"), [("approval_by_region", "applicant_region"), ("approval_by_sex", "applicant_sex")]
)
def test_approval_when_compared_with_a_loop_then_is_the_same_for_every_group(sample, figure, field):
    counted = getattr(figures, figure)(ALL.all())

    groups = {}
    for row in sample:
        if row.decided_at:
            key = getattr(row, field)
            groups.setdefault(getattr(key, "code", key) or "", []).append(row.status != "rejected")
    assert {row.code: (row.decided, row.approved) for row in counted} == {
        code: (len(approved), sum(approved)) for code, approved in groups.items()
    }
    assert counted[-1].label == "Not known"


@pytest.fixture
def many():
    """Cases of one service, many at once."""
    version = ApplicationFormFactory().current
    same = {"service": version.form.offering, "form_version": version, "decided_by": UserFactory()}

    def make(count, **facts):
        return ApplicationFactory.create_batch(count, **same, **facts)

    return make


@pytest.fixture
def decided(many):
    def make(code, approved, refused):
        region = RegionFactory(code=code)
        many(approved, approved=True, applicant_region=region)
        many(refused, rejected=True, applicant_region=region)

    return make


def test_approval_when_a_region_has_fewer_than_five_then_neither_it_nor_what_gives_it_away_is_shown(decided):
    decided("IX", 2, 1)
    decided("X", 0, 6)
    decided("XII", 5, 7)

    shown = {row.code: (row.decided, row.approved) for row in figures.approval_by_region(ALL.all())}

    assert shown == {"IX": (None, None), "X": (None, None), "XII": (12, None)}


def test_approval_when_few_of_many_were_refused_then_only_the_share_is_hidden_with_one_beside_it(decided):
    decided("IX", 9, 2)
    decided("X", 8, 8)
    decided("XII", 20, 20)

    shown = {row.code: (row.decided, row.approved) for row in figures.approval_by_region(ALL.all())}

    assert shown == {"IX": (11, None), "X": (16, None), "XII": (40, 20)}


def test_refusals_when_compared_with_a_loop_then_are_the_same_the_most_frequent_first(sample):
    counted = figures.refusals(ALL.all())

    looped = Counter(row.refusal_reason.name for row in sample if row.refusal_reason)
    assert [(row.reason, row.n) for row in counted] == sorted(looped.items(), key=lambda one: (-one[1], one[0]))


def test_refusals_when_a_reason_was_given_to_fewer_than_five_then_it_cannot_be_computed(many):
    for name, times in (("funds", 9), ("papers", 6), ("twice", 2)):
        many(times, rejected=True, refusal_reason=RefusalReasonFactory(code=name, name=name))

    counted = {row.reason: row.n for row in figures.refusals(ALL.all())}

    assert counted == {"funds": 9, "papers": None, "twice": None}


# ---- What people say and look for ------------------------------------------------------------------------------------


def test_satisfaction_when_five_answered_then_is_shown_and_below_it_is_not():
    often, seldom = (OfferingFactory(published=True, offering_mao=OrganizationFactory(acronym=name)) for name in "AB")
    form = ApplicationFormFactory(offering=often)
    for score in (1, 2, 4, 5, 5):
        case = ApplicationFactory(completed=True, service=often, form_version=form.current)
        SatisfactionFactory(application=case, score=score)
    SatisfactionFactory.create_batch(
        4, application__completed=True, application__service=seldom, application__form_version=form.current
    )

    shown = {row.office: (row.answers, row.mean) for row in figures.satisfaction(ALL.all())}

    assert shown == {"A": (5, Decimal("3.4")), "B": (None, None)}


def test_demand_when_searches_failed_and_people_were_refused_then_both_stand_by_region(sample):
    SearchLogFactory.create_batch(6, index=SERVICES.name, region="IX", results=0)
    SearchLogFactory.create_batch(3, index=SERVICES.name, region="X", results=5, is_close=False)
    SearchLogFactory.create_batch(7, index=SERVICES.name, region="XII", results=5)

    counted = figures.demand(figures.approval_by_region(ALL.all()), SearchLog.objects.all())

    refused = Counter(row.applicant_region_id for row in sample if row.status == "rejected")
    by_label = {row.region: row for row in counted}
    searches = [
        by_label[region.label].searches
        for region in {r.applicant_region.code: r.applicant_region for r in sample if r.applicant_region}.values()
    ]
    assert sorted(searches, key=str) == [0, 6, None]
    assert {row.refused for row in counted} == set(refused.values())


def test_demand_when_a_share_is_hidden_then_the_refused_of_that_region_are_too(decided):
    decided("IX", 9, 2)
    decided("X", 8, 8)

    counted = figures.demand(figures.approval_by_region(ALL.all()), SearchLog.objects.all())

    assert [row.refused for row in counted] == [None, None]


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(0, 0, None), (1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (5, 5, 100)]
)
def test_percent_when_computed_then_rounds_halves_up_and_nothing_of_nothing_is_unknown(part, whole, share):
    assert figures.percent(part, whole) == share


# ---- Ten thousand ----------------------------------------------------------------------------------------------------


def all_figures():
    rows = ALL.all()
    return [
        figures.by_state(rows), figures.by_channel(rows), figures.by_month(rows), figures.speed(rows),
        figures.on_time(rows), figures.approval_by_region(rows), figures.approval_by_sex(rows), figures.refusals(rows),
        figures.satisfaction(rows), figures.demand(figures.approval_by_region(rows), SearchLog.objects.all()),
    ]  # fmt: skip


def test_figures_when_cases_grow_to_ten_thousand_then_queries_stay_the_same(sample):
    with CaptureQueriesContext(connection) as few:
        all_figures()
    ServiceApplication.objects.all().delete()
    regions = {row.applicant_region for row in sample if row.applicant_region}
    version = FormVersion.objects.first()
    assert PrivacyNotice.objects.exists()
    many = [
        ServiceApplication(**{**_facts(row), "reference": f"M{number:07}", "form_version": version})
        for number, row in enumerate(sample * 25)
    ]
    ServiceApplication.objects.bulk_create(many, batch_size=2000)

    with CaptureQueriesContext(connection) as captured:
        all_figures()

    assert len(regions) == 3
    assert ServiceApplication.objects.count() == 10_000
    assert len(captured) == len(few) <= 16


def _facts(row):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.fields
        if field.name not in ("id", "form_version", "reference")
    }
