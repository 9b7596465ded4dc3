"""What a recommendation rests on, as parts of its staff page; and the recommendations on pages of what they rest on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.evidence.models import EvidenceItem
from portal.needs.attaching.section import used_by
from portal.needs.models import Assessment, Need
from portal.needs.scope import reach_of
from portal.policies.desk.beneath import page_of
from portal.policies.models import PolicyRecommendation

from .acts import may_keep
from .rows import assessments_of, documents_of, evidence_of, needs_of

FOLDER = "portal/policies/resting"


def evidence_section(policy: PolicyRecommendation, user: User) -> Section:
    """For ``POLICY_SECTIONS``, as those below."""
    found = evidence_of(policy, user)
    url = reverse("policies_register:link_evidence", args=[policy.pk]) if may_keep(user, policy) else ""
    to_verify = sum(row.verified_at is None for row in found.rows)
    return Section(_("Evidence"), f"{FOLDER}/_evidence.html", found=found, to_verify=to_verify, link_url=url)


def documents_section(policy: PolicyRecommendation, user: User) -> Section:
    url = reverse("policies_beside:documents", args=[policy.pk]) if may_keep(user, policy) else ""
    return documents_part(policy, user, keep_url=url)


def related_section(policy: PolicyRecommendation, user: User) -> Section:
    needs_url = assessments_url = ""
    if may_keep(user, policy):
        needs_url = reverse("policies_beside:needs", args=[policy.pk])
        assessments_url = reverse("policies_beside:assessments", args=[policy.pk])
    return Section(
        _("Needs and assessments"),
        f"{FOLDER}/_related.html",
        needs=needs_part(policy, user, keep_url=needs_url),
        assessments=assessments_part(policy, user, keep_url=assessments_url),
    )


# ---- Also on the pages where they are kept ---------------------------------------------------------------------------


def documents_part(policy: PolicyRecommendation, user: User, **urls: str) -> Section:
    return _part(_("Documents"), "_documents.html", found=documents_of(policy, user), **urls)


def needs_part(policy: PolicyRecommendation, user: User, **urls: str) -> Section:
    return _part(_("Needs it answers"), "_needs.html", needs=needs_of(policy, user), **urls)


def assessments_part(policy: PolicyRecommendation, user: User, **urls: str) -> Section:
    found = assessments_of(policy, user)
    may_open = reach_of(user, Assessment, "view").everything
    return _part(_("Assessments it rests on"), "_assessments.html", found=found, may_open=may_open, **urls)


def _part(title: str, template: str, *, keep_url: str = "", remove_url: str = "", **context: Any) -> Section:
    return Section(title, f"{FOLDER}/{template}", keep_url=keep_url, remove_url=remove_url, **context)


# ---- On other pages --------------------------------------------------------------------------------------------------


def recommendations_of(row: Need | Assessment, user: AnyUser) -> Section | None:
    """Which recommendations answer a need, or rest on an assessment (``NEED_SECTIONS``, ``ASSESSMENT_SECTIONS``)."""
    relation = "related_needs" if isinstance(row, Need) else "related_assessments"
    seen = PolicyRecommendation.objects.visible_to(user).filter(**{relation: row}).order_by("number")
    rows = [(policy, page_of(policy)) for policy in seen]
    return Section(_("Recommendations"), f"{FOLDER}/_recommendations.html", rows=rows) if rows else None


def used_by_section(item: EvidenceItem, user: AnyUser) -> Section:
    """On an item's page: the recommendations that name it as proof or as a paper (``EVIDENCE_SECTIONS``)."""
    naming = PolicyRecommendation.objects.filter(evidence_links__item=item)
    naming |= PolicyRecommendation.objects.filter(documents__item=item)
    return used_by(_("Recommendations"), [(PolicyRecommendation, naming.distinct())], user, page_of)
