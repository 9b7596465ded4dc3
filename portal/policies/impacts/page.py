"""One impact: its numbers, how they are judged, and what can be done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.policies.desk.beneath import page_of

from .acts import IMPACT_ACTS, SECTION
from .lines import ImpactLine
from .words import in_words


class ImpactView(RegisterProfileView):
    page_title = gettext_lazy("Impact")
    is_dense = True

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("policy", "recorded_by")

    @property
    def header_more_buttons(self) -> list[Button]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        row = self.object
        offered = [
            (view, reverse(f"policies_impacts:{name}", args=[row.pk]))
            for name, view in IMPACT_ACTS.items()
            if view.may(self.request.user, row)
        ]
        section = Section(
            _("Numbers"),
            "portal/policies/impacts/_now.html",
            row=row,
            policy_url=page_of(row.policy, SECTION),
            facts=self._facts(),
            more=[act for act in offered if not act[0].is_serious],
            serious=[act for act in offered if act[0].is_serious],
        )
        return [section]

    def _facts(self) -> list[tuple[str, Any]]:
        row, line = self.object, ImpactLine(self.object)
        judged = f"{line.verdict} ({line.progress})" if line.found.progress is not None else line.verdict
        return [
            (_("Judged"), judged),
            (_("Unit"), row.unit),
            (_("Direction"), row.get_direction_display()),
            (_("Before"), line.before),
            (_("Target"), line.target),
            (_("Now"), in_words(row.current)),
            (_("At the end"), in_words(row.final)),
            (_("Measured on"), row.measured_on),
            (_("Kind of impact"), row.get_type_display()),
            (_("Quality of the data"), row.get_data_quality_display()),
            (_("How sure it is due to this"), row.get_confidence_display()),
            (_("How it was measured, and what else may have caused it"), row.method),
            (_("Recorded by"), row.recorded_by),
        ]
