"""A PPA on its way through the six stages of a year's budget: who sees to each, by when, and what stands in the way."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import PrivateFile
from portal.core.uploads import CheckedUpload, attach, store_upload
from portal.monitoring.enums import DocumentKind, Stage, StageState
from portal.monitoring.models import BudgetCalendar, MonitoringEntry, MonitoringEntryWorkflowStage, StageDocument
from portal.monitoring.notifications.stages import StageBlocked, StageGiven
from portal.monitoring.permissions import can_see_to, can_see_to_stages
from portal.notifications import enqueue

from .rows import happened, lock

Row = MonitoringEntryWorkflowStage


@transaction.atomic
def lay_out(ppa: MonitoringEntry, *, fiscal_year: int, by: User) -> list[Row]:
    """Make the six stages of a year, each due on its day of the calendar; those that are there stay as they are."""
    ppa = lock(ppa)
    if not can_see_to_stages(by, ppa):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    due = dict(BudgetCalendar.objects.filter(fiscal_year=fiscal_year).values_list("stage", "due_on"))
    if not due:
        raise ActionRefused(_("The budget calendar has no days for %(year)d yet.") % {"year": fiscal_year})
    there = set(Row.objects.filter(ppa=ppa, fiscal_year=fiscal_year).values_list("stage", flat=True))
    missing = [stage for stage in Stage.values if stage not in there]
    made = [Row(ppa=ppa, fiscal_year=fiscal_year, stage=stage, due_on=due.get(stage)) for stage in missing]
    Row.objects.bulk_create(made)
    if made:
        happened(ppa, "lay_out_stages", by=by, year=fiscal_year)
    return made


@transaction.atomic
def begin(stage: Row, *, by: User) -> Row:
    """Work on the stage has begun."""
    stage = _stage_to(stage, by=by)
    if stage.state == StageState.IN_PROGRESS:
        return stage
    if stage.state != StageState.NOT_STARTED:
        raise ActionRefused(_("This stage has begun already."))
    return _moves(stage, StageState.IN_PROGRESS, "begin_stage", by=by)


@transaction.atomic
def complete(stage: Row, *, by: User) -> Row:
    """The stage is done."""
    stage = _stage_to(stage, by=by)
    if stage.state == StageState.COMPLETED:
        return stage
    if stage.state == StageState.BLOCKED:
        raise ActionRefused(_("Something blocks this stage. Say first that it is out of the way."))
    stage.completed_at, stage.completed_by = timezone.now(), by
    return _moves(stage, StageState.COMPLETED, "complete_stage", by=by)


@transaction.atomic
def reopen(stage: Row, *, by: User) -> Row:
    """It was not done after all."""
    stage = _stage_to(stage, by=by)
    if stage.state != StageState.COMPLETED:
        raise ActionRefused(_("Only a completed stage is opened again."))
    stage.completed_at = stage.completed_by = None
    return _moves(stage, StageState.IN_PROGRESS, "reopen_stage", by=by)


@transaction.atomic
def block(stage: Row, *, reason: str, by: User) -> Row:
    """Something stands in the way; blocked again, the reason is the newer one."""
    stage = _stage_to(stage, by=by)
    if stage.state == StageState.COMPLETED:
        raise ActionRefused(_("This stage is completed."))
    if not reason.strip():
        raise ActionRefused(_("Say what blocks it."))
    if (stage.state, stage.blocked_by) == (StageState.BLOCKED, reason.strip()):
        return stage
    stage.blocked_by = reason.strip()
    _moves(stage, StageState.BLOCKED, "block_stage", by=by)
    enqueue(StageBlocked(stage, by=by))
    return stage


@transaction.atomic
def unblock(stage: Row, *, by: User) -> Row:
    """It is out of the way: work goes on."""
    stage = _stage_to(stage, by=by)
    if stage.state != StageState.BLOCKED:
        raise ActionRefused(_("Nothing blocks this stage."))
    stage.blocked_by = ""
    return _moves(stage, StageState.IN_PROGRESS, "unblock_stage", by=by)


@transaction.atomic
def assign(stage: Row, *, owner: User | None, by: User) -> Row:
    """Say who sees to the stage; nobody, if ``owner`` is None."""
    stage = _stage_to(stage, by=by)
    if stage.owner_id == (owner.pk if owner else None):
        return stage
    if owner and not MonitoringEntry.objects.visible_to(owner).filter(pk=stage.ppa_id).exists():
        raise ActionRefused(_("This person cannot open the PPA. Choose somebody of its office, or of OOBC."))
    was, stage.owner = stage.owner_id, owner
    stage.save(update_fields=["owner"])
    _happened(stage, "assign_stage", by=by, before=was, after=stage.owner_id)
    if owner and owner != by:
        enqueue(StageGiven(stage))
    return stage


@transaction.atomic
def set_due(stage: Row, *, due_on: datetime.date | None, by: User) -> Row:
    """Give the stage another day than the calendar has."""
    stage = _stage_to(stage, by=by)
    if stage.state == StageState.COMPLETED:
        raise ActionRefused(_("This stage is completed."))
    if stage.due_on == due_on:
        return stage
    was, stage.due_on = stage.due_on, due_on
    stage.save(update_fields=["due_on"])
    _happened(stage, "set_stage_due", by=by, before=was, after=due_on)
    return stage


@transaction.atomic
def add_document(stage: Row, *, kind: DocumentKind, file: CheckedUpload | PrivateFile, by: User) -> StageDocument:
    """Keep a paper with the stage; who may see the PPA may open it."""
    stage = _stage_to(stage, by=by)
    row = file if isinstance(file, PrivateFile) else store_upload(file, by=by)
    attach(row)
    document = StageDocument.objects.create(stage=stage, kind=kind, file=row, added_by=by)
    _happened(stage, "add_stage_document", by=by, document=document.pk, kind=kind)
    return document


def _stage_to(stage: Row, *, by: User) -> Row:
    """The locked stage, of somebody who sees to it."""
    stage = Row.objects.select_for_update(no_key=True, of=("self",)).select_related("ppa").get(pk=stage.pk)
    if not can_see_to(by, stage):
        raise ActionRefused(_("Your role does not do this with this PPA."))
    return stage


def _moves(stage: Row, state: StageState, act: str, *, by: User) -> Row:
    was, stage.state = stage.state, state
    with constraints_refuse(Row):
        stage.save()
    _happened(stage, act, by=by, before=was, after=state)
    return stage


def _happened(stage: Row, act: str, *, by: User, **data: Any) -> None:
    happened(stage.ppa, act, by=by, stage=stage.stage, year=stage.fiscal_year, **data)
