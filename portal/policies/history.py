"""What happened to a recommendation, as its page tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from portal.core.access import AnyUser
from portal.evidence.models import EvidenceItem

from .actions.deciding import changed_since
from .models import PolicyDecision, PolicyRecommendation
from .permissions import reach

AUDIT_PREFIX = "policies."
SHOWN = 100


@dataclass(frozen=True)
class Decided:
    """One decision with what its reader may follow."""

    decision: PolicyDecision
    version_url: str
    is_changed: bool
    document_url: str

    @property
    def version_of(self) -> Any:
        return self.decision.revision.created_at if self.decision.revision else None


def decisions_of(policy: PolicyRecommendation, user: AnyUser) -> list[Decided]:
    """The newest first. Whether the text has changed since is said of the last decision of each kind."""
    rows = list(policy.decisions.select_related("by", "revision", "document").order_by("-at", "-pk"))
    papers = {row.document_id for row in rows if row.document_id}
    seen = set(EvidenceItem.objects.visible_to(user).filter(pk__in=papers).values_list("pk", flat=True))
    newest: dict[str, PolicyDecision] = {}
    for row in rows:
        newest.setdefault(row.kind, row)
    return [
        Decided(
            row,
            version_url=version_url(policy, row.revision),
            is_changed=newest[row.kind] is row and changed_since(policy, row),
            document_url=reverse("evidence_register:inspect", args=[row.document_id])
            if row.document_id in seen
            else "",
        )
        for row in rows
    ]


def reads_drafts(user: AnyUser) -> bool:
    """Who works on the recommendations of all offices reads every version; others those that were decided about."""
    return reach(user, "view").everything


def readable_versions(policy: PolicyRecommendation, user: AnyUser) -> Any:
    if reads_drafts(user):
        return policy.revisions
    return policy.revisions.filter(Q(pk=policy.live_revision_id) | Q(pk__in=policy.decisions.values("revision")))


def version_url(policy: PolicyRecommendation, revision: Revision | None) -> str:
    return reverse("policies_register:version", args=[policy.pk, revision.pk]) if revision else ""


def steps_of(policy: PolicyRecommendation) -> Iterator[ModelLogEntry]:
    """What people did, the newest first; as many as a page holds. What Wagtail notes beside it would say it twice."""
    entries = ModelLogEntry.objects.for_instance(policy).select_related("user", "content_type")
    return entries.filter(action__startswith=AUDIT_PREFIX).order_by("-timestamp", "-pk")[:SHOWN].iterator()
