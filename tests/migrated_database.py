"""A database with all migrations done, of which each test process takes a copy.

Doing them takes half a minute, copying a second. It stays on the server for the next run, as long as neither the code
nor an installed package changes; a copy is then brought up to date like any database, which finds nothing to do.
"""

import hashlib
from importlib.metadata import distributions
from unittest import mock

from django.db import connection
from django.db.backends.utils import CursorWrapper

from cms.embedded_database import ROOT

PACKAGES = ("cms", "catalog", "portal", "search")


def template() -> str:
    """The name of the database to copy; whoever asks first makes it, and the others wait."""
    kept = f"test_{connection.settings_dict['NAME'][:25]}_migrated_"
    name = kept + _fingerprint()[:16]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('migrated_database'))")  # until this connection is closed
        found = _databases(cursor, kept)
        if name not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            unfinished = f"{kept}unfinished"
            _make(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _databases(cursor: CursorWrapper, kept: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [kept])
    return [name for (name,) in cursor.fetchall()]


def _make(name: str) -> None:
    named_before = connection.settings_dict["NAME"]
    with mock.patch.dict(connection.settings_dict["TEST"], NAME=name):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    _leave_tables_alone()
    connection.close()
    connection.settings_dict["NAME"] = named_before


def _leave_tables_alone() -> None:
    """No vacuum on its own: between tests it finds tables empty, and the server believes so while the next one fills
    them, in a transaction that statistics cannot see. Then a question about forty thousand barangays takes minutes.
    """
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            table = connection.ops.quote_name(name)
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


def _fingerprint() -> str:
    """Of all that a migration may run or read."""
    seen = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                seen.update(f"{path.relative_to(ROOT)} {path.stat().st_size} ".encode())
                seen.update(path.read_bytes())
    seen.update(" ".join(sorted(f"{each.name}=={each.version}" for each in distributions())).encode())
    return seen.hexdigest()
