"""The columns of search's exports."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table

from .languages import LANGUAGES
from .models import PromotedResult, SearchLog, SynonymGroup

SEARCH_COLUMNS = [
    Column("shown", _("Search"), width=40),
    Column("times", _("Times"), kind="number"),
    Column("failures", _("Found nothing, or nothing close"), kind="number", width=16),
    Column("no_click", _("Found something, without a click"), kind="number", width=16),
    Column("clicks_led", _("Led to a click"), kind="number"),
    Column("most_results", _("Results, at most"), kind="number"),
    Column("last", _("Last searched"), kind="datetime"),
    Column("answered", _("Answered by synonym"), width=24),
]


def _words_in(language: str, group: SynonymGroup) -> list[str] | None:
    return group.words.get(language) or None


SYNONYM_COLUMNS = [
    Column("meaning", _("Meaning"), width=24),
    Column("role", _("What the words tell"), value=lambda group: group.role_label, width=18),
    *[Column(code, label, value=partial(_words_in, code), width=40) for code, label in LANGUAGES.items()],
    Column("related", _("Also shows"), value=lambda group: [other.meaning for other in group.related.all()]),
    Column("source", _("Source")),
    Column("note", _("Note")),
    Column("is_active", _("In use"), kind="flag"),
]

PROMOTION_COLUMNS = [
    Column("shown_name", _("Shown first"), width=48),
    Column("phrases", _("For these searches"), width=40),
    Column("position", _("Place"), kind="number"),
    Column("start_date", _("From"), kind="date"),
    Column("end_date", _("Until"), kind="date"),
    Column("note", _("Note")),
]


def search_table(rows: Any) -> Table:
    return Table(SEARCH_COLUMNS, rows, title=SearchLog._meta.verbose_name_plural)


def synonym_table(rows: Any) -> Table:
    return Table(SYNONYM_COLUMNS, rows, title=SynonymGroup._meta.verbose_name_plural)


def promotion_table(rows: Any) -> Table:
    return Table(PROMOTION_COLUMNS, rows, title=PromotedResult._meta.verbose_name_plural)
