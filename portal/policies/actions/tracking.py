"""The milestones of a recommendation: what is to be done by when, by whom, after what; and how far it is."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.shown import check_shown, mark_of
from portal.notifications import alerts, enqueue
from portal.policies.enums import MilestoneState, PolicyStatus
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.notifications.milestones import MilestoneCanBegin, MilestoneGiven
from portal.policies.permissions import can_report

from .beneath import checked, happened, kept_policy, kept_policy_of
from .rows import given

Milestone = PolicyImplementationMilestone

OWN = ["title", "description", "target_date", "responsible_organization", "responsible_person"]
OPEN = [MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS]


@transaction.atomic
def add_milestone(policy: PolicyRecommendation, *, values: Mapping[str, Any], by: User) -> Milestone:
    """One more step. ``values`` has ``OWN`` and ``depends_on``, milestones of the same recommendation."""
    policy = checked(kept_policy("track", policy, by=by), but_not=[PolicyStatus.IMPLEMENTED])
    row = Milestone(policy=policy, created_by=by)
    _fill(row, values)
    _wait_for(row, values["depends_on"])
    _recorded(row, "add_milestone", by=by, after=_facts(row))
    enqueue(MilestoneGiven(row, by=by))
    return row


@transaction.atomic
def change_milestone(
    milestone: Milestone, *, values: Mapping[str, Any], shown: str | None = None, by: User
) -> Milestone:
    """Say it otherwise, give it another day, office or person. ``shown`` is the mark of what was written over."""
    policy = checked(kept_policy("track", milestone.policy, by=by), but_not=[PolicyStatus.IMPLEMENTED])
    row = _anew(milestone, policy)
    if row.state not in OPEN:
        raise ActionRefused(_("It is done, or was given up. Open it again first."))
    before, mark, answered = _facts(row), milestone_mark(row), _who(row)
    check_shown(shown, mark, of=policy, actions=["policies.change_milestone"], by=by, milestone=str(row.pk))
    _fill(row, values)
    _wait_for(row, values["depends_on"])
    if milestone_mark(row) == mark:
        return row
    _recorded(row, "change_milestone", by=by, before=before, after=_facts(row))
    if _who(row) != answered:
        enqueue(MilestoneGiven(row, by=by))
    return row


@transaction.atomic
def report_milestone(milestone: Milestone, *, note: str, by: User) -> Milestone:
    """Say how far it is: work on it goes on. The newest report stands on its page."""
    row = _to_report(milestone, by=by)
    if row.state not in OPEN:
        raise ActionRefused(_("It is done, or was given up. Open it again first."))
    if not note.strip():
        raise ActionRefused(_("Say how far it is."))
    return _moves(row, MilestoneState.IN_PROGRESS, "report_milestone", note=note, by=by)


@transaction.atomic
def complete_milestone(milestone: Milestone, *, on: datetime.date, note: str = "", by: User) -> Milestone:
    """It was reached on this day. Nothing forbids that before what it should wait for; its page says so."""
    row = _to_report(milestone, by=by)
    if row.state == MilestoneState.COMPLETED:
        return row
    if row.state not in OPEN:
        raise ActionRefused(_("It was given up. Open it again first."))
    if on > timezone.localdate():
        raise ActionRefused(_("This day is still to come. Record it once it has happened."))
    return _moves(row, MilestoneState.COMPLETED, "complete_milestone", note=note, on=on, by=by)


@transaction.atomic
def give_up_milestone(milestone: Milestone, *, reason: str, by: User) -> Milestone:
    """It is not done any more, and nobody waits for it."""
    policy = checked(kept_policy("track", milestone.policy, by=by), but_not=[PolicyStatus.IMPLEMENTED])
    row = _anew(milestone, policy)
    if row.state == MilestoneState.CANCELLED:
        return row
    if row.state not in OPEN:
        raise ActionRefused(_("It is done."))
    return _moves(row, MilestoneState.CANCELLED, "give_up_milestone", note=given(reason), by=by)


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, reason: str, by: User) -> Milestone:
    """It was not done after all, or is wanted again."""
    policy = checked(kept_policy("track", milestone.policy, by=by), but_not=[PolicyStatus.IMPLEMENTED])
    row = _anew(milestone, policy)
    if row.state in OPEN:
        return row
    return _moves(row, MilestoneState.IN_PROGRESS, "reopen_milestone", note=given(reason), by=by)


def milestone_mark(milestone: Milestone) -> str:
    """Of what the form of a milestone shows."""
    return mark_of(facts(milestone, [*OWN, "depends_on"]))


def _to_report(milestone: Milestone, *, by: User) -> Milestone:
    policy = checked(kept_policy_of(milestone.policy), but_not=[PolicyStatus.IMPLEMENTED])
    row = _anew(milestone, policy)
    seen = Milestone.objects.visible_to(by).filter(pk=row.pk).exists()
    if not seen or not can_report(by, row):
        raise ActionRefused(_("Who answers for it says how far it is, or who tracks recommendations."))
    return row


def _anew(milestone: Milestone, policy: PolicyRecommendation) -> Milestone:
    """As it stands now that its recommendation is locked."""
    row = Milestone.objects.select_related("responsible_organization", "responsible_person").get(pk=milestone.pk)
    row.policy = policy
    return row


def _moves(
    row: Milestone, to: MilestoneState, act: str, *, note: str, by: User, on: datetime.date | None = None
) -> Milestone:
    was, done_on = row.state, row.actual_completion_date
    row.state, row.actual_completion_date = to, on
    row.notes = note.strip() or row.notes
    row.full_clean()
    row.save(update_fields=["state", "actual_completion_date", "notes"])
    before, after = {"completed_on": done_on}, {"completed_on": on}
    _recorded(row, act, by=by, before=before, after=after, was=was, state=to)
    if to not in OPEN:
        _tell_who_waited(row)
    return row


def _tell_who_waited(row: Milestone) -> None:
    """What waited for nothing else can begin."""
    for follower in row.followed_by.open().select_related("policy", "responsible_organization", "responsible_person"):
        if not follower.depends_on.open().exists():
            enqueue(MilestoneCanBegin(follower, after=row))


def _recorded(row: Milestone, act: str, *, by: User, **data: Any) -> None:
    """On the record of its recommendation, with its name; whom it names is kept by key. An alert about it may clear."""
    about: dict[str, Any] = {"milestone": row.pk, "title": row.title, "person": row.responsible_person_id}
    happened(row.policy, act, by=by, **data, **about)
    alerts.look_again(row)


def _facts(row: Milestone) -> dict[str, Any]:
    """What the record shows of it, in words that it can show."""
    office = row.responsible_organization
    waits_for = row.depends_on.count()
    return {"due_on": row.target_date, "office": office.short_name if office else None, "waits_for": waits_for}


def _who(row: Milestone) -> tuple[Any, Any]:
    return row.responsible_organization_id, row.responsible_person_id


def _fill(row: Milestone, values: Mapping[str, Any]) -> None:
    for name in OWN:
        setattr(row, name, values[name])
    person = row.responsible_person
    if person and not PolicyRecommendation.objects.visible_to(person).filter(pk=row.policy_id).exists():
        raise ActionRefused(_("This person cannot open the recommendation. Choose somebody else."))
    row.full_clean()
    with constraints_refuse(Milestone):
        row.save()


# ---- What it waits for -----------------------------------------------------------------------------------------------


def _wait_for(row: Milestone, others: Iterable[Milestone]) -> None:
    """Say what must be done before it; two that wait for each other, over however many steps, are refused."""
    awaited = list(others)
    wanted = {other.pk for other in awaited}
    if wanted - set(Milestone.objects.filter(policy=row.policy_id).values_list("pk", flat=True)):
        raise ActionRefused(_("It can wait only for milestones of the same recommendation."))
    if row.pk in _reached_from(wanted, _waits(row.policy_id)):
        raise ActionRefused(_("These milestones would wait for each other, and none could begin."))
    row.depends_on.set(awaited)


def _waits(policy_key: UUID) -> dict[UUID, set[UUID]]:
    """What each milestone of a recommendation waits for."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Milestone.objects.filter(policy=policy_key).exclude(depends_on=None)
    for waiting, awaited in rows.order_by().values_list("pk", "depends_on"):
        found[waiting].add(awaited)
    return found


def _reached_from(keys: set[UUID], waits: Mapping[UUID, set[UUID]]) -> set[UUID]:
    """These, what they wait for, what that waits for, and so on."""
    seen: set[UUID] = set()
    ahead = set(keys)
    while ahead:
        key = ahead.pop()
        seen.add(key)
        ahead |= waits.get(key, set()) - seen
    return seen
