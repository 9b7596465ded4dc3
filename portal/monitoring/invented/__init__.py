"""Made-up PPAs with all their rows, written as if each had happened on its day. Every one says it is invented.

For the demonstration and for load tests. No message is sent, and the audit record says only what is true: that the row
was made up, today.
"""

from .calendar import calendar_of
from .desk import Desk, desk, shortages
from .plan import MARK, SOURCE, Fate, Flaw, Invented, Plan
from .story import Inventor
from .works import KINDS, Kind, kinds_of
from .writing import write

__all__ = [
    "KINDS",
    "MARK",
    "SOURCE",
    "Desk",
    "Fate",
    "Flaw",
    "Invented",
    "Inventor",
    "Kind",
    "Plan",
    "calendar_of",
    "desk",
    "kinds_of",
    "shortages",
    "write",
]
