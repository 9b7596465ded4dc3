from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table

from .models import MonitoringEntry

PPA_COLUMNS = [
    Column("title", _("Title"), width=48),
    Column("office", _("Office"), value="lead_organization.short_name", width=14),
    Column("status", _("Status"), value="get_status_display"),
    Column("created_at", _("Made on"), kind="date"),
]


def ppas_table(rows: Any) -> Table:
    return Table(PPA_COLUMNS, rows, title=MonitoringEntry._meta.verbose_name_plural)
