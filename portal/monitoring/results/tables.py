from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.tables import Column, Table
from portal.monitoring.enums import ActualState
from portal.monitoring.formulas.achievement import achievement
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomeIndicator, OutcomePeriod

from .framework import newest_year
from .words import verdict


def year_of(outcome: Outcome) -> int | None:
    """The year by which the rows were chosen, else the newest one of the result that has begun."""
    chosen: int | None = getattr(outcome, "chosen_year", None)
    return chosen or newest_year(outcome.periods.all(), timezone.localdate().year)


def outcomes_table(rows: Iterable[Outcome]) -> Table:
    """A row for each result, with its newest year; only approved values."""
    columns = [
        Column("ppa", gettext_lazy("PPA"), value="ppa.title", width=48),
        Column("office", gettext_lazy("Office"), value="ppa.lead_organization.short_name", width=14),
        Column("level", gettext_lazy("Level"), value="get_level_display"),
        Column("indicator", gettext_lazy("Indicator"), width=48),
        Column("unit", gettext_lazy("Unit")),
        Column("direction", gettext_lazy("Direction"), value="get_direction_display"),
        Column("baseline", gettext_lazy("Baseline"), kind="number"),
        Column("year", gettext_lazy("Year"), value=year_of, kind="number"),
        Column("target", gettext_lazy("Target"), value=lambda row: _measure(row).target, kind="number"),
        Column("target_high", gettext_lazy("Upper end"), value=lambda row: _measure(row).target_high, kind="number"),
        Column("actual", gettext_lazy("Value"), value=lambda row: _measure(row).actual, kind="number"),
        Column("progress", gettext_lazy("Progress (%)"), value=lambda row: _found(row).pct, kind="number"),
        Column("verdict", gettext_lazy("Target"), value=lambda row: verdict(_found(row))),
    ]
    return Table(columns, rows, title=_("Results"))


def _measure(row: Outcome) -> Any:
    return row.in_year(year_of(row))


def _found(row: Outcome) -> Any:
    return achievement(_measure(row))


def periods_table(rows: Iterable[OutcomePeriod]) -> Table:
    columns = [
        Column("ppa", gettext_lazy("PPA"), value="outcome.ppa.title", width=48),
        Column("office", gettext_lazy("Office"), value="outcome.ppa.lead_organization.short_name", width=14),
        Column("indicator", gettext_lazy("Indicator"), value="outcome.indicator", width=48),
        Column("unit", gettext_lazy("Unit"), value="outcome.unit"),
        Column("fiscal_year", gettext_lazy("Fiscal year"), kind="number"),
        Column("quarter", gettext_lazy("Quarter"), kind="number"),
        Column("target", gettext_lazy("Target"), kind="number"),
        Column("target_high", gettext_lazy("Upper end"), kind="number"),
        Column("target_text", gettext_lazy("Target in words")),
        Column("actual", gettext_lazy("Value"), kind="number"),
        Column("state", gettext_lazy("State"), value=lambda row: str(ActualState(row.actual_state).label)),
        Column("note", gettext_lazy("Note")),
        Column("reported_at", gettext_lazy("Reported at"), kind="datetime"),
    ]
    return Table(columns, rows, title=_("Reported results"))


def indicators_table(rows: Iterable[OutcomeIndicator]) -> Table:
    columns = [
        Column("code", gettext_lazy("Code")),
        Column("category", gettext_lazy("Category"), value="get_category_display"),
        Column("level", gettext_lazy("Level"), value="get_level_display"),
        Column("indicator_name", gettext_lazy("Indicator"), width=48),
        Column("definition", gettext_lazy("Definition"), width=60),
        Column("measurement_method", gettext_lazy("How it is measured"), width=60),
        Column("data_source", gettext_lazy("Where the numbers come from")),
        Column("defined_by", gettext_lazy("Defined by"), width=48),
        Column("unit", gettext_lazy("Unit")),
        Column("direction", gettext_lazy("Direction"), value="get_direction_display"),
        Column("frequency", gettext_lazy("Measured"), value="get_frequency_display"),
        Column("year_value", gettext_lazy("Value of a year"), value="get_year_value_display"),
        Column("related_sdg", gettext_lazy("SDG indicator")),
        Column("ppa_count", gettext_lazy("PPAs that use it"), kind="number"),
        Column("is_active", gettext_lazy("In use"), kind="flag"),
    ]
    return Table(columns, rows, title=_("Indicators"))


def lessons_table(rows: Iterable[MonitoringEntry]) -> Table:
    columns = [
        Column("title", gettext_lazy("PPA"), width=48),
        Column("office", gettext_lazy("Office"), value="lead_organization.short_name", width=14),
        Column("sector", gettext_lazy("Sector"), value="sector.name"),
        Column("plan_year", gettext_lazy("Planned in the fiscal year"), kind="number"),
        Column("lessons_learned", gettext_lazy("Lessons learned"), width=60),
        Column("best_practices", gettext_lazy("Best practices"), width=60),
        Column("recommendations_for_future", gettext_lazy("Recommendations"), width=60),
    ]
    return Table(columns, rows, title=_("Lessons"))
