"""What the office recommends: its text, what it rests on, who decided what, and how it is carried out."""

from .basis import PolicyDocument, PolicyEvidence, PolicyImpact
from .decision import PolicyDecision
from .milestone import PolicyImplementationMilestone
from .moderation import PolicyModerationTask
from .policy import PolicyBudgetYear, PolicyConsideration, PolicyRecommendation

__all__ = [
    "PolicyBudgetYear",
    "PolicyConsideration",
    "PolicyDecision",
    "PolicyDocument",
    "PolicyEvidence",
    "PolicyImpact",
    "PolicyImplementationMilestone",
    "PolicyModerationTask",
    "PolicyRecommendation",
]
