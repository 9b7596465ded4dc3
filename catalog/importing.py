"""Services from a file that somebody prepared: JSON in the format of ``catalog/data``, XLSX or CSV as exported.

Every row becomes a draft: a new service with its first revision, or a new draft on a service that is there already,
found by its import key or its ID. What the public reads does not change before OOBC publishes. All or nothing; a dry
run is the real run, undone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator, validate_slug
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.importing import (
    BadCell,
    ImportColumn,
    ImportRow,
    Report,
    Sheet,
    all_or_nothing,
    choice,
    day,
    decimal,
    integer,
    listed,
    read_sheet,
    text,
    yes_no,
)
from portal.core.tables import XLSX_LONGEST_TEXT
from portal.core.text import fold
from portal.organizations.scope import EVERYWHERE, Reach, reach_of

from .bulk import PLACES, create_all, draft_all, index_references
from .models import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .sheets import (
    BY_NAME,
    FIELDS,
    PART,
    RELATIONS,
    Content,
    Names,
    Paper,
    Plain,
    SheetField,
    blank_content,
    newest_content,
)
from .tables import KEY_COLUMNS, STATE_COLUMNS

AUDIT_ACTIONS = {
    "catalog.import_new": gettext_lazy("Imported from a file, row %(row)s"),
    "catalog.import_change": gettext_lazy("Changed by an import, row %(row)s"),
    "catalog.generate": gettext_lazy("Made as demonstration data"),
}
ALWAYS_FILLED = ("offering_mao", "title", "description", "category", "service_type")
IN_ORDER = {
    "catalog_offering_intake_order": ("opens_on", "closes_on"),
    "catalog_offering_amount_order": ("benefit_amount_min", "benefit_amount_max"),
    "catalog_offering_age_order": ("minimum_age", "maximum_age"),
    "catalog_offering_obc_within_total": ("obc_beneficiaries_to_date", "total_beneficiaries_to_date"),
}
"""The model's constraints on two values, asked here without a query for each: the first may not be above the second."""

ASKED_ELSEWHERE = {field.name for field in ServiceOffering._meta.fields if field.is_relation or field.primary_key}

Parser = Callable[[Any], Any]


def can_import(user: User) -> bool:
    """Whether somebody may open the import screen at all; each row is asked again."""
    return any(
        reach.everything or reach.organizations
        for reach in (reach_of(user, ServiceOffering, "add"), reach_of(user, ServiceOffering, "change"))
    )


def import_offerings(file: IO[bytes], *, by: User | None, dry_run: bool, publish: bool = False) -> Report:
    """Bring a file into the catalog; raises ``ImportRefused`` where the file as a whole cannot be read.

    ``by`` is the person it is done for, whose rights bind each row; None is the system itself. ``publish`` puts what is
    new or changed before the public at once: for the command and the loader only.
    """
    names = Names.read()
    ignored = [spelling for column in STATE_COLUMNS for spelling in (column.name, str(column.label))]
    sheet = read_sheet(file, import_columns(names), ignored=ignored, records_key="offerings")
    report = Report(errors=list(sheet.errors))
    with all_or_nothing(report, dry_run=dry_run):
        OfferingImport(names, by, report).run(sheet, publish=publish)
        report.errors.sort(key=lambda error: error.row)
    return report


