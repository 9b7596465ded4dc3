"""One stage of a PPA: where it stands, its papers, and a button for each act that is possible now."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.monitoring.permissions import can_see_to

from .acts import STAGE_ACTS
from .words import due_in_words, is_late


class StageView(RegisterProfileView):
    page_title = gettext_lazy("Stage")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("ppa__lead_organization", "owner", "completed_by")

    def get_page_subtitle(self) -> str:
        return f"{self.object.get_stage_display()} {self.object.fiscal_year}: {self.object.ppa.title}"

    @property
    def header_more_buttons(self) -> list[Button]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        stage, today = self.object, timezone.localdate()
        offered = [
            (view, reverse(f"monitoring_stages:{name}", args=[stage.pk]))
            for name, view in STAGE_ACTS.items()
            if view.is_offered(stage) and can_see_to(self.request.user, stage)
        ]
        documents = list(stage.documents.select_related("file", "added_by"))
        return [
            Section(
                _("Where it stands"),
                "portal/monitoring/stages/_now.html",
                stage=stage,
                rows=list(self._facts()),
                due=due_in_words(stage, today),
                is_late=is_late(stage, today),
                acts=offered,
            ),
            Section(_("Papers"), "portal/monitoring/stages/_papers.html", documents=documents),
        ]

    def _facts(self) -> Iterator[tuple[str, Any]]:
        stage = self.object
        yield _("Office"), stage.ppa.lead_organization
        yield _("State"), stage.get_state_display()
        if stage.blocked_by:
            yield _("What blocks it"), stage.blocked_by
        yield _("Due on"), stage.due_on
        yield _("Who sees to it"), stage.owner
        if stage.completed_at:
            done = date_format(timezone.localtime(stage.completed_at), "DATETIME_FORMAT")
            yield _("Completed"), f"{done}, {stage.completed_by}"
