"""What people are told about needs: who sent one at every step that changes what to expect, and OOBC's reviewers.

Who acts on a need tells of it: ``tell(NeedValidated, step)``, with the row that says what happened (a step, a decision,
a question, a forwarding). ``tell`` also reaches those whose need is followed under this one.
"""

from .leader import (
    NeedAsked,
    NeedCameBack,
    NeedCompleted,
    NeedDeferred,
    NeedFellBack,
    NeedForwarded,
    NeedJoined,
    NeedPassedOn,
    NeedPlanned,
    NeedPrioritized,
    NeedRejected,
    NeedReopened,
    NeedResumed,
    NeedStarted,
    NeedValidated,
    NeedWithdrawn,
    OfficeAnswered,
    OfficeNoLongerAsked,
    tell,
)
from .staff import BackForReview, CommunityAnswered, NeedArrived, NeedAssigned, NeedsOverdue, OpenAgain, TakenBack

__all__ = [
    "BackForReview",
    "CommunityAnswered",
    "NeedArrived",
    "NeedAsked",
    "NeedAssigned",
    "NeedCameBack",
    "NeedCompleted",
    "NeedDeferred",
    "NeedFellBack",
    "NeedForwarded",
    "NeedJoined",
    "NeedPassedOn",
    "NeedPlanned",
    "NeedPrioritized",
    "NeedRejected",
    "NeedReopened",
    "NeedResumed",
    "NeedStarted",
    "NeedValidated",
    "NeedWithdrawn",
    "NeedsOverdue",
    "OfficeAnswered",
    "OfficeNoLongerAsked",
    "OpenAgain",
    "TakenBack",
    "tell",
]
