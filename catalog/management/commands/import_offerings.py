from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.importing import import_offerings
from portal.core.importing import ImportRefused, Report, RowChange


class Command(BaseCommand):
    help = "Import services from a JSON, XLSX or CSV file as drafts. All or nothing; ends with code 1 on any error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would change.")
        parser.add_argument("--publish", action="store_true", help="Publish what is new or changed at once.")

    def handle(self, *args: Any, file: Path, dry_run: bool, publish: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                report = import_offerings(opened, by=None, dry_run=dry_run, publish=publish)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except ImportRefused as refusal:
            raise CommandError(f"{file.name}: {refusal}") from refusal
        self._tell(report, dry_run=dry_run)
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors. Nothing was imported.")

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for error in report.errors:
            held = f" (“{error.value}”)" if error.value else ""
            self.stderr.write(f"row {error.row}, {error.column or 'whole row'}{held}: {error.message}")
        if report.errors:
            return
        for row in report.created:
            self.stdout.write(f"row {row.row}, new: {row.label}")
        for row in report.changed:
            self._tell_change(row)
        done = "Would be" if dry_run else "Done:"
        counts = f"{len(report.created)} new, {len(report.changed)} changed, {report.unchanged} unchanged"
        self.stdout.write(f"{done} {counts}.")

    def _tell_change(self, row: RowChange) -> None:
        self.stdout.write(f"row {row.row}, changed: {row.label}")
        for change in row.fields:
            self.stdout.write(f"    {change.field}: {change.old_text} → {change.new_text}")
