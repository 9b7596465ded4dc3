"""Whom a recommendation concerns."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.needs.forwarding.notifications import focal_persons_of
from portal.organizations.models import OrganizationMembership

from .models import PolicyImplementationMilestone, PolicyRecommendation


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


def answering_for(milestone: PolicyImplementationMilestone) -> list[User]:
    """The person who answers for it, and the focal persons of the office that does."""
    person, office = milestone.responsible_person, milestone.responsible_organization
    people = [person] if person and person.is_active else []
    if office and office.is_active:
        people += [focal for focal in focal_persons_of(office) if focal != person]
    return people


def who_can_answer(policy: PolicyRecommendation) -> QuerySet[User]:
    """Whom a milestone can name: who tracks recommendations, and who serves an office that leads it or helps."""
    offices = [*policy.lead_organizations.all(), *policy.partner_organizations.all()]
    serving = OrganizationMembership.objects.in_force().filter(organization__in=[office.pk for office in offices])
    found = Q(pk__in=who_may("track").order_by().values("pk")) | Q(pk__in=serving.values("user"))
    people = get_user_model().objects.filter(found, is_active=True)
    return people.order_by("last_name", "first_name", "pk")
