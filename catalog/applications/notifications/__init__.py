"""What people are told about applications: the applicant by mail and SMS, the office by its notices.

Who acts on a case tells them: ``enqueue(Decided(application))``. What moves inside the office tells nobody outside.
"""

from .applicant import (
    AnswerReminder,
    ApplicationReceived,
    CaseClosed,
    CaseLinkMail,
    Decided,
    DraftLink,
    DraftReminder,
    InformationAsked,
    ObjectionAnswered,
    TimeExtended,
    WaitlistPlaced,
)
from .office import ApplicationArrived, DueSoon, InformationGiven, ObjectionReceived, Overdue, ReviewAsked

__all__ = [
    "AnswerReminder",
    "ApplicationArrived",
    "ApplicationReceived",
    "CaseClosed",
    "CaseLinkMail",
    "Decided",
    "DraftLink",
    "DraftReminder",
    "DueSoon",
    "InformationAsked",
    "InformationGiven",
    "ObjectionAnswered",
    "ObjectionReceived",
    "Overdue",
    "ReviewAsked",
    "TimeExtended",
    "WaitlistPlaced",
]
