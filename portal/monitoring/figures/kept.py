"""Figures that are counted once, and again only when something they read has changed.

``kept(totals, lines, as_of=day)`` says what ``totals(lines, as_of=day)`` says, at once where this process has counted
it before and nothing was written meanwhile. Figures themselves know nothing of it.

How it knows. Each statement that writes to a watched table leaves a mark in ``monitoring_mark``, by a trigger
(migration ``0006_marks_of_change``), in the same transaction: a random number above zero. The sum of the marks that one
sees is the *stamp*, and a value is kept under the stamp it was counted under.

Why no value is ever out of date:

- Marks become visible with what was written, at the commit and never before or after it, in every snapshot. So who sees
  the same marks sees the same rows, and who sees a change sees its mark. Marks are only added, and all are positive:
  a stamp that was left never comes back. Writers add rows of their own, and so never wait for each other.
- The stamp is read anew each time, from the database: a change that was committed is seen at once in every process.
- A value is kept only if the stamp is the same before and after counting. Then nothing was committed in between, and
  the value is that of exactly this stamp, although its statements ran one after the other. Else it is given and
  forgotten.
- Who has written without committing sees the own marks too: what is counted then is kept under a stamp that nobody else
  sees, unless it is committed and nothing else was; and then it is right.
- Two sums are equal by chance once in about 10¹⁵ pairs.
- ``fold`` puts one mark in place of many, their sum, in one statement: the stamp stays, and reading it stays cheap.

The key also holds the statement of the rows with all it is given, so that people with the same rights share a value and
others never do; the other arguments; and the day, because figures may count up to today. What reads a table that is not
watched is not kept, but counted each time. Where triggers were put aside, as when a backup is read in, processes are
started anew: values live in their memory.
"""

import dataclasses
import datetime
import hashlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

Given = ParamSpec("Given")
Value = TypeVar("Value")

KEPT_FOR = 60 * 60
"""Seconds: what nobody asks for again, or was counted under an earlier stamp, goes."""

MANY_MARKS = 500
PLAIN = (type(None), bool, int, str, Decimal, datetime.date, UUID)


def kept(figure: Callable[Given, Value], *args: Given.args, **kwargs: Given.kwargs) -> Value:
    """What the figure says now. It is a function of a module, over querysets and plain values."""
    if not inspect.isfunction(figure) or "<" in figure.__qualname__:
        raise TypeError(f"{figure!r} has no name of its own, by which its values could be told from others.")
    given = [_fresh(each) for each in args], {name: _fresh(each) for name, each in kwargs.items()}
    try:
        said = _said([f"{figure.__module__}.{figure.__qualname__}", *given, timezone.localdate()])
    except EmptyResultSet:  # no rows were chosen: there is nothing to count
        return _counted(figure, *given)
    before = stamp()
    key = hashlib.sha256(f"{before} {said}".encode()).hexdigest()
    found = caches["figures"].get(key)
    if found is not None:
        return found[0]
    with _tables_read() as tables:
        value = _counted(figure, *given)
    if tables <= watched() and stamp() == before:
        caches["figures"].set(key, (value,), KEPT_FOR)
    return value


def stamp() -> Decimal:
    """The sum of the marks that can be seen now; one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(SUM(mark), 0) FROM monitoring_mark")
        return cursor.fetchone()[0]


def fold() -> int:
    """One mark in place of all that are committed; how many there were. May run at any time, also twice at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM monitoring_mark RETURNING mark), "
            "one AS (INSERT INTO monitoring_mark SELECT SUM(mark) FROM gone HAVING COUNT(*) > 0) "
            "SELECT COUNT(*) FROM gone"
        )
        return cursor.fetchone()[0]


def many_marks() -> bool:
    """Whether reading the stamp becomes slower than it should be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) > %s FROM monitoring_mark", [MANY_MARKS])
        return cursor.fetchone()[0]


@cache
def watched() -> frozenset[str]:
    """The tables that leave marks, as the database knows them."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgname = 'leave_mark' AND t.tgenabled IN ('O', 'A')
                AND c.relnamespace = current_schema()::regnamespace
        """)
        return frozenset(name for (name,) in cursor.fetchall())


def _counted(figure: Callable[..., Value], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Value:
    value = figure(*args, **kwargs)
    if isinstance(value, QuerySet | Iterator):
        raise TypeError(f"{figure.__qualname__} gives rows that are still to be read, which cannot be kept.")
    return value


# ---- What a value depends on -----------------------------------------------------------------------------------------


def _fresh(given: Any) -> Any:
    """Rows that were read before the stamp would be older than it."""
    return given.all() if isinstance(given, QuerySet) else given


def _said(given: Any) -> str:
    """All that makes a value another one, as text."""
    if isinstance(given, QuerySet):
        sql, params = given.query.sql_with_params()
        return f"rows {sql} {params!r}"
    if isinstance(given, PLAIN):
        return f"{type(given).__name__} {given!r}"
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        return f"{type(given).__name__} {_said(vars(given))}"
    if isinstance(given, Mapping):
        return "{" + ", ".join(f"{_said(name)}: {_said(value)}" for name, value in given.items()) + "}"
    if isinstance(given, Set):
        return "{" + ", ".join(sorted(map(_said, given))) + "}"
    if isinstance(given, list | tuple):
        return "[" + ", ".join(map(_said, given)) + "]"
    raise TypeError(f"A {type(given).__name__} does not say all that a figure may read of it; give a queryset.")


@contextmanager
def _tables_read() -> Iterator[set[str]]:
    """The tables of ours that are named in what is asked inside."""
    found: set[str] = set()

    def ask(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.update(_tables() & set(re.findall(r"\w+", sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ask):
        yield found


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
