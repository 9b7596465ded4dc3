"""Made-up PPAs with all their rows, written as if each had happened on its day. Every one says it is invented.

For the demonstration and for load tests. No message is sent, and the audit record says only what is true: that the row
was made up, today.
"""

from .desk import Desk, desk, shortages
from .story import MARK, SOURCE, Fate, Invented, Inventor, Plan
from .works import KINDS, Kind, kinds_of
from .writing import write

__all__ = [
    "KINDS",
    "MARK",
    "SOURCE",
    "Desk",
    "Fate",
    "Invented",
    "Inventor",
    "Kind",
    "Plan",
    "desk",
    "kinds_of",
    "shortages",
    "write",
]
