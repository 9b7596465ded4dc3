"""Files beside an import: its errors, the workbook to fill in, and what is there as it can be imported again."""

from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_rowcol_to_cell

from portal.core.importing import MAX_ROWS
from portal.core.tables import LIST_SEPARATOR, Column, Table, guarded
from portal.monitoring.enums import ImportKind
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding, PPAPlace
from portal.needs.assessments.gazetteer import label_of
from portal.needs.querysets import PLACE_PATHS

from .columns import CLASSES, TAGS, Names, columns_of
from .reading import Problem

PROBLEM_COLUMNS = [
    Column("row", gettext_lazy("Row"), kind="number"),
    Column("cell", gettext_lazy("Cell")),
    Column("column", gettext_lazy("Column")),
    Column("value", gettext_lazy("What it holds")),
    Column("message", gettext_lazy("What is wrong"), width=60),
]


def problems_table(problems: list[Problem]) -> Table:
    return Table(PROBLEM_COLUMNS, problems, title=_("Errors"))


# ---- What is there, to be mended and imported again ------------------------------------------------------------------

KINDS: dict[str, Any] = {"money": ("amount", "total", *CLASSES, *TAGS), "date": ("planned_start", "planned_end", "on")}
COUNTS = ("target_beneficiaries", "target_obc", "obc_budget_share")


def _kind(name: str) -> Any:
    if name in COUNTS:
        return "number"
    return next((kind for kind, names in KINDS.items() if name in names), "text")


def export_table(kind: str, rows: Any) -> Table:
    """Rows of this kind under the headers that the import knows. ``rows`` are PPAs, money lines or flows."""
    values = {ImportKind.PPAS: _ppa_value, ImportKind.LINES: _line_value, ImportKind.FLOWS: _flow_value}[
        ImportKind(kind)
    ]
    left_out = _LEFT_OUT[kind]
    columns = [
        Column(column.name, column.label, value=values(column.name), kind=_kind(column.name))
        for column in columns_of(kind)
        if column.name not in left_out
    ]
    return Table(columns, rows, title=ImportKind(kind).label)


_LEFT_OUT: dict[str, tuple[str, ...]] = {
    ImportKind.PPAS: ("reference", "fiscal_year", "funding_source", "source_name", "expense_class", "amount", "total",
                      *CLASSES),
    ImportKind.LINES: ("reference",),
    ImportKind.FLOWS: ("reference",),
}  # fmt: skip


def rows_to_export(kind: str, ppas: Any) -> Any:
    """The rows of this kind under these PPAs, with all that their columns need, in a number of queries that stays."""
    if kind == ImportKind.PPAS:
        places = PPAPlace.objects.select_related(*PLACE_PATHS.values())
        rows = ppas.select_related("lead_organization", "sector", "parent")
        return rows.prefetch_related(Prefetch("places", places), "tags", "partner_organizations", "goals").order_by(
            "lead_organization__sort_name", "sort_title", "pk"
        )
    keys = ppas.order_by().values("pk")
    if kind == ImportKind.LINES:
        lines = MoneyLine.objects.filter(ppa__in=keys).select_related("ppa__lead_organization", "source")
        return lines.order_by("ppa__lead_organization__sort_name", "ppa__sort_title", "fiscal_year", "pk")
    flows = MonitoringEntryFunding.objects.filter(line__ppa__in=keys, reverses=None, reversal=None)
    flows = flows.select_related("line__ppa__lead_organization", "line__source")
    return flows.order_by("line__ppa__lead_organization__sort_name", "line__ppa__sort_title", "on", "pk")


PPA_PATHS = {"id": "pk", "office": "lead_organization.short_name", "parent": "parent.title", "sector": "sector.name"}
ENUM_FIELDS = {"category", "intervention_type", "priority", "cost_structure"}


def _ppa_value(name: str) -> Any:
    if name == "places":
        return lambda ppa: LIST_SEPARATOR.join(label_of(row.place) for row in ppa.places.all())
    if name == "partners":
        return lambda ppa: LIST_SEPARATOR.join(row.short_name for row in ppa.partner_organizations.all())
    if name == "goals":
        return lambda ppa: LIST_SEPARATOR.join(row.code for row in ppa.goals.all())
    if name in TAGS:
        return lambda ppa: next((row.amount for row in ppa.tags.all() if row.tag == TAGS[name]), None)
    if name == "unit":
        return "get_beneficiary_unit_display"
    return PPA_PATHS.get(name, f"get_{name}_display" if name in ENUM_FIELDS else name)


LINE_PATHS = {
    "id": "ppa.pk",
    "office": "ppa.lead_organization.short_name",
    "title": "ppa.title",
    "funding_source": "source.name",
}


def _line_value(name: str) -> Any:
    return LINE_PATHS.get(name, name)


def _flow_value(name: str) -> Any:
    if name in ("type",):
        return "get_type_display"
    if name in ("amount", "on", "tranche", "document", "reason"):
        return name
    return f"line.{LINE_PATHS.get(name, name)}"


def ppas_to_export(user: Any, *, office: Any = None, year: int | None = None) -> Any:
    rows = MonitoringEntry.objects.visible_to(user)
    if office:
        rows = rows.filter(lead_organization=office)
    return rows.in_year(year) if year else rows


# ---- The workbook to fill in -----------------------------------------------------------------------------------------


def write_template(kind: str, file: Any) -> None:
    """Headers to fill in, what each means, and the lists to choose from."""
    names = Names()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet, means, lists = (book.add_worksheet(name) for name in (_("To fill in"), _("Columns"), _("Lists")))
        for row, words in enumerate([[_("Column"), _("What it means")], *_meanings(kind)]):
            for place, word in enumerate(words):
                means.write_string(row, place, guarded(word), bold if row == 0 else wrap)
        means.set_column(0, 0, 28)
        means.set_column(1, 1, 70)
        sheet.freeze_panes(1, 0)
        listed = 0
        for place, column in enumerate(columns_of(kind)):
            sheet.write_string(0, place, str(column.label), bold)
            sheet.set_column(place, place, 16 if column.is_amount else 22)
            if not column.is_named:
                continue
            labels = [label for _value, label in names.offered(column.name)]
            lists.write_string(0, listed, str(column.label), bold)
            lists.set_column(listed, listed, 40)
            for row, label in enumerate(labels, start=1):
                lists.write_string(row, listed, guarded(label))
            if column.name not in ("partners", "goals") and labels:
                source = f"='{_('Lists')}'!{_absolute(1, listed)}:{_absolute(len(labels), listed)}"
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(1, place, MAX_ROWS, place, rule)
            listed += 1


def _absolute(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _meanings(kind: str) -> Iterator[list[str]]:
    for column in columns_of(kind):
        yield [str(column.label), str(column.help)]
