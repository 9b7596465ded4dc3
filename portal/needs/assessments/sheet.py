"""Needs of one assessment from a sheet: all rows or none, every error by row and column."""

from typing import IO, Any

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.importing import ImportColumn, ImportRefused, ImportRow, Report, all_or_nothing, read_sheet, text
from portal.needs.actions.recording import FoundNeed, NeedsRefused, identity, known_needs, record_needs
from portal.needs.models import Assessment, Need
from portal.needs.models.places import PLACES
from portal.needs.permissions import can_review_any

from .columns import LABELS, REQUIRED, found_need, in_words, need_columns
from .gazetteer import BadPlace, Gazetteer
from .tables import EXPORTED_ONLY, NEED_COLUMNS

MOST = 500
"""Rated one by one, so many are done well within the time of one request."""


def import_needs(assessment: Assessment, file: IO[bytes], *, by: User, dry_run: bool) -> Report:
    """Enter every need of the file, or none. A need that is there already with the same words is left as it is."""
    columns = need_columns(dict.fromkeys(PLACES, text(max_length=255)), may_rate=can_review_any(by))
    written_by_export = [column for column in NEED_COLUMNS if column.name in EXPORTED_ONLY]
    ignored = [spelling for column in written_by_export for spelling in (column.name, str(column.label))]
    sheet = read_sheet(file, columns, ignored=ignored)
    if len(sheet.rows) > MOST:
        raise ImportRefused(_("At most %(most)d needs can be entered at once: split the file.") % {"most": MOST})
    report = Report(errors=sheet.errors)
    with all_or_nothing(report, dry_run=dry_run):
        _Import(assessment, columns, report, by=by).write(sheet.rows)
    report.errors.sort(key=lambda error: error.row)
    return report


class _Import:
    def __init__(self, assessment: Assessment, columns: list[ImportColumn], report: Report, *, by: User) -> None:
        self.assessment, self.columns, self.report, self.by = assessment, columns, report, by
        self.gazetteer = Gazetteer(assessment)

    def write(self, rows: list[ImportRow]) -> None:
        known = known_needs(self.assessment)
        new: list[tuple[ImportRow, FoundNeed]] = []
        for row in rows:
            found = self._read(row)
            if found is None:
                continue
            present = known.get(identity(self.assessment, found))
            if present is None:
                new.append((row, found))
            else:
                self._compare(row, found, present)
        self._record(new)

    def _read(self, row: ImportRow) -> FoundNeed | None:
        """The need in this row; None where a cell is wrong, of which the report tells."""
        place = None
        try:
            place = self.gazetteer.named(row.values)
        except BadPlace as error:
            self._refuse(row, error.kind, str(error))
            return None
        if row.errors or not row.values.keys() >= set(REQUIRED):
            return None
        return found_need(row.values, place)

    def _compare(self, row: ImportRow, found: FoundNeed, present: Need) -> None:
        """The same file may be sent again with more rows; what differs is changed on the page of the need."""
        wanted = in_words(_as_need(found, present))
        kept = in_words(present)
        filled = {str(LABELS[name]) for name, value in row.values.items() if value is not None and name in LABELS}
        differing = [label for label in wanted if label in filled and wanted[label] != kept[label]]
        if differing:
            self._refuse(
                row,
                "title",
                _("This need is in the register already, with another entry for: %(fields)s. Change it on its page.")
                % {"fields": ", ".join(differing)},
            )
        else:
            self.report.unchanged += 1

    def _record(self, new: list[tuple[ImportRow, FoundNeed]]) -> None:
        try:
            needs = record_needs(self.assessment, [found for _row, found in new], by=self.by) if new else []
        except NeedsRefused as refusal:
            for complaint in refusal.complaints:
                row, _found = new[complaint.number]
                name = _smallest(row) if complaint.field == "place" else complaint.field
                self._refuse(row, name, complaint.message)
            return
        for (row, _found), need in zip(new, needs, strict=True):
            self.report.add(row.number, label=f"{need.title} · {need.place}", before=None, after=in_words(need))

    def _refuse(self, row: ImportRow, name: str, message: str) -> None:
        self.report.refuse(
            row.number, column=str(LABELS.get(name, "")), value=row.values.get(name) or "", message=message
        )


def _smallest(row: ImportRow) -> str:
    """The column that names the place most closely."""
    return next((kind for kind in PLACES if row.values.get(kind)), "")


def _as_need(found: FoundNeed, present: Need) -> Need:
    values: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("title", "description", "category", "affected_population", "estimated_cost", "geographic_scope")
    }
    rating = {name: value for name, value in vars(found.rating).items() if value not in (None, "")}
    places = {name: getattr(present, name) for name in PLACES}
    return Need(**values, evidence_sources=found.evidence_sources, **places, **rating)
