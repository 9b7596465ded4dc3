"""A file on its way: uploaded → checked → imported → taken back. Each step is one transaction, or nothing.

The check is the import, undone. A long step is a task; a worker that is killed in it leaves nothing behind, and its
task, which is put on the queue again, begins anew. Two at once cannot be: the second waits, and finds that it is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.background.locks import key_of
from portal.core.background.queue import enqueue_once
from portal.core.importing import ImportRefused
from portal.core.kept_files import keep, kept_file, used_once
from portal.core.models import FundingSource
from portal.monitoring.actions.undoing_import import BuiltOn, undo
from portal.monitoring.enums import ImportKind, ImportMode, ImportState
from portal.monitoring.models import ImportMapping, ImportRun
from portal.monitoring.permissions import can_any
from portal.organizations.models import Organization

from .columns import Names, columns_of, parsers
from .flows import FlowImporter
from .importers import Importer
from .lines import LineImporter
from .ppas import PPAImporter
from .progress import Progress, progress_of
from .reading import Header, Lines, find_header, lines_of, offers, read_rows
from .report import has_work, report_of

PURPOSE = "monitoring_import"
BACKGROUND_FROM = 300
"""Files with more rows are worked on by a task; a smaller one is done while its page is asked for."""

ACTS = {ImportKind.PPAS: "add", ImportKind.LINES: "change", ImportKind.FLOWS: "pay"}
IMPORTERS: dict[str, type[Importer]] = {
    ImportKind.PPAS: PPAImporter,
    ImportKind.LINES: LineImporter,
    ImportKind.FLOWS: FlowImporter,
}
logger = structlog.get_logger(__name__)


class Outdated(ActionRefused):
    """What the import would do now is not what the page showed."""


def kinds_for(user: Any) -> list[ImportKind]:
    """What this person may import at all; each row is asked again."""
    return [kind for kind, act in ACTS.items() if can_any(user, act)]


def can_import(user: Any) -> bool:
    return any(can_any(user, act) for act in ACTS.values())


# ---- Steps -----------------------------------------------------------------------------------------------------------


def upload(file: Any, *, kind: ImportKind, office: Organization | None, by: User) -> ImportRun:
    """Keep the file, and find its header. Raises ``ImportRefused`` where it cannot be read."""
    if kind not in kinds_for(by):
        raise ActionRefused(_("Your role does not import these."))
    kept = keep(file, purpose=PURPOSE, by=by)
    try:
        lines = lines_of(kept.open())
    except ImportRefused:
        kept.delete()
        raise
    header = find_header(lines, columns_of(kind))
    return ImportRun.objects.create(
        kind=kind,
        office=office,
        file=kept,
        file_name=kept.name,
        header={"rows": header.rows, "cells": header.cells},
        total=sum(line[0] > header.last_row for line in lines),
        started_by=by,
    )


def header_of(run: ImportRun) -> Header:
    return Header(run.header["rows"], run.header["cells"])


def offered_columns(run: ImportRun) -> dict[int, str]:
    """By place: what was chosen for this file, or for one like it of this office, or what the headers say."""
    if run.chosen.get("columns"):
        return {int(place): name for place, name in run.chosen["columns"].items()}
    header = header_of(run)
    remembered = ImportMapping.objects.filter(kind=run.kind, shape=header.shape, office=run.office).first()
    return offers(header, columns_of(run.kind), remembered.columns if remembered else None)


def lines_of_run(run: ImportRun, *, by: User) -> Lines:
    return lines_of(kept_file(run.file_id, purpose=PURPOSE, by=by).open())


@transaction.atomic
def choose(run: ImportRun, *, columns: dict[int, str], for_all: dict[str, Any], by: User) -> None:
    """Which column is what, and what holds for all rows. It is remembered for the office and a header like this."""
    _check_is_free(run)
    run.chosen = {"columns": {str(place): name for place, name in columns.items()}, "all": for_all}
    run.report = {}
    run.save(update_fields=["chosen", "report"])
    ImportMapping.objects.update_or_create(
        office=run.office,
        kind=run.kind,
        shape=header_of(run).shape,
        defaults={"columns": run.chosen["columns"], "saved_by": by},
    )


def check(run: ImportRun) -> None:
    """See what it would do: now, or by a task if it is long."""
    _begin(run, ImportState.CHECKING, [ImportState.UPLOADED, ImportState.CHECKED])


def carry_out(run: ImportRun, *, mode: ImportMode, fingerprint: str) -> None:
    """Import what was shown: now, or by a task."""
    if run.report.get("fingerprint") != fingerprint:
        raise Outdated(_("The page showed another check. Look at this one, then confirm."))
    if run.report.get("problems") and mode == ImportMode.ALL:
        raise ActionRefused(_("There are errors: mend them in the file, or import the rows without errors alone."))
    if not has_work(run.report):
        raise ActionRefused(_("There is nothing to import."))
    _begin(run, ImportState.IMPORTING, [ImportState.CHECKED], mode=mode)


def take_back(run: ImportRun, *, reason: str, leave: bool, by: User) -> None:
    """Undo it: now, or by a task, which is given by whom and why in the report."""
    report = {**run.report, "undo": {"reason": reason, "leave": leave, "by": by.pk}}
    _begin(run, ImportState.UNDOING, [ImportState.IMPORTED], report=report)


def _begin(run: ImportRun, state: ImportState, allowed: list[ImportState], **values: Any) -> None:
    """Say what goes on, so that a second press begins nothing, then do it."""
    with transaction.atomic():
        begun = ImportRun.objects.filter(pk=run.pk, state__in=allowed).update(state=state, done=0, problem="", **values)
        if begun and run.total <= BACKGROUND_FROM:
            work(run.pk)
    run.refresh_from_db()
    if not begun:
        _check_is_free(run)
        raise ActionRefused(_("This was done already."))
    if run.total > BACKGROUND_FROM:
        enqueue_once(work_in_background, str(run.pk))
        run.refresh_from_db()


def _check_is_free(run: ImportRun) -> None:
    if run.is_working:
        raise ActionRefused(_("This file is being worked on. Wait a moment."))


# ---- The work --------------------------------------------------------------------------------------------------------


@task()
def work_in_background(key: str) -> None:
    work(key, is_told=True)


AFTER_FAILURE = {
    ImportState.CHECKING: ImportState.UPLOADED,
    ImportState.IMPORTING: ImportState.CHECKED,
    ImportState.UNDOING: ImportState.IMPORTED,
}


def work(key: Any, *, is_told: bool = False) -> None:
    """Do what the run's state says is to be done; nothing if it is done. What fails leaves everything as it was."""
    state = ImportRun.objects.values_list("state", flat=True).get(pk=key)
    problem = ""
    try:
        _work(key, is_told=is_told)
    except (ActionRefused, ImportRefused) as refusal:
        problem = str(refusal)
    except Exception:
        _fall_back(key, state, _("It stopped, and nothing of it was kept. Try it again, or ask the administrator."))
        raise
    if problem:
        _fall_back(key, state, problem)


