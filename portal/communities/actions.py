"""What people do with communities and those who speak for them, one function an act."""

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
from portal.geography.models import Barangay
from portal.notifications import enqueue

from .models import CommunityRepresentative, OBCCommunity
from .notifications import RepresentationEnded, RepresentativeAppointed
from .permissions import can_appoint_representative, can_end_representation, can_keep
from .scope import ROLE

FIELDS = ("name", "barangay")
TERM_FIELDS = ("community", "user", "start_date", "end_date")


@transaction.atomic
def add_community(*, name: str, barangay: Barangay, by: User) -> OBCCommunity:
    if not can_keep(by):
        raise ActionRefused(_("You may not add communities."))
    community = OBCCommunity(name=name, barangay=barangay)
    _save(community)
    record(community, "communities.add", by=by, after=facts(community, FIELDS))
    return community


@transaction.atomic
def change_community(community: OBCCommunity, *, name: str, barangay: Barangay, by: User) -> OBCCommunity:
    community = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not change communities."))
    before = facts(community, FIELDS)
    community.name = name
    community.barangay = barangay
    after = facts(community, FIELDS)
    if after != before:
        _save(community)
        record(community, "communities.change", by=by, before=before, after=after)
    return community


@transaction.atomic
def deactivate_community(community: OBCCommunity, *, by: User) -> OBCCommunity:
    """Take a community out of use: its representatives lose their rights with the next request."""
    return _set_active(community, False, by=by)


@transaction.atomic
def activate_community(community: OBCCommunity, *, by: User) -> OBCCommunity:
    return _set_active(community, True, by=by)


@transaction.atomic
def appoint_representative(
    community: OBCCommunity,
    *,
    person: User,
    start_date: date,
    end_date: date | None = None,
    by: User,
) -> CommunityRepresentative:
    """Let a person speak for a community for a term, and open "My community" to them."""
    community, person = _lock(community, person)
    if not can_appoint_representative(by, person=person):
        raise ActionRefused(_("You may not appoint this person; nobody appoints themselves."))
    if not community.is_active:
        raise ActionRefused(_("%(community)s is deactivated.") % {"community": community})
    if not person.is_active:
        raise ActionRefused(_("The account of %(person)s is deactivated.") % {"person": person})
    representation = CommunityRepresentative(community=community, user=person, start_date=start_date, end_date=end_date)
    representation.full_clean()
    with constraints_refuse(CommunityRepresentative):
        representation.save()
    person.groups.add(Group.objects.get(name=ROLE))
    record(representation, "communities.appoint", by=by, after=facts(representation, TERM_FIELDS))
    enqueue(RepresentativeAppointed(representation))
    return representation


@transaction.atomic
def end_representation(
    representation: CommunityRepresentative, *, by: User, on: date | None = None
) -> CommunityRepresentative:
    """End a term: its rights stop when this day (default: today) begins. What was before stays as it was."""
    _lock(representation.community, representation.user)
    representation = CommunityRepresentative.objects.get(pk=representation.pk)
    today = timezone.localdate()
    on = on or today
    if not can_end_representation(by):
        raise ActionRefused(_("You may not end this term."))
    if representation.end_date and representation.end_date <= today:
        raise ActionRefused(_("This term has already ended."))
    if on < today:
        raise ActionRefused(_("Choose today or a later day: what is past stays as it was."))
    if representation.end_date and on > representation.end_date:
        day = date_format(representation.end_date, "DATE_FORMAT")
        raise ActionRefused(_("This term ends before that, on %(day)s.") % {"day": day})
    before = facts(representation, ["end_date"])
    representation.end_date = max(on, representation.start_date)
    representation.save(update_fields=["end_date"])
    if not CommunityRepresentative.objects.filter(user=representation.user).still_to_run().exists():
        representation.user.groups.remove(Group.objects.get(name=ROLE))
    after = facts(representation, ["end_date"])
    record(representation, "communities.end", by=by, before=before, after=after)
    enqueue(RepresentationEnded(representation))
    return representation


def _set_active(community: OBCCommunity, is_active: bool, *, by: User) -> OBCCommunity:
    community = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not activate or deactivate communities."))
    if community.is_active == is_active:
        raise ActionRefused(
            _("This community is already active.") if is_active else _("This community is already deactivated.")
        )
    community.is_active = is_active
    community.save(update_fields=["is_active"])
    action = "communities.activate" if is_active else "communities.deactivate"
    record(community, action, by=by, before={"is_active": not is_active}, after={"is_active": is_active})
    return community


def _save(community: OBCCommunity) -> None:
    community.full_clean()
    with constraints_refuse(OBCCommunity):
        community.save()


def _lock(community: OBCCommunity, person: User) -> tuple[OBCCommunity, User]:
    """Hold both rows, always in this order, so that terms and groups change one after the other."""
    locked = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    return locked, User.objects.select_for_update().get(pk=person.pk)
