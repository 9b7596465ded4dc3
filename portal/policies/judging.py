"""Whether a recommendation changed what it should, and how far it is on the way (planning definitions 3.5).

What nobody measured is left out of the rate and shows in the coverage; it never counts as met, nor as zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.money import percent, pesos

from .enums import ImpactDirection
from .models import PolicyImpact

HUNDRED = Decimal(100)


class Unclear(models.TextChoices):
    """Why a number that was measured says nothing about a target."""

    NO_TARGET = "no_target", _("no target to judge by")
    ZERO_TARGET = "zero_target_increase", _("a target of zero cannot be judged without a number before")
    CONTRADICTS = "target_contradicts_direction", _("the target lies on the wrong side of the number before")


@dataclass(frozen=True)
class Judged:
    """What the newest number of an impact says: that at the end, or else that of now."""

    actual: Decimal | None
    is_met: bool | None = None
    """None: it cannot be said, and the impact is outside the rate."""

    progress: Decimal | None = None
    """Percent of the way from before to the target, two places, neither held at 100 nor at 0."""

    unclear: Unclear | None = None

    @property
    def is_measured(self) -> bool:
        return self.actual is not None


def judged(impact: PolicyImpact) -> Judged:
    actual = impact.current if impact.final is None else impact.final
    target, before = impact.target, impact.baseline
    if actual is None:
        return Judged(None)
    if target is None:
        return Judged(actual, unclear=Unclear.NO_TARGET)
    sign = -1 if impact.direction == ImpactDirection.DECREASE else 1
    is_met = sign * actual >= sign * target
    if before is None:
        return _without_before(actual, target, is_met, rising=sign > 0)
    if target == before:
        return Judged(actual, is_met, HUNDRED if is_met else None)
    if sign * (target - before) < 0:
        return Judged(actual, unclear=Unclear.CONTRADICTS)
    return Judged(actual, is_met, pesos(HUNDRED * (actual - before) / (target - before)))


def _without_before(actual: Decimal, target: Decimal, is_met: bool, *, rising: bool) -> Judged:
    if rising:
        if target == 0:
            return Judged(actual, unclear=Unclear.ZERO_TARGET)
        return Judged(actual, is_met, pesos(HUNDRED * actual / target))
    return Judged(actual, is_met, HUNDRED if actual <= 0 else pesos(HUNDRED * target / actual))


@dataclass(frozen=True)
class ImpactRate:
    """How many impacts met their target, with what the rate rests on. Rates are in percent."""

    total: int
    measured: int
    usable: int
    """Of which it can be said whether they met it."""

    met: int

    @property
    def rate(self) -> Decimal | None:
        return percent(Decimal(self.met), Decimal(self.usable))

    @property
    def coverage(self) -> Decimal | None:
        return percent(Decimal(self.usable), Decimal(self.total))


def impact_rate(impacts: Iterable[PolicyImpact]) -> ImpactRate:
    found = [judged(impact) for impact in impacts]
    return ImpactRate(
        total=len(found),
        measured=sum(one.is_measured for one in found),
        usable=sum(one.is_met is not None for one in found),
        met=sum(bool(one.is_met) for one in found),
    )
