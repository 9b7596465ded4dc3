"""One piece of evidence as proof for a recommendation: what it is said to show, who verified it, what can be done."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from portal.core.registers import RegisterProfileView
from portal.core.sections import Section
from portal.policies.desk.beneath import page_of

from .acts import EVIDENCE_ACTS


class EvidenceView(RegisterProfileView):
    page_title = gettext_lazy("Evidence of a recommendation")
    is_dense = True

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("policy", "item", "added_by", "verified_by")

    @property
    def header_more_buttons(self) -> list[Button]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_sections(self) -> list[Section]:
        row = self.object
        offered = [
            (view, reverse(f"policies_evidence:{name}", args=[row.pk]))
            for name, view in EVIDENCE_ACTS.items()
            if view.is_offered(self.request.user, row)
        ]
        section = Section(
            _("What it shows"),
            "portal/policies/resting/_now.html",
            row=row,
            policy_url=page_of(row.policy, "evidence"),
            facts=self._facts(),
            main=[act for act in offered if not act[0].is_serious],
            serious=[act for act in offered if act[0].is_serious],
        )
        return [section]

    def _facts(self) -> list[tuple[str, Any]]:
        row = self.object
        verified = ""
        if row.verified_at:
            when = date_format(timezone.localtime(row.verified_at), "DATETIME_FORMAT")
            verified = f"{row.verified_by}, {when}"
        return [
            (_("What it shows for this recommendation"), row.finding),
            (_("Kind of proof"), row.get_type_display()),
            (_("Source"), row.item.source),
            (_("Reliability for this"), row.get_reliability_display()),
            (_("Verified"), verified or _("not yet")),
            (_("Added by"), row.added_by),
        ]
