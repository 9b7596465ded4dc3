"""The columns of the exports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table

from .models import CommunityRepresentative, OBCCommunity

COMMUNITY_COLUMNS = [
    Column("name", _("Name"), width=40),
    Column("barangay", _("Barangay"), value="barangay.name", width=24),
    Column("municipality", _("Municipality or city"), value="barangay.municipality.name", width=24),
    Column("province", _("Province or independent city"), value="barangay.municipality.province.name", width=28),
    Column("region", _("Region"), value="barangay.municipality.province.region.label", width=28),
    Column("is_active", _("Active"), kind="flag"),
]

REPRESENTATIVE_COLUMNS = [
    Column("community", _("Community"), value=lambda row: str(row.community), width=40),
    Column("person", _("Person"), value=lambda row: str(row.user), width=28),
    Column("email", _("E-mail"), value="user.email", width=28),
    Column("start_date", _("From"), kind="date"),
    Column("end_date", _("Until"), kind="date"),
]


def community_table(rows: Any) -> Table:
    return Table(COMMUNITY_COLUMNS, rows, title=OBCCommunity._meta.verbose_name_plural)


def representative_table(rows: Any) -> Table:
    return Table(REPRESENTATIVE_COLUMNS, rows, title=CommunityRepresentative._meta.verbose_name_plural)
