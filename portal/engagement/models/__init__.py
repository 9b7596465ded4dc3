"""Where the office meets communities: what was planned, who came, what they said, and what was done about it."""

from .counted import EngagementTracking
from .engagement import EngagementFacilitator, EngagementFile, NeedRaised, StakeholderEngagement
from .feedback import ConsultationFeedback

__all__ = [
    "ConsultationFeedback",
    "EngagementFacilitator",
    "EngagementFile",
    "EngagementTracking",
    "NeedRaised",
    "StakeholderEngagement",
]
