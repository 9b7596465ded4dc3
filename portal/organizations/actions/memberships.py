"""Who serves an organization: granting and ending roles, appointing focal persons."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload, attach, store_upload
from portal.notifications import enqueue

from ..enums import FocalRole, MembershipRole, OrganizationType
from ..models import MAOFocalPerson, Organization, OrganizationMembership
from ..notifications import FocalPersonAppointed, MembershipEnded, MembershipGranted
from ..permissions import (
    can_appoint_focal_person,
    can_change_focal_person,
    can_end_membership,
    can_grant_membership,
)

TERM_FIELDS = ("organization", "user", "role", "focal_role", "start_date", "end_date")
PAPER_FIELDS = ("appointed_date", "appointment_paper")


@transaction.atomic
def grant_membership(
    organization: Organization,
    *,
    to: User,
    role: str,
    start_date: date,
    end_date: date | None = None,
    by: User,
) -> OrganizationMembership:
    """Give a person a role in an organization for a term, and the group that opens its screens."""
    organization, person = _lock(organization, to)
    if not can_grant_membership(by, to=person):
        raise ActionRefused(_("You may not give this role; nobody gives a role to themselves."))
    if role == MembershipRole.MAO_FOCAL:
        raise ActionRefused(_("Appoint a focal person instead: a focal person has a designation and contacts."))
    _refuse_unfit(organization, person)
    membership = OrganizationMembership(
        organization=organization, user=person, role=role, start_date=start_date, end_date=end_date
    )
    _open(membership)
    record(membership, "organizations.grant", by=by, after=facts(membership, TERM_FIELDS))
    enqueue(MembershipGranted(membership))
    return membership


@transaction.atomic
def end_membership(membership: OrganizationMembership, *, by: User, on: date | None = None) -> OrganizationMembership:
    """End a role: its rights stop when this day (default: today) begins. What was before stays as it was."""
    _lock(membership.organization, membership.user)
    membership = OrganizationMembership.objects.get(pk=membership.pk)
    today = timezone.localdate()
    on = on or today
    if not can_end_membership(by, membership):
        raise ActionRefused(_("You may not end this role."))
    if membership.end_date and membership.end_date <= today:
        raise ActionRefused(_("This role has already ended."))
    if membership.end_date and on > membership.end_date:
        raise ActionRefused(
            _("This role ends before that, on %(day)s.") % {"day": date_format(membership.end_date, "DATE_FORMAT")}
        )
    _close(membership, on=on, by=by)
    enqueue(MembershipEnded(membership))
    return membership


@transaction.atomic
def appoint_focal_person(
    organization: Organization,
    *,
    person: User,
    focal_role: str,
    designation: str,
    contact_email: str,
    start_date: date,
    by: User,
    contact_phone: str = "",
    appointed_date: date | None = None,
    paper: CheckedUpload | None = None,
    end_date: date | None = None,
    hand_over: bool = False,
) -> MAOFocalPerson:
    """Appoint a primary or alternate focal person of a MAO.

    A MAO has one primary at a time: with ``hand_over`` the present one's term ends on the day the new one begins. An
    alternate who becomes primary, or the reverse, stops being the former that day.
    """
    organization, person = _lock(organization, person)
    if not can_appoint_focal_person(by, person=person):
        raise ActionRefused(_("You may not appoint this person; nobody appoints themselves."))
    if organization.organization_type != OrganizationType.BMOA:
        raise ActionRefused(_("Only a BARMM ministry, agency or office has focal persons."))
    _refuse_unfit(organization, person)
    if focal_role == FocalRole.PRIMARY:
        _hand_over_primary(organization, person, start_date, hand_over=hand_over, by=by)
    _end_other_focal_role(organization, person, focal_role, start_date, by=by)
    membership = OrganizationMembership(
        organization=organization,
        user=person,
        role=MembershipRole.MAO_FOCAL,
        focal_role=focal_role,
        start_date=start_date,
        end_date=end_date,
    )
    _open(membership)
    focal_person = MAOFocalPerson(
        membership=membership,
        designation=designation,
        contact_email=contact_email,
        contact_phone=contact_phone,
        appointed_date=appointed_date or start_date,
        appointment_paper=_keep_paper(paper, by=by),
    )
    focal_person.full_clean()
    focal_person.save()
    record(focal_person, "organizations.appoint", by=by, after=_focal_facts(focal_person))
    enqueue(FocalPersonAppointed(focal_person))
    return focal_person


@transaction.atomic
def change_focal_person(
    focal_person: MAOFocalPerson,
    *,
    designation: str,
    contact_email: str,
    contact_phone: str,
    appointed_date: date,
    paper: CheckedUpload | None = None,
    by: User,
) -> MAOFocalPerson:
    """Correct how a focal person is reached and by what paper they were appointed; the term itself is not touched."""
    focal_person = MAOFocalPerson.objects.select_for_update().get(pk=focal_person.pk)
    if not can_change_focal_person(by):
        raise ActionRefused(_("You may not change focal persons."))
    before = facts(focal_person, PAPER_FIELDS)
    focal_person.designation = designation
    focal_person.contact_email = contact_email
    focal_person.contact_phone = contact_phone
    focal_person.appointed_date = appointed_date
    focal_person.appointment_paper = _keep_paper(paper, by=by) or focal_person.appointment_paper
    focal_person.full_clean()
    focal_person.save()
    after = facts(focal_person, PAPER_FIELDS)
    record(focal_person, "organizations.change_focal_person", by=by, before=before, after=after)
    return focal_person


def _lock(organization: Organization, person: User) -> tuple[Organization, User]:
    """Hold both rows, always in this order, so that terms and groups change one after the other."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    return locked, User.objects.select_for_update().get(pk=person.pk)


