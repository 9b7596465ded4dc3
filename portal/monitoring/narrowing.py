"""What PPAs can be narrowed to. One meaning for the list and for the dashboard: so a number leads to just its rows.

A choice says by name what is wanted; what it leaves out is left open.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.fiscal_year import Quarter

from . import completeness
from .enums import FlowType, PPAStatus
from .figures.money import lapsing
from .models import (
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MonitoringEntryWorkflowStage,
    PolicyImplemented,
    PPAPlace,
    PPATag,
)
from .querysets import MoneyLineQuerySet, MonitoringEntryQuerySet

NONE = "none"
"""Where nobody said: without a sector, without a place, or without a recommendation."""

ANYTHING, NOTHING = "anything", "nothing"
KNOWN, UNKNOWN = "known", "unknown"
LATE = "late"
Choice = Mapping[str, Any]

STRAIGHT = ("status", "lead_organization", "category", "intervention_type", "priority", "goals")
OF_LINES = {"year": "fiscal_year", "source": "source", "expense_class": "expense_class"}

ASKED, APPROVED, LAW, BUDGET, UPDATED, LAPSING, LINES = (
    "asked", "approved", "law", "budget", "updated", "lapsing", "lines",
)  # fmt: skip
MONEYS: dict[str, Any] = {
    BUDGET: _("Asked for, approved or law"),
    ASKED: _("Asked for"),
    APPROVED: _("Approved, not law yet"),
    LAW: _("Granted by law"),
    UPDATED: _("In the updated budget"),
    FlowType.ALLOCATION.value: _("Released"),
    FlowType.OBLIGATION.value: _("Obligated"),
    FlowType.DISBURSEMENT.value: _("Paid"),
    LAPSING: _("About to lapse"),
    LINES: _("Planned in a money line, whatever became of it"),
}


def narrowed(rows: MonitoringEntryQuerySet, chosen: Choice) -> MonitoringEntryQuerySet:
    """The PPAs that are like this."""
    chosen = {name: value for name, value in chosen.items() if value not in (None, "")}
    rows = rows.filter(**{name: chosen[name] for name in STRAIGHT if name in chosen})
    if "sector" in chosen:
        rows = rows.filter(sector=None if chosen["sector"] == NONE else chosen["sector"])
    if "region" in chosen:
        rows = in_region(rows, chosen["region"])
    if any(name in chosen for name in (*OF_LINES, "money", "moved_in")):
        rows = with_money(rows, chosen)
    for name, narrow in OTHERS.items():
        if name in chosen:
            rows = narrow(rows, chosen[name])
    if "tag" in chosen or "tag_amount" in chosen:
        rows = tagged(rows, chosen)
    if "stage" in chosen or "stage_state" in chosen:
        rows = at_stage(rows, chosen)
    return rows


def in_region(rows: MonitoringEntryQuerySet, region: Any) -> MonitoringEntryQuerySet:
    if region == NONE:
        return rows.exclude(pk__in=PPAPlace.objects.order_by().values("ppa"))
    return rows.in_region(region)


def that_implement(rows: MonitoringEntryQuerySet, policy: Any) -> MonitoringEntryQuerySet:
    """Those that implement this recommendation, or any, or none."""
    links = PolicyImplemented.objects.order_by()
    if policy in (NONE, ANYTHING):
        linked = links.values("ppa")
        return rows.exclude(pk__in=linked) if policy == NONE else rows.filter(pk__in=linked)
    return rows.filter(pk__in=links.filter(policy=policy).values("ppa"))


def lines_of(chosen: Choice) -> MoneyLineQuerySet:
    """Money lines of the chosen year, source and class."""
    wanted = {path: chosen[name] for name, path in OF_LINES.items() if chosen.get(name) not in (None, "")}
    return MoneyLine.objects.filter(**wanted)


def with_money(rows: MonitoringEntryQuerySet, chosen: Choice) -> MonitoringEntryQuerySet:
    """PPAs that have one line which is all of this: of the year, source and class, and whose money is like this."""
    money, lines = chosen.get("money"), lines_of(chosen)
    if money == LAPSING:
        return rows.filter(pk__in=[row.ppa for row in lapsing(lines)])
    has_lines = Q(pk__in=lines.order_by().values("ppa"))
    if money in FlowType.values or "moved_in" in chosen:
        return rows.filter(_moved(lines, money, chosen.get("moved_in")))
    if money == UPDATED:
        released = MonitoringEntryFunding.objects.until(timezone.localdate()).filter(line__in=lines)
        released = released.filter(type__in=[FlowType.ALLOCATION, FlowType.ADJUSTMENT])
        return rows.filter(in_money(LAW) & has_lines | Q(pk__in=released.order_by().values("line__ppa")))
    return rows.filter(has_lines, Q() if money in (None, LINES) else in_money(money))


def in_money(name: str) -> Q:
    """The PPA's money is asked for, approved, law, or any of these (today)."""
    asked, approved = Q(status__in=PPAStatus.asking()), Q(status=PPAStatus.APPROVED)
    stands_still = Q(status=PPAStatus.ON_HOLD, status_before__in=PPAStatus.funding())
    law = (Q(status__in=PPAStatus.funding()) | stands_still) & Q(enacted_on__lte=timezone.localdate())
    return {ASKED: asked, APPROVED: approved, LAW: law, BUDGET: asked | approved | law}[name]


