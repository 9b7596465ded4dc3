"""Numbers of results as staff read them: in the unit of their indicator, and a dash where nobody knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.enums import ActualState, Direction
from portal.monitoring.formulas.achievement import Achievement, Measure, achievement
from portal.monitoring.models import Outcome, OutcomePeriod

UNKNOWN = "–"
GREY_BELOW = Decimal(50)
"""A rate that rests on fewer results, in percent, is shown grey."""

FLAGS = {
    "no_target": gettext_lazy("no target to judge by"),
    "zero_target_increase": gettext_lazy("a target of zero cannot be judged without a baseline"),
    "target_equals_baseline": gettext_lazy("the target equals the baseline"),
    "target_contradicts_direction": gettext_lazy("the target lies on the wrong side of the baseline"),
}


def in_words(value: Decimal | None) -> str:
    if value is None:
        return UNKNOWN
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent_in_words(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{number_format(value, decimal_pos=2)} %"


def target_in_words(measure: Measure, text: str = "") -> str:
    """The number, the two ends of a range, or what was printed in words."""
    if measure.target is None:
        return text or UNKNOWN
    if measure.direction == Direction.RANGE:
        return _("%(low)s to %(high)s") % {"low": in_words(measure.target), "high": in_words(measure.target_high)}
    return in_words(measure.target)


def verdict(found: Achievement) -> str:
    """Whether the target was met, or why that cannot be said."""
    if not found.measured:
        return ""
    if found.achieved is None:
        return next((str(FLAGS[flag]) for flag in found.flags), "")
    return _("met") if found.achieved else _("not met")


@dataclass(frozen=True)
class Line:
    """One period of a result."""

    period: OutcomePeriod
    target: str
    actual: str
    state: str
    progress: str
    verdict: str

    @property
    def is_open(self) -> bool:
        """A value that does not count yet."""
        return self.period.actual_state in (ActualState.REPORTED, ActualState.RETURNED)


def line_of(outcome: Outcome, period: OutcomePeriod) -> Line:
    counted = period.as_counted
    measure = Measure(counted.target, counted.actual, outcome.baseline, outcome.direction, counted.target_high)
    found = achievement(measure)
    return Line(
        period=period,
        target=target_in_words(measure, period.target_text),
        actual=in_words(period.actual),
        state=str(ActualState(period.actual_state).label),
        progress=percent_in_words(found.pct),
        verdict=verdict(found),
    )


@dataclass(frozen=True)
class Result:
    """A result with its periods, in the order of time."""

    outcome: Outcome
    baseline: str
    lines: list[Line]


def results_of(outcomes: Iterable[Outcome]) -> Iterator[Result]:
    """Outcomes with their periods read ahead."""
    for outcome in outcomes:
        lines = [line_of(outcome, period) for period in outcome.periods.all()]
        yield Result(outcome, in_words(outcome.baseline), lines)
