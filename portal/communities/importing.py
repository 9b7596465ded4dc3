"""Communities from a sheet: known again by name and barangay; new ones added, the others changed, figures added.

A row's figures are of the day in “As of”, or of a day of their own in “Women and girls, as of”. A figure that stands
there already needs no source, so an exported list can be mended and imported again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.import_screens import ImportScreen
from portal.core.importing import (
    ImportColumn,
    ImportRefused,
    ImportRow,
    Report,
    all_or_nothing,
    choice,
    day,
    integer,
    listed,
    read_sheet,
    text,
)
from portal.core.text import fold
from portal.geography.models import Barangay, Province
from portal.geography.names import called, near_names, plain_name, province_names

from .actions import add_community, change_community, record_figures
from .enums import Livelihood, Measure, PovertyBand, Proximity, Publicity, SettlementType, StatementSource
from .forms import MOST
from .models import CommunityFigure, EthnolinguisticGroup, OBCCommunity
from .permissions import can_keep
from .tables import EXAMPLE_ONLY, STATE_COLUMNS, TEXT_COLUMNS, as_of_label, write_example

PLACE = ("psgc", "barangay", "municipality", "province")
IGNORED = ("region", *(column.name for column in STATE_COLUMNS))
MOST_ROWS = 500
"""Written one by one with their figures, so many are done well within the time of one request."""

EMPTY: dict[str, Any] = {"groups": [], "primary_group": None, "livelihoods": []}
"""What an empty cell means; for all other fields it is the empty text."""


def import_columns() -> list[ImportColumn]:
    labels = {column.name: column.label for column in [*TEXT_COLUMNS, *EXAMPLE_ONLY]}
    groups = {spelling: row for row in EthnolinguisticGroup.objects.all() for spelling in (row.code, row.name)}
    parsers: dict[str, Any] = {
        "name": text(max_length=255),
        "psgc": text(max_length=10),
        "barangay": text(max_length=150),
        "municipality": text(max_length=150),
        "province": text(max_length=150),
        "publicity": choice(Publicity),
        "other_names": text(max_length=255),
        "settlement_type": choice(SettlementType),
        "proximity_to_barmm": choice(Proximity),
        "groups": listed(choice(groups)),
        "primary_group": choice(groups),
        "languages": text(max_length=255),
        "livelihoods": listed(choice(Livelihood)),
        "poverty_band": choice(PovertyBand),
        "history": text(max_length=4000),
        "as_of": day,
        "source": choice(StatementSource),
        "source_detail": text(max_length=200),
    }
    about = [ImportColumn(name, labels[name], parse, required=name == "name") for name, parse in parsers.items()]
    figures = [ImportColumn(measure.value, measure.label, integer(maximum=MOST)) for measure in Measure]
    days = [ImportColumn(f"{measure.value}_as_of", as_of_label(measure), day) for measure in Measure]
    return [*about, *figures, *days]


def import_communities(file: IO[bytes], *, by: User, dry_run: bool) -> Report:
    """Write every row of the file, or none; raises ImportRefused where the file cannot be read at all."""
    columns = import_columns()
    labels = [str(column.label) for column in [*TEXT_COLUMNS, *STATE_COLUMNS] if column.name in IGNORED]
    sheet = read_sheet(file, columns, ignored=[*IGNORED, *labels])
    if len(sheet.rows) > MOST_ROWS:
        raise ImportRefused(
            _("At most %(most)d communities can be imported at once: split the file.") % {"most": MOST_ROWS}
        )
    report = Report(errors=sheet.errors)
    with all_or_nothing(report, dry_run=dry_run):
        run = _Import(columns, report, by=by)
        for row in sheet.rows:
            run.write(row)
    report.errors.sort(key=lambda error: error.row)
    return report


IMPORT_SCREEN = ImportScreen(
    name="communities_import",
    path="communities/import/",
    title=gettext_lazy("Import communities"),
    introduction=gettext_lazy(
        "A community is known again by its name and barangay. The barangay is found by its PSGC, or by its name and "
        "that of its town. A column that is left out stays as it is; an empty figure is not known and changes nothing. "
        "Figures need a source and a day. An exported list can be mended in Excel and imported here."
    ),
    run=lambda file, by, dry_run: import_communities(file, by=by, dry_run=dry_run),
    may_import=can_keep,
    write_example=write_example,
    example_name="communities-example.xlsx",
    most_rows=MOST_ROWS,
    done_url_name="community_register:index",
)


class _Import:
    def __init__(self, columns: list[ImportColumn], report: Report, *, by: User) -> None:
        self.columns = columns
        self.labels = {column.name: str(column.label) for column in columns}
        self.report = report
        self.by = by
        self.places = _Places()
        self.seen: dict[tuple[int, str], int] = {}  # barangay and name → row

    def write(self, row: ImportRow) -> None:
        """Everything wrong with the row is said at once; it is written only if nothing is."""
        name, barangay = row.values.get("name"), self._barangay(row)
        if not name or barangay is None:
            return
        first = self.seen.setdefault((barangay.pk, fold(name)), row.number)
        if first != row.number:
            self._refuse(row, "name", _("This community stands in row %(row)d too.") % {"row": first})
            return
        present = OBCCommunity.objects.filter(barangay=barangay, sort_name=fold(name)).first()
        figures = self._figures(row, present)
        if figures is None or row.errors:
            return
        try:
            self._save(row, barangay, present, figures)
        except ActionRefused as refusal:
            self._refuse(row, "", str(refusal))
        except ValidationError as error:
            self.report.refuse_invalid(row.number, error, self.columns)

    def _save(
        self, row: ImportRow, barangay: Barangay, present: OBCCommunity | None, figures: dict[date, dict[Measure, int]]
    ) -> None:
        values = _values(row.values, present)
        before = self._in_words(present, values, figures) if present else None
        if present:
            community = change_community(present, by=self.by, name=row.values["name"], **values)
        else:
            community = add_community(name=row.values["name"], barangay=barangay, by=self.by, **values)
        for as_of, said in figures.items():
            source, detail = row.values["source"], row.values.get("source_detail") or ""
            record_figures(community, figures=said, source=source, source_detail=detail, as_of=as_of, by=self.by)
        after = self._in_words(community, values, figures)
        self.report.add(row.number, label=f"{community.name}, {barangay}", before=before, after=after)

    def _barangay(self, row: ImportRow) -> Barangay | None:
        wrong = {error.column for error in row.errors}
        if wrong & {self.labels[name] for name in PLACE}:
            return None  # the sheet's own errors say it
        try:
            return self.places.find(row.values)
        except _NotFound as lack:
            self._refuse(row, lack.column, str(lack))
            return None

    def _figures(self, row: ImportRow, present: OBCCommunity | None) -> dict[date, dict[Measure, int]] | None:
        """What the row counts, by its day, without what stands there already; None where a source or day lacks."""
        known, wrong = _known(present), {error.column for error in row.errors}
        figures: defaultdict[date, dict[Measure, int]] = defaultdict(dict)
        for measure in Measure:
            value = row.values.get(measure.value)
            if value is None:
                continue
            as_of = row.values.get(f"{measure.value}_as_of") or row.values.get("as_of")
            if as_of is None:
                if not wrong & {self.labels["as_of"], self.labels[f"{measure.value}_as_of"]}:
                    self._refuse(row, "as_of", _("Say of which day the figures are."))
                return None
            if known.get((measure.value, as_of)) != value:
                figures[as_of][measure] = value
        if figures and not row.values.get("source") and self.labels["source"] not in wrong:
            self._refuse(row, "source", _("Say where the figures come from."))
            return None
        return dict(figures)

    def _in_words(
        self, community: OBCCommunity, values: Mapping[str, Any], figures: Mapping[date, Mapping[Measure, int]]
    ) -> dict[str, Any]:
        """These fields as the export writes them, and these figures, as they stand now."""
        community = OBCCommunity.objects.with_place().with_groups().get(pk=community.pk)
        cells = {column.name: column for column in TEXT_COLUMNS}
        said = {self.labels[name]: _plain(cells[name].value_of(community)) for name in ("name", *values)}
        known = _known(community)
        for as_of, measures in figures.items():
            for measure in measures:
                said[f"{measure.label} ({as_of:%Y-%m-%d})"] = _plain(known.get((measure.value, as_of)))
        return said

    def _refuse(self, row: ImportRow, column: str, message: str) -> None:
        label = self.labels.get(column, "")
        self.report.refuse(row.number, column=label, value=row.values.get(column), message=message)


class _NotFound(Exception):
    """Why no barangay is found, and in which column that stands."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class _Places:
    """The barangays, by their code and by names that people write in several ways."""

    def find(self, values: Mapping[str, Any]) -> Barangay:
        """The barangay of a row; raises ``_NotFound``."""
        if psgc := values.get("psgc"):
            if found := self._by_psgc.get(psgc.zfill(10)):
                return found
            raise _NotFound("psgc", _("No barangay has this PSGC."))
        name, town = values.get("barangay"), values.get("municipality")
        if not name or not town:
            raise _NotFound("barangay", _("Give the PSGC of the barangay, or its name and that of its town."))
        barangays = self._of_town(town, values.get("province"))
        candidates = called(name, [row for row in barangays if plain_name(row.name) == plain_name(name)])
        if not candidates:
            raise _NotFound("barangay", _unknown(_("No barangay has this name in this town."), name, barangays))
        if len(candidates) > 1:
            raise _NotFound("barangay", _("Several barangays have this name: add the province, or give the PSGC."))
        return candidates[0]

    def _of_town(self, town: str, province: str | None) -> list[Barangay]:
        """The barangays of all towns of this name, in this province if one is named."""
        barangays = self._by_town.get(plain_name(town), [])
        if not barangays:
            towns = [rows[0].municipality for rows in self._by_town.values()]
            raise _NotFound("municipality", _unknown(_("The portal has no barangays of such a town."), town, towns))
        if not province:
            return barangays
        name = plain_name(province)
        inside = [row for row in barangays if name in province_names(row.municipality.province, self._outlines)]
        if not inside:
            place = barangays[0].municipality
            sentence = _("%(town)s lies in %(province)s.") % {"town": place, "province": place.province}
            raise _NotFound("province", sentence)
        return inside

    @cached_property
    def _all(self) -> list[Barangay]:
        return list(Barangay.objects.valid().select_related("municipality__province__region"))

    @cached_property
    def _outlines(self) -> dict[str, str]:
        return dict(Province.objects.values_list("psgc", "name"))

    @cached_property
    def _by_psgc(self) -> dict[str, Barangay]:
        return {row.psgc: row for row in self._all}

    @cached_property
    def _by_town(self) -> dict[str, list[Barangay]]:
        found: defaultdict[str, list[Barangay]] = defaultdict(list)
        for row in self._all:
            found[plain_name(row.municipality.name)].append(row)
        return dict(found)


