"""How far the work on a file has come, told while its transaction is still open."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from portal.monitoring.models import ImportRun

TELL = f"UPDATE {ImportRun._meta.db_table} SET done = %s WHERE id = %s"  # noqa: S608 - a table's own name
WAIT = "SET statement_timeout = 2000"


class Progress:
    """Counts rows; a run in the background tells them by a connection of its own, as others see nothing before."""

    def __init__(self, run: ImportRun, *, is_told: bool) -> None:
        self.run = run
        self._session: Any = connections[DEFAULT_DB_ALIAS].copy() if is_told else None

    def reached(self, done: int) -> None:
        """Losing it loses a bar on a page, so nothing that goes wrong here stops the work."""
        if self._session is None:
            return
        with suppress(DatabaseError), self._session.cursor() as cursor:
            cursor.execute(WAIT)
            cursor.execute(TELL, [done, self.run.pk])

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


@contextmanager
def progress_of(run: ImportRun, *, is_told: bool) -> Iterator[Progress]:
    progress = Progress(run, is_told=is_told)
    try:
        yield progress
    finally:
        progress.close()
