"""Whom a need concerns: those who review needs, and who is told of one."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.models import User
from portal.communities.models import CommunityRepresentative
from portal.communities.querysets import RepresentativeQuerySet
from portal.notifications.messages import Address, Recipient

from .enums import NeedChannel
from .models import Need, NeedSubmitter
from .permissions import submits_for_all


def reviewers() -> QuerySet[User]:
    """Everybody who may review needs of the whole office."""
    return _staff_who_may("review_need")


def assessors() -> QuerySet[User]:
    """Everybody who may open the office's assessments, and so be in the team of one."""
    return _staff_who_may("view_assessment")


def reviewers_of(need: Need) -> QuerySet[User]:
    """Those who may review this need."""
    return _without_interest(reviewers(), need)


def publishers_of(need: Need) -> QuerySet[User]:
    """Those who may publish what staff write of this need."""
    return _without_interest(_staff_who_may("publish_needsummary"), need)


def _staff_who_may(codename: str) -> QuerySet[User]:
    """Those whose role, without a term, brings this right on the whole room."""
    may = Group.objects.filter(permissions__content_type__app_label="needs", permissions__codename=codename)
    people = get_user_model().objects.filter(is_active=True, groups__in=may.exclude(name__in=DATED_GROUPS))
    return people.distinct().order_by("last_name", "first_name", "pk")


def _without_interest(people: QuerySet[User], need: Need) -> QuerySet[User]:
    """Nobody judges their own cause."""
    others = people.exclude(pk__in=_terms(need).values("user"))
    return others.exclude(pk=need.submitted_by_user_id) if need.submitted_by_user_id else others


def told_of(need: Need) -> list[Recipient]:
    """Who gets the notices of a need, and may open it: the person behind it; else who sent it, while they speak for the
    community or enter needs for all; else those who speak for it now. And who of these follows it instead of sending
    theirs."""
    speakers = _speakers(need)
    following = set(need.followers.values_list("user", flat=True))
    return [*_senders(need, speakers), *(person for person in speakers if person.pk in following)]


def _speakers(need: Need) -> list[User]:
    """Those who speak for its community today."""
    return list(dict.fromkeys(term.user for term in _terms(need).select_related("user")))


def _terms(need: Need) -> RepresentativeQuerySet:
    in_force = CommunityRepresentative.objects.in_force()
    return in_force.filter(community=need.community_id, community__is_active=True)


def _senders(need: Need, speakers: list[User]) -> list[Recipient]:
    """A need that an assessment found has none."""
    if not need.is_community_submitted:
        return []
    if person := reachable_submitter(need):
        return [Address(email=person.email, phone=person.phone, name=person.name, language=person.language)]
    sender = need.submitted_by_user
    if sender and (sender in speakers or (need.channel == NeedChannel.FACILITATOR and submits_for_all(sender))):
        return [sender]
    return [*speakers]


def reachable_submitter(need: Need) -> NeedSubmitter | None:
    """The person behind a facilitator's need, if an e-mail address or a number of them is kept."""
    person = NeedSubmitter.objects.filter(need=need).first()
    return person if person and (person.email or person.phone) else None