def _fall_back(key: Any, state: str, problem: str) -> None:
    after = AFTER_FAILURE.get(ImportState(state))
    if after:
        ImportRun.objects.filter(pk=key, state=state).update(state=after, problem=problem[:500], done=0)


def _work(key: Any, *, is_told: bool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(f"import:{key}")])
        run = ImportRun.objects.select_related("office", "started_by", "file").get(pk=key)
        with progress_of(run, is_told=is_told) as progress:
            match run.state:
                case ImportState.CHECKING:
                    run.report = _check(run, progress)
                    run.state = ImportState.CHECKED
                case ImportState.IMPORTING:
                    _import(run, progress)
                case ImportState.UNDOING:
                    _undo(run)
                    return
                case _:
                    return
        run.save(update_fields=["report", "state", "imported_at", "problem"])
        logger.info("ppas_imported", run=str(run.pk), state=run.state, rows=run.total)


def _check(run: ImportRun, progress: Progress) -> dict[str, Any]:
    kept = kept_file(run.file_id, purpose=PURPOSE, by=run.started_by)
    with _undone():
        return go_through(run, lines_of(kept.open()), progress, is_check=True)


def _import(run: ImportRun, progress: Progress) -> None:
    """What was shown, and nothing else."""
    shown = run.report.get("fingerprint")
    try:
        with used_once(run.file_id, purpose=PURPOSE, by=run.started_by) as kept:
            run.imported_at = timezone.now()
            run.report = go_through(run, lines_of(kept.open()), progress)
            if run.report["fingerprint"] != shown:
                raise Outdated
    except Outdated:
        run.state, run.imported_at = ImportState.CHECKED, None
        run.problem = _(
            "Since the check somebody changed what this file is about. Nothing was imported: look again below."
        )
    else:
        run.state = ImportState.IMPORTED


def _undo(run: ImportRun) -> None:
    asked = run.report["undo"]
    by = User.objects.get(pk=asked["by"])
    try:
        left = undo(run, reason=asked["reason"], leave=asked["leave"], by=by)
    except BuiltOn as refusal:
        rows = refusal.rows
        run.report["undo"]["built"] = [[one.row.number, one.sentence] for one in rows]
        run.state = ImportState.IMPORTED
        ImportRun.objects.filter(pk=run.pk).update(report=run.report, state=run.state, problem=str(refusal))
        return
    run.report["undo"]["left"] = [[one.row.number, one.sentence] for one in left]
    ImportRun.objects.filter(pk=run.pk).update(report=run.report)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def go_through(run: ImportRun, lines: Lines, progress: Progress, *, is_check: bool = False) -> dict[str, Any]:
    """The one way through a file, for the check and for the import."""
    columns = {column.name: column for column in columns_of(run.kind)}
    chosen = {int(place): columns[name] for place, name in run.chosen.get("columns", {}).items() if name in columns}
    for_all = run.chosen.get("all", {})
    parse = parsers(run.kind, Names(run.office), unit=for_all.get("unit", 1))
    rows, totals = read_rows(lines, header_of(run), chosen, parse)
    run.chosen = {**run.chosen, "all": {**for_all, "source": _source_of(for_all)}}
    importer = IMPORTERS[run.kind](rows, run, by=run.started_by)
    importer.plan()
    half = len(rows) // 2
    progress.reached(half)
    steps = _Steps(progress, half, len(rows))
    importer.write(steps.more)
    if not is_check:
        importer.keep_notes()
    run.chosen = {**run.chosen, "all": for_all}
    return report_of(importer.done, rows, totals)


class _Steps:
    """From half of the rows on, what is written counts."""

    def __init__(self, progress: Progress, begin: int, end: int) -> None:
        self.progress, self.now, self.end = progress, begin, end

    def more(self, count: int) -> None:
        self.now = min(self.end, self.now + max(1, count // 2))
        self.progress.reached(self.now)


def _source_of(for_all: dict[str, Any]) -> FundingSource | None:
    code = for_all.get("funding_source")
    return FundingSource.objects.filter(code=code).first() if code else None
