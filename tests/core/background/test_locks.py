import pytest

from portal.core.background.locks import SessionLock, held_among, is_held

from .conftest import eventually

pytestmark = pytest.mark.django_db


@pytest.fixture
def lock():
    """Makes locks. The server frees one a moment after its session was closed: the next test begins after that."""
    made, names = [], set()

    def make(name):
        made.append(SessionLock(name))
        names.add(name)
        return made[-1]

    yield make
    for each in made:
        each.release()
    assert eventually(lambda: not held_among(names))


def test_lock_when_one_holds_it_then_a_second_does_not_get_it(lock):
    first, second, other = lock("clock"), lock("clock"), lock("door")

    assert (first.acquire(), second.acquire(), other.acquire()) == (True, False, True)


def test_lock_when_released_then_the_next_gets_it(lock):
    first, second = lock("clock"), lock("clock")
    first.acquire()

    first.release()

    assert eventually(second.acquire)


def test_is_held_when_somebody_holds_it_then_says_so(lock):
    held = lock("clock")

    before = is_held("clock")
    held.acquire()

    assert (before, is_held("clock"), held_among(["clock", "door"])) == (False, True, {"clock"})


@pytest.mark.parametrize("name", [f"worker:{number}" for number in range(8)])
def test_is_held_when_key_is_any_number_then_finds_it(lock, name):
    lock(name).acquire()

    assert is_held(name)


def test_lock_when_its_session_is_cut_then_is_not_alive(lock):
    held = lock("clock")
    held.acquire()

    held._session.connection.close()

    assert not held.is_alive()
    assert eventually(lambda: not is_held("clock"), seconds=5)


def test_lock_when_the_server_is_away_then_is_not_given(lock):
    waiting = lock("clock")
    waiting._session.settings_dict = {**waiting._session.settings_dict, "HOST": "/nowhere"}

    assert not waiting.acquire()
