"""Where the office meets communities: what was planned, who came, what they said, and what was done about it."""

from .counted import EngagementTracking
from .engagement import EngagementFacilitator, NeedRaised, StakeholderEngagement
from .feedback import ConsultationFeedback

__all__ = [
    "ConsultationFeedback",
    "EngagementFacilitator",
    "EngagementTracking",
    "NeedRaised",
    "StakeholderEngagement",
]
