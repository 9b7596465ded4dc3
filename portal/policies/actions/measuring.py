"""What a recommendation changed, in numbers: recorded, measured again, corrected."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.shown import check_shown, mark_of
from portal.policies.models import PolicyImpact, PolicyRecommendation

from .beneath import happened, kept_policy

NUMBERS = ["baseline", "target", "current", "final"]
FACTS = ["type", "direction", *NUMBERS, "measured_on", "data_quality", "confidence"]
"""What the record keeps of it; its words stand in the row alone."""

OWN = [*FACTS, "title", "unit", "method"]


@transaction.atomic
def record_impact(policy: PolicyRecommendation, *, values: Mapping[str, Any], by: User) -> PolicyImpact:
    """One more thing that it should change. ``values`` has ``OWN``; what nobody knows is None, never zero."""
    policy = kept_policy("track", policy, by=by)
    row = PolicyImpact(policy=policy, recorded_by=by)
    _say(row, values)
    _keep(row)
    happened(policy, "record_impact", by=by, after=facts(row, FACTS), impact=row.pk, title=row.title)
    return row


@transaction.atomic
def change_impact(
    impact: PolicyImpact, *, values: Mapping[str, Any], shown: str | None = None, by: User
) -> PolicyImpact:
    """It was measured again, or put otherwise. ``shown`` is the mark of what was written over."""
    policy = kept_policy("track", impact.policy, by=by)
    row = PolicyImpact.objects.get(pk=impact.pk, policy=policy)
    mark, before = impact_mark(row), facts(row, FACTS)
    check_shown(shown, mark, of=policy, actions=["policies.change_impact"], by=by, impact=str(row.pk))
    _say(row, values)
    if impact_mark(row) == mark:
        return row
    row.recorded_by = by
    _keep(row)
    happened(policy, "change_impact", by=by, before=before, after=facts(row, FACTS), impact=row.pk, title=row.title)
    return row


@transaction.atomic
def remove_impact(impact: PolicyImpact, *, by: User) -> None:
    """It was recorded by mistake; its numbers stay on record."""
    policy = kept_policy("track", impact.policy, by=by)
    row = PolicyImpact.objects.filter(pk=impact.pk, policy=policy).first()
    if row is None:
        return
    key, before = row.pk, facts(row, FACTS)
    row.delete()
    happened(policy, "remove_impact", by=by, before=before, impact=key, title=row.title)


def impact_mark(impact: PolicyImpact) -> str:
    """Of what the form of an impact shows."""
    return mark_of({name: _plain(getattr(impact, name)) for name in OWN})


def _plain(value: Any) -> Any:
    """Two ways to write one number are one number."""
    return str(value.normalize()) if hasattr(value, "normalize") else value


def _say(row: PolicyImpact, values: Mapping[str, Any]) -> None:
    for name in OWN:
        setattr(row, name, values[name])


def _keep(row: PolicyImpact) -> None:
    if row.measured_on and row.measured_on > timezone.localdate():
        raise ActionRefused(_("It was measured on a day that is still to come."))
    row.full_clean()
    with constraints_refuse(PolicyImpact):
        row.save()
