"""What people are told about organizations and their roles in them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.notifications.messages import Message, Recipient

from .models import MAOFocalPerson, Organization, OrganizationMembership


def profile_path(organization: Organization) -> str:
    return reverse("organization_register:inspect", args=[organization.pk])


class _AboutMembership(Message):
    def __init__(self, membership: OrganizationMembership) -> None:
        self.membership = membership

    def key(self) -> str:
        return f"{self.membership.pk}-{self.membership.end_date}"

    def recipients(self) -> Iterable[Recipient]:
        return [self.membership.user]

    def context(self) -> dict[str, Any]:
        return {"membership": self.membership, "organization": self.membership.organization}


class MembershipGranted(_AboutMembership):
    """Tells a person that they act for an organization."""

    kind = "organizations.membership_granted"
    template = "portal/organizations/messages/membership_granted.txt"

    def subject(self) -> str:
        return _("You act for %(organization)s") % {"organization": self.membership.organization}

    def path(self) -> str:
        return profile_path(self.membership.organization)


class MembershipEnded(_AboutMembership):
    """Tells a person on which day they stop acting for an organization."""

    kind = "organizations.membership_ended"
    template = "portal/organizations/messages/membership_ended.txt"

    def subject(self) -> str:
        return _("Your role at %(organization)s ends") % {"organization": self.membership.organization}


class FocalPersonAppointed(Message):
    """Tells a person that they are now a MAO's primary or alternate focal person."""

    kind = "organizations.focal_person_appointed"
    template = "portal/organizations/messages/focal_person_appointed.txt"

    def __init__(self, focal_person: MAOFocalPerson) -> None:
        self.focal_person = focal_person
        self.organization = focal_person.membership.organization

    def key(self) -> str:
        return str(self.focal_person.pk)

    def recipients(self) -> Iterable[Recipient]:
        return [self.focal_person.membership.user]

    def subject(self) -> str:
        return _("You are a focal person of %(organization)s") % {"organization": self.organization}

    def context(self) -> dict[str, Any]:
        membership = self.focal_person.membership
        return {"focal_person": self.focal_person, "membership": membership, "organization": self.organization}

    def path(self) -> str:
        return profile_path(self.organization)


class _AboutOrganization(Message):
    """Told to everybody whose role in the organization runs today."""

    def __init__(self, organization: Organization, event: int) -> None:
        self.organization = organization
        self.event = event

    def key(self) -> str:
        return str(self.event)

    def recipients(self) -> Iterable[Recipient]:
        in_force = OrganizationMembership.objects.in_force().filter(organization=self.organization)
        return get_user_model().objects.filter(organization_memberships__in=in_force).distinct()

    def context(self) -> dict[str, Any]:
        return {"organization": self.organization}


class OrganizationDeactivated(_AboutOrganization):
    kind = "organizations.deactivated"
    template = "portal/organizations/messages/deactivated.txt"

    def subject(self) -> str:
        return _("%(organization)s is deactivated") % {"organization": self.organization}


class OrganizationActivated(_AboutOrganization):
    kind = "organizations.activated"
    template = "portal/organizations/messages/activated.txt"

    def subject(self) -> str:
        return _("%(organization)s is active again") % {"organization": self.organization}

    def path(self) -> str:
        return profile_path(self.organization)
