"""The ceilings as a sheet, with the numbers of the monitor page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table
from portal.monitoring.models import CeilingManagement

from .rooms import filled

CEILING_COLUMNS = [
    Column("fiscal_year", _("Fiscal year"), value="ceiling.fiscal_year", kind="number", width=10),
    Column("source", _("Funding source"), value="ceiling.source"),
    Column("sector", _("Sector"), value="ceiling.sector"),
    Column("amount", _("Ceiling (₱)"), value="ceiling.ceiling_amount", kind="money"),
    Column("used", _("Taken (₱)"), value="room.used", kind="money"),
    Column("remaining", _("Left (₱)"), value="room.remaining", kind="money"),
    Column("percent", _("Taken (%)"), value="room.utilization_pct", kind="number"),
    Column("asked", _("Asked for (₱)"), value="asked", kind="money"),
    Column("state", _("State"), value="room.state.label"),
    Column("would_exceed", _("Would exceed if all were approved"), value="would_exceed", kind="flag"),
    Column("mode", _("When it is full"), value="ceiling.get_mode_display"),
    Column("note", _("Where it comes from"), value="ceiling.note"),
]


def ceilings_table(rows: Any) -> Table:
    listed = filled(list(rows.select_related("source", "sector")))
    return Table(CEILING_COLUMNS, listed, title=CeilingManagement._meta.verbose_name_plural)
