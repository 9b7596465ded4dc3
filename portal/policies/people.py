"""Whom a recommendation concerns."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from portal.accounts.models import User

from .models import PolicyRecommendation


def who_may(act: str) -> QuerySet[User]:
    """Everybody who may do this act on recommendations."""
    may = Group.objects.filter(
        permissions__content_type__app_label="policies", permissions__codename=f"{act}_policyrecommendation"
    )
    people = get_user_model().objects.filter(is_active=True, groups__in=may)
    return people.distinct().order_by("last_name", "first_name", "pk")


def keepers_of(policy: PolicyRecommendation) -> QuerySet[User]:
    """Who made it, who wrote its newest words, and who submitted it."""
    newest = policy.latest_revision
    hands = {policy.created_by_id, newest.user_id if newest else None}
    hands.update(policy.decisions.filter(kind="submitted").values_list("by", flat=True))
    return get_user_model().objects.filter(Q(pk__in=hands - {None}), is_active=True).order_by("pk")
