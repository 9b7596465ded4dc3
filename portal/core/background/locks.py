"""Locks that a process holds for its life: PostgreSQL frees them when the process ends, however it ends.

Each is held by a connection of its own, which must be a session of the server: not one that a pooler such as
pgbouncer hands round between transactions.
"""

import hashlib
from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

HELD_HERE = """
SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class SessionLock:
    """A lock with a name, one holder at a time in a database."""

    def __init__(self, name: str) -> None:
        self.key = key_of(name)
        self._session = connections[DEFAULT_DB_ALIAS].copy()

    def acquire(self) -> bool:
        """Take the lock if it is free; whether we have it. A server that does not answer gives nothing."""
        try:
            with self._session.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [self.key])
                return bool(cursor.fetchone()[0])
        except DatabaseError:
            self.release()
            return False

    def is_alive(self) -> bool:
        """Whether the session that holds the lock still stands."""
        try:
            with self._session.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return False
        return True

    def release(self) -> None:
        self._session.close()


def key_of(name: str) -> int:
    """The number PostgreSQL knows the lock by."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def held_among(names: Iterable[str]) -> set[str]:
    """Those of these locks that some process holds now."""
    with connection.cursor() as cursor:
        cursor.execute(HELD_HERE)
        keys = {key for (key,) in cursor.fetchall()}
    return {name for name in names if key_of(name) in keys}


def is_held(name: str) -> bool:
    """Whether some process holds this lock now, such as ``"scheduler"``."""
    return bool(held_among([name]))
