"""What many tests begin with, made once in a process and then put back as rows.

Making it means hundreds of queries (a page of Wagtail's alone needs thirty, with its indexes); putting the same rows
back, keys and indexes and all, is one. The rows are exactly those that making them left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

KEYS = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey)),
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname
"""


@dataclass(frozen=True)
class Table:
    name: str
    key: list[str]
    columns: list[str]  # those that are written

    @property
    def key_as_text(self) -> sql.Composed:
        return sql.SQL("ROW({})::text").format(sql.SQL(", ").join(map(sql.Identifier, self.key)))


@dataclass(frozen=True)
class KeptRows:
    found: str  # counts the rows to change or delete that are as they were, and the rows to add that are there already
    changed: int
    written: str
    rows: dict[str, int]  # how many are written, by table

    def put_back(self) -> bool:
        """Whether they could be: not where the test itself wrote before what making them writes."""
        with connection.cursor() as cursor:
            cursor.execute(self.found)
            if cursor.fetchone() != (self.changed, 0):
                return False
            cursor.execute(self.written)
        return True


def rows_of(make: Callable[[], object]) -> KeptRows:
    """What ``make`` leaves behind in the database, which is then as before again."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        tables = [Table(*row) for row in cursor.fetchall()]
    with transaction.atomic(), connection.cursor() as cursor:
        connection.atomic_blocks[-1]._from_testcase = True  # so that what waits for the commit runs
        cursor.execute("SELECT pg_current_xact_id()::xid::text::bigint")
        [(began,)] = cursor.fetchall()
        make()
        after = _rows(tables, written_since=began)
        transaction.set_rollback(True)
    before = _rows(tables, written_since=0)
    found, written, changed, rows = [], [], 0, {}
    for table in tables:
        was, (there, written_rows) = before[table.name][1], after[table.name]
        made = {key: row for key, row in written_rows.items() if was.get(key) != row}
        gone = was.keys() - there
        if not made and not gone:
            continue
        old = {key: was[key] for key in was.keys() & (gone | made.keys())}
        changed += len(old)
        rows[table.name] = len(made)
        found.append(_count(table, list(old.values()), list(made.keys() - old.keys())))
        if old:
            written.append(_delete(table, list(old)))
        if made:
            written.append(_insert(table, list(made.values())))
    counts = sql.SQL("SELECT sum(old)::int, sum(new)::int FROM ({}) counts").format(sql.SQL(" UNION ALL ").join(found))
    return KeptRows(_text(counts), changed, _text(sql.SQL("; ").join(written)), rows)


def _rows(tables: list[Table], *, written_since: int) -> dict[str, tuple[set[str], dict[str, str]]]:
    """By table: all keys, and the rows that were written since then, by key."""
    one = "SELECT {name}, {key}, CASE WHEN t.xmin::text::bigint >= {since} THEN t::text END FROM {table} t"
    parts = [
        sql.SQL(one).format(
            name=sql.Literal(table.name),
            key=table.key_as_text,
            since=sql.Literal(written_since),
            table=sql.Identifier(table.name),
        )
        for table in tables
    ]
    rows: dict[str, tuple[set[str], dict[str, str]]] = {table.name: (set(), {}) for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        for name, key, row in cursor.fetchall():
            rows[name][0].add(key)
            if row is not None:
                rows[name][1][key] = row
    return rows


def _count(table: Table, old: list[str], new: list[str]) -> sql.Composed:
    return sql.SQL(
        "SELECT count(*) FILTER (WHERE t::text = ANY ({old}::text[])) old,"
        " count(*) FILTER (WHERE {key} = ANY ({new}::text[])) new FROM {table} t"
    ).format(table=sql.Identifier(table.name), key=table.key_as_text, old=sql.Literal(old), new=sql.Literal(new))


def _delete(table: Table, keys: list[str]) -> sql.Composed:
    return sql.SQL("DELETE FROM {table} WHERE {key} = ANY ({keys})").format(
        table=sql.Identifier(table.name), key=table.key_as_text, keys=sql.Literal(keys)
    )


def _insert(table: Table, rows: list[str]) -> sql.Composed:
    return sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM unnest({rows}::{table}[])").format(
        table=sql.Identifier(table.name),
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        rows=sql.Literal(rows),
    )


def _text(sentence: sql.Composed) -> str:
    """Written out once, so that a test sends one text with nothing to put in."""
    return sentence.as_string(connection.connection)
