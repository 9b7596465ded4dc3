"""What an office reports of a PPA for a quarter. One report a quarter; correcting it keeps the earlier words."""

import datetime
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.fiscal_year import Quarter
from portal.core.shown import check_shown, mark_of
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import EarlierUpdate, MonitoringEntry, ProgressUpdate

from .alerting import progress_reported
from .rows import check_status, happened, ppa_to

REPORTED = [PPAStatus.IN_EXECUTION, PPAStatus.ON_HOLD, PPAStatus.COMPLETED]
"""Of what has begun, progress is reported."""

FACTS = ["target_pct", "actual_pct", "follow_up_on"]
WORDS = ["narrative", "deviation_reason", "corrective_action"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a report says. Percents are of the whole work, planned and done by the end of the quarter."""

    target_pct: Decimal | None
    actual_pct: Decimal | None
    narrative: str
    deviation_reason: str = ""
    corrective_action: str = ""
    follow_up_on: datetime.date | None = None


@transaction.atomic
def report(ppa: MonitoringEntry, quarter: Quarter, said: Said, *, by: User) -> ProgressUpdate:
    """Report a quarter that has begun. Sent twice, it is the same report."""
    ppa = ppa_to("report", ppa, by=by)
    check_status(ppa, REPORTED, _("Progress is reported once the work has begun."))
    if quarter.first_day > timezone.localdate():
        raise ActionRefused(_("This quarter is still to come."))
    key = {"ppa": ppa, "fiscal_year": quarter.fiscal_year, "quarter": quarter.number}
    stored = ProgressUpdate.objects.filter(**key).first()
    if stored and _said(stored) == said and stored.reported_by_id == by.pk:
        return stored
    if stored:
        raise ActionRefused(_("This quarter was already reported."))
    _check(said)
    with constraints_refuse(ProgressUpdate):
        update = ProgressUpdate.objects.create(**key, **asdict(said), reported_by=by)
    _happened(update, "report_progress", by=by)
    return update


def update_mark(update: ProgressUpdate) -> str:
    """Of the words and numbers that its form shows."""
    return mark_of(asdict(_said(update)))


@transaction.atomic
def correct(update: ProgressUpdate, said: Said, *, shown: str | None = None, by: User) -> ProgressUpdate:
    """Say it better, in place of the words ``shown``, which stay in its history."""
    ppa_to("report", update.ppa, by=by)
    update = ProgressUpdate.objects.select_for_update(of=("self",)).select_related("ppa").get(pk=update.pk)
    before = _said(update)
    if before == said:
        return update
    actions = ["monitoring.correct_progress"]
    check_shown(shown, update_mark(update), of=update.ppa, actions=actions, by=by, update=update.pk)
    _check(said)
    EarlierUpdate.objects.create(update=update, **asdict(before), replaced_by=by)
    for name, value in asdict(said).items():
        setattr(update, name, value)
    with constraints_refuse(ProgressUpdate):
        update.save()
    changed = [name for name in WORDS if getattr(before, name) != getattr(said, name)]
    sides = {name: [getattr(before, name), getattr(said, name)] for name in FACTS}
    _happened(update, "correct_progress", by=by, words=changed, **sides)
    return update


def _said(update: ProgressUpdate) -> Said:
    return Said(**{name: getattr(update, name) for name in (*FACTS, *WORDS)})


def _check(said: Said) -> None:
    if not said.narrative.strip():
        raise ActionRefused(_("Say what happened."))
    planned, done = said.target_pct, said.actual_pct
    is_missed = planned is not None and done is not None and done < planned
    if is_missed and not (said.deviation_reason.strip() and said.corrective_action.strip()):
        raise ActionRefused(_("Behind the plan: say why, and what is done about it."))


def _happened(update: ProgressUpdate, act: str, *, by: User, **data: Any) -> None:
    happened(
        update.ppa,
        act,
        by=by,
        update=update.pk,
        year=update.fiscal_year,
        quarter=update.quarter,
        planned=update.target_pct,
        done=update.actual_pct,
        **data,
    )
    progress_reported(update.ppa)
