"""On what a PPA rests: photos, lists, papers of its work, kept in the evidence repository and attached to it."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.evidence.models import EvidenceItem
from portal.needs.attaching.section import used_by
from portal.needs.attaching.views import EvidencePage

from .actions.attaching import attach_evidence, detach_evidence
from .models import MonitoringEntry
from .permissions import can_attach_evidence


class PPAEvidenceView(EvidencePage):
    model = MonitoringEntry
    register = "monitoring_ppas"
    acts = (attach_evidence, detach_evidence)
    advice = _(
        "Photos of the work, lists of those reached, reports, acceptance papers. A list or a photo tells who was "
        "there: choose “Own office” for who may see it."
    )

    @cached_property
    def may_attach(self) -> bool:
        return can_attach_evidence(self.request.user, self.object)


def evidence_page(ppa: Any) -> str:
    return reverse("monitoring_evidence:of_ppa", args=[ppa.pk])


def evidence_section(ppa: MonitoringEntry, user: AnyUser) -> Section:
    """What is attached, with the way to attach more for who may (``PPA_SECTIONS``)."""
    attach_url = evidence_page(ppa) if can_attach_evidence(user, ppa) else ""
    return attached_section(ppa.evidence.all(), user, attach_url=attach_url)


def used_by_section(item: EvidenceItem, user: AnyUser) -> Section:
    """On an item's page: the PPAs that rest on it (``EVIDENCE_SECTIONS``)."""
    return used_by(_("PPAs"), [(MonitoringEntry, item.ppas)], user, evidence_page)


def evidence_urls() -> list[URLPattern | URLResolver]:
    patterns = [path("<uuid:pk>/", PPAEvidenceView.as_view(), name="of_ppa")]
    return [path("programs/evidence/", include((patterns, "monitoring_evidence")))]
