"""What stands beside a recommendation, as this person may know of it."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User
from portal.needs.models import Assessment, Need
from portal.needs.scope import reach_of
from portal.policies.models import PolicyDocument, PolicyEvidence, PolicyRecommendation


@dataclass(frozen=True)
class Seen:
    """Those that the person may see, and how many there are besides."""

    rows: list[Any]
    hidden: int


def evidence_of(policy: PolicyRecommendation, user: User) -> Seen:
    rows = PolicyEvidence.objects.visible_to(user).filter(policy=policy)
    return _seen(rows.select_related("item", "added_by", "verified_by", "policy"), policy.evidence_links)


def documents_of(policy: PolicyRecommendation, user: User) -> Seen:
    rows = PolicyDocument.objects.visible_to(user).filter(policy=policy)
    return _seen(rows.select_related("item", "added_by"), policy.documents)


def _seen(rows: Any, every: Any) -> Seen:
    found = list(rows)
    return Seen(found, every.count() - len(found))


@dataclass(frozen=True)
class Related:
    """A need or an assessment; ``url`` is empty for who may not open it, and its title then stands nowhere."""

    row: Any
    title: str
    url: str


def needs_of(policy: PolicyRecommendation, user: User) -> list[Related]:
    seen = set(Need.objects.visible_to(user).filter(policies=policy).values_list("pk", flat=True))
    may_open = reach_of(user, Need, "view").everything
    rows = policy.related_needs.select_related("category").order_by("-priority_score", "reference")
    return [
        Related(row, row.title if row.pk in seen else "", row.get_absolute_url() if may_open else "") for row in rows
    ]


def assessments_of(policy: PolicyRecommendation, user: User) -> Seen:
    return _seen(
        Assessment.objects.visible_to(user).filter(policies=policy).order_by("title", "pk"), policy.related_assessments
    )
