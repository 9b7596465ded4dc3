"""What time does to many rows: one that fails leaves the others done, and the failures are told at the end."""

from collections.abc import Callable, Iterable
from typing import Any


def each(rows: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Do it to each row; to how many it was done. An act that had nothing to do gives back False."""
    done, failures = 0, []
    for row in rows:
        try:
            done += act(row) is not False
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some rows are not done; the next run tries them again.", failures)
    return done
