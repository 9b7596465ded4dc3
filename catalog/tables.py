"""The staff listing of services as a sheet, to read, to mend and to import again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tables import Column, Table, guarded

from .enums import ApplicationMode, OBCAccess, ServiceType, TransactionClass
from .models import ServiceOffering
from .sheets import FIELDS, RELATIONS, Content, Names, SheetField, newest_content, region_label

CHUNK = 500


@dataclass(frozen=True)
class SheetRow:
    offering: ServiceOffering
    content: Content
    names: Names


class SheetRows:
    """The newest text of each service, as editors see it, a chunk at a time."""

    def __init__(self, offerings: "QuerySet[ServiceOffering]") -> None:
        self.offerings = offerings

    def __iter__(self) -> Iterator[SheetRow]:
        names = Names.read()
        offerings = self.offerings
        if "has_schedule" not in offerings.query.annotations:
            offerings = offerings.with_editorial_state()  # type: ignore[attr-defined]
        for offering in offerings.prefetch_related(*RELATIONS).iterator(chunk_size=CHUNK):
            yield SheetRow(offering, newest_content(offering), names)


KEY_COLUMNS = [
    Column("id", gettext_lazy("Import key"), value="offering.import_key"),
    Column("service_id", gettext_lazy("Service ID"), value=lambda row: str(row.offering.pk)),
]


def _column(field: SheetField) -> Column:
    def shown(row: SheetRow) -> Any:
        return field.shown(row.content, row.names)

    return Column(field.name, field.label, value=shown, kind=field.kind, width=field.width)


FIELD_COLUMNS = [_column(field) for field in FIELDS]
# What the portal knows by itself: shown in an export, left aside by the importer.
STATE_COLUMNS = [
    Column("state", gettext_lazy("State"), value=lambda row: str(row.offering.status_string)),
    Column("last_checked_on", gettext_lazy("Last checked on"), value="offering.last_checked_on", kind="date"),
    Column("last_published_at", gettext_lazy("Last published"), value="offering.last_published_at", kind="datetime"),
    Column("page", gettext_lazy("Page"), value=lambda row: row.offering.full_url if row.offering.live else None),
]
COLUMNS = [*KEY_COLUMNS, *FIELD_COLUMNS, *STATE_COLUMNS]


def services_table(offerings: "QuerySet[ServiceOffering]") -> Table:
    """These services, chosen and sorted already, with their newest text: for ``csv_response`` and ``xlsx_response``."""
    return Table(COLUMNS, SheetRows(offerings), title=_("Services"))


def write_example(file: IO[bytes]) -> None:
    """An empty sheet for an office to fill: headers, one example row, and on a second sheet what may stand where."""
    names = Names.read()
    allowed = allowed_values(names)
    columns = [KEY_COLUMNS[0], *FIELD_COLUMNS]
    example = _example(allowed)
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(_("Services"))
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width or 24)
            sheet.write_string(0, index, str(column.label), header)
            sheet.write_string(1, index, guarded(example.get(column.name, "")), wrapped)
        sheet.freeze_panes(1, 0)
        guide = workbook.add_worksheet(_("Allowed values"))
        for index, (name, values) in enumerate(allowed.items()):
            guide.set_column(index, index, 32)
            guide.write_string(0, index, next(str(column.label) for column in columns if column.name == name), header)
            for number, value in enumerate(values, start=1):
                guide.write_string(number, index, guarded(value), wrapped)


def allowed_values(names: Names) -> dict[str, list[str]]:
    """For each column with a closed list, what may stand in it."""
    yes_no = [_("Yes"), _("No")]
    return {
        "offering_mao": sorted(office.short_name for office in names.offices.values() if office.is_active),
        "category": [category.name for category in names.categories.values() if category.is_active],
        "service_type": [str(label) for label in ServiceType.labels],
        "obc_access": [str(label) for label in OBCAccess.labels],
        "application_mode": [str(label) for label in ApplicationMode.labels],
        "transaction_class": [str(label) for label in TransactionClass.labels],
        "geographic_coverage": [region_label(region) for region in names.regions.values()],
        "provinces_covered": sorted(province.name for province in names.provinces.values()),
        "is_nationwide": yes_no,
        "is_active": yes_no,
    }


def _example(allowed: dict[str, list[str]]) -> dict[str, str]:
    first: dict[str, Any] = {name: values[0] for name, values in allowed.items() if values}
    return {
        "id": "office-school-supplies",
        "offering_mao": first.get("offering_mao", ""),
        "title": _("Example: School supplies for pupils (delete this row)"),
        "description": _("One bag with notebooks and pencils for each pupil, once a school year."),
        "category": first.get("category", ""),
        "service_type": str(ServiceType.OTHER.label),
        "obc_access": str(OBCAccess.UNKNOWN.label),
        "application_mode": str(ApplicationMode.OFFICE.label),
        "document_rows": "School ID\nReport card :: latest :: optional",
        "fees_description": _("Free"),
        "opens_on": "2027-05-01",
        "closes_on": "2027-05-31",
        "geographic_coverage": " | ".join(allowed["geographic_coverage"][:2]),
        "is_nationwide": "No",
        "is_active": "Yes",
    }
