"""The last page of the dashboard: the goals of the office that concern PPAs, the year beside the one before it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.charts import goal_columns
from portal.core.days import long_date
from portal.monitoring.figures.goals import (
    ENOUGH_COVERAGE,
    FIRST_PAYMENT_GOAL,
    LINKED_GOAL,
    Goals,
    Share,
    goals,
    needs_linked,
)
from portal.monitoring.figures.kept import kept
from portal.monitoring.narrowing import BUDGET, NOTHING, narrowed
from portal.needs.models import Need
from portal.needs.scope import reach_of

from .choice import Choice
from .words import PERCENT, change, count, rate

Url = Callable[[int], str]


@dataclass
class GoalsBoard:
    """Of the PPAs of a year whose money is asked for, approved or law."""

    choice: Choice
    on: datetime.date

    @property
    def year(self) -> int:
        return self.choice.year or self.on.year

    @cached_property
    def found(self) -> list[Goals]:
        """The year before first, if there is something to compare with."""
        made = [kept(goals, self._ppas(year), year, self.on) for year in (self.year - 1, self.year)]
        return [one for one in made if one.promising.denominator]

    def _ppas(self, year: int) -> Any:
        return narrowed(self.choice.seen, {**self.choice.chosen, "year": year, "money": BUDGET})

    def parts(self) -> list[Part]:
        if not self.found:
            return []
        return [self._promising(), self._achieved(), self._complete(), *self._linked(), self._first_payment()]

    def _url(self, **cell: str) -> Url:
        return lambda year: self.choice.rows_url(year=year, money=BUDGET, **cell)

    def _promising(self) -> Part:
        note = _("PPAs with at least one result that has a target, of all PPAs of the year's budget.")
        shares = {one.year: one.promising for one in self.found}
        return self._share(_("Results with a target"), shares, note, self._url(said="results"), self._url())

    def _complete(self) -> Part:
        note = _("PPAs that say everything that a PPA should say, of all PPAs of the year's budget.")
        shares = {one.year: one.complete for one in self.found}
        return self._share(_("Complete PPAs"), shares, note, self._url(missing=NOTHING), self._url())

    def _achieved(self) -> Part:
        """With the share of results that can be judged: where that is small, the rate says little."""
        lines = []
        for one in reversed(self.found):
            share, covered = one.achieved_share, one.achieved.coverage
            says_little = covered is not None and covered < ENOUGH_COVERAGE
            reached = _("too few measured") if says_little else _reached(share.is_reached)
            numbers = [
                Number(share.numerator), Number(share.denominator), rate(share.rate), rate(covered),
                rate(one.achieved.strict_rate), rate(share.goal), Number(None, words=reached),
            ]  # fmt: skip
            lines.append(Line(str(one.year), numbers))
        columns = [
            _("Targets met"), _("Of those that can be judged"), _("Share"), _("Can be judged"), _("Met of all"),
            _("Goal"), _("Goal reached"),
        ]  # fmt: skip
        note = _(
            "A result in a year is one target. Only approved values count. Where less than half can be judged, the "
            "share says little."
        )
        shares = {one.year: one.achieved_share for one in self.found}
        title = _("Targets met")
        return Part(title, _("Year"), columns, lines, self._noted(note), self._drawn(title, shares), wide=True)

    def _linked(self) -> list[Part]:
        """Only for who sees all needs: of some needs the share says nothing of the office's goal."""
        if not reach_of(self.choice.user, Need, "view").everything:
            return []
        needs = Need.objects.visible_to(self.choice.user)
        shares = needs_linked(needs, [one.year for one in self.found], self.on)
        note = _(
            "Needs with a score above 4.0 that a PPA answers, proposed or further, of those received by the due day of "
            "the year's budget call. No list of that day is kept: scores are those of today. It counts all needs, "
            "whatever is chosen."
        )
        nothing = _("The calendar knows no budget call of these years that is over.")
        return [self._share(_("Pressing needs with a PPA"), shares, note, goal=LINKED_GOAL, nothing=nothing)]

    def _share(
        self, title: str, shares: dict[int, Share], note: str, above: Url | None = None, below: Url | None = None,
        *, goal: Decimal | None = None, nothing: str = "",
    ) -> Part:  # fmt: skip
        lines = [
            Line(
                str(year),
                [
                    count(share.numerator, above(year) if above else ""),
                    count(share.denominator, below(year) if below else ""),
                    rate(share.rate),
                    rate(goal or share.goal),
                    Number(None, words=_reached(share.is_reached)),
                ],
            )
            for year, share in sorted(shares.items(), reverse=True)
        ]
        columns = [_("Reached"), _("Of"), _("Share"), _("Goal"), _("Goal reached")]
        return Part(title, _("Year"), columns, lines, self._noted(note), self._drawn(title, shares), nothing=nothing)

    def _drawn(self, title: str, shares: dict[int, Share]) -> Any:
        if not any(share.rate is not None for share in shares.values()):
            return None
        goal = next(iter(shares.values())).goal
        return goal_columns(
            {str(year): [share.rate] for year, share in sorted(shares.items())},
            goal=goal,
            goal_label=_("Goal: %(goal)s") % {"goal": f"{goal:.0f}{PERCENT}"},
            label=_("Chart: %(title)s, by year. The table below has the same numbers.") % {"title": title},
        )

    def _first_payment(self) -> Part:
        """A goal about a change: it is judged once there are two years."""
        lines, before = [], None
        for one in self.found:
            found = one.first_payment
            grown = change(_decimal(found.median), before)
            reached = None if grown.value is None else grown.value <= FIRST_PAYMENT_GOAL
            words = _("the baseline") if before is None and found.median is not None else _reached(reached)
            numbers = [
                Number(found.median, words=UNKNOWN), Number(found.paid), Number(found.waiting), grown,
                Number(FIRST_PAYMENT_GOAL, unit=PERCENT), Number(None, words=words),
            ]  # fmt: skip
            lines.append(Line(str(one.year), numbers))
            before = _decimal(found.median)
        columns = [_("Days (median)"), _("Paid"), _("Not paid yet"), _("Change"), _("Goal"), _("Goal reached")]
        note = _(
            "Days from the act to a PPA's first payment. PPAs that were paid nothing yet count for as long as they "
            "wait; the median is not known while most still wait."
        )
        return Part(
            _("From the act to the first payment"), _("Year"), columns, lines[::-1], self._noted(note), wide=True
        )

    def _noted(self, note: str) -> str:
        baseline = _("The first year is the baseline: nothing can be compared yet.") if len(self.found) < 2 else ""
        as_of = _("As of %(day)s.") % {"day": long_date(self.on)}
        return " ".join(part for part in (note, as_of, baseline) if part)


def _reached(is_reached: bool | None) -> str:
    return {True: _("reached"), False: _("not reached"), None: UNKNOWN}[is_reached]


def _decimal(days: int | None) -> Decimal | None:
    return None if days is None else Decimal(days)
