"""The list of PPAs as a file: what the list shows, and what the page of each says in facts."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.tables import LIST_SEPARATOR, Column, Table
from portal.needs.assessments.gazetteer import label_of

from .completeness import completeness_of
from .enums import ComplianceTag
from .models import MonitoringEntry


def places_of(ppa: MonitoringEntry) -> str:
    """As the import reads them."""
    return LIST_SEPARATOR.join(label_of(row.place) for row in ppa.places.all())


def regions_of(ppa: MonitoringEntry) -> str:
    return LIST_SEPARATOR.join(dict.fromkeys(str(row.in_region) for row in ppa.places.all()))


def partners_of(ppa: MonitoringEntry) -> str:
    return LIST_SEPARATOR.join(office.short_name for office in ppa.partner_organizations.all())


def _tagged(tag: str) -> Any:
    """The pesos of this cause; empty where it is not ticked, or nobody said how much."""
    return lambda ppa: next((row.amount for row in ppa.tags.all() if row.tag == tag), None)


PPA_COLUMNS = [
    Column("id", _("PPA ID"), value="pk", width=38),
    Column("title", _("Title"), width=48),
    Column("program_code", _("Program code")),
    Column("parent", _("Part of"), value=lambda ppa: str(ppa.parent or "")),
    Column("office", _("Office"), value="lead_organization.short_name", width=14),
    Column("partners", _("Partners"), value=partners_of),
    Column("status", _("Status"), value="get_status_display"),
    Column("category", _("Category"), value="get_category_display"),
    Column("sector", _("Sector"), value="sector.name"),
    Column("intervention_type", _("Kind of work"), value="get_intervention_type_display"),
    Column("priority", _("Priority"), value="get_priority_display"),
    Column("places", _("Places"), value=places_of),
    Column("regions", _("Regions"), value=regions_of),
    Column("asked", _("Money lines, all years (₱)"), kind="money"),
    Column("obc_budget_share", _("OBC share (%)"), kind="number"),
    *[
        Column(f"tag_{tag}", format_lazy("{} (₱)", tag.upper()), value=_tagged(tag), kind="money")
        for tag in ComplianceTag.values
    ],
    Column("planned_start", _("Planned start"), kind="date"),
    Column("revised_start", _("Revised start"), kind="date"),
    Column("actual_start", _("Started on"), kind="date"),
    Column("planned_end", _("Planned end"), kind="date"),
    Column("revised_end", _("Revised end"), kind="date"),
    Column("actual_end", _("Ended on"), kind="date"),
    Column("unit", _("Counted in"), value="get_beneficiary_unit_display"),
    Column("target_beneficiaries", _("Beneficiaries, target"), kind="number"),
    Column("target_obc", _("Of them OBC, target"), kind="number"),
    Column("actual_beneficiaries", _("Beneficiaries, reached"), kind="number"),
    Column("actual_obc", _("Of them OBC, reached"), kind="number"),
    Column("enacted_by_act", _("Act")),
    Column("enacted_on", _("Enacted on"), kind="date"),
    Column("source", _("Source")),
    Column("complete", _("Complete (%)"), value=lambda ppa: completeness_of(ppa).rate, kind="number"),
    Column("missing", _("Missing"), value=lambda ppa: LIST_SEPARATOR.join(map(str, completeness_of(ppa).missing))),
    Column("created_at", _("Made on"), kind="date"),
]


def ppas_table(rows: Any) -> Table:
    return Table(PPA_COLUMNS, rows, title=MonitoringEntry._meta.verbose_name_plural)
