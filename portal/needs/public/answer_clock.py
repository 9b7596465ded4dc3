"""The office's answer clock in words: ``review_rate`` formatted for the public page."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.needs.figures.review_rate import ReviewRate


class AnswerClock:
    def __init__(self, rate: ReviewRate, *, year: int) -> None:
        self.rate = rate
        self.year = year

    @property
    def as_of(self) -> datetime.date:
        return self.rate.as_of

    @property
    def received_label(self) -> str:
        return _("Needs received in %(year)s") % {"year": self.year}

    @property
    def received(self) -> str:
        return str(intcomma(self.rate.received))

    @property
    def received_rests(self) -> str:
        if not self.rate.received:
            return _("sent by communities")
        return _("sent by communities; %(waiting)s of them wait for a first answer") % {
            "waiting": intcomma(self.rate.waiting)
        }

    @property
    def share(self) -> str:
        return _percent(self.rate.share)

    @property
    def share_rests(self) -> str:
        if not self.rate.due:
            return _("of no need are the 30 days over yet")
        return _("%(in_time)s of %(due)s whose 30 days are over") % {
            "in_time": intcomma(self.rate.in_time),
            "due": intcomma(self.rate.due),
        }

    @property
    def median(self) -> str:
        days = self.rate.median_days
        if days is None:
            return _("not known yet")
        is_whole = days == int(days)
        shown = int(days) if is_whole else number_format(days, 1)
        return ngettext("%(days)s day", "%(days)s days", int(days) if is_whole else 2) % {"days": shown}

    @property
    def median_rests(self) -> str:
        return _("of %(decided)s that have an answer") % {"decided": intcomma(self.rate.decided)}

    @property
    def by_clock(self) -> str:
        """Without the days on which the community was asked for more, where that is another share."""
        rate = self.rate
        if rate.share_by_clock is None or (rate.in_time, rate.due) == (rate.in_time_by_clock, rate.due_by_clock):
            return ""
        return _("Without the days on which OOBC waited for the community: %(in_time)s of %(due)s (%(share)s).") % {
            "in_time": intcomma(rate.in_time_by_clock),
            "due": intcomma(rate.due_by_clock),
            "share": _percent(rate.share_by_clock),
        }


def _percent(share: Decimal | None) -> str:
    if share is None:
        return _("not known yet")
    return f"{(share * 100).quantize(Decimal(1), ROUND_HALF_UP)} %"
