"""The list of recommendations as a file: what the list shows, and what the page of each says in facts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import LIST_SEPARATOR, Column, Table

from .contents import budget_of, considerations_of
from .desk.words import text_state
from .models import PolicyRecommendation


def _named(name: str) -> Any:
    """The rows of a relation, by the names that offices use."""
    return lambda policy: LIST_SEPARATOR.join(
        sorted(str(getattr(row, "short_name", row)) for row in getattr(policy, name).all())
    )


POLICY_COLUMNS = [
    Column("number", _("Number"), kind="number", width=9),
    Column("title", _("Title"), width=48),
    Column("title_fil", _("Title in Filipino"), width=48),
    Column("status", _("Status"), value="get_status_display"),
    Column("text", _("Text"), value=text_state),
    Column("category", _("Category"), value="get_category_display"),
    Column("type", _("Type"), value="get_type_display", width=20),
    Column("scope", _("How far it reaches"), value="get_scope_display", width=16),
    Column("priority", _("Priority"), value="get_priority_display", width=12),
    Column("sectors", _("Sectors"), value=_named("sectors")),
    Column("regions", _("Regions"), value=_named("regions")),
    Column("leads", _("Offices in the lead"), value=_named("lead_organizations")),
    Column("partners", _("Offices that help"), value=_named("partner_organizations")),
    Column("cost", _("It would cost, all years (₱)"), value=budget_of, kind="money"),
    Column("expected_beneficiaries", _("People it should reach"), kind="number"),
    Column("starts_on", _("Should begin on"), kind="date"),
    Column("ends_on", _("Should be done by"), kind="date"),
    Column("summary", _("In two sentences"), width=60),
    Column("considerations", _("Key considerations"), value=lambda policy: considerations_of(policy), width=60),
    Column("source", _("Source")),
    Column("first_published_at", _("First published on"), kind="date"),
    Column("last_published_at", _("Last published on"), kind="date"),
    Column("id", _("Key"), value="pk", width=38),
]


def policies_table(rows: Any) -> Table:
    return Table(POLICY_COLUMNS, rows, title=PolicyRecommendation._meta.verbose_name_plural)
