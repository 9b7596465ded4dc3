"""One report of a quarter: what it says, and what it said before it was corrected."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.monitoring.permissions import can

from .words import percent, points_of, quarter_of, signed, stage_of, was_late

FACTS = "portal/core/_facts.html"


class UpdateView(RegisterProfileView):
    page_title = gettext_lazy("Progress report")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("ppa__lead_organization", "reported_by")

    def get_page_subtitle(self) -> str:
        return f"{quarter_of(self.object)} {self.object.fiscal_year}: {self.object.ppa.title}"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can(self.request.user, "report", self.object.ppa):
            return []
        url = reverse("monitoring_updates:correct", args=[self.object.pk])
        return [HeaderButton(_("Correct it"), url=url, icon_name="edit")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = self.object.ppa.get_absolute_url()
        return [Button(_("The PPA"), url=url, icon_name="tasks", priority=10)]

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        now = Section(_("The report"), FACTS, rows=[*self._about(), *_said(self.object)])
        earlier = self.object.earlier.select_related("replaced_by")
        return [now, *(Section(_replaced(row), FACTS, rows=list(_said(row))) for row in earlier)]

    def _about(self) -> Iterator[tuple[str, Any]]:
        update = self.object
        day = date_format(timezone.localtime(update.reported_at), "DATETIME_FORMAT")
        yield _("PPA"), format_html('<a href="{}">{}</a>', update.ppa.get_absolute_url(), update.ppa.title)
        yield _("Office"), update.ppa.lead_organization
        yield _("Reported"), f"{day}, {update.reported_by}" if update.reported_by else day
        due = date_format(quarter_of(update).report_due, "DATE_FORMAT")
        yield _("Due on"), _("%(day)s (came later)") % {"day": due} if was_late(update) else due


def _said(row: Any) -> Iterator[tuple[str, Any]]:
    points = points_of(row)
    yield _("Work planned by then (%)"), percent(row.target_pct)
    yield _("Work done (%)"), percent(row.actual_pct)
    yield _("Ahead or behind (points)"), f"{signed(points) or 0}: {stage_of(row).label}" if points is not None else ""
    yield _("What happened"), row.narrative
    if row.deviation_reason or row.corrective_action:
        yield _("Why it is behind the plan"), row.deviation_reason
        yield _("What is done about it"), row.corrective_action
    yield _("Look again on"), row.follow_up_on


def _replaced(row: Any) -> str:
    day = date_format(timezone.localtime(row.replaced_at), "DATETIME_FORMAT")
    return _("What it said until %(day)s, when %(person)s corrected it") % {"day": day, "person": row.replaced_by}
