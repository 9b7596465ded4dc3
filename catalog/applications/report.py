"""The figures of applications in words and tables: what the screen shows is what its spreadsheet holds."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from catalog.enums import ApplicationStatus, ClosedReason
from portal.core.boards.parts import Board, Line, Number, Part
from portal.core.tables import Table
from search.querysets import SearchLogQuerySet

from . import figures
from .querysets import ApplicationQuerySet
from .suppression import FEWEST, Hidden


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def fewer() -> str:
    return _("fewer than 5")


def not_shown() -> str:
    """Of what is five or more, but would give away something that is fewer."""
    return _("not shown")


def not_known() -> str:
    return _("not known yet")


def _counted(n: int | None, hidden: Hidden | None = Hidden.SMALL) -> Number:
    return Number(n, words="" if n is not None else fewer() if hidden is Hidden.SMALL else not_shown())


def _share(share: int | None, missing: str) -> Number:
    return Number(share, words=missing, unit=" %")


class Report:
    """All figures of the cases that somebody chose, counted now."""

    def __init__(self, rows: ApplicationQuerySet, searches: SearchLogQuerySet, *, is_hidden: bool = False) -> None:
        self.rows, self.searches = rows, searches
        self.is_hidden = is_hidden
        """Its numbers could be set against others, and would tell of fewer than five people."""

    @cached_property
    def states(self) -> figures.States:
        return figures.by_state(self.rows)

    @property
    def is_empty(self) -> bool:
        return not self.states.received + self.states.duplicate

    @property
    def is_too_small(self) -> bool:
        """So few that the figures would be about persons."""
        return self.is_hidden or self.states.received < FEWEST

    # ---- The few numbers at the head ---------------------------------------------------------------------------------

    @cached_property
    def head(self) -> Part:
        title = _("In short")
        return Part(title, title, [title], [self._received, self._approved, *self._days, self._in_time])

    @property
    def _received(self) -> Line:
        rests = _("%(n)s sent twice are left out") % {"n": self.states.duplicate} if self.states.duplicate else ""
        return Line(_("Received"), [Number(self.states.received)], rests=rests)

    @property
    def _approved(self) -> Line:
        rests = _("of %(n)s decided") % {"n": grouped(self.states.decided)}
        return Line(_("Approved"), [_share(self.states.approval_share, not_known())], rests=rests)

    @property
    def _days(self) -> list[Line]:
        speed = figures.speed(self.rows)
        rests = _("of %(n)s decided; without the days of waiting for the applicant") % {"n": grouped(speed.decided)}
        median, ninetieth = (Number(days, words=not_known()) for days in (speed.median, speed.ninetieth))
        return [
            Line(_("Usual working days to a decision (median)"), [median], rests=rests),
            Line(_("Working days within which nine in ten are decided"), [ninetieth], rests=rests),
        ]

    @property
    def _in_time(self) -> Line:
        in_time = figures.on_time(self.rows)
        rests = _("of %(n)s whose due day has come") % {"n": grouped(in_time.known)}
        return Line(_("Decided in time"), [_share(in_time.share, not_known())], rests=rests)

    # ---- The tables --------------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> list[Part]:
        every = [
            self._by_state, self._by_month, self._by_channel, self._by_region, self._by_sex, self._refusals,
            self._satisfaction, self._demand,
        ]  # fmt: skip
        return [part for part in every if part.lines]

    @property
    def _by_state(self) -> Part:
        names = [*ApplicationStatus, *ClosedReason]
        lines = [Line(str(name.label), [Number(getattr(self.states, name.value))]) for name in names]
        note = _("The last three ended without a decision.")
        return Part(_("Where they stand"), _("State"), [_("Applications")], lines, note)

    @property
    def _by_month(self) -> Part:
        lines = [
            Line(date_format(month.first_day, "F Y"), [Number(month.received), Number(month.decided)])
            for month in figures.by_month(self.rows)
        ]
        return Part(_("By month"), _("Received in"), [_("Applications"), _("Decided by now")], lines)

    @property
    def _by_channel(self) -> Part:
        counted = figures.by_channel(self.rows)
        lines = [Line(str(channel.label), [Number(n)]) for channel, n in counted.items()]
        return Part(_("How they came in"), _("Way"), [_("Applications")], lines)

    @cached_property
    def _approvals(self) -> list[figures.Approval]:
        return figures.approval_by_region(self.rows)

    @property
    def _by_region(self) -> Part:
        return self._approval(_("Approved, by region of the applicant"), _("Region"), self._approvals)

    @property
    def _by_sex(self) -> Part:
        return self._approval(_("Approved, by sex"), _("Sex"), figures.approval_by_sex(self.rows))

    @staticmethod
    def _approval(title: str, lines_are: str, approvals: list[figures.Approval]) -> Part:
        lines = [
            Line(row.label, [_counted(row.decided, row.hidden), _share(row.share, not_shown())]) for row in approvals
        ]
        note = _("A share is not shown where the approved or the refused are fewer than 5, or could be computed.")
        return Part(title, lines_are, [_("Decided"), _("Approved")], lines, note)

    @property
    def _refusals(self) -> Part:
        lines = [Line(row.reason, [_counted(row.n, row.hidden)]) for row in figures.refusals(self.rows)]
        return Part(_("Why applications were refused"), _("Reason"), [_("Applications")], lines)

    @property
    def _satisfaction(self) -> Part:
        lines = [
            Line(row.office, [_counted(row.answers), Number(row.mean and round(row.mean, 1), words=not_shown())])
            for row in figures.satisfaction(self.rows)
        ]
        note = _("From 1 (bad) to 5 (good), asked once a case has ended.")
        return Part(_("What applicants say"), _("Office"), [_("Answers"), _("Mean")], lines, note)

    @property
    def _demand(self) -> Part:
        lines = [
            Line(row.region, [_counted(row.searches), Number(row.refused, words=not_shown())])
            for row in figures.demand(self._approvals, self.searches)
        ]
        note = _("Searches of everybody for services of any office, by the region they chose; kept for 13 months.")
        columns = [_("Searches that found nothing"), _("Refused applications")]
        return Part(_("What people did not get"), _("Region"), columns, lines, note)

    # ---- As a file ---------------------------------------------------------------------------------------------------

    def table(self, chosen: Sequence[tuple[str, str]]) -> Table:
        """Every number of the screen in a row of its own, below what was chosen."""
        parts = [] if self.is_too_small else [self.head, *self.parts]
        return Board(_("Applications in figures"), chosen, parts, said_is=_("Chosen")).table()


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both included."""

    since: datetime.date | None
    until: datetime.date

    def __str__(self) -> str:
        if self.since is None:
            return _("until %(until)s") % {"until": date_format(self.until)}
        return _("%(since)s to %(until)s") % {"since": date_format(self.since), "until": date_format(self.until)}
