"""Whether an indicator met its target, and how many of a PPA's did (planning definitions 3.5).

What nobody measured is left out of the rate and shows in the coverage; it never counts as met, nor as zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portal.core.money import percent, pesos
from portal.monitoring.enums import Direction

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Measure:
    """An indicator's numbers in its own unit; ``target_high`` is the upper end of a range."""

    target: Decimal | None = None
    actual: Decimal | None = None
    baseline: Decimal | None = None
    direction: str = Direction.INCREASE
    target_high: Decimal | None = None


@dataclass(frozen=True)
class Achievement:
    """What a measure says."""

    measured: bool
    achieved: bool | None = None
    """None: it cannot be said, and the indicator is outside the rate."""

    progress: Decimal | None = None
    """Percent of the way to the target, unrounded and not clipped."""

    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def pct(self) -> Decimal | None:
        return None if self.progress is None else pesos(self.progress)


def achievement(measure: Measure) -> Achievement:
    """What the actual value says of the target."""
    if measure.actual is None:
        return Achievement(measured=False)
    if measure.target is None:
        return _left_out("no_target")
    if measure.direction == Direction.RANGE:
        return _in_range(measure.actual, measure.target, measure.target_high)
    sign = -1 if measure.direction == Direction.DECREASE else 1
    met = sign * measure.actual >= sign * measure.target
    if measure.baseline is None:
        return _without_baseline(measure.actual, measure.target, met, rising=sign > 0)
    return _from_baseline(measure.actual, measure.target, measure.baseline, met, sign)


def _left_out(flag: str) -> Achievement:
    return Achievement(measured=True, flags=frozenset({flag}))


def _in_range(actual: Decimal, low: Decimal, high: Decimal | None) -> Achievement:
    if high is None:
        return _left_out("no_target")
    met = low <= actual <= high
    return Achievement(measured=True, achieved=met, progress=HUNDRED if met else None)


def _without_baseline(actual: Decimal, target: Decimal, met: bool, *, rising: bool) -> Achievement:
    if rising:
        if target == 0:
            return _left_out("zero_target_increase")
        progress = HUNDRED * actual / target
    elif actual <= 0:
        progress = HUNDRED
    else:
        progress = HUNDRED * target / actual
    return Achievement(measured=True, achieved=met, progress=progress)


def _from_baseline(actual: Decimal, target: Decimal, baseline: Decimal, met: bool, sign: int) -> Achievement:
    if target == baseline:
        if met:
            return Achievement(measured=True, achieved=True, progress=HUNDRED)
        return Achievement(measured=True, achieved=False, flags=frozenset({"target_equals_baseline"}))
    if sign * (target - baseline) < 0:
        return _left_out("target_contradicts_direction")
    return Achievement(measured=True, achieved=met, progress=HUNDRED * (actual - baseline) / (target - baseline))


@dataclass(frozen=True)
class AchievementRate:
    """How many indicators met their target, with what the rate rests on. Rates are in percent."""

    total: int
    usable: int
    achieved: int
    mean_progress: Decimal | None
    """The mean of the progress, each held within 0 and 100, so that one success does not hide a failure."""

    @property
    def rate(self) -> Decimal | None:
        return percent(Decimal(self.achieved), Decimal(self.usable))

    @property
    def coverage(self) -> Decimal | None:
        return percent(Decimal(self.usable), Decimal(self.total))

    @property
    def strict_rate(self) -> Decimal | None:
        return percent(Decimal(self.achieved), Decimal(self.total))


def achievement_rate(measures: Iterable[Measure]) -> AchievementRate:
    """The rate over these indicators; a figure with a coverage under 50 % is shown grey."""
    found = [achievement(measure) for measure in measures]
    usable = [each for each in found if each.achieved is not None]
    held = [min(max(each.progress, Decimal()), HUNDRED) for each in usable if each.progress is not None]
    return AchievementRate(
        total=len(found),
        usable=len(usable),
        achieved=sum(bool(each.achieved) for each in usable),
        mean_progress=pesos(sum(held, Decimal()) / len(held)) if held else None,
    )
