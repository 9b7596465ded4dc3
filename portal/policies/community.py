"""What "My community" shows of recommendations: those that name it, and those that answer one of its needs."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.sections import Section
from portal.needs.models import Need

from .models import PolicyRecommendation
from .public.pages import PublicPolicy, told_rows


def policies_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """For ``COMMUNITY_SECTIONS``; none while no published one does."""
    needs = Need.objects.of_represented(user)
    about = PolicyRecommendation.objects.filter(Q(communities__in=communities) | Q(related_needs__in=needs))
    rows = told_rows().filter(pk__in=about.order_by().values("pk")).order_by("number")
    policies = [PublicPolicy(policy) for policy in rows]
    if not policies:
        return None
    return Section(_("What OOBC recommends for you"), "portal/policies/public/_named.html", policies=policies)
