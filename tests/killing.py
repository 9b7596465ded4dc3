"""A process that is killed, as by ``kill -9``, before one of its statements; and that again for each of them.

An act is a function in a module of ``LOADED``: it fetches its rows by their keys and returns what is to be done.
Commits count as statements, and so does what comes after a commit, such as sending at once.

The process that is killed is forked from one that has done the same before and took it back, as a web process has, so
that a hundred of them take seconds.
"""

import gc
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import django
from django.apps import apps
from django.urls import reverse

if not apps.ready:  # in the process from which the others are forked
    django.setup()
    reverse("wagtailadmin_home")  # all that addresses lead to

from django.db import connection, transaction

LOADED = ["__main__", "tests.catalog.applying.dying", "tests.monitoring.dying"]
"""Add the module of a further act here: another one is found too, but each process would load it anew."""

MOST_STEPS = 300
SECONDS = 60

Act = Callable[..., Callable[[], object]]
State = TypeVar("State")


def killed_at_each_statement(
    act: Act, new: Callable[[], tuple[Any, ...]], state: Callable[..., State], *, reads: bool = True
) -> list[State]:
    """The state after each killing, and at last after the act came to its end.

    ``new`` makes the rows whose keys the act gets, ``state`` tells of them what must be there as a whole or not at all.
    While nothing has happened the same rows are tried again, so that each try is also one after a crash. Without
    ``reads`` it does not die before a SELECT, which leaves the same behind as dying before the statement after it.
    """
    about = new()
    before = state(*about)
    states = []
    with mortal(act, reads=reads) as do:
        for at in range(MOST_STEPS):
            is_whole = do(*(row.pk for row in about), at=at)
            states.append(state(*about))
            if is_whole:
                return states
            if states[-1] != before:
                about = new()
    raise AssertionError(f"It has more than {MOST_STEPS} statements.")


@contextmanager
def mortal(act: Act, *, reads: bool = True) -> Iterator[Callable[..., bool]]:
    """Call it with keys, and with ``at``, the statement before which it is killed; whether it came to its end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    here, there = context.Pipe()
    process = context.Process(target=_forks, args=(act, reads, there, connection.settings_dict["NAME"]))
    process.start()
    there.close()

    def do(*keys: Any, at: int) -> bool:
        here.send((keys, at))
        assert here.poll(SECONDS)
        code = here.recv()
        assert code in (0, -signal.SIGKILL)
        return bool(code == 0)

    try:
        yield do
    finally:
        here.close()
        process.join(SECONDS)


def _forks(act: Act, reads: bool, orders: Connection, database: str) -> None:
    """A process that forks one for each order."""
    connection.settings_dict["NAME"] = database
    is_first = True
    while True:
        try:
            keys, at = orders.recv()
        except EOFError:
            return
        if is_first:
            _rehearse(act, keys)
            is_first = False
        child = os.fork()
        if child == 0:
            _act(act, keys, at, reads)
        _, status = os.waitpid(child, 0)
        orders.send(os.waitstatus_to_exitcode(status))


def _rehearse(act: Act, keys: tuple[Any, ...]) -> None:
    """Templates are read and caches filled."""
    with transaction.atomic():
        act(*keys)()
        transaction.set_rollback(True)
    connection.close()
    gc.freeze()


def _act(act: Act, keys: tuple[Any, ...], at: int, reads: bool) -> None:
    try:
        do = act(*keys)
        _die_before(at, reads)
        do()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _die_before(at: int, reads: bool) -> None:
    """Count statements and commits from now on; none comes after the one with this number."""
    left, commit = iter(range(at)), connection.commit

    def step() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(run: Any, sql: str, *rest: Any) -> Any:
        if reads or not sql.lstrip("(").startswith("SELECT"):
            step()
        return run(sql, *rest)

    def counted_commit() -> None:
        step()
        commit()

    connection.execute_wrappers.append(execute)
    connection.commit = counted_commit  # type: ignore[method-assign]
