"""A ministry's sheet of PPAs with money: what the import takes beside reading it and writing the same rows plainly.

Both ways read the same file, write the same rows into the same tables with the triggers on, and are undone; they take
turns. A spread is in seconds. And the list of PPAs as a workbook: how much memory it takes more than an idle process.
"""

import gc
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.monitoring.enums import ImportKind
from portal.monitoring.generated import generate
from portal.monitoring.importing import running
from portal.monitoring.importing.columns import Names, columns_of, parsers
from portal.monitoring.importing.progress import Progress
from portal.monitoring.importing.reading import lines_of, read_rows
from portal.monitoring.models import ImportedRow, ImportRun, MoneyLine, MonitoringEntry, PPAPlace, PPATag
from portal.organizations.models import Organization

from .ground import gather_statistics
from .measuring import Measurement, bench

SIZES = [int(size) for size in os.environ.get("BENCH_IMPORT", "1000,4000").split(",")]
EXPORTED = int(os.environ.get("BENCH_EXPORT", "100000"))
ROUNDS = 7
TIMES_BAR, MEMORY_BAR = 1.6, 48
BATCH = 1000
HEADER = [
    "Office", "Title", "Sector", "Kind of work", "Location", "Fiscal year", "Fund source", "PS", "MOOE", "CO", "Total",
    "Start date", "Completion", "Beneficiaries", "GAD",
]  # fmt: skip
TABLES: list[type[models.Model]] = [MonitoringEntry, PPAPlace, PPATag, MoneyLine, ImportedRow, ModelLogEntry]
"""What an import of new PPAs writes, in the order of their keys to each other."""


@bench
def ppa_import() -> Iterator[Measurement]:
    planner = User.objects.filter(is_active=True, groups__name=Role.OOBC_PLANNER).order_by("pk").first()
    if planner is None:
        raise LookupError("nobody imports PPAs")
    for size in SIZES:
        run = _run(size, planner)
        rows = _rows_of(run)
        whole, floor = partial(_import, run), partial(_plainly, run, rows)
        imports, plain = zip(*((_took(whole), _took(floor)) for _ in range(ROUNDS)), strict=True)
        times = round(min(imports) / min(plain), 2)
        spread = (round(min(imports), 2), round(max(imports), 2))
        written = sum(map(len, rows.values()))
        yield Measurement(f"ppa_import.{size}.times_plain", times, TIMES_BAR, written, spread=spread)
    _fill_up(EXPORTED)
    yield Measurement(f"ppa_export.{EXPORTED}.mebibytes", _memory_of_export(), MEMORY_BAR, EXPORTED)


# ---- The import ------------------------------------------------------------------------------------------------------


def _run(size: int, by: User) -> ImportRun:
    """A file with so many PPAs of three offices, read and ready."""
    offices = list(Organization.objects.active().maos().order_by("pk")[:3])
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(size):
            money = [None if n % 3 else 1000 + n, 250_000 + n, None if n % 2 else 1_000_000]
            total = sum(filter(None, money))
            row = [offices[n % 3].acronym, f"Bench {size}, project {n}", "Social Development", "Health",
                   "Region XII" if n % 2 else "Region IX", 2027, "Block Grant", *money, total, "2027-02-01",
                   "2027-11-30", 100 + n, 5000 if n % 4 == 0 else None]  # fmt: skip
            sheet.write_row(n + 1, 0, row)
    file = SimpleUploadedFile(f"bench-{size}.xlsx", content.getvalue())
    run = running.upload(file, kind=ImportKind.PPAS, office=None, by=by)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=by)
    return run


def _import(run: ImportRun) -> None:
    with transaction.atomic():
        assert run.file  # noqa: S101 - made a moment ago
        report = running.go_through(run, lines_of(run.file.open()), Progress(run, is_told=False))
        if report["problems"]:
            raise LookupError(f"the bench's own file has errors: {report['problems'][:3]}")
        transaction.set_rollback(True)


def _rows_of(run: ImportRun) -> dict[type[models.Model], list[dict[str, Any]]]:
    """What the import writes into each table, as values."""
    with transaction.atomic():
        last = {model: set(model._default_manager.order_by().values_list("pk", flat=True)) for model in TABLES}
        assert run.file  # noqa: S101 - made a moment ago
        running.go_through(run, lines_of(run.file.open()), Progress(run, is_told=False))
        found = {model: list(model._default_manager.exclude(pk__in=last[model]).values()) for model in TABLES}
        transaction.set_rollback(True)
    return found


# ---- The same rows, plainly ------------------------------------------------------------------------------------------


