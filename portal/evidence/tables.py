"""The columns of the export: what the list tells, and never the text of a file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table

from .models import EvidenceItem

COLUMNS = [
    Column("title", _("Title"), width=48),
    Column("kind", _("Kind"), value="get_kind_display", width=24),
    Column("source", _("Source"), width=32),
    Column("dated_on", _("Date"), kind="date"),
    Column("confidentiality", _("Who may see it"), value="get_confidentiality_display", width=32),
    Column("office", _("Office"), value=lambda item: item.office.short_name if item.office else "", width=14),
    Column("sectors", _("Sectors"), value=lambda item: [sector.name for sector in item.sectors.all()], width=24),
    Column("summary", _("What it shows"), width=48),
    Column("language", _("Language"), value="get_language_display"),
    Column("reliability", _("Reliability"), value="get_reliability_display"),
    Column("file", _("File"), value=lambda item: item.file.name if item.file else "", width=32),
    Column("link", _("Link"), width=32),
    Column("text", _("Text"), value=lambda item: item.text.get_state_display(), width=20),
    Column("added_at", _("Added"), kind="date"),
    Column("withdrawn_at", _("Withdrawn"), kind="date"),
]


def evidence_table(rows: Any) -> Table:
    return Table(COLUMNS, rows, title=EvidenceItem._meta.verbose_name_plural)
