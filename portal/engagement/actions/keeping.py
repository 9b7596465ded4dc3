"""Planning an engagement, changing what stands about it, and what belongs to it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.references import read_reference
from portal.engagement.enums import FacilitatorRole, Measure
from portal.engagement.models import (
    EngagementFacilitator,
    EngagementTracking,
    NeedRaised,
    StakeholderEngagement,
)
from portal.engagement.permissions import can_keep
from portal.needs.models import Need
from portal.needs.models.places import PLACES
from portal.organizations.models import Organization

WORDS = ("title", "venue", "objectives", "agenda", "minutes", "outcome")
"""What people wrote: audit rows tell which of these changed, never how."""

FACTS = (*PLACES, "engagement_type", "participation_level", "planned_start", "planned_end", "budget", "cost")
MANY = ("communities", "organizations")
FIELDS = (*WORDS, *FACTS)


@transaction.atomic
def plan(*, by: User, **given: Any) -> StakeholderEngagement:
    """Write down that the office means to meet people. ``given`` holds fields and the two lists."""
    if not can_keep(by):
        raise ActionRefused(_("You may not add engagements."))
    engagement = StakeholderEngagement(created_by=by, **_fields(given))
    _save(engagement)
    _set_many(engagement, given)
    record(engagement, "engagement.plan", by=by, after=facts(engagement, FACTS))
    return engagement


@transaction.atomic
def change(engagement: StakeholderEngagement, *, by: User, **given: Any) -> StakeholderEngagement:
    """Correct what stands about an engagement; its status moves by acts of its own."""
    engagement = locked(engagement, by=by)
    before, words_before = facts(engagement, (*FACTS, *MANY)), facts(engagement, WORDS)
    for name, value in _fields(given).items():
        setattr(engagement, name, value)
    _save(engagement)
    _set_many(engagement, given)
    after, words_after = facts(engagement, (*FACTS, *MANY)), facts(engagement, WORDS)
    changed_words = [name for name in WORDS if words_before[name] != words_after[name]]
    if before != after or changed_words:
        data = {"texts": ", ".join(changed_words)} if changed_words else None
        action = "engagement.change_texts" if changed_words else "engagement.change"
        record(engagement, action, by=by, before=before, after=after, data=data)
    return engagement


@transaction.atomic
def count(
    engagement: StakeholderEngagement,
    *,
    measure: Measure,
    value: int | None,
    as_of: datetime.date,
    by: User,
    sex: str = "",
    sector: str = "",
    unit: str = "people",
) -> EngagementTracking:
    """Write down one number, or that it is not known; a later count takes the place of the earlier one."""
    engagement = locked(engagement, by=by)
    if as_of > timezone.localdate():
        raise ActionRefused(_("That day is still to come."))
    key = {"measure": measure, "sex": sex, "sector": sector}
    row = EngagementTracking.objects.filter(engagement=engagement, **key).first()
    was = row.value if row else None
    row = row or EngagementTracking(engagement=engagement, **key)
    row.value, row.unit, row.as_of, row.recorded_by = value, unit, as_of, by
    row.full_clean()
    row.save()
    data = {"measure": measure, "sex": sex, "sector": sector, "was": was, "value": value}
    record(engagement, "engagement.count", by=by, data=data)
    return row


@transaction.atomic
def count_people(
    engagement: StakeholderEngagement, *, numbers: Mapping[tuple[str, str], int | None], as_of: datetime.date, by: User
) -> None:
    """Who came, by sex and group; one number each, left out where it did not change."""
    known = {
        (row.sex, row.sector): (row.value, row.as_of)
        for row in engagement.trackings.filter(measure=Measure.PARTICIPANTS)
    }
    for (sex, sector), value in numbers.items():
        if (value is None and (sex, sector) not in known) or known.get((sex, sector)) == (value, as_of):
            continue
        count(engagement, measure=Measure.PARTICIPANTS, sex=sex, sector=sector, value=value, as_of=as_of, by=by)


@transaction.atomic
def name_facilitator(
    engagement: StakeholderEngagement,
    *,
    role: FacilitatorRole,
    by: User,
    person: User | None = None,
    organization: Organization | None = None,
) -> EngagementFacilitator:
    engagement = locked(engagement, by=by)
    row = EngagementFacilitator(engagement=engagement, user=person, organization=organization, role=role)
    row.full_clean()
    row.save()
    data = {"role": role, "person": person, "organization": organization}
    record(engagement, "engagement.name_facilitator", by=by, data=data)
    return row


@transaction.atomic
def leave_out_facilitator(facilitator: EngagementFacilitator, *, by: User) -> None:
    engagement = locked(facilitator.engagement, by=by)
    data = {"role": facilitator.role, "person": facilitator.user_id, "organization": facilitator.organization_id}
    facilitator.delete()
    record(engagement, "engagement.leave_out_facilitator", by=by, data=data)


@transaction.atomic
def link_need(engagement: StakeholderEngagement, *, reference: str, by: User) -> NeedRaised:
    """Write down that a need was voiced here, by its number."""
    engagement = locked(engagement, by=by)
    need = Need.objects.visible_to(by).filter(reference=read_reference(reference)).first()
    if need is None:
        raise ActionRefused(_("There is no need with this number. It looks like 7K3M-XQ4P."))
    row = NeedRaised(engagement=engagement, need=need, linked_by=by)
    with constraints_refuse(NeedRaised):
        row.save()
    record(engagement, "engagement.link_need", by=by, data={"need": need.pk})
    return row


@transaction.atomic
def unlink_need(raised: NeedRaised, *, by: User) -> None:
    engagement = locked(raised.engagement, by=by)
    need = raised.need_id
    raised.delete()
    record(engagement, "engagement.unlink_need", by=by, data={"need": need})


def locked(engagement: StakeholderEngagement, *, by: User) -> StakeholderEngagement:
    """The row, held until the act is done, for somebody who may keep engagements."""
    engagement = StakeholderEngagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not change engagements."))
    return engagement


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in FIELDS}


def _set_many(engagement: StakeholderEngagement, given: Mapping[str, Any]) -> None:
    for name in MANY:
        if name in given:
            getattr(engagement, name).set(given[name])


def _save(engagement: StakeholderEngagement) -> None:
    engagement.full_clean()
    with constraints_refuse(StakeholderEngagement):
        engagement.save()
