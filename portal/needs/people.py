"""Whom a need concerns: those who review needs, and who is told of one."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from portal.accounts.backends import DATED_GROUPS
from portal.accounts.models import User
from portal.communities.models import CommunityRepresentative
from portal.communities.scope import represented_by
from portal.notifications.messages import Address, Recipient

from .enums import NeedChannel
from .models import Need, NeedSubmitter


def reviewers() -> QuerySet[User]:
    """Everybody who may review needs of the whole office."""
    return _staff_who_may("review_need")


def reviewers_of(need: Need) -> QuerySet[User]:
    """Those who may review this need."""
    return _without_interest(reviewers(), need)


def publishers_of(need: Need) -> QuerySet[User]:
    """Those who may publish what staff write of this need."""
    return _without_interest(_staff_who_may("publish_needsummary"), need)


def _staff_who_may(permission: str) -> QuerySet[User]:
    may = Group.objects.filter(permissions__content_type__app_label="needs", permissions__codename=permission)
    people = get_user_model().objects.filter(is_active=True, groups__in=may.exclude(name__in=DATED_GROUPS))
    return people.distinct().order_by("last_name", "first_name", "pk")


def _without_interest(people: QuerySet[User], need: Need) -> QuerySet[User]:
    """Nobody judges their own cause."""
    theirs = CommunityRepresentative.objects.in_force().filter(community=need.community_id, community__is_active=True)
    others = people.exclude(pk__in=theirs.values("user"))
    return others.exclude(pk=need.submitted_by_user_id) if need.submitted_by_user_id else others


def told_of(need: Need) -> list[Recipient]:
    """Who gets the notices of a need: the person behind it; else who sent it, while they speak for the community;
    else those who speak for it now. And who follows it instead of sending theirs."""
    return [*_senders(need), *_followers(need)]


def _senders(need: Need) -> list[Recipient]:
    """A need that an assessment found has none."""
    if not need.is_community_submitted:
        return []
    if person := reachable_submitter(need):
        return [Address(email=person.email, phone=person.phone, name=person.name, language=person.language)]
    if need.channel == NeedChannel.FACILITATOR:
        return [need.submitted_by_user] if need.submitted_by_user else []
    speak = CommunityRepresentative.objects.in_force().filter(community=need.community_id).select_related("user")
    people = list(dict.fromkeys(term.user for term in speak))
    own = [person for person in people if person.pk == need.submitted_by_user_id]
    return [*(own or people)]


def _followers(need: Need) -> list[User]:
    """Those of them who speak for a community today."""
    following = need.followers.select_related("user").order_by("pk")
    return [row.user for row in following if represented_by(row.user)]


def reachable_submitter(need: Need) -> NeedSubmitter | None:
    """The person behind a facilitator's need, if an e-mail address or a number of them is kept."""
    person = NeedSubmitter.objects.filter(need=need).first()
    return person if person and (person.email or person.phone) else None
