"""The review of a need: who has it, what is asked of the community, whether it holds.

An act that rests on what somebody has read takes ``shown``, the ``version_of`` the need on their screen; if the need
has moved on since, the act is refused and nothing happens.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.needs import clock
from portal.needs.enums import AssessmentStatus, EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Assessment, Need, NeedInformationRequest, NeedNote
from portal.needs.notifications import (
    NeedAsked,
    NeedAssigned,
    NeedResumed,
    NeedValidated,
    tell,
)
from portal.needs.pausing import days_left_to_pause, end_pause, has_clock, open_question
from portal.needs.people import reviewers_of
from portal.notifications import enqueue

from .rows import (
    CLOCK,
    check_not_held,
    check_shown,
    close_question,
    lock,
    need_to_review,
    settle,
    was_just_done,
)

LONGEST_ANSWER = clock.LONGEST_PAUSE
"""Days that a community has for an answer, at most."""

ASKABLE = [NeedStatus.IDENTIFIED, NeedStatus.VALIDATED, NeedStatus.PRIORITIZED]

# ---- Who has it ------------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(need: Need, *, to: User | None, by: User) -> Need:
    """Give a need to a reviewer, or back to nobody; who gets it from somebody else is told."""
    need = need_to_review(need, by=by)
    if not need.is_open:
        raise ActionRefused(_("This need has ended: nobody needs to review it."))
    if to and not reviewers_of(need).filter(pk=to.pk).exists():
        raise ActionRefused(_("Give it to a reviewer who did not send it and does not speak for its community."))
    if need.assigned_to_id == (to.pk if to else None):
        return need
    need.assigned_to = to
    need.save(update_fields=["assigned_to"])
    step = happened(need, EventKind.ASSIGNED, by=by, reviewer=to.pk if to else None)
    if to and to != by:
        enqueue(NeedAssigned(step))
    return need


@transaction.atomic
def release(need: Need, *, by: User) -> Need:
    """Let a held need into the queue: somebody has looked, and it is a need. Its clock ran all the time."""
    need = need_to_review(need, by=by)
    if not need.is_held:
        return need
    need.is_held = False
    need.save(update_fields=["is_held"])
    happened(need, EventKind.RELEASED, by=by)
    return need


@transaction.atomic
def write_note(need: Need, *, text: str, by: User) -> NeedNote:
    """Write to the colleagues; the same words pressed twice are one note. It never leaves the office."""
    need = need_to_review(need, by=by)
    text = text.strip()
    if not text:
        raise ActionRefused(_("Write something."))
    newest = need.notes.last()
    if newest and (newest.text, newest.written_by_id) == (text, by.pk):
        return newest
    note = NeedNote.objects.create(need=need, text=text, written_by=by)
    record(need, "needs.write_note", by=by, data={"note": note.pk})
    return note


# ---- Questions -------------------------------------------------------------------------------------------------------


def last_answer_day(need: Need) -> clock.Day:
    """The last day for an answer if it is asked for today: while the clock may stand, else 15 days."""
    days = days_left_to_pause(need) if has_clock(need) else 0
    return clock.today() + datetime.timedelta(days=days or LONGEST_ANSWER)


@transaction.atomic
def ask(
    need: Need, *, question: str, answer_until: clock.Day | None = None, by: User, shown: str | None = None
) -> NeedInformationRequest:
    """Ask who sent the need for what is missing. The clock stands until the answer, for 15 days in all at most."""
    need = need_to_review(need, by=by)
    asked_before = open_question(need)
    if asked_before and asked_before.question == question.strip() and was_just_done(need, EventKind.ASKED, by=by):
        return asked_before
    check_shown(need, shown)
    check_not_held(need)
    if not need.is_community_submitted:
        raise ActionRefused(_("This need was found by an assessment: ask the assessment's team."))
    if need.status not in ASKABLE:
        raise ActionRefused(_("In this state nothing is asked any more."))
    if need.paused_on:
        raise ActionRefused(_("The community has already been asked and has not answered yet."))
    if not question.strip():
        raise ActionRefused(_("Say what is missing."))
    latest = last_answer_day(need)
    until = answer_until or latest
    if not clock.today() < until <= latest:
        raise ActionRefused(_("Give a day after today, and not later than %(day)s.") % {"day": latest})
    close_question(need)
    if has_clock(need) and days_left_to_pause(need):
        need.paused_on = clock.today()
    need.assigned_to = need.assigned_to or by
    need.save(update_fields=["paused_on", "assigned_to"])
    asked = NeedInformationRequest.objects.create(need=need, question=question.strip(), asked_by=by, answer_until=until)
    happened(need, EventKind.ASKED, by=by, request=asked, answer_until=until, clock_stands=need.paused_on is not None)
    enqueue(NeedAsked(asked))
    return asked


@transaction.atomic
def resume(need: Need, *, by: User | None, shown: str | None = None) -> Need:
    """Go on without the answer: the clock runs again. The community may still answer until something is decided.

    ``by=None`` is the sweep, when the days for an answer are over.
    """
    if by is None:
        need = lock(need)
    else:
        need = need_to_review(need, by=by)
        if was_just_done(need, EventKind.RESUMED, by=by):
            return need
        check_shown(need, shown)
    asked = open_question(need)
    if need.paused_on is None or asked is None:
        raise ActionRefused(_("The clock of this need runs: nobody is waited for."))
    end_pause(need)
    need.save(update_fields=["due_on", "paused_on", "paused_days"])
    happened(need, EventKind.RESUMED, by=by, request=asked, due_on=need.due_on)
    enqueue(NeedResumed(asked))
    return need


# ---- What is found ---------------------------------------------------------------------------------------------------


@transaction.atomic
def validate(need: Need, *, by: User, shown: str | None = None) -> Need:
    """The need holds: it is real, it is the community's, and the office may act on it."""
    need = need_to_review(need, by=by)
    if need.status == NeedStatus.VALIDATED and was_just_done(need, EventKind.VALIDATED, by=by):
        return need
    check_shown(need, shown)
    check_not_held(need)
    if need.status != NeedStatus.IDENTIFIED:
        raise ActionRefused(_("Only a need that was received and not decided yet can be validated."))
    settle(need, by=by)
    need.status = NeedStatus.VALIDATED
    need.save(update_fields=["status", "assigned_to", *CLOCK])
    step = happened(need, EventKind.VALIDATED, by=by, was=NeedStatus.IDENTIFIED)
    tell(NeedValidated, step)
    return need