def _unknown(sentence: str, name: str, places: Iterable[Any]) -> str:
    """The sentence, and which of the places somebody may have meant."""
    names = {plain_name(place.name): place.name for place in places}
    near = [names[plain] for plain in near_names(name, names)]
    return _("%(sentence)s Close: %(near)s.") % {"sentence": sentence, "near": "; ".join(near)} if near else sentence


def _values(cells: Mapping[str, Any], present: OBCCommunity | None) -> dict[str, Any]:
    """What the actions take of a row, without its place and figures."""
    names = [column.name for column in TEXT_COLUMNS if column.name not in ("name", "region", *PLACE)]
    values = {name: cells[name] if cells[name] is not None else EMPTY.get(name, "") for name in names if name in cells}
    if "publicity" in values and not values["publicity"]:
        del values["publicity"]  # there is no community without an answer to this
    if values.get("primary_group") and values["primary_group"] not in values.get("groups", []):
        known = [] if present is None else [row.group for row in present.group_rows.select_related("group")]
        values["groups"] = [*values.get("groups", known), values["primary_group"]]
    return values


def _known(community: OBCCommunity | None) -> dict[tuple[str, date], int]:
    rows = CommunityFigure.objects.filter(community=community).values_list("measure", "as_of", "value")
    return {(measure, as_of): value for measure, as_of, value in rows} if community else {}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(map(str, value))
    return "" if value is None else str(value)
