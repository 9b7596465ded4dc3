"""What an office does with a case. Each act locks, checks, changes, records and tells in one transaction.

An act that rests on what somebody has read takes ``shown``, the ``version_of`` the case on their screen; if the case
has moved on since, the act is refused and nothing happens.
"""

from .asking import ask_for_information, take_more_time
from .closing import close_as_duplicate, complete
from .decisions import approve, approve_many, reject, reject_many, waitlist
from .looking import check_paper, write_note
from .objections import answer_objection
from .reviewing import ask_review, send_review
from .rows import version_of
from .taking import assign, assign_many, begin_review

__all__ = [
    "answer_objection",
    "approve",
    "approve_many",
    "ask_for_information",
    "ask_review",
    "assign",
    "assign_many",
    "begin_review",
    "check_paper",
    "close_as_duplicate",
    "complete",
    "reject",
    "reject_many",
    "send_review",
    "take_more_time",
    "version_of",
    "waitlist",
    "write_note",
]