@transaction.atomic
def link(need: Need, *, assessment: Assessment, by: User) -> Need:
    """Put the need under an assessment of its region that saw the same."""
    need = need_to_review(need, by=by)
    if need.assessment_id == assessment.pk:
        return need
    if not need.is_community_submitted:
        raise ActionRefused(_("This need was found by an assessment and stays under it."))
    if not need.is_open:
        raise ActionRefused(_("This need has ended."))
    if assessment.status == AssessmentStatus.CANCELLED:
        raise ActionRefused(_("This assessment was cancelled."))
    if assessment.in_region != need.in_region:
        raise ActionRefused(_("This assessment is about another region."))
    need.assessment = assessment
    need.save(update_fields=["assessment"])
    happened(need, EventKind.LINKED, by=by, assessment=assessment.pk)
    return need


@transaction.atomic
def unlink(need: Need, *, by: User) -> Need:
    """Take the need out of its assessment."""
    need = need_to_review(need, by=by)
    if not need.is_community_submitted:
        raise ActionRefused(_("This need was found by an assessment and stays under it."))
    if need.assessment_id is None:
        return need
    was, need.assessment = need.assessment_id, None
    need.save(update_fields=["assessment"])
    happened(need, EventKind.UNLINKED, by=by, assessment=was)
    return need