def _refuse_unfit(organization: Organization, person: User) -> None:
    if not organization.is_active:
        raise ActionRefused(_("%(organization)s is deactivated.") % {"organization": organization})
    if not person.is_active:
        raise ActionRefused(_("The account of %(person)s is deactivated.") % {"person": person})


def _open(membership: OrganizationMembership) -> None:
    membership.full_clean()
    with constraints_refuse(OrganizationMembership):
        membership.save()
    membership.user.groups.add(Group.objects.get(name=membership.role))


def _close(membership: OrganizationMembership, *, on: date, by: User) -> None:
    """End the term; one that has not begun by then never begins."""
    if on < timezone.localdate():
        raise ActionRefused(_("Choose today or a later day: what is past stays as it was."))
    before = {"end_date": membership.end_date}
    membership.end_date = max(on, membership.start_date)
    membership.save(update_fields=["end_date"])
    _leave_group_if_last(membership)
    record(membership, "organizations.end", by=by, before=before, after={"end_date": membership.end_date})


def _leave_group_if_last(membership: OrganizationMembership) -> None:
    """The group goes with the last role that runs or is still to come; a role ending later keeps it until then."""
    others = OrganizationMembership.objects.filter(user=membership.user, role=membership.role)
    if not others.still_to_run().exists():
        membership.user.groups.remove(Group.objects.get(name=membership.role))


def _hand_over_primary(
    organization: Organization, person: User, start_date: date, *, hand_over: bool, by: User
) -> None:
    primaries = OrganizationMembership.objects.filter(organization=organization, focal_role=FocalRole.PRIMARY)
    present = primaries.in_force(start_date).select_related("user").first()
    if present is None or present.user_id == person.pk:
        return
    if not hand_over:
        raise ActionRefused(
            _("%(person)s is the primary focal person then. Tick “hand over” to end that role on the same day.")
            % {"person": present.user}
        )
    if not can_end_membership(by, present):
        raise ActionRefused(_("You may not end the role of %(person)s.") % {"person": present.user})
    User.objects.select_for_update().get(pk=present.user_id)
    _close(present, on=start_date, by=by)
    enqueue(MembershipEnded(present))


def _end_other_focal_role(
    organization: Organization, person: User, focal_role: str, start_date: date, *, by: User
) -> None:
    own = OrganizationMembership.objects.filter(
        organization=organization, user=person, role=MembershipRole.MAO_FOCAL
    ).exclude(focal_role=focal_role)
    for membership in own.in_force(start_date):
        _close(membership, on=start_date, by=by)


def _keep_paper(paper: CheckedUpload | None, *, by: User) -> PrivateFile | None:
    if paper is None:
        return None
    file = store_upload(paper, by=by)
    attach(file)
    return file


def _focal_facts(focal_person: MAOFocalPerson) -> dict[str, object]:
    return {**facts(focal_person, PAPER_FIELDS), **facts(focal_person.membership, TERM_FIELDS)}
