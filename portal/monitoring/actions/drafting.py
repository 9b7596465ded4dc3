"""A draft PPA made from the need that it is to answer, with what the need says filled in."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.monitoring.enums import PPACategory, PPAStatus
from portal.monitoring.models import MonitoringEntry, PPAPlace
from portal.monitoring.permissions import can_add_for
from portal.needs.models import Need
from portal.needs.models.places import PLACES
from portal.organizations.models import Organization

from .linking import link
from .rows import happened


@transaction.atomic
def draft_for(need: Need, *, office: Organization, title: str, plan_year: int, by: User) -> MonitoringEntry:
    """Begin a PPA of this office that answers this need: its place, sector, people and assessment come along.

    Pressed twice, it is the same draft.
    """
    if not can_add_for(by, office):
        raise ActionRefused(_("Your role does not make PPAs of this office."))
    Organization.objects.select_for_update(no_key=True).only("pk").get(pk=office.pk)  # one press after the other
    same = {"lead_organization": office, "title": title.strip(), "plan_year": plan_year, "created_by": by}
    made = MonitoringEntry.objects.filter(**same, status=PPAStatus.DRAFT, needs_addressed__need=need).first()
    if made:
        return made
    need = Need.objects.select_related("category").get(pk=need.pk)
    ppa = MonitoringEntry.objects.create(
        **same,
        category=PPACategory.OBC_REQUEST if need.is_community_submitted else PPACategory.MOA_PPA,
        sector_id=need.category.sector_id,
        submitted_by_community_id=need.community_id if need.is_community_submitted else None,
        related_assessment_id=need.assessment_id,
        target_beneficiaries=need.affected_population,
    )
    PPAPlace.objects.create(ppa=ppa, **{f"{name}_id": getattr(need, f"{name}_id") for name in PLACES})
    happened(ppa, "draft_for_need", by=by, need=need.pk)
    link(ppa, need, by=by)
    return ppa
