"""Money and results in the words of a public page: of what nobody entered it says so, never zero."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.in_words import UNKNOWN, exact_number, number_of_pesos, percent_in_words
from portal.monitoring.enums import Direction, OutcomeLevel
from portal.monitoring.figures.money import Money
from portal.monitoring.formulas.achievement import Measure, achievement
from portal.monitoring.models import Outcome
from portal.monitoring.results.framework import newest_year

from .places import in_public
from .words import LEVELS


@dataclass(frozen=True)
class ToldMoney:
    """A row of a table of money. None where nobody entered anything of the kind."""

    money: Money
    label: str = ""
    url: str = ""
    is_sum: bool = False

    @property
    def granted(self) -> Decimal:
        return self.money.granted

    @property
    def released(self) -> Decimal | None:
        return self.money.execution.allocations

    @property
    def obligated(self) -> Decimal | None:
        return self.money.obligated

    @property
    def paid(self) -> Decimal | None:
        return self.money.paid

    @property
    def updated(self) -> Decimal | None:
        """What there is to spend: released, or else granted, with all adjustments."""
        return self.money.execution.net_allotment

    @property
    def obligated_rate(self) -> Decimal | None:
        return self.money.obligation_rate

    @property
    def paid_rate(self) -> Decimal | None:
        return self.money.disbursement_rate

    @property
    def amounts(self) -> list[str]:
        moved = [_("not reported") if each is None else number_of_pesos(each) for each in (self.obligated, self.paid)]
        return [*(number_of_pesos(amount) for amount in (self.granted, self.released, self.updated)), *moved]

    @property
    def rates(self) -> list[str]:
        return [percent_in_words(self.obligated_rate), percent_in_words(self.paid_rate)]

    @property
    def cells(self) -> list[str]:
        """Granted, released, to spend, obligated and in percent, paid and in percent."""
        *before, obligated, paid = self.amounts
        of_obligated, of_paid = self.rates
        return [*before, obligated, of_obligated, paid, of_paid]


@dataclass(frozen=True)
class ToldResult:
    """One promised result in its newest year that has begun."""

    indicator: str
    unit: str
    level: str
    year: int | None
    baseline: str
    target: str
    actual: str
    verdict: str
    kind: str
    """As ``<c-status>`` knows it."""


def results_of(outcomes: Iterable[Outcome], untold: Sequence[Mapping[str, Any]]) -> Iterator[ToldResult]:
    """Outcomes with their periods read ahead; what is reported and not approved is not known yet.

    ``untold`` are the communities that the words must not name.
    """
    this_year = timezone.localdate().year
    order = list(OutcomeLevel)
    for outcome in sorted(outcomes, key=lambda one: (order.index(OutcomeLevel(one.level)), one.position)):
        year = newest_year(outcome.periods.all(), this_year)
        found = outcome.in_year(year)
        text = next((row.target_text for row in outcome.periods.all() if row.fiscal_year == year), "")
        achieved = achievement(found).achieved
        yield ToldResult(
            indicator=in_public(outcome.indicator, untold),
            unit=in_public(outcome.unit, untold),
            level=str(LEVELS[OutcomeLevel(outcome.level)]),
            year=year,
            baseline="" if outcome.baseline is None else number_in_words(outcome.baseline),
            target=_target(found, in_public(text, untold)),
            actual=number_in_words(found.actual),
            verdict="" if achieved is None else _("target met") if achieved else _("target not met"),
            kind="good" if achieved else "warn",
        )


def number_in_words(value: Decimal | None) -> str:
    return _("not reported") if value is None else exact_number(value)


def _target(found: Measure, text: str) -> str:
    if found.target is None:
        return text or UNKNOWN
    if found.direction == Direction.RANGE and found.target_high is not None:
        ends = {"low": number_in_words(found.target), "high": number_in_words(found.target_high)}
        return _("%(low)s to %(high)s") % ends
    return number_in_words(found.target)
