"""What a community does with its need after sending it: from "My community", or from the page that a number opens.

``by=None`` is somebody without an account who follows the need by its number; the page has checked that. Staff enter
what somebody said on the telephone. A second press of a button finds what the first one did and changes nothing.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.uploads import CheckedUpload
from portal.needs.enums import EventKind, ForwardingState, NeedStatus
from portal.needs.files import add_files, were_sent
from portal.needs.forwarding.notifications import CommunityTookBack
from portal.needs.history import happened
from portal.needs.models import Need, NeedInformationRequest
from portal.needs.notifications import CommunityAnswered, NeedWithdrawn, TakenBack
from portal.needs.pausing import end_pause, open_question
from portal.needs.permissions import can_submit
from portal.notifications import enqueue

from .ending import stand_alone_again
from .rows import close_question, lock

__all__ = ["answer", "can_withdraw", "open_question", "withdraw"]


@transaction.atomic
def answer(
    request_row: NeedInformationRequest,
    *,
    text: str,
    files: Sequence[CheckedUpload] = (),
    shows_children: bool = False,
    by: User | None,
) -> NeedInformationRequest:
    """Answer what staff asked; the clock runs again."""
    need = lock(request_row.need)
    request_row = NeedInformationRequest.objects.get(pk=request_row.pk)
    if by and not _speaks_for(need, by=by):
        raise ActionRefused(_("Only who sent the need, or speaks for its community, answers."))
    text = text.strip()
    if request_row.answered_at:
        if text == request_row.answer and were_sent(need, files):
            return request_row
        raise ActionRefused(_("This question is already answered. If there is more to say, call OOBC."))
    if request_row.closed_at or not need.is_open:
        raise ActionRefused(_("OOBC does not wait for this answer any more."))
    if not text and not files:
        raise ActionRefused(_("Write an answer, or add a photo or paper."))
    add_files(need, files, shows_children=shows_children, by=by)
    end_pause(need)
    now = timezone.now()
    request_row.answer, request_row.answered_at, request_row.answered_by, request_row.closed_at = text, now, by, now
    request_row.save(update_fields=["answer", "answered_at", "answered_by", "closed_at"])
    need.save(update_fields=["due_on", "paused_on", "paused_days"])
    happened(need, EventKind.ANSWERED, by=by, request=request_row, files=len(files))
    enqueue(CommunityAnswered(request_row))
    return request_row


def _speaks_for(need: Need, *, by: User) -> bool:
    return need.community is not None and can_submit(by, need.community)


def can_withdraw(need: Need) -> bool:
    """While nobody plans or does anything about it yet."""
    return need.is_community_submitted and need.status in NeedStatus.answerable()


@transaction.atomic
def withdraw(need: Need, *, by: User | None) -> Need:
    """The community does not need it any more. What somebody already works on goes on."""
    need = lock(need)
    if by and not (need.community and can_submit(by, need.community)):
        raise ActionRefused(_("Only who sent the need, or speaks for its community, takes it back."))
    if need.status == NeedStatus.WITHDRAWN:
        return need
    if not can_withdraw(need):
        raise ActionRefused(_("This need can no longer be taken back here. Call OOBC."))
    was = NeedStatus(need.status)
    end_pause(need)
    close_question(need)
    need.status, need.status_before, need.review_again_on = NeedStatus.WITHDRAWN, "", None
    need.save(update_fields=["status", "status_before", "review_again_on", "due_on", "paused_on", "paused_days"])
    step = happened(need, EventKind.WITHDRAWN, by=by, was=was)
    stand_alone_again(need)
    enqueue(NeedWithdrawn(step))
    enqueue(TakenBack(step))
    for forwarding in need.forwardings.filter(state__in=ForwardingState.in_hand()).select_related("need", "mao"):
        enqueue(CommunityTookBack(forwarding))
    return need
