"""The columns of the register's exports. They carry the importer's names, so that an export can be imported again."""

from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table, write_xlsx

from .enums import MAOKind, OrganizationType
from .models import MAOFocalPerson, Organization, OrganizationMembership

ORGANIZATION_COLUMNS = [
    Column("acronym", _("Acronym"), width=14),
    Column("name", _("Name"), width=48),
    Column("organization_type", _("Type"), value="get_organization_type_display"),
    Column("kind", _("Kind of BARMM office"), value="get_kind_display", width=18),
    Column("parent", _("Part of"), value="parent.short_name", width=14),
    Column("partnership_level", _("Partnership level"), value="get_partnership_level_display", width=22),
    Column("sectors", _("Sectors"), value=lambda row: [sector.name for sector in row.sectors.all()]),
    Column("region", _("Region of its seat"), value="region.name", width=22),
    Column("description", _("What it does"), width=40),
    Column("mandate", _("Mandate"), width=40),
    Column("address", _("Address")),
    Column("contact_person", _("Contact person"), width=24),
    Column("contact_email", _("Contact e-mail"), width=28),
    Column("contact_phone", _("Contact phone"), value=lambda row: str(row.contact_phone or ""), width=18),
    Column("website_url", _("Website")),
    Column("is_active", _("Active"), kind="flag"),
    Column("primary_focal_person", _("Primary focal person"), value=lambda row: primary_focal_person(row), width=24),
]

EXPORTED_ONLY = ("is_active", "primary_focal_person")
"""Columns that an import leaves aside: activity and people change on their own screens."""

FOCAL_PERSON_COLUMNS = [
    Column("organization", _("MAO"), value="membership.organization.short_name", width=14),
    Column("person", _("Person"), value=lambda row: str(row.membership.user), width=28),
    Column("role", _("Role"), value="membership.role_label", width=22),
    Column("designation", _("Designation")),
    Column("contact_email", _("Contact e-mail")),
    Column("contact_phone", _("Contact phone"), value=lambda row: str(row.contact_phone or ""), width=18),
    Column("appointed_date", _("Appointed on"), kind="date"),
    Column("start_date", _("From"), value="membership.start_date", kind="date"),
    Column("end_date", _("Until"), value="membership.end_date", kind="date"),
]

MEMBERSHIP_COLUMNS = [
    Column("organization", _("Organization"), value="organization.short_name", width=14),
    Column("person", _("Person"), value=lambda row: str(row.user), width=28),
    Column("email", _("E-mail"), value="user.email", width=28),
    Column("role", _("Role"), value="role_label", width=22),
    Column("start_date", _("From"), kind="date"),
    Column("end_date", _("Until"), kind="date"),
]


def primary_focal_person(organization: Organization) -> str:
    """Their name; of rows read with ``with_primary_focal_person``."""
    terms: list[OrganizationMembership] = organization.primary_terms  # type: ignore[attr-defined]
    return str(terms[0].user) if terms else ""


def organization_table(rows: Any) -> Table:
    return Table(ORGANIZATION_COLUMNS, rows, title=Organization._meta.verbose_name_plural)


def focal_person_table(rows: Any) -> Table:
    return Table(FOCAL_PERSON_COLUMNS, rows, title=MAOFocalPerson._meta.verbose_name_plural)


def membership_table(rows: Any) -> Table:
    return Table(MEMBERSHIP_COLUMNS, rows, title=OrganizationMembership._meta.verbose_name_plural)


def write_example(file: IO[bytes]) -> None:
    """A workbook with the importer's columns and one row to replace."""
    example = Organization(
        acronym="EXAMPLE",
        name=str(_("Example: Provincial Office for Muslim Affairs (replace this row)")),
        organization_type=OrganizationType.BMOA,
        kind=MAOKind.OFFICE,
        contact_email="office@example.gov.ph",
        contact_phone="+639171234567",
        website_url="https://example.gov.ph",
    )
    columns = [column for column in ORGANIZATION_COLUMNS if column.name not in (*EXPORTED_ONLY, "sectors")]
    write_xlsx(Table(columns, [example], title=Organization._meta.verbose_name_plural), file)
