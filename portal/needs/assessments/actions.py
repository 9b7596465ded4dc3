"""What the office does with an assessment: plan it, go on with it, complete or cancel it, and say who takes part."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.needs import clock
from portal.needs.enums import AssessmentStatus, TeamRole
from portal.needs.models import Assessment, AssessmentMember
from portal.needs.models.places import PLACES
from portal.needs.people import assessors
from portal.needs.permissions import can_keep_assessments
from portal.notifications import enqueue

from .levels import misfits
from .notifications import TeamJoined

FACT_FIELDS = (
    "title",
    "assessment_type",
    "level",
    *PLACES,
    "methods",
    "priority",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
    "people_reached",
)
"""What the audit record keeps with before and after."""

TEXT_FIELDS = ("objectives", "findings", "recommendations")
"""What people wrote at length, and may have named others in: the audit record only says that it changed."""

FIELDS = (*FACT_FIELDS, *TEXT_FIELDS)


@transaction.atomic
def add_assessment(*, values: Mapping[str, Any], by: User) -> Assessment:
    """Plan an assessment; raises ValidationError where a value does not fit."""
    if not can_keep_assessments(by):
        raise ActionRefused(_("You may not add assessments."))
    assessment = Assessment(created_by=by)
    _write(assessment, values)
    record(assessment, "assessments.add", by=by, after=facts(assessment, FACT_FIELDS))
    return assessment


@transaction.atomic
def change_assessment(assessment: Assessment, *, values: Mapping[str, Any], by: User) -> Assessment:
    """Write these values and record what differs; values that are already so change nothing."""
    assessment = _locked(assessment, by=by)
    if assessment.status == AssessmentStatus.CANCELLED:
        raise ActionRefused(_("This assessment was cancelled."))
    changed = {name: value for name, value in values.items() if getattr(assessment, name) != value}
    if not changed:
        return assessment
    if changed.keys() & {"level", *PLACES} and assessment.needs.exists():
        raise ActionRefused(_("Needs were entered for this place: it can no longer be another one."))
    before = facts(assessment, FACT_FIELDS)
    _write(assessment, changed)
    texts = [name for name in TEXT_FIELDS if name in changed]
    record(
        assessment,
        "assessments.change_texts" if texts else "assessments.change",
        by=by,
        before=before,
        after=facts(assessment, FACT_FIELDS),
        data={"texts": ", ".join(_label(name) for name in texts)} if texts else None,
    )
    return assessment


@transaction.atomic
def go_on(
    assessment: Assessment, *, to: AssessmentStatus, actual_start: datetime.date | None = None, by: User
) -> Assessment:
    """Take the next step, or a later one. From data collection on it has a day on which it began."""
    assessment = _locked(assessment, by=by)
    _refuse_what_is_over(assessment)
    if to not in AssessmentStatus(assessment.status).later:
        raise ActionRefused(_("It can only go on to a later step."))
    before = facts(assessment, ["status", "actual_start"])
    assessment.actual_start = actual_start or assessment.actual_start
    if to in AssessmentStatus.under_way():
        _refuse_beginning(assessment.actual_start)
    assessment.status = to
    _save(assessment)
    record(assessment, "assessments.go_on", by=by, before=before, after=facts(assessment, ["status", "actual_start"]))
    return assessment


@transaction.atomic
def complete(
    assessment: Assessment,
    *,
    actual_start: datetime.date | None = None,
    actual_end: datetime.date,
    findings: str,
    recommendations: str = "",
    people_reached: int | None = None,
    by: User,
) -> Assessment:
    """End it with what it found."""
    assessment = _locked(assessment, by=by)
    _refuse_what_is_over(assessment)
    names = ["status", "actual_start", "actual_end", "people_reached"]
    before = facts(assessment, names)
    assessment.actual_start = actual_start or assessment.actual_start
    _refuse_beginning(assessment.actual_start)
    if actual_end > clock.today():
        raise ValidationError({"actual_end": _("This day is still to come.")})
    if not findings.strip():
        raise ValidationError({"findings": _("Say what it found.")})
    assessment.status, assessment.actual_end = AssessmentStatus.COMPLETED, actual_end
    assessment.findings, assessment.recommendations = findings, recommendations
    assessment.people_reached = people_reached
    _save(assessment)
    record(assessment, "assessments.complete", by=by, before=before, after=facts(assessment, names))
    return assessment


@transaction.atomic
def cancel(assessment: Assessment, *, reason: str, by: User) -> Assessment:
    """End it without a result. What was found so far stays."""
    assessment = _locked(assessment, by=by)
    _refuse_what_is_over(assessment)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is cancelled.")})
    before = facts(assessment, ["status"])
    assessment.status, assessment.cancel_reason = AssessmentStatus.CANCELLED, reason.strip()
    _save(assessment)
    record(assessment, "assessments.cancel", by=by, before=before, after=facts(assessment, ["status"]))
    return assessment


@transaction.atomic
def set_team(assessment: Assessment, *, members: Sequence[tuple[User, TeamRole]], by: User) -> Assessment:
    """Say who takes part, and as what. A team has one leader. Whom somebody else puts in is told, once."""
    assessment = _locked(assessment, by=by)
    wanted = {user.pk: TeamRole(role) for user, role in members}
    present = {member.user_id: member for member in assessment.team.all()}
    _refuse_team(members, present=present)
    if {key: TeamRole(member.role) for key, member in present.items()} == wanted:
        return assessment
    before = _team(assessment)
    assessment.team.exclude(user__in=wanted).delete()
    # Who stops leading comes before who begins to: there is one leader at any moment.
    for key, role in sorted(wanted.items(), key=lambda item: item[1] == TeamRole.LEAD):
        if key not in present:
            member = AssessmentMember.objects.create(assessment=assessment, user_id=key, role=role, added_by=by)
            if key != by.pk:
                enqueue(TeamJoined(member))
        elif present[key].role != role:
            present[key].role = role
            present[key].save(update_fields=["role"])
    record(assessment, "assessments.set_team", by=by, data={"was": before, "is": _team(assessment)})
    return assessment


def _locked(assessment: Assessment, *, by: User) -> Assessment:
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not can_keep_assessments(by):
        raise ActionRefused(_("You may not change assessments."))
    return assessment


def _refuse_what_is_over(assessment: Assessment) -> None:
    if assessment.status == AssessmentStatus.COMPLETED:
        raise ActionRefused(_("This assessment is already completed."))
    if assessment.status == AssessmentStatus.CANCELLED:
        raise ActionRefused(_("This assessment was cancelled."))


def _refuse_beginning(day: datetime.date | None) -> None:
    if day is None:
        raise ValidationError({"actual_start": _("Say on which day it began.")})
    if day > clock.today():
        raise ValidationError({"actual_start": _("This day is still to come.")})


def _refuse_team(members: Sequence[tuple[User, TeamRole]], *, present: Collection[int]) -> None:
    if len({user.pk for user, _role in members}) < len(members):
        raise ActionRefused(_("Somebody stands in the team twice."))
    leaders = sum(role == TeamRole.LEAD for _user, role in members)
    if members and leaders == 0:
        raise ActionRefused(_("The team needs a leader."))
    if leaders > 1:
        raise ActionRefused(_("A team has one leader: choose who it is."))
    new = [user for user, _role in members if user.pk not in present]
    may = set(assessors().filter(pk__in=[user.pk for user in new]).values_list("pk", flat=True))
    for user in new:
        if not user.is_active:
            raise ActionRefused(_("The account of %(person)s is deactivated.") % {"person": user})
        if user.pk not in may:
            raise ActionRefused(_("%(person)s has no role that opens assessments.") % {"person": user})


def _team(assessment: Assessment) -> dict[str, str]:
    """Keys and roles, as the audit record holds them."""
    return {str(key): role for key, role in assessment.team.values_list("user", "role")}


def _write(assessment: Assessment, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not a field that is written here")
        setattr(assessment, name, value)
    errors = misfits(assessment.level, {name: getattr(assessment, name) for name in PLACES})
    for name in ("actual_start", "actual_end"):
        if (day := getattr(assessment, name)) and day > clock.today():
            errors[name] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)
    _save(assessment)


def _save(assessment: Assessment) -> None:
    assessment.full_clean()
    with constraints_refuse(Assessment):
        assessment.save()


def _label(name: str) -> str:
    return capfirst(str(Assessment._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
