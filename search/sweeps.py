"""What the scheduler runs."""

from .facade import refresh
from .indexes import all_indexes


def refresh_all() -> None:
    """Every index anew, nightly: names of offices and categories change outside the rows they are part of."""
    for index in all_indexes():
        refresh(index)
