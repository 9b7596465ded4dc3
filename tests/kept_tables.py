"""All tables as they stood at one moment, for tests that really commit.

Django empties every table after such a test and fills some again, which takes seconds with as many tables as these.
Here a table is written only where it is no longer as it was. The copies lie in a schema of their own beside the tables.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.oid, c.relname
    ORDER BY c.relname
"""


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[str]  # those that are written
    is_guarded: bool  # by triggers of ours, which refuse to delete a row, or write others
    copy: sql.Identifier | None  # none of a table without rows

    def is_changed(self) -> sql.Composed:
        """A query for its name, if it is no longer as it was."""
        parts = {"name": sql.Literal(self.name), "table": sql.Identifier(self.name)}
        if self.copy is None:
            return sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})").format(**parts)
        return sql.SQL(
            "SELECT {name} WHERE EXISTS ((SELECT t::text FROM {table} t) EXCEPT ALL (SELECT t::text FROM {copy} t))"
            " OR EXISTS ((SELECT t::text FROM {copy} t) EXCEPT ALL (SELECT t::text FROM {table} t))"
        ).format(copy=self.copy, **parts)

    def emptied(self) -> sql.Composed:
        return sql.SQL("DELETE FROM {}").format(sql.Identifier(self.name))

    def unguarded(self, act: str) -> sql.Composed:
        return sql.SQL("ALTER TABLE {} " + act + " TRIGGER USER").format(sql.Identifier(self.name))

    def filled(self) -> sql.Composed:
        return sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {copy}").format(
            table=sql.Identifier(self.name),
            columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            copy=self.copy,
        )


class KeptTables:
    def __init__(self, schema: str) -> None:
        """Keep all tables as they are now, under a name of this moment's own."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TABLES)
            found = cursor.fetchall()
            is_filled = sql.SQL(" UNION ALL ").join(
                Table(name, columns, is_guarded, copy=None).is_changed() for name, columns, is_guarded in found
            )
            cursor.execute(is_filled.as_string(connection.connection))
            filled = {name for (name,) in cursor.fetchall()}
            self.tables = {
                name: Table(name, columns, is_guarded, sql.Identifier(schema, name) if name in filled else None)
                for name, columns, is_guarded in found
            }
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE; CREATE SCHEMA "{schema}"')
            for table in self.tables.values():
                if table.copy:
                    copied = sql.SQL("CREATE TABLE {} AS TABLE {}").format(table.copy, sql.Identifier(table.name))
                    cursor.execute(copied.as_string(connection.connection))
            changed = sql.SQL(" UNION ALL ").join(table.is_changed() for table in self.tables.values())
            self.changed = changed.as_string(connection.connection)

    def put_back(self) -> None:
        """In one transaction, at whose end the database checks that every row's references are there."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.changed)
            changed = [self.tables[name] for (name,) in cursor.fetchall()]
            guarded = [table for table in changed if table.is_guarded]
            # Triggers are put aside first and set up again last: in between there are checks that wait.
            steps = [table.unguarded("DISABLE") for table in guarded]
            steps += [table.emptied() for table in changed]
            steps += [table.filled() for table in changed if table.copy]
            if guarded:
                steps += [sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"), *[table.unguarded("ENABLE") for table in guarded]]
            if steps:
                cursor.execute(sql.SQL("; ").join(steps).as_string(connection.connection))
