"""Who may do what with communities and those who speak for them. The rows themselves are scoped by ``visible_to``."""

from django.contrib.auth.models import AbstractUser

from portal.core.access import AnyUser

from .models import CommunityRepresentative, OBCCommunity, RepresentationRequest
from .scope import ROLE, reach_of, represented_by

_SEE = ["communities.view_obccommunity"]
_KEEP = [
    *_SEE,
    "communities.add_obccommunity",
    "communities.change_obccommunity",
    "communities.view_communityrepresentative",
    "communities.add_communityrepresentative",
    "communities.change_communityrepresentative",
    "communities.view_representationrequest",
    "communities.change_representationrequest",
]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    ROLE: _SEE,
    "oobc_staff": _KEEP,
    "oobc_planner": _SEE,
    "budget_officer": _SEE,
    "me_officer": _SEE,
    "ocm_leadership": _SEE,
    "administrator": _KEEP,
}


def can_keep(user: AnyUser) -> bool:
    """Keep the list of communities."""
    return reach_of(user, OBCCommunity, "change").everything


def can_appoint_representative(user: AnyUser, *, person: AbstractUser) -> bool:
    """Let a person speak for a community; nobody appoints themselves."""
    return user != person and reach_of(user, CommunityRepresentative, "add").everything


def can_end_representation(user: AnyUser) -> bool:
    return reach_of(user, CommunityRepresentative, "change").everything


def can_decide_requests(user: AnyUser) -> bool:
    """Verify or refuse who asks to represent a community."""
    return reach_of(user, RepresentationRequest, "change").everything


def can_open_dashboard(user: AnyUser) -> bool:
    """“My community” is for people who represent one today."""
    return bool(represented_by(user))
