"""The register of needs: how they are found, what communities send, who answers, and what became of them."""

from .assessment import Assessment, AssessmentMember
from .following import NeedFollower, NeedLink
from .forwarding import Forwarding
from .need import Need, NeedFile, NeedScoring, NeedSubmitter
from .review import NeedDecision, NeedEvent, NeedInformationRequest, NeedNote
from .summary import NeedModerationTask, NeedSummary

__all__ = [
    "Assessment",
    "AssessmentMember",
    "Forwarding",
    "Need",
    "NeedDecision",
    "NeedEvent",
    "NeedFile",
    "NeedFollower",
    "NeedInformationRequest",
    "NeedLink",
    "NeedModerationTask",
    "NeedNote",
    "NeedScoring",
    "NeedSubmitter",
    "NeedSummary",
]
