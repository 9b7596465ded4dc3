"""A community's need arrives: once, whatever happens to the answer, and whatever else arrives with it.

The form makes a key where it is filled in. The same key sent again, after a lost answer or from two tabs, gives the
same need, one number and one notice.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.core.actions import ActionRefused
from portal.core.models import NeedCategory, PrivateFile
from portal.core.references import new_reference
from portal.core.text import plain
from portal.core.uploads import CheckedUpload
from portal.needs import clock
from portal.needs.enums import EventKind, NeedChannel, SubmissionType
from portal.needs.files import add_files
from portal.needs.history import happened
from portal.needs.models import Need, NeedSubmitter
from portal.needs.notifications import NeedArrived
from portal.needs.permissions import can_submit
from portal.needs.receipt_notice import NeedReceived
from portal.notifications import enqueue

TRIES = 5
"""For a reference that no other need has; a second is needed once in billions."""


class KeyTaken(ActionRefused):
    """Somebody else has sent something under this key: by chance never, so nothing is told."""

    def __init__(self) -> None:
        super().__init__(_("This form cannot be sent any more. Your text is still here: please send it again."))


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who speaks behind a need that a facilitator enters: without an account, and asked before anything was kept."""

    consented_at: datetime.datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    is_minor: bool = False
    language: str = "en"


@transaction.atomic
def receive(
    *,
    community: OBCCommunity,
    title: str,
    description: str,
    category: NeedCategory,
    suggested_urgency: str = "",
    affected_population: int | None = None,
    geographic_scope: str = "",
    evidence_sources: str = "",
    estimated_cost: Decimal | None = None,
    client_key: UUID,
    by: User,
    channel: NeedChannel,
    written_at: datetime.datetime | None = None,
    submitter: Person | None = None,
    files: Sequence[CheckedUpload | PrivateFile] = (),
    shows_children: bool = False,
    is_held: bool = False,
) -> Need:
    """Keep a need that a community sends. Who sends it describes it; staff rate it.

    ``is_held``: too many arrive, so that somebody looks first. Who sent it notices nothing of that.
    """
    earlier = _sent_before(client_key, by=by)
    if earlier:
        return earlier
    if not can_submit(by, community):
        raise ActionRefused(_("You can send needs of communities that you represent."))
    _check(community, category, channel=channel, submitter=submitter)
    title, description = " ".join(plain(title).split()), plain(description)
    if not title or not description:
        raise ActionRefused(_("Say what is missing, and tell about it."))
    today = clock.today()
    need, is_new = _created(
        Need(
            submission_type=SubmissionType.COMMUNITY_SUBMITTED,
            community=community,
            title=title,
            description=description,
            category=category,
            suggested_urgency=suggested_urgency,
            affected_population=affected_population,
            geographic_scope=" ".join(plain(geographic_scope).split()),
            evidence_sources=plain(evidence_sources),
            estimated_cost=estimated_cost,
            submitted_by_user=by,
            submission_date=today,
            written_at=written_at,
            channel=channel,
            due_on=clock.due_day(today),
            is_held=is_held,
        ),
        client_key=client_key,
        by=by,
    )
    if not is_new:
        return need
    if submitter:
        _keep_person(need, submitter)
    add_files(need, files, shows_children=shows_children, by=by)
    happened(need, EventKind.RECEIVED, by=by, channel=channel.value, files=len(files), held=is_held)
    enqueue(NeedReceived(need))
    if not is_held:  # a flood is one line on the queue, not a mail for each
        enqueue(NeedArrived(need))
    return need


def sent_before(client_key: UUID, *, by: User) -> Need | None:
    """The need that this person sent under this key, if it arrived."""
    return Need.objects.filter(client_key=client_key, submitted_by_user=by).first()


def _sent_before(client_key: UUID, *, by: User) -> Need | None:
    earlier = Need.objects.filter(client_key=client_key).first()
    if earlier and earlier.submitted_by_user_id != by.pk:
        raise KeyTaken
    return earlier


def _check(community: OBCCommunity, category: NeedCategory, *, channel: NeedChannel, submitter: Person | None) -> None:
    if not community.is_active:
        raise ActionRefused(_("%(community)s is not in the list of communities any more.") % {"community": community})
    if not category.is_active:
        raise ActionRefused(_("Choose another category: this one is not used any more."))
    if (channel == NeedChannel.FACILITATOR) != (submitter is not None):
        raise ActionRefused(_("Say for whom you enter the need."))
    if submitter and submitter.is_minor and submitter.name:
        raise ActionRefused(_("Of somebody under 18 no name is kept. Leave it empty."))


def _created(need: Need, *, client_key: UUID, by: User) -> tuple[Need, bool]:
    """Kept under a number that no other need has; where another connection was faster with the key, its need."""
    need.client_key = client_key
    for _try in range(TRIES):
        need.reference = new_reference()
        try:
            with transaction.atomic():
                need.save(force_insert=True)
            return need, True
        except IntegrityError:
            earlier = _sent_before(client_key, by=by)
            if earlier:
                return earlier, False
            if not Need.objects.filter(reference=need.reference).exists():
                raise
    raise RuntimeError("No free reference was found.")


def _keep_person(need: Need, person: Person) -> None:
    NeedSubmitter.objects.create(
        need=need,
        name=plain(person.name),
        email=person.email,
        phone=person.phone,
        language=person.language,
        is_minor=person.is_minor,
        consented_at=person.consented_at,
    )
