"""The sections of an organization's profile. Rooms above add theirs in settings.ORGANIZATION_SECTIONS.

A section is made by a function ``(organization, user) -> Section | None``.
"""

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section

from .enums import OrganizationType
from .models import MAOFocalPerson, Organization, OrganizationMembership

FOLDER = "portal/organizations/profile"


def facts(organization: Organization, user: AnyUser) -> Section:
    rows = [
        ("organization_type", organization.get_organization_type_display()),
        ("kind", organization.get_kind_display()),
        ("parent", organization.parent),
        ("partnership_level", organization.get_partnership_level_display()),
        ("sectors", ", ".join(sector.name for sector in organization.sectors.all())),
        ("region", organization.region),
        ("description", organization.description),
        ("mandate", organization.mandate),
        ("is_active", _("Yes") if organization.is_active else _("No, deactivated")),
    ]
    known = [(name, value) for name, value in rows if value or name not in ("kind", "parent", "partnership_level")]
    return Section(_("Facts"), "portal/core/_facts.html", rows=_labelled(known))


def contacts(organization: Organization, user: AnyUser) -> Section:
    rows = [
        ("contact_person", organization.contact_person),
        ("contact_email", organization.contact_email),
        ("contact_phone", organization.contact_phone),
        ("address", organization.address),
        ("website_url", organization.website_url),
    ]
    return Section(_("How it is reached"), "portal/core/_facts.html", rows=_labelled(rows))


def focal_persons(organization: Organization, user: AnyUser) -> Section | None:
    """Those of today; for MAOs only, since others have none."""
    if organization.organization_type != OrganizationType.BMOA:
        return None
    found = MAOFocalPerson.objects.visible_to(user).in_force().filter(membership__organization=organization)
    people = list(
        found.select_related("membership__user", "membership__organization", "appointment_paper").order_by(
            "-membership__focal_role", "membership__start_date"
        )
    )
    is_missing_primary = organization.is_active and not any(p.membership.focal_role == "primary" for p in people)
    return Section(
        _("Focal persons"), f"{FOLDER}/focal_persons.html", people=people, is_missing_primary=is_missing_primary
    )


def members(organization: Organization, user: AnyUser) -> Section | None:
    """Everybody whose role runs today or is still to come, for those who may know."""
    if not user.has_perm("organizations.view_organizationmembership"):
        return None
    found = OrganizationMembership.objects.visible_to(user).still_to_run().filter(organization=organization)
    memberships = list(found.select_related("user", "organization"))
    return Section(_("People with a role"), f"{FOLDER}/members.html", memberships=memberships)


def offices(organization: Organization, user: AnyUser) -> Section | None:
    """The organizations that are part of it; links only where the person may follow them."""
    found = list(organization.offices.all())
    if not found:
        return None
    reachable = set(Organization.objects.visible_to(user).filter(parent=organization).values_list("pk", flat=True))
    rows = [(office, _profile(office) if office.pk in reachable else "") for office in found]
    return Section(_("Its offices"), f"{FOLDER}/offices.html", offices=rows)


def _profile(organization: Organization) -> str:
    return reverse("organization_register:inspect", args=[organization.pk])


def _labelled(rows: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """With the field's name in words; what is not known is left to the template to say."""
    return [(capfirst(str(Organization._meta.get_field(name).verbose_name)), value) for name, value in rows]  # type: ignore[union-attr]