@dataclass
class OfferingImport:
    """One run over one sheet: find each row's service, compare, check, and at the end write all that is new."""

    names: Names
    by: User | None
    report: Report
    new: list[ServiceOffering] = field(default_factory=list)
    drafts: list[tuple[ServiceOffering, Content]] = field(default_factory=list)
    audit: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def run(self, sheet: Sheet, *, publish: bool) -> None:
        stored = self._stored(sheet)
        taken: dict[Any, int] = {}
        for row in sheet.rows:
            is_known, offering = self._match(row, stored, taken)
            if is_known and row.errors:
                self._check_filled(row, self._after(row, offering))
            elif is_known:
                self._take(row, offering)
        if self.report.errors:
            return
        create_all(self.new, by=self.by, action="catalog.import_new", publish=publish, data=self.audit)
        draft_all(self.drafts, by=self.by, action="catalog.import_change", data=self.audit)
        transaction.on_commit(lambda: index_references(self.new))
        if publish:
            for offering, _content in self.drafts:
                offering.latest_revision.publish(user=self.by, skip_permission_checks=True)

    def _stored(self, sheet: Sheet) -> dict[Any, ServiceOffering]:
        """The services that the sheet names, by import key and by ID, locked, with all that a row's check needs."""
        keys = {row.values.get("id") for row in sheet.rows} - {None}
        ids = {row.values.get("service_id") for row in sheet.rows} - {None}
        rows = (
            ServiceOffering.objects.filter(Q(import_key__in=keys) | Q(pk__in=ids))
            .with_editorial_state()
            .prefetch_related(*RELATIONS)
            .select_for_update(of=("self",))
        )
        return {key: row for row in rows for key in (row.pk, row.import_key) if key}

    def _match(
        self, row: ImportRow, stored: dict[Any, ServiceOffering], taken: dict[Any, int]
    ) -> tuple[bool, ServiceOffering | None]:
        """Whether the row says which service it is, and that service; None stands for a new one."""
        key, number = row.values.get("id"), row.values.get("service_id")
        if any(error.column in KEY_LABELS.values() for error in row.errors):
            return False, None
        offering = stored.get(number or key)
        identity = offering.pk if offering else key
        if key is None and number is None:
            self._refuse(row, "id", "", _("This must be filled in: an import key makes a row known again."))
        elif number and offering is None:
            self._refuse(row, "service_id", number, _("No service has this ID."))
        elif number and offering and key and key != offering.import_key:
            self._refuse(row, "id", key, _("The service with this ID has another import key, or none."))
        elif identity in taken:
            message = _("Row %(row)d is the same service already.") % {"row": taken[identity]}
            self._refuse(row, "id" if key else "service_id", key or number, message)
        else:
            taken[identity] = row.number
            return True, offering
        return False, None

    def _take(self, row: ImportRow, offering: ServiceOffering | None) -> None:
        """Compare one row with what is there, and put it on the list of what is to be written."""
        old = newest_content(offering) if offering else blank_content()
        content = self._after(row, offering)
        named = [one for one in FIELDS if one.name in row.values]
        changed = [one for one in named if one.place.read(old) != one.place.read(content)]
        if not self._allowed(row, offering, content):
            return
        if offering and not changed:
            self.report.unchanged += 1
            return
        built = self._built(content)
        if not self._sound(row, offering, built, content, changed):
            return
        self.report.add(
            row.number,
            label=built.title,
            before={str(field.label): field.shown(old, self.names) for field in changed} if offering else None,
            after={str(field.label): field.shown(content, self.names) for field in changed},
        )
        if offering is None:
            built.import_key = row.values["id"]
            self.new.append(built)
            self.audit[built.pk] = {"row": row.number}
        else:
            self.drafts.append((offering, content))
            self.audit[offering.pk] = {"row": row.number, "fields": [field.name for field in changed]}

    def _after(self, row: ImportRow, offering: ServiceOffering | None) -> Content:
        """What the service would hold, as far as the row's cells can be read."""
        content = dict(newest_content(offering) if offering else blank_content())
        for one in FIELDS:
            if one.name in row.values:
                one.place.write(content, row.values[one.name])
        return content

    def _allowed(self, row: ImportRow, offering: ServiceOffering | None, content: Content) -> bool:
        """Both the office that has the service and the office it would get must be the person's own."""
        office = content["offering_mao"]
        reach = self._reach("add" if offering is None else "change")
        offices = {office} | ({offering.offering_mao_id} if offering else set())
        if office is None or reach.everything or offices <= reach.organizations:
            return True
        self._refuse(
            row, "offering_mao", self._quoted("offering_mao", content), _("You may not write services of this office.")
        )
        return False

    def _reach(self, action: str) -> Reach:
        return EVERYWHERE if self.by is None else reach_of(self.by, ServiceOffering, action)

    def _sound(
        self,
        row: ImportRow,
        offering: ServiceOffering | None,
        built: ServiceOffering,
        content: Content,
        changed: list[SheetField],
    ) -> bool:
        """Every rule of the model that needs more than one cell; without a query."""
        before = len(self.report.errors)
        if offering and (reason := self._held(offering)):
            self._refuse(row, "id", row.values.get("id") or "", reason)
        self._check_filled(row, content)
        self._check_in_use(row, content, {field.name for field in changed})
        for constraint, (low, high) in IN_ORDER.items():
            low_value, high_value = getattr(built, low), getattr(built, high)
            if low_value is not None and high_value is not None and low_value > high_value:
                self._refuse(row, high, self._quoted(high, content), CONSTRAINTS[constraint])
        if len(self.report.errors) == before:
            self._check_model(row, built, content)
        return len(self.report.errors) == before

    def _check_filled(self, row: ImportRow, content: Content) -> None:
        """Also asked of a row with an unreadable cell, so that one look at the file mends all of it."""
        unreadable = {error.column for error in row.errors}
        for name in ALWAYS_FILLED:
            if BY_NAME[name].place.read(content) is None and str(BY_NAME[name].label) not in unreadable:
                self._refuse(row, name, "", _("This must be filled in."))

    def _held(self, offering: ServiceOffering) -> str:
        """Why nobody's import may touch this service now, in a sentence; empty when it may."""
        if offering.workflow_in_progress:
            return _("This service is waiting for OOBC: it must be published or returned before it changes.")
        if offering.approved_schedule:
            return _("A version of this service is scheduled: cancel the schedule before it changes.")
        if offering.locked and (self.by is None or offering.locked_by_id != self.by.pk):
            return _("Somebody has locked this service.")
        return ""

    def _check_in_use(self, row: ImportRow, content: Content, changed: set[str]) -> None:
        for name, rows in (("offering_mao", self.names.offices), ("category", self.names.categories)):
            chosen = rows.get(content[name])
            if name in changed and chosen is not None and not chosen.is_active:
                self._refuse(row, name, self._quoted(name, content), _("This is no longer in use."))

    def _check_model(self, row: ImportRow, built: ServiceOffering, content: Content) -> None:
        try:
            built.clean_fields(exclude=ASKED_ELSEWHERE)
            built.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self._refuse(row, name, self._quoted(name, content), message)

    def _built(self, content: Content) -> ServiceOffering:
        """The service that this content describes, with its children, not saved."""
        places = {"geographic_coverage": self.names.regions, "provinces_covered": self.names.provinces}
        fields = {name: value for name, value in content.items() if name not in PLACES}
        offering = ServiceOffering.from_serializable_data(fields, check_fks=False)
        for relation, rows in places.items():
            setattr(offering, relation, [rows[key] for key in content[relation]])
        return offering

    def _quoted(self, name: str, content: Content) -> str:
        shown = BY_NAME[name].shown(content, self.names) if name in BY_NAME else None
        return "" if shown is None else str(shown)

    def _refuse(self, row: ImportRow, name: str, value: Any, message: str) -> None:
        label = KEY_LABELS.get(name) or (str(BY_NAME[name].label) if name in BY_NAME else "")
        self.report.refuse(row.number, column=label, value=value, message=message)


