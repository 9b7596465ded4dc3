"""Who speaks for a community: terms are given and ended, never rewritten."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.communities.notifications import RepresentationEnded, RepresentativeAppointed
from portal.communities.permissions import can_appoint_representative, can_end_representation
from portal.communities.scope import ROLE
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.notifications import enqueue

TERM_FIELDS = ("community", "user", "start_date", "end_date")


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


def _lock(community: OBCCommunity, person: User) -> tuple[OBCCommunity, User]:
    """Hold both rows, always in this order, so that terms and groups change one after the other."""
    locked = OBCCommunity.objects.select_for_update().get(pk=community.pk)
    return locked, User.objects.select_for_update().get(pk=person.pk)
