"""The median of durations of which some still run (Kaplan and Meier's estimate)."""

from collections.abc import Iterable
from fractions import Fraction


def censored_median(ended: Iterable[int], running: Iterable[int]) -> int | None:
    """The first duration by which at least half would have ended; none while so many run that nobody can say.

    ``ended`` are whole durations; ``running`` ones have lasted so long already and count as long as they were watched.
    """
    times = sorted([*((days, 0) for days in ended), *((days, 1) for days in running)])
    at_risk, left = len(times), Fraction(1)
    for days, runs in times:
        if not runs:
            left *= Fraction(at_risk - 1, at_risk)
            if left <= Fraction(1, 2):
                return days
        at_risk -= 1
    return None
