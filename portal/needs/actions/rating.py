"""Rating a need: what staff think of it, and the score that follows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.needs.enums import Equity, EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need, NeedScoring
from portal.needs.permissions import can_review
from portal.needs.scoring import VERSION, score


@transaction.atomic
def rate(
    need: Need,
    *,
    urgency_level: str = "",
    impact_severity: int | None = None,
    feasibility: str = "",
    gida: bool | None = None,
    conflict_affected: bool | None = None,
    high_poverty: bool | None = None,
    unserved_3y: bool | None = None,
    by: User,
) -> Need:
    """Rate it, and keep what the score was made of. Without urgency or impact there is no score."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if not can_review(by, need):
        raise ActionRefused(_("You may not rate this need."))
    if need.status not in NeedStatus.rateable():
        raise ActionRefused(_("This need can no longer be rated."))
    need.urgency_level, need.impact_severity, need.feasibility = urgency_level, impact_severity, feasibility
    need.gida, need.conflict_affected = gida, conflict_affected
    need.high_poverty, need.unserved_3y = high_poverty, unserved_3y
    found = score(need.inputs)
    if need.status == NeedStatus.PRIORITIZED and found is None:
        raise ValidationError(_("A prioritized need keeps its urgency and its impact."))
    need.rated_at, need.rated_by = timezone.now(), by
    need.priority_score = found.value if found else None
    need.weights_version = VERSION if found else None
    names = ["urgency_level", "impact_severity", "feasibility", *Equity.values]
    need.clean_fields(exclude=[field.name for field in need._meta.fields if field.name not in names])
    need.save(update_fields=[*names, "rated_at", "rated_by", "priority_score", "weights_version"])
    inputs = {
        "urgency": urgency_level,
        "impact_severity": impact_severity,
        "feasibility": feasibility,
        "affected_population": need.affected_population,
        **{name: getattr(need, name) for name in Equity.values},
    }
    NeedScoring.objects.create(need=need, inputs=inputs, weights_version=VERSION, value=need.priority_score, by=by)
    happened(need, EventKind.RATED, by=by, score=need.priority_score, weights_version=VERSION)
    return need
