"""Proving the ledger: every hash is right, no event is missing, and the tables are what their events tell.

All hashes are taken anew here, by the statements below and not by the functions that wrote them.
"""

# ruff: noqa: S608  what stands in the statements are names of our own tables and columns

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from portal.monitoring.models import EVENTS, CeilingOverride, LedgerChain, LedgerEvent, MonitoringEntryFunding

OWN_TRIGGERS = ["ledger_append_only", "ledger_by_itself", "ledger_chain", "ledger_not_emptied"]
LIMIT = 1000
"""Findings of one kind that are named."""


@dataclass(frozen=True)
class Finding:
    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table}, {self.row}: {self.what}"


def verify() -> list[Finding]:
    """What is wrong. Reads one moment of the database, in a fixed number of statements."""
    is_alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL timezone TO 'UTC'")  # as when the hashes were taken
        return [*_tampered(cursor), *_broken(cursor), *_torn(cursor), *_not_replayed(cursor), *_unguarded(cursor)]


def _tampered(cursor: Any) -> Iterator[Finding]:
    """Events that are no longer what their hash was taken of."""
    for model in EVENTS:
        table = model._meta.db_table
        cursor.execute(f"""
            SELECT pgh_id FROM {table} e
            WHERE hash <> encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(e) - 'hash')::text, 'UTF8')), 'hex')
            ORDER BY pgh_id LIMIT {LIMIT}
        """)
        yield from (Finding(table, f"event {key}", "was changed") for (key,) in cursor.fetchall())


def _broken(cursor: Any) -> Iterator[Finding]:
    """Events that do not follow the one before them."""
    cursor.execute(f"""
        SELECT tab, pgh_id FROM (
            SELECT tab, pgh_id, position, previous_hash,
                   row_number() OVER w AS place, coalesce(lag(hash) OVER w, '') AS before
            FROM ({_all_events()}) e
            WINDOW w AS (PARTITION BY chain ORDER BY position, pgh_id)
        ) e
        WHERE position <> place OR previous_hash <> before
        ORDER BY tab, pgh_id LIMIT {LIMIT}
    """)
    what = "does not follow the one before it: one is missing, was added or was changed"
    yield from (Finding(table, f"event {key}", what) for table, key in cursor.fetchall())


def _torn(cursor: Any) -> Iterator[Finding]:
    """Chains whose end is not the last event."""
    table = LedgerChain._meta.db_table
    cursor.execute(f"""
        SELECT coalesce(c.id, e.chain) FROM {table} c
        FULL JOIN (
            SELECT DISTINCT ON (chain) chain, position, hash FROM ({_all_events()}) e ORDER BY chain, position DESC
        ) e ON e.chain = c.id
        WHERE (c.length, c.last_hash) IS DISTINCT FROM (e.position, e.hash)
        ORDER BY 1 LIMIT {LIMIT}
    """)
    yield from (Finding(table, str(key), "does not end with its last event") for (key,) in cursor.fetchall())


def _not_replayed(cursor: Any) -> Iterator[Finding]:
    """Rows that are not what their events tell."""
    for model in EVENTS:
        tracked = _tracked(model)._meta
        columns = _tracked_columns(model)
        then = ", ".join(f"e.{column}" for column in columns)
        now = ", ".join(f"t.{column}" for column in columns)
        cursor.execute(f"""
            SELECT coalesce(t.{tracked.pk.column}::text, e.pgh_obj_id::text), t.{tracked.pk.column} IS NULL,
                   e.pgh_id IS NULL OR e.pgh_label = 'delete'
            FROM {tracked.db_table} t
            FULL JOIN (
                SELECT DISTINCT ON (pgh_obj_id) * FROM {model._meta.db_table} ORDER BY pgh_obj_id, pgh_id DESC
            ) e ON e.pgh_obj_id = t.{tracked.pk.column}
            WHERE CASE WHEN e.pgh_label = 'delete' THEN t.{tracked.pk.column} IS NOT NULL
                       ELSE e.pgh_id IS NULL OR t.{tracked.pk.column} IS NULL
                            OR ({now}) IS DISTINCT FROM ({then}) END
            ORDER BY 1 LIMIT {LIMIT}
        """)
        for key, is_gone, has_no_event in cursor.fetchall():
            what = "is gone, and no event tells it" if is_gone else "is not what its events tell"
            what = "is there, and no event tells it" if has_no_event else what
            yield Finding(tracked.db_table, str(key), what)


def _unguarded(cursor: Any) -> Iterator[Finding]:
    """Triggers that are missing or put aside."""
    expected = set(_expected_triggers())
    cursor.execute("""
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace
    """)
    for table, name in sorted(expected - set(cursor.fetchall())):
        yield Finding(table, name, "this trigger does not guard it")


def _expected_triggers() -> Iterator[tuple[str, str]]:
    for model in EVENTS:
        yield from ((model._meta.db_table, name) for name in OWN_TRIGGERS)
        tracked = _tracked(model)._meta
        yield from ((tracked.db_table, each.get_pgid(tracked.model)) for each in tracked.triggers)
        yield tracked.db_table, "ledger_not_emptied"
    yield from ((each._meta.db_table, "ledger_append_only") for each in (MonitoringEntryFunding, CeilingOverride))
    yield from ((LedgerChain._meta.db_table, name) for name in ("ledger_by_itself", "ledger_not_emptied"))


def _all_events() -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}' AS tab, pgh_id, chain, position, previous_hash, hash FROM {table}"
        for table in (model._meta.db_table for model in EVENTS)
    )


def _tracked(model: type[LedgerEvent]) -> Any:
    return model.pgh_tracked_model


def _tracked_columns(model: type[LedgerEvent]) -> list[str]:
    own = {field.column for field in model._meta.local_fields}
    return [f'"{f.column}"' for f in _tracked(model)._meta.local_fields if f.column in own]
