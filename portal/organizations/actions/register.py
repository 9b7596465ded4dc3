"""Keeping the register: adding, changing, deactivating and activating organizations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import ContentVersion
from portal.notifications import enqueue

from ..models import Organization
from ..notifications import OrganizationActivated, OrganizationDeactivated
from ..permissions import can_change_contacts, can_keep

CONTACT_FIELDS = ("address", "contact_person", "contact_email", "contact_phone", "website_url")
"""What an organization's own people may change."""

FACT_FIELDS = (
    "acronym",
    "name",
    "organization_type",
    "kind",
    "parent",
    "partnership_level",
    "sectors",
    "region",
    "website_url",
)
"""What the audit record keeps with before and after."""

TEXT_FIELDS = ("description", "mandate", "address", "contact_person", "contact_email", "contact_phone")
"""What may name a person: the audit record only says that it changed."""

FIELDS = (*FACT_FIELDS, *TEXT_FIELDS)


@transaction.atomic
def add_organization(*, by: User, values: Mapping[str, Any]) -> Organization:
    """Put an organization into the register; raises ValidationError where a value does not fit."""
    if not can_keep(by):
        raise ActionRefused(_("You may not add organizations."))
    organization = Organization()
    _write(organization, values)
    record(organization, "organizations.add", by=by, after=facts(organization, FACT_FIELDS))
    ContentVersion.bump()
    return organization


@transaction.atomic
def change_organization(organization: Organization, *, by: User, values: Mapping[str, Any]) -> Organization:
    """Write these values and record what differs; values that are already so change nothing."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_change_contacts(by, organization):
        raise ActionRefused(_("You may not change this organization."))
    changed = {name: value for name, value in values.items() if not _is_already(organization, name, value)}
    if not changed:
        return organization
    if not can_keep(by) and not changed.keys() <= set(CONTACT_FIELDS):
        raise ActionRefused(_("You may change only how your organization is reached. Ask OOBC for the rest."))
    _refuse_circle(organization, changed.get("parent"))
    before = facts(organization, FACT_FIELDS)
    _write(organization, changed)
    texts = [name for name in TEXT_FIELDS if name in changed]
    record(
        organization,
        "organizations.change_texts" if texts else "organizations.change",
        by=by,
        before=before,
        after=facts(organization, FACT_FIELDS),
        data={"texts": ", ".join(_label(name) for name in texts)} if texts else None,
    )
    ContentVersion.bump()
    return organization


@transaction.atomic
def deactivate_organization(organization: Organization, *, by: User) -> Organization:
    """Take an organization out of use: its people lose their rights with the next request, its history stays."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not deactivate organizations."))
    if not organization.is_active:
        raise ActionRefused(_("This organization is already deactivated."))
    offices = organization.offices.active().count()
    if offices:
        raise ActionRefused(
            ngettext(
                "%(count)d active office is part of it: deactivate or move it first.",
                "%(count)d active offices are part of it: deactivate or move them first.",
                offices,
            )
            % {"count": offices}
        )
    return _set_active(organization, False, by=by)


@transaction.atomic
def activate_organization(organization: Organization, *, by: User) -> Organization:
    """Bring an organization back into use; roles whose term still runs count again."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not activate organizations."))
    if organization.is_active:
        raise ActionRefused(_("This organization is already active."))
    if organization.parent and not organization.parent.is_active:
        raise ActionRefused(_("%(parent)s is deactivated: activate it first.") % {"parent": organization.parent})
    return _set_active(organization, True, by=by)


def _set_active(organization: Organization, is_active: bool, *, by: User) -> Organization:
    organization.is_active = is_active
    organization.save(update_fields=["is_active"])
    action = "organizations.activate" if is_active else "organizations.deactivate"
    entry = record(organization, action, by=by, before={"is_active": not is_active}, after={"is_active": is_active})
    enqueue((OrganizationActivated if is_active else OrganizationDeactivated)(organization, entry.pk))
    ContentVersion.bump()
    return organization


def _write(organization: Organization, values: Mapping[str, Any]) -> None:
    """Validate and save. Sectors are rows of their own, so they come after the organization."""
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not a field that is written here")
        if name != "sectors":
            setattr(organization, name, value)
    organization.full_clean()
    with constraints_refuse(Organization):
        organization.save()
    if "sectors" in values:
        organization.sectors.set(values["sectors"])


def _is_already(organization: Organization, name: str, value: Any) -> bool:
    if name == "sectors":
        return {row.pk for row in organization.sectors.all()} == {row.pk for row in value}
    return bool(getattr(organization, name) == value)


def _refuse_circle(organization: Organization, parent: Organization | None) -> None:
    """An organization is not part of itself, neither directly nor by way of its offices."""
    above = parent
    while above is not None:
        if above.pk == organization.pk:
            raise ActionRefused(_("An organization cannot be part of itself or of one of its own offices."))
        above = above.parent


def _label(name: str) -> str:
    return str(Organization._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
