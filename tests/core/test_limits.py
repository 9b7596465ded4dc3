"""Tries are counted in one place for all processes: never one too many, and nothing else makes a count disappear."""

import hashlib
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import limits
from portal.core.abuse import Guard
from portal.core.models import CountedTries
from tests.at_once import together
from tests.core.factories import CountedTriesFactory

pytestmark = pytest.mark.django_db

HOUR = 60 * 60
KEY = "a" * 64


def let_in(times, **limit):
    return [limits.count(KEY, **limit) is not None for _time in range(times)]


@pytest.fixture
def ask(rf):
    """A request of one address."""
    return lambda address="192.0.2.1": rf.post("/", REMOTE_ADDR=address)


# ---- Counting --------------------------------------------------------------------------------------------------------


def test_tries_when_over_the_amount_then_refused():
    assert let_in(5, amount=3, seconds=HOUR) == [True, True, True, False, False]


def test_tries_when_the_oldest_ceases_to_count_then_one_more_is_let_in(time_machine):
    start = timezone.now()
    for minute in (0, 20, 40):
        time_machine.move_to(start + timedelta(minutes=minute), tick=False)
        limits.count(KEY, amount=3, seconds=HOUR)

    time_machine.move_to(start + timedelta(minutes=61), tick=False)

    assert let_in(2, amount=3, seconds=HOUR) == [True, False]
    assert len(CountedTries.objects.get().times) == 3


def test_refused_try_when_repeated_then_does_not_lengthen_the_wait(time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    let_in(1, amount=1, seconds=HOUR)
    time_machine.move_to(start + timedelta(minutes=50), tick=False)
    let_in(3, amount=1, seconds=HOUR)

    wait = limits.seconds_to_wait(KEY, amount=1, seconds=HOUR)

    assert wait == 10 * 60


def test_wait_when_there_is_room_then_none():
    let_in(1, amount=2, seconds=HOUR)

    assert limits.seconds_to_wait(KEY, amount=2, seconds=HOUR) == 0
    assert limits.seconds_to_wait("b" * 64, amount=2, seconds=HOUR) == 0


def test_give_back_when_two_have_the_same_moment_then_one_still_counts(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    first, _second = (limits.count(KEY, amount=2, seconds=HOUR) for _time in range(2))

    first.give_back()

    assert let_in(2, amount=2, seconds=HOUR) == [True, False]


def test_give_back_when_the_row_is_gone_then_nothing_happens():
    one = limits.count(KEY, amount=1, seconds=HOUR)
    limits.forget(KEY)

    one.give_back()

    assert not CountedTries.objects.exists()


def test_counts_when_the_cache_is_emptied_then_stay():
    let_in(1, amount=1, seconds=HOUR)

    cache.clear()

    assert let_in(1, amount=1, seconds=HOUR) == [False]


def test_sweep_when_run_then_only_what_counts_no_more_goes():
    CountedTriesFactory(times=[timezone.now() - timedelta(minutes=61)])
    counting = CountedTriesFactory()

    limits.forget_ended()

    assert list(CountedTries.objects.all()) == [counting]


@pytest.mark.django_db(transaction=True)
def test_tries_when_many_connections_ask_at_once_then_never_more_than_the_amount():
    let_in_by = []

    def ask_often():
        for _time in range(10):
            let_in_by.extend(let_in(1, amount=15, seconds=HOUR))
            limits.forget_ended()

    together(*[ask_often] * 4)

    assert len(let_in_by) == 40
    assert sum(let_in_by) == 15
    assert len(CountedTries.objects.get().times) == 15


# ---- Guards ----------------------------------------------------------------------------------------------------------


def test_guard_when_one_address_is_over_its_limit_then_uses_up_nothing_of_the_subject(ask):
    guard = Guard("test.both", "2/h/ip,3/h/key")

    of_one = [guard.lets_in(ask(), "service") for _time in range(5)]
    of_another = [guard.lets_in(ask("192.0.2.2"), "service") for _time in range(2)]

    assert of_one == [True, True, False, False, False]
    assert of_another == [True, False]


def test_guard_when_a_try_is_given_back_then_counts_for_neither(ask):
    guard = Guard("test.both", "1/h/ip,1/h/key")

    for _time in range(3):
        guard.take(ask(), "service").rollback()

    assert guard.lets_in(ask(), "service")


def test_guards_when_named_differently_then_count_apart(ask):
    names = ("test.one", "test.other")

    assert [Guard(name, "1/h/key").lets_in(ask(), "service") for name in names] == [True, True]


def test_guard_when_it_counts_then_one_statement_for_each_limit(ask):
    guard = Guard("test.both", "2/h/ip,3/h/key")

    with CaptureQueriesContext(connection) as captured:
        guard.lets_in(ask(), "service")

    assert len(captured) == 2


def test_guard_when_it_counts_then_neither_address_nor_number_can_be_guessed_back(ask, settings):
    guard, number = Guard("test.both", "2/h/ip,3/h/key"), "+639171234567"
    guard.lets_in(ask(), number)
    kept = set(CountedTries.objects.values_list("key", flat=True))
    settings.SECRET_KEY = "another key altogether"
    guard.lets_in(ask(), number)

    assert CountedTries.objects.count() == 4
    for hidden in (number, "192.0.2.1"):
        assert hashlib.sha256(hidden.encode()).hexdigest() not in kept
        assert not [key for key in kept if hidden in key]
