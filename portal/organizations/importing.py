"""Organizations from a sheet: found by acronym, else by name and type; new ones added, the others changed."""

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.phonenumber import to_python

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.import_screens import ImportScreen
from portal.core.importing import (
    BadCell,
    ImportColumn,
    ImportRow,
    Report,
    all_or_nothing,
    choice,
    listed,
    read_sheet,
    text,
)
from portal.core.models import Sector
from portal.core.text import fold
from portal.geography.models import Region

from .actions import add_organization, change_organization
from .enums import MAOKind, OrganizationType, PartnershipLevel
from .models import Organization
from .permissions import can_keep
from .tables import EXPORTED_ONLY, ORGANIZATION_COLUMNS, write_example

REQUIRED = {"name", "organization_type"}

EMPTY: dict[str, Any] = {"parent": None, "region": None, "sectors": []}
"""What an empty cell means; for all other fields it is the empty text."""


def import_columns() -> list[ImportColumn]:
    labels = {column.name: column.label for column in ORGANIZATION_COLUMNS}
    sectors = {spelling: row for row in Sector.objects.all() for spelling in (row.code, row.name)}
    regions = {spelling: row for row in Region.objects.all() for spelling in (row.code, row.name)}
    parsers: dict[str, Any] = {
        "acronym": text(max_length=30),
        "name": text(max_length=255),
        "organization_type": choice(OrganizationType),
        "kind": choice(MAOKind),
        "parent": text(max_length=255),
        "partnership_level": choice(PartnershipLevel),
        "sectors": listed(choice(sectors)),
        "region": choice(regions),
        "description": text(),
        "mandate": text(),
        "address": text(),
        "contact_person": text(max_length=255),
        "contact_email": _email,
        "contact_phone": _phone,
        "website_url": _url,
    }
    return [ImportColumn(name, labels[name], parse, required=name in REQUIRED) for name, parse in parsers.items()]


def import_organizations(file: IO[bytes], *, by: User, dry_run: bool) -> Report:
    """Write every row of the file, or none; raises ImportRefused where the file cannot be read at all."""
    columns = import_columns()
    labels = [str(column.label) for column in ORGANIZATION_COLUMNS if column.name in EXPORTED_ONLY]
    sheet = read_sheet(file, columns, ignored=[*EXPORTED_ONLY, *labels])
    report = Report(errors=sheet.errors)
    with all_or_nothing(report, dry_run=dry_run):
        _Import(columns, report, by=by).write(sheet.rows)
    return report


IMPORT_SCREEN = ImportScreen(
    name="organizations_import",
    path="organizations/import/",
    title=gettext_lazy("Import organizations"),
    introduction=gettext_lazy(
        "An organization is known again by its acronym, else by its name and type. A column that is left out stays as "
        "it is; an empty cell empties the field. An exported list can be mended in Excel and imported here."
    ),
    run=lambda file, by, dry_run: import_organizations(file, by=by, dry_run=dry_run),
    may_import=can_keep,
    write_example=write_example,
    example_name="organizations-example.xlsx",
    done_url_name="organization_register:index",
)


class _Import:
    """One run. Parents come last, since an organization may be part of one that stands further down."""

    def __init__(self, columns: list[ImportColumn], report: Report, *, by: User) -> None:
        self.columns = columns
        self.report = report
        self.by = by
        self.seen: dict[int, int] = {}  # organization → row
        self.before: dict[int, dict[str, Any] | None] = {}  # row → values

    def write(self, rows: list[ImportRow]) -> None:
        written = [(row, organization) for row in rows if (organization := self._write(row))]
        for row, organization in written:
            self._set_parent(row, organization)
        for row, organization in written:
            organization = Organization.objects.get(pk=organization.pk)
            names = [column.name for column in self.columns if column.name in row.values]
            self.report.add(
                row.number,
                label=str(organization),
                before=self._labelled(self.before[row.number]),
                after=self._labelled(_values(organization, names)) or {},
            )

    def _write(self, row: ImportRow) -> Organization | None:
        if row.errors or not row.values.keys() >= REQUIRED:
            return None  # the sheet's errors say which cell or column
        present = _find(row.values)
        if present and present.pk in self.seen:
            self._refuse(
                row, "name", _("This organization stands in row %(row)d too.") % {"row": self.seen[present.pk]}
            )
            return None
        values = {name: _filled(name, value) for name, value in row.values.items() if name != "parent"}
        self.before[row.number] = _values(present, row.values) if present else None
        try:
            if present:
                organization = change_organization(present, by=self.by, values=values)
            else:
                organization = add_organization(by=self.by, values=values)
        except ActionRefused as refusal:
            self._refuse(row, "", str(refusal))
            return None
        except ValidationError as error:
            self.report.refuse_invalid(row.number, error, self.columns)
            return None
        self.seen[organization.pk] = row.number
        return organization

    def _set_parent(self, row: ImportRow, organization: Organization) -> None:
        if "parent" not in row.values:
            return
        named = row.values["parent"]
        parent = _named(named) if named else None
        if named and parent is None:
            self._refuse(row, "parent", _("No organization has this acronym or name."))
            return
        try:
            change_organization(organization, by=self.by, values={"parent": parent})
        except ActionRefused as refusal:
            self._refuse(row, "parent", str(refusal))

    def _refuse(self, row: ImportRow, column: str, message: str) -> None:
        labels = {known.name: str(known.label) for known in self.columns}
        self.report.refuse(row.number, column=labels.get(column, ""), value=row.values.get(column), message=message)

    def _labelled(self, values: dict[str, Any] | None) -> dict[str, Any] | None:
        """Under the columns' own labels, as the report shows them."""
        if values is None:
            return None
        labels = {column.name: str(column.label) for column in self.columns}
        return {labels[name]: value for name, value in values.items()}


def _find(values: dict[str, Any]) -> Organization | None:
    """By acronym; else by name and type, so that an organization can be given its acronym."""
    acronym = values.get("acronym")
    by_acronym = Organization.objects.called(acronym).first() if acronym else None
    return by_acronym or _by_name(values["name"]).filter(organization_type=values["organization_type"]).first()


def _named(text_: str) -> Organization | None:
    """The organization of this acronym, or of this name if only one has it."""
    found = Organization.objects.called(text_).first()
    if found:
        return found
    by_name = list(_by_name(text_)[:2])
    return by_name[0] if len(by_name) == 1 else None


def _by_name(name: str) -> Any:
    return Organization.objects.filter(sort_name=fold(name))


def _filled(name: str, value: Any) -> Any:
    return EMPTY.get(name, "") if value is None else value


def _values(organization: Organization, names: Any) -> dict[str, Any]:
    """These fields as the export writes them."""
    cells = {column.name: column for column in ORGANIZATION_COLUMNS}
    values = {name: cells[name].value_of(organization) or "" for name in names}
    return {name: " | ".join(value) if isinstance(value, list) else str(value) for name, value in values.items()}


def _email(cell: Any) -> str:
    value = text(max_length=254)(cell)
    try:
        validate_email(value)
    except ValidationError:
        raise BadCell(_("This is not an e-mail address.")) from None
    return value


def _url(cell: Any) -> str:
    value = text(max_length=200)(cell)
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise BadCell(_("This is not a web address; write it like https://example.gov.ph.")) from None
    return value


def _phone(cell: Any) -> Any:
    number = to_python(text(max_length=128)(cell))
    if not number or not number.is_valid():
        raise BadCell(_("This is not a telephone number; write it like +63 917 123 4567."))
    return number
