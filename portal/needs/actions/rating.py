"""Rating a need: what staff think of it, and the score that follows. Nobody sets a score."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.needs.enums import Equity, EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need, NeedScoring
from portal.needs.notifications import NeedPrioritized, tell
from portal.needs.scoring import VERSION, score

from .rows import CLOCK, check_not_held, check_shown, need_to_review, settle, was_just_done

AS_IT_IS: Any = object()
"""The number of people stays as the community or the assessment gave it."""


@transaction.atomic
def rate(
    need: Need,
    *,
    urgency_level: str = "",
    impact_severity: int | None = None,
    feasibility: str = "",
    affected_population: int | None = AS_IT_IS,
    gida: bool | None = None,
    conflict_affected: bool | None = None,
    high_poverty: bool | None = None,
    unserved_3y: bool | None = None,
    by: User,
    shown: str | None = None,
) -> Need:
    """Rate it, and keep what the score was made of. Without urgency or impact there is no score."""
    need = need_to_review(need, by=by)
    people = need.affected_population if affected_population is AS_IT_IS else affected_population
    found = {
        "urgency_level": urgency_level,
        "impact_severity": impact_severity,
        "feasibility": feasibility,
        "affected_population": people,
        "gida": gida,
        "conflict_affected": conflict_affected,
        "high_poverty": high_poverty,
        "unserved_3y": unserved_3y,
    }
    if _is_rated_so(need, found, by=by):
        return need
    check_shown(need, shown)
    if need.status not in NeedStatus.rateable():
        raise ActionRefused(_("This need can no longer be rated."))
    put_rating(need, found)
    if need.status == NeedStatus.PRIORITIZED and need.priority_score is None:
        raise ActionRefused(_("A prioritized need keeps its urgency and its impact."))
    need.rated_at, need.rated_by = timezone.now(), by
    need.clean_fields(exclude=[field.name for field in need._meta.fields if field.name not in found])
    need.save(update_fields=[*found, "rated_at", "rated_by", "priority_score", "weights_version"])
    NeedScoring.objects.create(
        need=need, inputs=inputs_of(need), weights_version=VERSION, value=need.priority_score, by=by
    )
    happened(need, EventKind.RATED, by=by, score=need.priority_score, weights_version=VERSION)
    return need


def put_rating(need: Need, found: dict[str, Any]) -> None:
    """The rating and the score it gives, on the row; the caller saves, or only shows it."""
    for name, value in found.items():
        setattr(need, name, value)
    made = score(need.inputs)
    need.priority_score = made.value if made else None
    need.weights_version = VERSION if made else None


def inputs_of(need: Need) -> dict[str, Any]:
    """What the score was made of, as each scoring keeps it."""
    return {
        "urgency": need.urgency_level,
        "impact_severity": need.impact_severity,
        "feasibility": need.feasibility,
        "affected_population": need.affected_population,
        **{name: getattr(need, name) for name in Equity.values},
    }


def _is_rated_so(need: Need, found: dict[str, Any], *, by: User) -> bool:
    is_same = all(getattr(need, name) == value for name, value in found.items())
    return is_same and need.rated_by_id == by.pk and need.weights_version in (VERSION, None)


@transaction.atomic
def prioritize(need: Need, *, by: User, shown: str | None = None) -> Need:
    """Take a validated need into what the office works for. Its score says where it stands among the others."""
    need = need_to_review(need, by=by)
    if need.status == NeedStatus.PRIORITIZED and was_just_done(need, EventKind.PRIORITIZED, by=by):
        return need
    check_shown(need, shown)
    check_not_held(need)
    if need.status != NeedStatus.VALIDATED:
        raise ActionRefused(_("Only a validated need can be prioritized."))
    if need.priority_score is None:
        raise ActionRefused(_("Rate the need before it is prioritized."))
    if need.weights_version != VERSION:
        raise ActionRefused(_("The weights have changed since it was rated. Rate it again first."))
    settle(need, by=by)
    need.status = NeedStatus.PRIORITIZED
    need.save(update_fields=["status", "assigned_to", *CLOCK])
    step = happened(need, EventKind.PRIORITIZED, by=by, was=NeedStatus.VALIDATED, score=need.priority_score)
    tell(NeedPrioritized, step)
    return need
