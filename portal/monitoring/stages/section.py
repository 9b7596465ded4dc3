"""The section “Stages” of a PPA's page, and what waits for a person."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.core.waiting import Waiting
from portal.monitoring.enums import Stage, StageState
from portal.monitoring.models import MonitoringEntry, MonitoringEntryWorkflowStage
from portal.monitoring.permissions import can_see_to_stages

from .listing import LATE, MINE, OPEN
from .words import due_in_words, is_late


def stages_section(ppa: MonitoringEntry, user: AnyUser) -> Section | None:
    """Year by year, the newest first; the six in their order."""
    rows = MonitoringEntryWorkflowStage.objects.filter(ppa=ppa).select_related("owner", "ppa")
    found = sorted(rows.prefetch_related("documents"), key=_place)
    may_lay_out = ppa.is_open and can_see_to_stages(user, ppa)
    if not found and not may_lay_out:
        return None
    today = timezone.localdate()
    years = [(year, [_line(row, today) for row in rows]) for year, rows in groupby(found, lambda row: row.fiscal_year)]
    url = reverse("monitoring_ppas:lay_out_stages", args=[ppa.pk]) if may_lay_out else ""
    return Section(_("Stages"), "portal/monitoring/stages/_stages.html", years=years, lay_out_url=url)


def _place(row: MonitoringEntryWorkflowStage) -> tuple[int, int]:
    return -row.fiscal_year, Stage.values.index(row.stage)


def _line(row: MonitoringEntryWorkflowStage, today: Any) -> dict[str, Any]:
    return {
        "row": row,
        "due": due_in_words(row, today),
        "is_late": is_late(row, today),
        "papers": len(row.documents.all()),
    }


def stages_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """What somebody was asked to see to."""
    own = MonitoringEntryWorkflowStage.objects.visible_to(user).of(user).exclude(state=StageState.COMPLETED)
    index = f"{reverse('monitoring_stages:index')}?owner={MINE}"
    yield Waiting(gettext_lazy("Late stages that you see to"), own.late().count(), f"{index}&state={LATE}", True)
    yield Waiting(gettext_lazy("Stages that you see to"), own.count(), f"{index}&state={OPEN}")
