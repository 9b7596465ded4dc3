"""The needs an act changes: locked, checked, and what every first decision does."""

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.shown import MovedOn
from portal.needs import clock
from portal.needs.enums import EventKind, ForwardingState, NeedStatus
from portal.needs.models import Need
from portal.needs.pausing import end_pause, open_question
from portal.needs.permissions import can_review, has_interest

CLOCK = ["due_on", "paused_on", "paused_days", "reviewed_at"]
"""What ``settle`` changes."""


class NeedChanged(MovedOn):
    """Somebody else has acted since the screen was made."""

    def __init__(self) -> None:
        super().__init__(_("This need changed meanwhile. What you typed is still here: look at the need again first."))


def lock(need: Need) -> Need:
    """The row as it is now. Without the key: steps and files of it need not wait."""
    return Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=need.pk)


def need_to_review(need: Need, *, by: User) -> Need:
    """The locked need, of somebody who may review it."""
    need = lock(need)
    check_reviewer(need, by=by)
    return need


def check_reviewer(need: Need, *, by: User) -> None:
    if has_interest(by, need):
        raise ActionRefused(_("You sent this need or speak for its community: somebody else reviews it."))
    if not can_review(by, need):
        raise ActionRefused(_("Only OOBC's reviewers do this."))


def version_of(need: Need) -> str:
    """What a screen of this need shows, as a mark: another after every step and note."""
    seen = Need.objects.filter(pk=need.pk).aggregate(step=Max("events__pk"), note=Max("notes__pk"))
    return f"{seen['step'] or 0}.{seen['note'] or 0}"


def check_shown(need: Need, shown: str | None) -> None:
    """Refuse what rests on a screen that is no longer true; None is an act that rests on no screen."""
    if shown is not None and shown != version_of(need):
        raise NeedChanged


def check_not_held(need: Need) -> None:
    if need.is_held:
        raise ActionRefused(_("This need is held. Let it into the queue first."))


def check_no_office_is_asked(need: Need) -> None:
    if need.forwardings.filter(state=ForwardingState.SENT).exists():
        raise ActionRefused(_("An office was asked and has not answered. Take the forwarding back first."))


def check_no_office_takes_it_up(need: Need) -> None:
    if need.forwardings.filter(state=ForwardingState.ACCEPTED).exists():
        raise ActionRefused(_("An office takes this need up. Take it back from the office first, so that it is told."))


def was_just_done(need: Need, kind: EventKind, *, by: User | None) -> bool:
    """Whether the newest step is this one by the same person: a button pressed twice."""
    newest = need.events.last()
    return newest is not None and (newest.kind, newest.by_id) == (kind, by.pk if by else None)


def settle(need: Need, *, by: User | None) -> None:
    """Something was decided: the clock stops for good, nobody waits for an answer. ``CLOCK`` is saved by the caller."""
    end_pause(need)
    close_question(need)
    need.reviewed_at = need.reviewed_at or timezone.now()
    if by and need.assigned_to_id is None:
        need.assigned_to = by


def close_question(need: Need) -> None:
    need.information_requests.filter(closed_at=None).update(closed_at=timezone.now())


def check_answer_is_not_awaited(need: Need) -> None:
    """The community has the days it was given."""
    asked = open_question(need)
    if need.paused_on and asked and asked.answer_until >= clock.today():
        raise ActionRefused(
            _("The community was asked for more and has until %(day)s to answer.") % {"day": asked.answer_until}
        )


def check_status(need: Need, allowed: list[NeedStatus], sentence: str) -> None:
    if need.status not in allowed:
        raise ActionRefused(sentence)
