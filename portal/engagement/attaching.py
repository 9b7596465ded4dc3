"""The papers of an engagement: evidence that is attached to it, kept and shown as for needs and assessments."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.evidence.models import EvidenceItem
from portal.needs.attaching.section import used_by
from portal.needs.attaching.views import EvidencePage

from .models import StakeholderEngagement
from .permissions import can_keep


class EngagementEvidenceView(EvidencePage):
    model = StakeholderEngagement
    register = "engagement_register"
    advice = _(
        "Agenda, minutes, reports, attendance sheets. An attendance sheet or a photo tells who was there: "
        "choose “Own office” for who may see it."
    )

    def given_to_new(self) -> dict[str, str]:
        day = self.object.starts_on
        return {"kind": "stakeholder_consultation", "source": "OOBC", "dated_on": day.isoformat() if day else ""}


def evidence_page(engagement: StakeholderEngagement) -> str:
    return reverse("engagement_evidence", args=[engagement.pk])


def evidence_section(engagement: StakeholderEngagement, user: AnyUser) -> Section:
    """What is attached, with the way to attach more for who may."""
    attach_url = evidence_page(engagement) if can_keep(user) else ""
    return attached_section(engagement.evidence.all(), user, attach_url=attach_url)


def used_by_section(item: EvidenceItem, user: AnyUser) -> Section:
    """On an item's page: the engagements to which it belongs (``EVIDENCE_SECTIONS``)."""
    return used_by(_("Engagements"), [(StakeholderEngagement, item.engagements)], user, evidence_page)


def evidence_urls() -> list[URLPattern]:
    return [path("engagements/evidence/<uuid:pk>/", EngagementEvidenceView.as_view(), name="engagement_evidence")]
