"""Demonstration accounts in two MAOs, with the roles that open their screens."""

from collections.abc import Callable, Iterator
from datetime import date

from portal.accounts.demo import DemoAccount
from portal.accounts.models import User
from portal.accounts.roles import Role

from .enums import FocalRole, MembershipRole
from .models import MAOFocalPerson, Organization, OrganizationMembership

SINCE = date(2025, 1, 6)

PEOPLE = {
    "MBHTE": {
        (Role.MAO_EDITOR, 1): ("Sittie Aisah", "Macarambon"),
        (Role.MAO_FOCAL, 1): ("Abdulrahman", "Lidasan"),
        (Role.MAO_FOCAL, 2): ("Nurhaya", "Salik"),
    },
    "MSSD": {
        (Role.MAO_EDITOR, 1): ("Farida", "Kusain"),
        (Role.MAO_FOCAL, 1): ("Mohamad", "Ampatua"),
        (Role.MAO_FOCAL, 2): ("Bai Rahma", "Dilangalen"),
    },
}


def mao_accounts() -> Iterator[DemoAccount]:
    """An editor, a primary and an alternate focal person in each of the two MAOs."""
    for acronym, people in PEOPLE.items():
        for (role, number), (first_name, last_name) in people.items():
            grant = _editing(acronym) if role == Role.MAO_EDITOR else _focal(acronym, number)
            yield DemoAccount(role, acronym.lower(), number, first_name, last_name, grant)


def _editing(acronym: str) -> Callable[[User], None]:
    def grant(user: User) -> None:
        _membership(acronym, user, MembershipRole.MAO_EDITOR, "")

    return grant


def _focal(acronym: str, number: int) -> Callable[[User], None]:
    def grant(user: User) -> None:
        focal_role = FocalRole.PRIMARY if number == 1 else FocalRole.ALTERNATE
        MAOFocalPerson.objects.get_or_create(
            membership=_membership(acronym, user, MembershipRole.MAO_FOCAL, focal_role),
            defaults={
                "designation": "Demonstration: Development Management Officer",
                "contact_email": user.email,
                "appointed_date": SINCE,
            },
        )

    return grant


def _membership(acronym: str, user: User, role: str, focal_role: str) -> OrganizationMembership:
    """The role in force; given again if somebody who tried things out has ended it."""
    organization = Organization.objects.get(acronym=acronym)
    own = OrganizationMembership.objects.filter(organization=organization, user=user, role=role, focal_role=focal_role)
    present = own.in_force().first()
    if present:
        return present
    ended = own.order_by("-end_date").values_list("end_date", flat=True).first()
    return OrganizationMembership.objects.create(
        organization=organization, user=user, role=role, focal_role=focal_role, start_date=ended or SINCE
    )
