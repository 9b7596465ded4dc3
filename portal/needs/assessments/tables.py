"""The columns of the exported list of assessments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table
from portal.needs.enums import AssessmentMethod, Equity
from portal.needs.models import Assessment

from .columns import LABELS


def methods_of(assessment: Assessment) -> list[str]:
    """The methods in words, in the order of their list."""
    return [str(method.label) for method in AssessmentMethod if method in assessment.methods]


def leader_of(assessment: Assessment) -> str:
    """Their name; of rows read with ``with_leader``."""
    leaders: list[Any] = assessment.leaders  # type: ignore[attr-defined]
    return str(leaders[0].user) if leaders else ""


ASSESSMENT_COLUMNS = [
    Column("title", _("Title"), width=48),
    Column("assessment_type", _("Type"), value="get_assessment_type_display", width=22),
    Column("level", _("Level"), value="get_level_display", width=20),
    Column("community", _("Community"), value="community.name", width=30),
    Column("barangay", _("Barangay"), value="in_barangay.name", width=22),
    Column("municipality", _("City or municipality"), value="in_municipality.name", width=22),
    Column("province", _("Province or independent city"), value="in_province.name", width=24),
    Column("region", _("Region"), value="in_region.label", width=28),
    Column("methods", _("Methods"), value=methods_of),
    Column("status", _("Status"), value="get_status_display", width=16),
    Column("priority", _("Priority"), value="get_priority_display", width=12),
    Column("leader", _("Team leader"), value=leader_of, width=24),
    Column("planned_start", _("Planned start"), kind="date"),
    Column("planned_end", _("Planned end"), kind="date"),
    Column("actual_start", _("Started on"), kind="date"),
    Column("actual_end", _("Ended on"), kind="date"),
    Column("people_reached", _("People who took part"), kind="number"),
    Column("needs_count", _("Needs found"), kind="number"),
    Column("objectives", _("What it wants to find out"), width=40),
    Column("findings", _("Findings"), width=40),
    Column("recommendations", _("Recommendations"), width=40),
]


def assessment_table(rows: Any) -> Table:
    return Table(ASSESSMENT_COLUMNS, rows, title=Assessment._meta.verbose_name_plural)


NEED_COLUMNS = [
    Column("reference", _("Reference"), value="spoken_reference", width=14),
    Column("title", LABELS["title"], width=40),
    Column("description", LABELS["description"], width=50),
    Column("category", LABELS["category"], value="category.name", width=22),
    Column("community", LABELS["community"], value="community.name", width=30),
    Column("barangay", LABELS["barangay"], value="in_barangay.name", width=22),
    Column("municipality", LABELS["municipality"], value="in_municipality.name", width=22),
    Column("province", LABELS["province"], value="in_province.name", width=22),
    Column("region", LABELS["region"], value="in_region.label", width=26),
    Column("geographic_scope", LABELS["geographic_scope"]),
    Column("affected_population", LABELS["affected_population"], kind="number"),
    Column("estimated_cost", LABELS["estimated_cost"], kind="money"),
    Column("evidence_sources", LABELS["evidence_sources"]),
    Column("urgency_level", LABELS["urgency_level"], value="get_urgency_level_display", width=18),
    Column("impact_severity", LABELS["impact_severity"], kind="number"),
    Column("feasibility", LABELS["feasibility"], value="get_feasibility_display", width=14),
    *(Column(name, LABELS[name], kind="flag") for name in Equity.values),
    Column("priority_score", _("Priority score"), kind="number"),
    Column("status", _("Status"), value="get_status_display", width=18),
]

EXPORTED_ONLY = ("reference", "priority_score", "status")
"""Columns that an import leaves aside: they are not written by hand."""


def needs_table(rows: Any) -> Table:
    """The needs of an assessment; what is written here can be mended and imported again."""
    return Table(NEED_COLUMNS, rows, title=_("Needs found"))
