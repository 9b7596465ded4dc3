"""Who may do what with engagements. The rows are scoped by ``visible_to``."""

from portal.communities.scope import ROLE
from portal.core.access import AnyUser
from portal.needs.scope import reach_of

from .models import StakeholderEngagement

_SEE = ["engagement.view_stakeholderengagement"]
_SEE_ALL = [*_SEE, "engagement.view_consultationfeedback"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    ROLE: _SEE,
    "mao_editor": _SEE,
    "mao_focal": _SEE,
    "oobc_staff": [
        *_SEE_ALL,
        "engagement.add_stakeholderengagement",
        "engagement.change_stakeholderengagement",
        "engagement.change_consultationfeedback",
    ],
    "oobc_planner": _SEE_ALL,
    "me_officer": _SEE_ALL,
    "ocm_leadership": _SEE_ALL,
}


def can_keep(user: AnyUser) -> bool:
    """Plan engagements, write down what came of them, and see to what people asked for."""
    return reach_of(user, StakeholderEngagement, "change").everything


def can_read_all(user: AnyUser) -> bool:
    return reach_of(user, StakeholderEngagement, "view").everything


def can_give_feedback(user: AnyUser, engagement: StakeholderEngagement) -> bool:
    """Say how it was: who represents one of its communities, once it has ended."""
    theirs = StakeholderEngagement.objects.of_represented(user)
    return engagement.has_ended and theirs.filter(pk=engagement.pk).exists()
