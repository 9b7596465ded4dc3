"""What there is to decide or to look into: full ceilings, money about to lapse, sums that cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.days import long_date
from portal.monitoring.enums import CeilingState, FlowType
from portal.monitoring.figures.quarters import NOTHING
from portal.monitoring.narrowing import LAPSING

from .counted_money import CountedMoney
from .words import rate, round_pesos


@dataclass(frozen=True)
class Remark:
    """One thing to decide or to look into."""

    text: str
    url: str


def to_decide(counted: CountedMoney) -> list[Remark]:
    return [*_full_ceilings(counted), *_about_to_lapse(counted), *_odd(counted)]


def _full_ceilings(counted: CountedMoney) -> Iterator[Remark]:
    for one in counted.ceilings:
        words = {"ceiling": one.ceiling, "share": rate(one.room.utilization_pct)}
        if one.room.state != CeilingState.OK:
            text = _("The ceiling %(ceiling)s is at %(share)s.") % words
        elif one.would_exceed:
            text = _("The ceiling %(ceiling)s is too low for all that is asked for.") % words
        else:
            continue
        yield Remark(text, reverse("monitoring_ceilings:inspect", args=[one.ceiling.pk]))


def _about_to_lapse(counted: CountedMoney) -> Iterator[Remark]:
    days = sorted({row.validity.valid_until for row in counted.lapsing})
    for day in days:
        rows = [row for row in counted.lapsing if row.validity.valid_until == day]
        amount = sum((row.validity.available for row in rows), NOTHING)
        words = {"n": len(rows), "amount": round_pesos(amount), "day": long_date(day)}
        text = ngettext(
            "%(amount)s of %(n)d PPA lapses after %(day)s.",
            "%(amount)s of %(n)d PPAs lapse after %(day)s.",
            len(rows),
        )
        yield Remark(text % words, counted.choice.rows_url(year=None, money=LAPSING))


def _odd(counted: CountedMoney) -> Iterator[Remark]:
    flags = counted.total.money.execution.flags
    if "over_obligated" in flags:
        url = counted.choice.rows_url(money=FlowType.OBLIGATION.value)
        yield Remark(_("More is obligated than the updated budget holds."), url)
    if "disbursed_exceeds_obligated" in flags:
        yield Remark(_("More is paid than was obligated."), counted.choice.rows_url(money=FlowType.DISBURSEMENT.value))