def _plainly(run: ImportRun, rows: dict[type[models.Model], list[dict[str, Any]]]) -> None:
    with transaction.atomic():
        _read(run)
        ppas = {row["id"]: uuid4() for row in rows[MonitoringEntry]}
        lines: dict[Any, Any] = {}
        for model in TABLES:
            made = [_copy(model, row, ppas, lines) for row in rows[model]]
            for start in range(0, len(made), BATCH):
                model._default_manager.bulk_create(made[start : start + BATCH])
            if model is MoneyLine:
                lines = {row["id"]: line.pk for row, line in zip(rows[model], made, strict=True)}
        transaction.set_rollback(True)


def _read(run: ImportRun) -> None:
    columns = {column.name: column for column in columns_of(run.kind)}
    chosen = {int(place): columns[name] for place, name in run.chosen["columns"].items()}
    assert run.file  # noqa: S101 - made a moment ago
    read_rows(lines_of(run.file.open()), running.header_of(run), chosen, parsers(run.kind, Names(run.office)))


def _copy(model: type[models.Model], row: dict[str, Any], ppas: dict[Any, Any], lines: dict[Any, Any]) -> models.Model:
    values = dict(row)
    if model is MonitoringEntry:
        values["id"] = ppas[row["id"]]
    else:
        del values["id"]
    if row.get("ppa_id"):
        values["ppa_id"] = ppas[row["ppa_id"]]
    if row.get("line_id"):
        values["line_id"] = lines[row["line_id"]]
    if model is ModelLogEntry:
        values["uuid"] = uuid4()
    return model(**values)


def _took(act: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


# ---- The export ------------------------------------------------------------------------------------------------------

CLONE = """
INSERT INTO monitoring_monitoringentry (id, {columns})
SELECT md5(p.id::text || n)::uuid, {values} FROM monitoring_monitoringentry p, generate_series(1, %s) n
WHERE p.parent_id IS NULL ON CONFLICT DO NOTHING
"""
CLONE_PLACES = """
INSERT INTO monitoring_ppaplace (ppa_id, {columns})
SELECT md5(p.ppa_id::text || n)::uuid, {columns} FROM monitoring_ppaplace p
JOIN monitoring_monitoringentry e ON e.id = p.ppa_id AND e.parent_id IS NULL, generate_series(1, %s) n
ON CONFLICT DO NOTHING
"""


def _fill_up(count: int) -> None:
    """So many PPAs with their places: a thousand are invented, the others are copies of them."""
    generate(1000, seed=6)
    own = MonitoringEntry.objects.filter(parent=None).count()
    times = max(0, -(-(count - MonitoringEntry.objects.count()) // own))
    names = [str(field.column) for field in MonitoringEntry._meta.concrete_fields if field.column != "id"]
    values = ["'' AS loaded_from" if name == "loaded_from" else f"p.{name}" for name in names]
    unpublished = [  # what was loaded from an act was made by nobody: a copy of it is somebody's
        "COALESCE(p.created_by_id, (SELECT min(id) FROM accounts_user))" if name == "created_by_id"
        else "CASE WHEN p.loaded_from = '' THEN p.status ELSE 'draft' END" if name == "status" else value
        for name, value in zip(names, values, strict=True)
    ]  # fmt: skip
    places = [str(field.column) for field in PPAPlace._meta.concrete_fields if field.column not in ("id", "ppa_id")]
    with connection.cursor() as cursor:
        cursor.execute(CLONE.format(columns=", ".join(names), values=", ".join(unpublished)), [times])
        cursor.execute(CLONE_PLACES.format(columns=", ".join(places)), [times])
    gather_statistics()


EXPORT = """
import django, io, re
django.setup()
from portal.accounts.models import User
from portal.monitoring.desk.listing import PPAIndexView
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.tables import ppas_table
from portal.core.tables import write_xlsx

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])


def export(rows):
    import tempfile
    with tempfile.TemporaryFile() as file:
        write_xlsx(ppas_table(rows), file)

view = PPAIndexView()
view.is_export = True
rows = view.listed(MonitoringEntry.objects.order_by("-created_at", "pk"))
export(rows[:50])
open("/proc/self/clear_refs", "w").write("5")
idle = peak()
export(rows)
print((peak() - idle) / 1024)
"""


def _memory_of_export() -> float:
    """Mebibytes at the peak, above those of a process that has exported fifty rows."""
    done = subprocess.run([sys.executable, "-c", EXPORT], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LookupError(done.stderr[-500:])
    return round(float(done.stdout), 1)
