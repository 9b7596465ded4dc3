"""What people say about an engagement, and what is done about it."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from portal.activity import record
from portal.communities.models import OBCCommunity
from portal.communities.scope import represented_by
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.text import plain
from portal.engagement.enums import FeedbackType
from portal.engagement.models import ConsultationFeedback, StakeholderEngagement
from portal.engagement.permissions import can_give_feedback, can_keep

from .keeping import locked

FOLLOW_UP = datetime.timedelta(days=30)
"""In which staff see to it, unless another day is set."""


@transaction.atomic
def give_feedback(
    engagement: StakeholderEngagement, *, satisfaction: int, by: User, text: str = ""
) -> ConsultationFeedback:
    """A representative says how it was, once."""
    engagement = StakeholderEngagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if not can_give_feedback(by, engagement):
        raise ActionRefused(_("You can say how it was once it has ended."))
    if ConsultationFeedback.objects.filter(engagement=engagement, author=by).exists():
        raise ActionRefused(_("You have already said how it was. Thank you."))
    community = _community_at(engagement, by)
    with override("en"):  # one language in the register, whatever the form was read in
        role = _("A representative of the community")
    feedback = ConsultationFeedback(
        engagement=engagement,
        feedback_type=FeedbackType.WRITTEN,
        text=plain(text),
        given_by_role=role,
        community=community,
        satisfaction=satisfaction,
        author=by,
    )
    with constraints_refuse(ConsultationFeedback):
        feedback.save()
    record(feedback, "engagement.give_feedback", by=by, data={"engagement": engagement.pk})
    return feedback


@transaction.atomic
def write_down_feedback(
    engagement: StakeholderEngagement,
    *,
    feedback_type: FeedbackType,
    given_by_role: str,
    by: User,
    follow_up_due_on: datetime.date | None = None,
    **said: Any,
) -> ConsultationFeedback:
    """Staff write down what they heard, from whom by role alone, and whether something is to be done about it."""
    engagement = locked(engagement, by=by)
    _refuse_past(follow_up_due_on)
    feedback = ConsultationFeedback(
        engagement=engagement,
        feedback_type=feedback_type,
        given_by_role=given_by_role,
        follow_up_due_on=follow_up_due_on,
        recorded_by=by,
        **said,
    )
    feedback.full_clean()
    feedback.save()
    record(feedback, "engagement.write_down_feedback", by=by, data={"engagement": engagement.pk})
    return feedback


@transaction.atomic
def ask_for_follow_up(feedback: ConsultationFeedback, *, due_on: datetime.date, by: User) -> ConsultationFeedback:
    """Something is to be done about it, by a day."""
    feedback = _locked(feedback, by=by)
    if feedback.follow_up_done_at:
        raise ActionRefused(_("This is followed up already."))
    _refuse_past(due_on)
    before = {"follow_up_due_on": feedback.follow_up_due_on}
    feedback.follow_up_due_on = due_on
    feedback.save(update_fields=["follow_up_due_on"])
    record(feedback, "engagement.ask_for_follow_up", by=by, before=before, after={"follow_up_due_on": due_on})
    return feedback


@transaction.atomic
def follow_up(feedback: ConsultationFeedback, *, words: str, by: User) -> ConsultationFeedback:
    """Something was done about it: what."""
    feedback = _locked(feedback, by=by)
    if feedback.follow_up_done_at:
        raise ActionRefused(_("This is followed up already."))
    if feedback.follow_up_due_on is None:
        raise ActionRefused(_("Nothing is to be done about this."))
    feedback.follow_up_done_at, feedback.follow_up_done_by = timezone.now(), by
    feedback.follow_up_words = words
    feedback.full_clean()
    feedback.save()
    record(feedback, "engagement.follow_up", by=by, after={"follow_up_done_at": feedback.follow_up_done_at})
    return feedback


def _refuse_past(day: datetime.date | None) -> None:
    if day and day < timezone.localdate():
        raise ActionRefused(_("That day is over. Choose a day to come."))


def _locked(feedback: ConsultationFeedback, *, by: User) -> ConsultationFeedback:
    feedback = ConsultationFeedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if not can_keep(by):
        raise ActionRefused(_("You may not change engagements."))
    return feedback


def _community_at(engagement: StakeholderEngagement, person: User) -> OBCCommunity | None:
    """The community for which this person was there."""
    represented = represented_by(person)
    if engagement.community_id in represented:
        return engagement.community
    return engagement.communities.filter(pk__in=represented).order_by("pk").first()
