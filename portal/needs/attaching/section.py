"""The section "Evidence" of a need's or an assessment's staff page."""

from django.urls import reverse

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.needs.models import Assessment, Need
from portal.needs.permissions import can_attach


def evidence_page(owner: Need | Assessment) -> str:
    """Where evidence is attached to it and detached."""
    name = "of_need" if isinstance(owner, Need) else "of_assessment"
    return reverse(f"needs_evidence:{name}", args=[owner.pk])


def evidence_section(owner: Need | Assessment, user: AnyUser) -> Section:
    """What is attached, with the way to attach more for who may."""
    attach_url = evidence_page(owner) if can_attach(user, type(owner)) else ""
    return attached_section(owner.evidence.all(), user, attach_url=attach_url)
