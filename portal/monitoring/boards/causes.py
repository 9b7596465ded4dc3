"""The second page of the dashboard: the cross-cutting causes that PPAs serve, and the largest PPAs."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.boards.parts import UNKNOWN, Line, Number, Part
from portal.core.money import percent
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.breakdown import breakdown
from portal.monitoring.figures.causes import by_cause
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.largest import largest
from portal.monitoring.narrowing import BUDGET, narrowed
from portal.monitoring.narrowing import UNKNOWN as NOT_SAID

from .choice import Choice
from .words import Pesos, count, rate

LARGEST = 20


@dataclass(frozen=True)
class CausesBoard:
    """Of the chosen PPAs whose money is asked for, approved or law."""

    choice: Choice
    on: datetime.date

    def parts(self) -> list[Part]:
        largest_ones = self._largest()
        return [self._causes(), largest_ones] if largest_ones.lines else []

    def _causes(self) -> Part:
        found = kept(by_cause, narrowed(self.choice.seen, {**self.choice.chosen, "money": BUDGET}))
        pesos, url = Pesos(one.amount for one in found), self.choice.rows_url
        lines = []
        for one in found:
            cell = {"money": BUDGET, "tag": one.cause.value}
            amount = None if one.ppas == one.unknown else one.amount
            lines.append(
                Line(
                    str(one.cause.label),
                    [
                        count(one.ppas, url(**cell)),
                        pesos(amount, url(**cell, tag_amount="known")),
                        rate(one.share),
                        count(one.unknown, url(**cell, tag_amount=NOT_SAID)),
                    ],
                )
            )
        columns = [_("PPAs"), _("Amount said (₱)"), _("Of all money"), _("Amount not said")]
        note = _(
            "What PPAs say of themselves. An amount is of the whole PPA, so it is compared with the money of all years "
            "of all these PPAs. One peso may serve several causes: they do not add up."
        )
        return Part(_("Compliance"), _("Cause"), columns, lines, note)

    def _largest(self) -> Part:
        money = self.choice.lines()
        total = kept(breakdown, money, as_of=self.on, each_year=False).total(None)
        found = kept(largest, money, LARGEST, as_of=self.on)
        pesos = Pesos(amount for one in found for amount in (one.budget, one.obligated))
        offices, statuses = self.choice.names.of("lead_organization"), dict(PPAStatus.choices)
        lines = [
            Line(
                one.title,
                [
                    Number(None, words=offices.get(one.office, UNKNOWN)),
                    Number(None, words=str(statuses[one.status])),
                    pesos(one.budget), rate(percent(one.budget, total.budget)), pesos(one.obligated),
                ],
                url=reverse("monitoring_ppas:inspect", args=[one.ppa]),
            )
            for one in found
        ]  # fmt: skip
        columns = [_("Office"), _("Status"), _("Budget (₱)"), _("Of all"), _("Obligated (₱)")]
        return Part(_("Largest PPAs"), _("PPA"), columns, lines, texts=(0, 1), wide=True)