KEY_LABELS = {column.name: str(column.label) for column in KEY_COLUMNS}
CONSTRAINTS = {rule.name: str(rule.violation_error_message) for rule in ServiceOffering._meta.constraints}


# The columns.


def import_columns(names: Names) -> list[ImportColumn]:
    keys = {"id": import_key, "service_id": service_id}
    return [
        *(ImportColumn(column.name, column.label, keys[column.name]) for column in KEY_COLUMNS),
        *(ImportColumn(field.name, field.label, _parser(field.name, names)) for field in FIELDS),
    ]


def _parser(name: str, names: Names) -> Parser:
    rows: dict[str, Callable[[], Parser]] = {
        "offering_mao": lambda: _key_of(choice(_spellings(names.offices.values(), "acronym", "name", "__str__"))),
        "category": lambda: _key_of(choice(_spellings(names.categories.values(), "name", "code"))),
        "geographic_coverage": lambda: listed(_key_of(choice(_regions(names)))),
        "provinces_covered": lambda: listed(_key_of(choice(_spellings(names.provinces.values(), "name", "psgc")))),
        "document_rows": lambda: lines(paper),
        "sources": lambda: lines(address(_length(OfferingSource, "source_url"))),
        "website_url": lambda: address(_length(ServiceOffering, "website_url")),
        "apply_url": lambda: address(_length(ServiceOffering, "apply_url")),
        "contact_email": lambda: email,
        "contact_phone": lambda: phone,
        "facts_as_of": lambda: month,
    }
    if name in rows:
        return rows[name]()
    place = BY_NAME[name].place
    if isinstance(place, Plain):
        return _plain_parser(place.field)
    return whole_text(_length(OfferingTranslation, name.removesuffix("_fil")))


