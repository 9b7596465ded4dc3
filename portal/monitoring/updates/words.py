"""A progress update in the words of the back office."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format

from portal.core.fiscal_year import Quarter
from portal.monitoring.enums import SlippageStage
from portal.monitoring.formulas.slippage import slippage, stage
from portal.monitoring.models import ProgressUpdate


def quarter_of(update: ProgressUpdate) -> Quarter:
    return Quarter(update.fiscal_year, update.quarter)


def points_of(row: Any) -> Decimal | None:
    """Percentage points ahead of the plan; below zero behind it."""
    return slippage(actual_pct=row.actual_pct, target_pct=row.target_pct)


def stage_of(row: Any) -> SlippageStage:
    return SlippageStage(stage(points_of(row)))


def signed(points: Decimal | None) -> str:
    """With its sign, since a reader asks first: ahead or behind."""
    if points is None:
        return ""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{number_format(abs(points).normalize() + 0, use_l10n=True)}"


def percent(number: Decimal | None) -> str:
    return "" if number is None else number_format(number, decimal_pos=0 if number == int(number) else 2)


def was_late(update: ProgressUpdate) -> bool:
    return timezone.localdate(update.reported_at) > quarter_of(update).report_due


def is_alarming(row: Any) -> bool:
    return stage_of(row) in SlippageStage.alerting()
