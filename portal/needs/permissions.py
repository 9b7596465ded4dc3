"""Who may do what with needs, in sentences; and what each group brings. The rows are scoped by ``visible_to``."""

from typing import TYPE_CHECKING

from portal.communities.scope import ROLE, represented_by
from portal.core.access import AnyUser

from .scope import Reach, reach_of

if TYPE_CHECKING:
    from django.db.models import Model

    from portal.communities.models import OBCCommunity
    from portal.communities.querysets import CommunityQuerySet
    from portal.organizations.querysets import OrganizationQuerySet

    from .models import Forwarding, Need, NeedSummary

_SEE = ["needs.view_need", "needs.view_forwarding"]
_SEE_ALL = [*_SEE, "needs.view_assessment", "needs.view_needsummary"]
_KEEP_ASSESSMENTS = ["needs.add_assessment", "needs.change_assessment"]
_MODERATE = ["needs.add_needsummary", "needs.change_needsummary", "needs.publish_needsummary"]
_OFFICE = [*_SEE, "needs.answer_need"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    ROLE: ["needs.view_need", "needs.submit_need"],
    "mao_editor": _SEE,
    "mao_focal": _OFFICE,
    "oobc_staff": [
        *_SEE_ALL,
        *_KEEP_ASSESSMENTS,
        *_MODERATE,
        "needs.add_need",
        "needs.change_need",
        "needs.review_need",
        "needs.forward_need",
        "needs.submit_need",
    ],
    "oobc_planner": [*_SEE_ALL, *_KEEP_ASSESSMENTS, "needs.add_need", "needs.change_need"],
    "budget_officer": _SEE_ALL,
    "me_officer": _SEE_ALL,
    "ocm_leadership": _SEE_ALL,
}


def _need() -> "type[Need]":
    from .models import Need  # models need this room's scope for their querysets

    return Need


def can_submit(user: AnyUser, community: "OBCCommunity") -> bool:
    """Send a need of this community: who represents it today, and staff for somebody without an account."""
    reach = reach_of(user, _need(), "submit")
    return reach.everything or community.pk in reach.communities


def communities_to_submit_for(user: AnyUser) -> "CommunityQuerySet":
    """The communities whose needs this person may send: those they represent today; for staff, all in use."""
    from portal.communities.models import OBCCommunity  # models need this room's scope for their querysets

    reach = reach_of(user, _need(), "submit")
    active = OBCCommunity.objects.active()
    return active if reach.everything else active.filter(pk__in=sorted(reach.communities))


def submits_for_all(user: AnyUser) -> bool:
    """Staff, who enter what somebody without an account says."""
    return reach_of(user, _need(), "submit").everything


def can_review(user: AnyUser, need: "Need") -> bool:
    """Review, rate and decide a need: staff, but nobody on a need of a community they represent or that they sent."""
    return reach_of(user, _need(), "review").everything and not has_interest(user, need)


def can_review_any(user: AnyUser) -> bool:
    """Review and rate needs at all; of a single one ``can_review`` decides."""
    return reach_of(user, _need(), "review").everything


def has_interest(user: AnyUser, need: "Need") -> bool:
    """Whether somebody would judge their own cause."""
    return need.submitted_by_user_id == user.pk or need.community_id in represented_by(user)


def can_forward(user: AnyUser, need: "Need") -> bool:
    return reach_of(user, _need(), "forward").everything and not has_interest(user, need)


def can_answer(user: AnyUser, forwarding: "Forwarding") -> bool:
    """Answer for the office: its focal persons, but nobody on a need they sent or of a community they speak for."""
    return serves_asked_office(user, forwarding) and not has_interest(user, forwarding.need)


def serves_asked_office(user: AnyUser, forwarding: "Forwarding") -> bool:
    """Whether somebody is a focal person of the office that was asked."""
    reach = reach_of(user, _need(), "answer")
    return reach.everything or forwarding.mao_id in reach.organizations


def can_forward_any(user: AnyUser) -> bool:
    """Forward needs at all; of a single one ``can_forward`` decides."""
    return reach_of(user, _need(), "forward").everything


def sees_all_forwardings(user: AnyUser) -> bool:
    """Those who watch all offices; the others see what their own office was asked."""
    return _forwardings_of(user).everything


def offices_counted_for(user: AnyUser) -> "OrganizationQuerySet":
    """The offices whose answers a person may count: all for those who watch them all, else the own ones."""
    from portal.organizations.models import Organization  # models need this room's scope for their querysets

    reach = _forwardings_of(user)
    offices = Organization.objects.all()
    return offices if reach.everything else offices.filter(pk__in=sorted(reach.organizations))


def _forwardings_of(user: AnyUser) -> Reach:
    from .models import Forwarding  # models need this room's scope for their querysets

    return reach_of(user, Forwarding, "view")


def can_keep_assessments(user: AnyUser) -> bool:
    from .models import Assessment  # models need this room's scope for their querysets

    return reach_of(user, Assessment, "change").everything


def can_attach(user: AnyUser, model: "type[Model]") -> bool:
    """Say what evidence rows of this model rest on."""
    return reach_of(user, model, "change").everything


def can_record(user: AnyUser) -> bool:
    """Enter needs under an assessment."""
    return reach_of(user, _need(), "add").everything


def speaks_for(user: AnyUser, place: object) -> bool:
    """Whether this place is a community that the person represents today."""
    from portal.communities.models import OBCCommunity  # models need this room's scope for their querysets

    return isinstance(place, OBCCommunity) and place.pk in represented_by(user)


def can_summarize(user: AnyUser, need: "Need") -> bool:
    """Write what the public will read of a need, and say which of its pictures may be seen."""
    from .models import NeedSummary  # models need this room's scope for their querysets

    return reach_of(user, NeedSummary, "change").everything and not has_interest(user, need)


def can_publish(user: AnyUser, summary: "NeedSummary") -> bool:
    """Put a summary before the public: staff who did not write its newest words."""
    return can_unpublish(user, summary) and summary.latest_revision.user_id != user.pk


def can_unpublish(user: AnyUser, summary: "NeedSummary") -> bool:
    """Take it off the public list: also who wrote it, since that can never wait."""
    return reach_of(user, type(summary), "publish").everything and not has_interest(user, summary.need)