def _plain_parser(field: "models.Field[Any, Any]") -> Parser:
    if field.choices:
        return choice({spelling: value for value, label in field.flatchoices for spelling in (str(value), str(label))})
    if isinstance(field, models.BooleanField):
        return yes_no
    if isinstance(field, models.DateField):
        return day
    if isinstance(field, models.DecimalField):
        return decimal(places=field.decimal_places, digits=field.max_digits)
    if isinstance(field, models.PositiveSmallIntegerField):
        return integer(maximum=2**15 - 1)
    if isinstance(field, models.PositiveIntegerField):
        return integer()
    return whole_text(field.max_length)


def _length(model: type[models.Model], name: str) -> int | None:
    return model._meta.get_field(name).max_length  # type: ignore[union-attr]


def _spellings(rows: Any, *attributes: str) -> dict[str, Any]:
    """Every way to write each row. A name that two rows share means neither; their other spellings still do."""
    found: dict[str, Any] = {}
    shared = set()
    for row in rows:
        for attribute in attributes:
            value = getattr(row, attribute)
            spelling = str(value() if callable(value) else value)
            if found.setdefault(fold(spelling), (spelling, row))[1] is not row:
                shared.add(fold(spelling))
    return {spelling: row for key, (spelling, row) in found.items() if spelling and key not in shared}


def _regions(names: Names) -> dict[str, Any]:
    return {spelling: region for region in names.regions.values() for spelling in region.spellings}


def _key_of(parse: Parser) -> Parser:
    return lambda cell: parse(cell).pk


# Parsers of cells that only services have.


def whole_text(max_length: int | None) -> Parser:
    """Text with one kind of line end, refused where a spreadsheet has cut it."""
    parse = text(max_length=max_length)

    def parsed(cell: Any) -> str:
        value: str = parse(cell).replace("\r\n", "\n").replace("\r", "\n")
        if len(value) == XLSX_LONGEST_TEXT and value.endswith("…"):
            raise BadCell(_("The spreadsheet has cut this text, which is too long for a cell: leave the column out."))
        return value

    return parsed


def import_key(cell: Any) -> str:
    value = text(max_length=_length(ServiceOffering, "import_key"))(cell)
    try:
        validate_slug(value)
    except ValidationError:
        raise BadCell(_("Use only letters, digits, hyphens and underscores, without spaces.")) from None
    return value


def service_id(cell: Any) -> UUID:
    try:
        return UUID(text()(cell))
    except ValueError:
        raise BadCell(_("This is not a service ID: leave it as it was exported, or empty.")) from None


def address(max_length: int | None) -> Parser:
    def parse(cell: Any) -> str:
        value = text(max_length=max_length)(cell)
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError:
            raise BadCell(_("This is not a web address; write it like https://www.example.gov.ph/.")) from None
        return value

    return parse


def email(cell: Any) -> str:
    value = text(max_length=_length(ServiceOffering, "contact_email"))(cell)
    try:
        EmailValidator()(value)
    except ValidationError:
        raise BadCell(_("This is not an e-mail address; write it like desk@example.gov.ph.")) from None
    return value


def phone(cell: Any) -> str:
    """One or more numbers with what people write around them; what has fewer than three digits is no number."""
    value = text(max_length=_length(ServiceOffering, "contact_phone"))(cell)
    if len(re.findall(r"\d", value)) < 3:
        raise BadCell(_("This is not a phone number; write it like +63 64 421 1234."))
    return value


def month(cell: Any) -> str:
    """A year or a year and month; a spreadsheet may have made a date of it."""
    return f"{cell:%Y-%m}" if isinstance(cell, date) else text()(cell)


def lines(parse_line: Parser) -> Parser:
    """Several values in one cell, one a line; in JSON a list."""

    def parse(cell: Any) -> list[Any]:
        items = cell if isinstance(cell, list) else text()(cell).splitlines()
        return [parse_line(item) for item in items if str(item).strip()]

    return parse


def paper(cell: Any) -> Paper:
    """A required paper: ``name``, ``name :: note`` or ``name :: note :: optional``."""
    parts = [part.strip() for part in text()(cell).split(PART.strip())]
    name, note, optional = [*parts, "", ""][:3]
    longest = _length(RequiredDocument, "name") or 0
    if len(parts) > 3 or optional.lower() not in ("", "optional") or not name:
        raise BadCell(_("Write a paper like “Barangay certificate :: one copy :: optional”."))
    if max(len(name), len(note)) > longest:
        raise BadCell(_("A paper or its note is too long: at most %(max)d characters.") % {"max": longest})
    return Paper(name, note, bool(optional))
