"""Work that lies behind its plan, and reports that are due or late."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.fiscal_year import Quarter
from portal.monitoring.enums import PPAStatus, SlippageStage
from portal.monitoring.figures.progress import closed_quarters, newest_reports, newest_slippage, owing, without_report
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from portal.notifications.alert_rules import Facts

from .about_ppa import AboutPPAs

DUE_SOON_DAYS = 14
"""Days before the due day on which a report is asked for."""

LOOKED_BACK = 4
"""Closed quarters whose missing reports are alerted; older ones stand in the list of missing reports."""


class SlippageReached(AboutPPAs):
    """By its newest report the work lies 5, 10 or 15 points behind the plan. Told on worsening only."""

    code = "monitoring.slippage"
    title = gettext_lazy("Behind the plan")
    cleared_by = gettext_lazy("It clears once a report shows less than 5 points behind the plan, or the work is done.")
    seen_to_by = gettext_lazy("The focal persons of the office report; M&E follows it up")
    tells = "confirm"

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        running = rows.filter(status__in=[PPAStatus.IN_EXECUTION, PPAStatus.ON_HOLD])
        return {
            one.ppa: {"stage": one.stage, "points": str(one.points), "year": one.fiscal_year, "quarter": one.quarter}
            for one in newest_slippage(running)
            if one.stage in SlippageStage.alerting()
        }

    def step(self, facts: Facts) -> int:
        return SlippageStage.alerting().index(SlippageStage(facts["stage"]))

    def words(self, row: Any, facts: Facts) -> str:
        return _("%(stage)s: %(points)s points by Q%(quarter)s of %(year)s.") % {
            "stage": SlippageStage(facts["stage"]).label,
            "points": number_format(facts["points"]),
            "quarter": facts["quarter"],
            "year": facts["year"],
        }


class UpdateDue(AboutPPAs):
    """The report of the quarter that has closed is due within two weeks."""

    code = "monitoring.update_due"
    title = gettext_lazy("Progress report due")
    cleared_by = gettext_lazy("It clears once the quarter is reported.")
    seen_to_by = gettext_lazy("The focal persons and editors of the office")

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        today = timezone.localdate()
        quarter = closed_quarters(today, 1)[0]
        opens = quarter.report_due - datetime.timedelta(days=DUE_SOON_DAYS)
        if not opens <= today <= quarter.report_due:
            return {}
        missing = without_report(owing(rows, quarter), quarter)
        return {key: _facts(quarter) for key in missing.order_by().values_list("pk", flat=True)}

    def words(self, row: Any, facts: Facts) -> str:
        day = date_format(_quarter(facts).report_due, "DATE_FORMAT")
        return _("The report of Q%(quarter)s of %(year)s is due on %(day)s.") % {**facts, "day": day}


class UpdateLate(AboutPPAs):
    """A quarter of the last year was not reported, and its day has passed."""

    code = "monitoring.update_late"
    title = gettext_lazy("Progress report late")
    cleared_by = gettext_lazy("It clears once every quarter of the last year is reported.")
    seen_to_by = gettext_lazy("The focal persons and editors of the office; OOBC reminds them")
    tells = "link"

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        today = timezone.localdate()
        found: dict[Any, Facts] = {}
        for quarter in closed_quarters(today, LOOKED_BACK):  # the oldest wins
            if quarter.report_due < today:
                missing = without_report(owing(rows, quarter), quarter)
                found |= dict.fromkeys(missing.order_by().values_list("pk", flat=True), _facts(quarter))
        return found

    def words(self, row: Any, facts: Facts) -> str:
        day = date_format(_quarter(facts).report_due, "DATE_FORMAT")
        return _("The report of Q%(quarter)s of %(year)s was due on %(day)s.") % {**facts, "day": day}


class FollowUpDue(AboutPPAs):
    """The day on which somebody wanted to look again has come, and nothing newer was reported since."""

    code = "monitoring.follow_up"
    model = "monitoring.ProgressUpdate"
    title = gettext_lazy("Look again")
    cleared_by = gettext_lazy("It clears once a later quarter is reported, or the report names another day.")
    seen_to_by = gettext_lazy("The focal persons of the office; M&E asks them")
    tells = "confirm"

    def rows(self) -> QuerySet[Any]:
        return ProgressUpdate.objects.select_related("ppa__lead_organization")

    def holding(self, rows: Any) -> Mapping[Any, Facts]:
        running = MonitoringEntry.objects.filter(status__in=[PPAStatus.IN_EXECUTION, PPAStatus.ON_HOLD])
        newest = newest_reports(running).order_by().values("pk")
        due = rows.filter(pk__in=newest, follow_up_on__lte=timezone.localdate())
        found = due.order_by().values_list("pk", "follow_up_on", "fiscal_year", "quarter")
        return {key: {"on": str(day), "year": year, "quarter": quarter} for key, day, year, quarter in found}

    def ppa_of(self, row: Any) -> MonitoringEntry:
        return row.ppa

    def path(self, row: Any) -> str:
        return str(row.get_absolute_url())

    def words(self, row: Any, facts: Facts) -> str:
        day = date_format(datetime.date.fromisoformat(facts["on"]), "DATE_FORMAT")
        return _("The report of Q%(quarter)s of %(year)s asked to look again on %(day)s.") % {**facts, "day": day}


def _facts(quarter: Quarter) -> Facts:
    return {"year": quarter.fiscal_year, "quarter": quarter.number}


def _quarter(facts: Facts) -> Quarter:
    return Quarter(facts["year"], facts["quarter"])