def _moved(lines: MoneyLineQuerySet, money: str | None, quarter: str | None) -> Q:
    flows = MonitoringEntryFunding.objects.until(timezone.localdate()).filter(line__in=lines.order_by().values("pk"))
    if money in FlowType.values:
        # What is called released holds what was adjusted in it.
        kinds = [FlowType.ALLOCATION, FlowType.ADJUSTMENT] if money == FlowType.ALLOCATION else [money]
        flows = flows.filter(type__in=kinds)
    if quarter:
        one = Quarter(*map(int, quarter.split("-")))
        flows = flows.filter(on__range=(one.first_day, one.last_day))
    return Q(pk__in=flows.order_by().values("line__ppa"))


def of_missing(rows: MonitoringEntryQuerySet, part: str) -> MonitoringEntryQuerySet:
    complete = completeness.complete(MonitoringEntry.objects.order_by()).values("pk")
    if part == ANYTHING:
        return rows.exclude(pk__in=complete)
    return rows.filter(pk__in=complete) if part == NOTHING else completeness.lacking(rows, part)


def of_said(rows: MonitoringEntryQuerySet, part: str) -> MonitoringEntryQuerySet:
    return rows.filter(completeness.PARTS[part][1])


def of_obc_share(rows: MonitoringEntryQuerySet, known: str) -> MonitoringEntryQuerySet:
    return rows.filter(obc_budget_share__isnull=known == UNKNOWN)


def that_are_late(rows: MonitoringEntryQuerySet, _late: str) -> MonitoringEntryQuerySet:
    return rows.late(timezone.localdate())


def tagged(rows: MonitoringEntryQuerySet, chosen: Choice) -> MonitoringEntryQuerySet:
    """Tagged with this cause (or any), and one that says how much, or does not."""
    tags = PPATag.objects.filter(ppa=OuterRef("pk"))
    if "tag" in chosen:
        tags = tags.filter(tag=chosen["tag"])
    if "tag_amount" in chosen:
        tags = tags.filter(amount__isnull=chosen["tag_amount"] == UNKNOWN)
    return rows.filter(Exists(tags))


def at_stage(rows: MonitoringEntryQuerySet, chosen: Choice) -> MonitoringEntryQuerySet:
    """With one stage that is all of this; of the chosen year's budget, if a year is chosen."""
    stages = MonitoringEntryWorkflowStage.objects.order_by()
    wanted = {"year": "fiscal_year", "stage": "stage"}
    stages = stages.filter(**{path: chosen[name] for name, path in wanted.items() if name in chosen})
    state = chosen.get("stage_state")
    if state == LATE:
        stages = stages.late()
    elif state:
        stages = stages.filter(state=state)
    return rows.filter(pk__in=stages.values("ppa"))


OTHERS: dict[str, Callable[[MonitoringEntryQuerySet, str], MonitoringEntryQuerySet]] = {
    "missing": of_missing,
    "said": of_said,
    "obc_share": of_obc_share,
    "late": that_are_late,
    "policy": that_implement,
}


def quarters(years: Collection[int]) -> list[tuple[str, str]]:
    """Quarters in which money of these fiscal years can have moved, the newest first."""
    today = timezone.localdate()
    possible = range(today.year, min([*years, today.year]) - 1, -1)
    return [(f"{year}-{number}", f"{year} Q{number}") for year in possible for number in (4, 3, 2, 1)]
