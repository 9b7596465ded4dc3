"""The workbook in which the needs of one assessment are written down: empty rows, and lists to choose from."""

from collections.abc import Sequence
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from portal.accounts.models import User
from portal.core.models import NeedCategory
from portal.core.tables import guarded
from portal.needs.enums import Equity, Feasibility, Urgency
from portal.needs.models import Assessment
from portal.needs.models.places import PLACES
from portal.needs.permissions import can_review_any

from .columns import LABELS, RATING, REQUIRED
from .gazetteer import Gazetteer

FACTS = ("geographic_scope", "affected_population", "estimated_cost", "evidence_sources")
ROWS = 500
WIDTHS = {
    "title": 36,
    "description": 50,
    "category": 24,
    "community": 36,
    "geographic_scope": 28,
    "evidence_sources": 36,
}


def write_workbook(assessment: Assessment, file: IO[bytes], *, by: User) -> None:
    """An empty sheet with the columns that this person may fill in, and a sheet with what can be chosen."""
    names = ["title", "description", "category", *PLACES, *FACTS, *(RATING if can_review_any(by) else ())]
    choices = _choices(Gazetteer(assessment))
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        sheet = workbook.add_worksheet(_("Needs"))
        lists = workbook.add_worksheet(_("Choices"))
        sheet.freeze_panes(1, 1)
        for index, name in enumerate(names):
            sheet.write_string(0, index, str(LABELS[name]), bold)
            sheet.set_column(index, index, WIDTHS.get(name, 16))
            if name in REQUIRED:
                sheet.write_comment(0, index, _("Must be filled in."))
        for index, (name, options) in enumerate(choices.items()):
            _write_list(lists, index, str(LABELS[name]), options, bold)
            if name in names and options:
                _offer(sheet, names.index(name), f"={lists.name}!{_cells(index, len(options))}")


def _choices(gazetteer: Gazetteer) -> dict[str, Sequence[str]]:
    categories = NeedCategory.objects.filter(is_active=True)
    answers = [_("Yes"), _("No")]
    return {
        "category": [category.name for category in categories],
        "community": [str(place) for place in gazetteer.places["community"]],
        "municipality": [str(place) for place in gazetteer.places["municipality"]],
        "province": [str(place) for place in gazetteer.places["province"]],
        "urgency_level": [str(label) for label in Urgency.labels],
        "impact_severity": ["1", "2", "3", "4", "5"],
        "feasibility": [str(label) for label in Feasibility.labels],
        **dict.fromkeys(Equity.values, answers),
    }


def _write_list(sheet: Any, column: int, label: str, options: Sequence[str], bold: Any) -> None:
    sheet.write_string(0, column, label, bold)
    sheet.set_column(column, column, 30)
    for row, option in enumerate(options, start=1):
        sheet.write_string(row, column, guarded(option))


def _cells(column: int, count: int) -> str:
    name = xl_col_to_name(column, col_abs=True)
    return f"{name}$2:{name}${count + 1}"


def _offer(sheet: Any, column: int, source: str) -> None:
    """A list to choose from; anything else may be typed too, the portal knows many spellings."""
    sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": source, "error_type": "warning"})
