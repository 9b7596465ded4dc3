"""The section "Evidence" of a need's or an assessment's staff page."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.attached import attached_section
from portal.evidence.models import EvidenceItem
from portal.needs.models import Assessment, Need
from portal.needs.permissions import can_attach
from portal.needs.scope import reach_of


def evidence_page(owner: Need | Assessment) -> str:
    """Where evidence is attached to it and detached."""
    name = "of_need" if isinstance(owner, Need) else "of_assessment"
    return reverse(f"needs_evidence:{name}", args=[owner.pk])


def evidence_section(owner: Need | Assessment, user: AnyUser) -> Section:
    """What is attached, with the way to attach more for who may."""
    attach_url = evidence_page(owner) if can_attach(user, type(owner)) else ""
    return attached_section(owner.evidence.all(), user, attach_url=attach_url)


def used_by_section(item: EvidenceItem, user: AnyUser) -> Section:
    """On an item's page: the needs and assessments that rest on it."""
    return used_by(_("Used by"), [(Need, item.needs), (Assessment, item.assessments)], user, evidence_page)


def used_by(title: Any, owners: Iterable[tuple[Any, Any]], user: AnyUser, page_of: Callable[[Any], str]) -> Section:
    """The rows of these models to which an item is attached; those that the person may not see as a number.

    Offices see needs on pages of their own: for them a need they have in hand is named without a link.
    """
    rows: list[tuple[str, Any, str]] = []
    hidden = 0
    for model, attached in owners:
        seen = list(model.objects.visible_to(user).filter(pk__in=attached.values("pk")).order_by("title", "pk"))
        kind, may_open = capfirst(str(model._meta.verbose_name)), reach_of(user, model, "view").everything
        rows += [(kind, owner, page_of(owner) if may_open else "") for owner in seen]
        hidden += attached.count() - len(seen)
    return Section(title, "portal/needs/admin/_used_by.html", rows=rows, hidden=hidden)
