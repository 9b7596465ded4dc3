"""What recommendations ask of a person today: one list says it for the staff home and for the list itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from portal.core.access import AnyUser
from portal.core.waiting import Waiting

from .enums import DecisionKind, PolicyStatus
from .models import PolicyDecision, PolicyRecommendation
from .querysets import PolicyQuerySet


@dataclass(frozen=True)
class Line:
    text: Any
    acts: tuple[str, ...]
    """Who may do one of these on recommendations is waited for."""

    rows: Callable[[PolicyQuerySet, AnyUser], PolicyQuerySet]


def _to_publish(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    kind = PolicyRecommendation.get_base_content_type()
    own_words = Revision.objects.filter(
        object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=kind,
        user=user.pk,
        pk__gt=Coalesce(OuterRef("live_revision_id"), 0),
    )
    own_asking = WorkflowState.objects.filter(
        object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=kind,
        status=WorkflowState.STATUS_IN_PROGRESS,
        requested_by=user.pk,
    )
    waiting = rows.in_moderation().exclude(status__in=PolicyStatus.ended())
    return waiting.exclude(Exists(own_words)).exclude(Exists(own_asking))


def _ready(rows: PolicyQuerySet, status: PolicyStatus) -> PolicyQuerySet:
    """The public text is the newest, so it can be decided about."""
    return rows.filter(status=status, live=True, has_unpublished_changes=False)


def _to_submit(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    return _ready(rows, PolicyStatus.UNDER_REVIEW)


def _to_endorse(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    return _ready(rows, PolicyStatus.SUBMITTED).exclude(created_by=user.pk)


def _to_approve(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    endorsed = PolicyDecision.objects.filter(policy=OuterRef("pk"), kind=DecisionKind.ENDORSED).order_by("-at")
    ready = _ready(rows, PolicyStatus.ENDORSED).annotate(endorsed_by=endorsed.values("by")[:1])
    return ready.filter(~Q(endorsed_by=user.pk) | Q(endorsed_by=None))


def _to_mend(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    own = Q(created_by=user.pk) | Q(latest_revision__user=user.pk)
    back = Q(status=PolicyStatus.NEEDS_REVISION) | Q(pk__in=rows.returned().values("pk"))
    return rows.filter(own, back).exclude(status__in=PolicyStatus.ended())


def _to_look_at_again(rows: PolicyQuerySet, user: AnyUser) -> PolicyQuerySet:
    """Put off until a day that has come, by those before whom it lay."""
    put_off = PolicyDecision.objects.filter(policy=OuterRef("pk"), kind=DecisionKind.DEFERRED).order_by("-at")
    due = rows.filter(status=PolicyStatus.DEFERRED).annotate(again_on=put_off.values("review_on")[:1])
    due = due.filter(again_on__lte=timezone.localdate())
    of_oobc = Q(status_before=PolicyStatus.UNDER_REVIEW)
    theirs = PolicyRecommendation.objects.permitted(user, "review").filter(of_oobc).order_by().values("pk")
    of_ocm = PolicyRecommendation.objects.permitted(user, "endorse").exclude(of_oobc).order_by().values("pk")
    return due.filter(Q(pk__in=theirs) | Q(pk__in=of_ocm))


WAITING = {
    "publish": Line(_("Recommendations to read and publish"), ("publish",), _to_publish),
    "submit": Line(_("Recommendations to submit"), ("review",), _to_submit),
    "endorse": Line(_("Recommendations to endorse"), ("endorse",), _to_endorse),
    "approve": Line(_("Recommendations whose approval is to be recorded"), ("approve",), _to_approve),
    "again": Line(_("Recommendations to look at again"), ("review", "endorse"), _to_look_at_again),
    "mend": Line(_("Recommendations that came back to you"), ("change",), _to_mend),
}


def waiting_in(rows: PolicyQuerySet, name: str, user: AnyUser) -> PolicyQuerySet:
    """Those of these recommendations on which this act waits for this person."""
    line = WAITING[name]
    own = PolicyRecommendation.objects.permitted(user, *line.acts).order_by().values("pk")
    return line.rows(rows.filter(pk__in=own), user)


def policies_waiting(user: AnyUser) -> Iterable[Waiting]:
    address = reverse("policies_register:index")
    for name, line in WAITING.items():
        rows = waiting_in(PolicyRecommendation.objects.all(), name, user)
        yield Waiting(line.text, rows.count(), f"{address}?waiting={name}")
