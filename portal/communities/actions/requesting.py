"""“I speak for this community”: asked by anybody, verified or refused by staff, forgotten in time."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from portal.accounts.actions import invite
from portal.accounts.models import User
from portal.activity import record
from portal.communities.enums import RequestStatus
from portal.communities.models import CommunityRepresentative, OBCCommunity, RepresentationRequest
from portal.communities.models.request import PERSONAL
from portal.communities.notifications import RequestReceived, RequestRefused, RequestWaits
from portal.communities.permissions import can_decide_requests
from portal.communities.scope import ROLE
from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.core.persons import may_answer_persons
from portal.core.references import new_reference
from portal.core.text import fold
from portal.core.uploads import CheckedUpload, attach, discard, store_upload
from portal.geography.models import Barangay
from portal.notifications import enqueue
from portal.notifications.models import InboxMessage, OutboxMessage

from .representing import appoint_representative


@transaction.atomic
def ask_to_represent(
    *,
    name: str,
    email: str,
    phone: PhoneNumber | str,
    barangay: Barangay,
    community: OBCCommunity | None,
    community_name: str,
    reason: str,
    paper: CheckedUpload | None = None,
    language: str = "en",
    is_held: bool = False,
) -> RepresentationRequest:
    """Keep a request of somebody without an account. Asked again while it waits, it stays one request."""
    Barangay.objects.select_for_update().get(pk=barangay.pk)  # two presses of the button come one after the other
    waiting = _same_request(email=email, barangay=barangay, community=community, community_name=community_name)
    if waiting:
        return waiting
    request = RepresentationRequest(
        reference=new_reference(),
        name=name,
        email=email.lower(),
        phone=phone,
        barangay=barangay,
        community=community,
        community_name="" if community else community_name,
        reason=reason,
        paper=_kept(paper),
        language=language,
        consented_at=timezone.now(),
        status=RequestStatus.HELD if is_held else RequestStatus.RECEIVED,
    )
    request.full_clean(exclude=["reference"])
    request.save()
    record(request, "communities.request", by=None, data={"held": is_held, "barangay": barangay.pk})
    if not is_held:
        _tell_of_arrival(request)
    return request


@transaction.atomic
def release_request(request: RepresentationRequest, *, by: User) -> RepresentationRequest:
    """Let a request that was held stand with the others."""
    locked = _to_decide(request, by=by)
    if locked.status != RequestStatus.HELD:
        raise ActionRefused(_("This request is not held."))
    locked.status = RequestStatus.RECEIVED
    locked.save(update_fields=["status"])
    record(locked, "communities.release_request", by=by)
    _tell_of_arrival(locked)
    return locked


@transaction.atomic
def verify_request(
    request: RepresentationRequest,
    *,
    community: OBCCommunity,
    first_name: str,
    last_name: str,
    start_date: date,
    end_date: date | None,
    by: User,
) -> CommunityRepresentative:
    """Believe them: an account (a new one is invited by mail) and a term, together or not at all."""
    locked = _to_decide(request, by=by)
    person = User.objects.filter(email__iexact=locked.email).first()
    if person is None:
        person = invite(by=by, email=locked.email, first_name=first_name, last_name=last_name, roles=[ROLE])
    term = appoint_representative(community, person=person, start_date=start_date, end_date=end_date, by=by)
    locked.community, locked.representation = community, term
    _decide(locked, RequestStatus.VERIFIED, by=by, term=term.pk)
    return term


@transaction.atomic
def refuse_request(request: RepresentationRequest, *, reason: str, by: User) -> RepresentationRequest:
    """Say no, and why: the person is told in these words. Who sent a held one is not told."""
    locked = _to_decide(request, by=by)
    was_held = locked.status == RequestStatus.HELD
    locked.refusal_reason = reason
    _decide(locked, RequestStatus.REFUSED, by=by)
    if not was_held:
        enqueue(RequestRefused(locked))
    return locked


@transaction.atomic
def forget_request(request: RepresentationRequest, *, by: User | None = None) -> RepresentationRequest:
    """Empty a request of everything that tells who it was. One that nobody answered lapses."""
    locked = RepresentationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if by is not None and not (can_decide_requests(by) or may_answer_persons(by)):
        raise ActionRefused(_("You may not erase requests."))
    if locked.forgotten_at:
        return locked
    if by is not None and locked.is_open:
        raise ActionRefused(_("Verify or refuse this request first."))
    if locked.is_open:
        locked.status = RequestStatus.LAPSED
    paper, locked.paper = locked.paper, None
    for name in PERSONAL:
        setattr(locked, name, "")
    locked.forgotten_at = timezone.now()
    locked.save()
    if paper:
        discard(paper)
    about = {"kind__startswith": "communities.request", "key__startswith": str(locked.pk)}
    OutboxMessage.objects.filter(**about).delete()
    InboxMessage.objects.filter(**about).delete()
    record(locked, "communities.forget_request", by=by)
    return locked


def _same_request(
    *, email: str, barangay: Barangay, community: OBCCommunity | None, community_name: str
) -> RepresentationRequest | None:
    """A request by the same address for the same community that still waits."""
    for request in RepresentationRequest.objects.open().filter(email__iexact=email, barangay=barangay):
        if request.community_id == (community.pk if community else None) and (
            community or fold(request.community_name) == fold(community_name)
        ):
            return request
    return None


def _to_decide(request: RepresentationRequest, *, by: User) -> RepresentationRequest:
    locked = RepresentationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not can_decide_requests(by):
        raise ActionRefused(_("You may not decide on requests."))
    if not locked.is_open:
        raise ActionRefused(_("This request is already decided."))
    if locked.email.lower() == by.email.lower():
        raise ActionRefused(_("This is your own request: somebody else decides on it."))
    return locked


def _decide(request: RepresentationRequest, status: RequestStatus, *, by: User, **data: Any) -> None:
    request.status, request.decided_by, request.decided_at = status, by, timezone.now()
    request.save()
    act = "verify" if status == RequestStatus.VERIFIED else "refuse"
    record(request, f"communities.{act}_request", by=by, data=data)


def _tell_of_arrival(request: RepresentationRequest) -> None:
    enqueue(RequestReceived(request))
    enqueue(RequestWaits(request))


def _kept(paper: CheckedUpload | None) -> PrivateFile | None:
    if paper is None:
        return None
    file = store_upload(paper, by=None)
    attach(file)
    return file
