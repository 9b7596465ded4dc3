"""The section “Progress” of a PPA's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.monitoring.actions.reporting import REPORTED
from portal.monitoring.figures.progress import quarters_owed
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can

from .forms import in_words
from .words import is_alarming, percent, points_of, quarter_of, signed, stage_of, was_late


def progress_section(ppa: MonitoringEntry, user: AnyUser) -> Section | None:
    """What was reported, the newest quarter first, and what is owed."""
    updates = list(ppa.updates.select_related("reported_by").order_by("-fiscal_year", "-quarter"))
    has_begun = ppa.status in REPORTED
    if not updates and not has_begun:
        return None
    today = timezone.localdate()
    owed = quarters_owed(ppa, today) if has_begun else []
    may_report = bool(owed) and can(user, "report", ppa)
    return Section(
        _("Progress"),
        "portal/monitoring/updates/_progress.html",
        lines=[line_of(update) for update in updates],
        late=[in_words(quarter) for quarter in owed if quarter.report_due < today],
        report_url=reverse("monitoring_ppas:report", args=[ppa.pk]) if may_report else "",
    )


def line_of(update: Any) -> dict[str, Any]:
    return {
        "update": update,
        "quarter": f"{quarter_of(update)} {update.fiscal_year}",
        "planned": percent(update.target_pct),
        "done": percent(update.actual_pct),
        "points": signed(points_of(update)),
        "stage": stage_of(update).label,
        "is_alarming": is_alarming(update),
        "was_late": was_late(update),
    }
