"""What is erased of a person in the register of needs, and when.

What a community lacks is the community's and stays; that it was this person who said so goes. Files that staff have
not shown to the public go too: a photo or a letter may tell who somebody is, and nobody has looked.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.activity import record
from portal.core.contacts import one_form
from portal.core.uploads import discard
from portal.notifications.models import OutboxMessage

from .models import Forwarding, Need, NeedDecision, NeedFile, NeedInformationRequest, NeedNote, NeedSubmitter

ERASED = {NeedSubmitter: ("name", "email", "phone")}
"""What is emptied; links to the need and the messages to the person are deleted."""

WORDS: dict[type[Model], tuple[str, ...]] = {
    NeedInformationRequest: ("question", "answer"),
    NeedDecision: ("reason",),
    NeedNote: ("text",),
    Forwarding: ("message", "reason", "recall_reason"),
}
"""What people wrote about a need, beside its own words: whoever is forgotten may be named there."""

OWN_WORDS = ("title", "description", "geographic_scope", "evidence_sources")
LEFT_OUT = "[…]"
SHORTEST = 3


@transaction.atomic
def forget_submitter(submitter: NeedSubmitter, *, by: User | None) -> bool:
    """Empty who speaks behind a need, and whatever still leads to them. ``by=None`` is the nightly sweep."""
    need = Need.objects.select_for_update().get(pk=submitter.need_id)
    person = NeedSubmitter.objects.select_for_update().get(pk=submitter.pk)
    if person.erased_at:
        return False
    _messages_to(person, need).delete()
    need.links.all().delete()
    _leave_out(need, (person.name, person.email), number=person.phone)
    _discard(need.files.all())
    for name in ERASED[NeedSubmitter]:
        setattr(person, name, "")
    person.erased_at = timezone.now()
    person.save(update_fields=[*ERASED[NeedSubmitter], "erased_at"])
    record(need, "needs.submitter_erased", by=by)
    return True


@transaction.atomic
def forget_sender(need: Need, person: User, *, by: User) -> None:
    """Take the name of somebody who sent a need by their account out of its words, and away what they uploaded.

    That the account sent it stays: the account itself is emptied (``AccountPersons``).
    """
    need = Need.objects.select_for_update().get(pk=need.pk)
    _leave_out(need, (person.get_full_name(), person.email))
    _discard(need.files.filter(file__uploaded_by=person))
    record(need, "needs.sender_erased", by=by)


@transaction.atomic
def forget_files(need: Need) -> int:
    """Take away the files of an ended need that were never shown to the public; how many."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    number = _discard(need.files.all())
    if number:
        record(need, "needs.files_erased", by=None, data={"files": number})
    return number


def _discard(files: QuerySet[NeedFile]) -> int:
    private = list(files.filter(published_at=None).select_related("file"))
    for one in private:
        one.delete()
        discard(one.file)
    return len(private)


def _leave_out(need: Need, told: Iterable[str], *, number: str = "") -> None:
    """Take a person's name, address and number out of everything that was written about a need."""
    patterns = [_as_written(text) for text in told if len(text.strip()) >= SHORTEST]
    if digits := one_form(number):
        patterns.append(r"(?<!\d)(?:\+?63|0)?[\s.-]?" + r"[\s.-]?".join(digits) + r"(?!\d)")
    if not patterns:
        return
    told_again = re.compile("|".join(patterns), re.IGNORECASE)
    rows: list[tuple[Model, tuple[str, ...]]] = [(need, OWN_WORDS)]
    for model, names in WORDS.items():
        rows += [(row, names) for row in model._default_manager.filter(need=need)]
    for row, names in rows:
        changed = {name: told_again.sub(LEFT_OUT, text) for name in names if (text := getattr(row, name))}
        changed = {name: text for name, text in changed.items() if text != getattr(row, name)}
        if changed:
            type(row)._default_manager.filter(pk=row.pk).update(**changed)


def _as_written(text: str) -> str:
    """A name or an address, however many spaces stand between its parts, and not inside another word."""
    return r"(?<!\w)" + r"\s+".join(re.escape(part) for part in text.split()) + r"(?!\w)"


def _messages_to(person: NeedSubmitter, need: Need) -> QuerySet[OutboxMessage]:
    """What went, or is about to go, to their address about this need."""
    about = Q(key__startswith=str(need.pk)) | Q(subject__contains=need.spoken_reference)
    about |= Q(body__contains=need.spoken_reference)
    addresses = [address for address in (person.email, person.phone) if address]
    return OutboxMessage.objects.filter(about, user=None, kind__startswith="needs.", address__in=addresses)
