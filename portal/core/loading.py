"""Loading reference rows from the project's files, again and again, beside administrators who edit them.

The rule, field by field:

- A row is known by its key (a code), which never changes. A missing row is created; no row is ever deleted.
- ``structure`` (which sector, which province) always follows the file.
- Any other field follows the file as long as nobody edited it: each row remembers what the file said last
  (``loaded``), and a field that no longer says so is the administrator's and stays.
- A row that an administrator made under the same key keeps all they filled in.

A room's loader is a function without arguments that yields one ``Loaded`` a table, listed in ``REFERENCE_LOADERS``;
``load_reference_data`` runs all of them in one transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from portal.core.models.reference import LoadedRow

Row = TypeVar("Row", bound=LoadedRow)


@dataclass(frozen=True)
class Loaded:
    """What happened to one table."""

    table: str
    rows: int
    created: int
    changed: int
    kept: int

    def __str__(self) -> str:
        kept = f", {self.kept} kept as edited" if self.kept else ""
        return f"{self.table}: {self.rows} ({self.created} new, {self.changed} changed{kept})"


def load_rows(
    model: type[Row], records: Iterable[Mapping[str, Any]], *, key: str = "code", structure: Iterable[str] = ()
) -> Loaded:
    """Bring the table up to the file's records (field name to value) under the rule above; two writes at most."""
    fixed = {key, *structure}
    rows = {getattr(row, key): row for row in model._default_manager.all()}
    new: list[Row] = []
    changed: list[Row] = []
    kept = 0
    for record in records:
        row = rows.get(record[key])
        free = {field: value for field, value in record.items() if field not in fixed}
        if row is None:
            new.append(model(**record, loaded=_plain(free)))
            continue
        edited = {field for field, value in free.items() if _is_edited(row, field, value)}
        kept += bool(edited)
        wanted = {field: value for field, value in record.items() if field not in edited}
        if row.loaded != _plain(free) or any(getattr(row, field) != value for field, value in wanted.items()):
            row.loaded = _plain(free)
            for field, value in wanted.items():
                setattr(row, field, value)
            changed.append(row)
    model._default_manager.bulk_create(new, batch_size=2000)
    _update(model, changed)
    return Loaded(str(model._meta.verbose_name_plural), len(rows) + len(new), len(new), len(changed), kept)


def _is_edited(row: LoadedRow, field: str, value: Any) -> bool:
    """Whether the field says neither what the file says now nor what it said last (nothing, if it never did)."""
    return _plain_value(getattr(row, field)) not in (_plain_value(value), row.loaded.get(field))


def _update(model: type[Row], rows: list[Row]) -> None:
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    for row in rows:
        for column in columns:
            column.pre_save(row, add=False)  # sort names and dates of change, which bulk_update leaves out
    if rows:
        model._default_manager.bulk_update(rows, [column.name for column in columns], batch_size=500)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: _plain_value(value) for field, value in values.items()}


def _plain_value(value: Any) -> Any:
    """The value as JSON keeps it, so that what was stored can be compared; empty text is nothing."""
    if value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
