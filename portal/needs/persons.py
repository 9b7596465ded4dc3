"""What is kept of a person in the register of needs: who speaks behind a need, and who follows one.

What a community lacks is the community's and stays; that it was this person who said so goes.
"""

import zipfile
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.activity import record
from portal.core.persons import Asked, Line, Outcome, PersonSource
from portal.notifications.models import OutboxMessage

from .models import Need, NeedFollower, NeedSubmitter

ERASED = {NeedSubmitter: ("name", "email", "phone")}
"""What is emptied; links to the need and the messages to the person are deleted."""


@transaction.atomic
def forget_submitter(submitter: NeedSubmitter, *, by: User | None) -> bool:
    """Empty who speaks behind a need, and whatever still leads to them. ``by=None`` is the nightly sweep."""
    person = NeedSubmitter.objects.select_for_update(of=("self",)).select_related("need").get(pk=submitter.pk)
    if person.erased_at:
        return False
    _messages_to(person).delete()
    person.need.links.all().delete()
    for name in ERASED[NeedSubmitter]:
        setattr(person, name, "")
    person.erased_at = timezone.now()
    person.save(update_fields=[*ERASED[NeedSubmitter], "erased_at"])
    record(person.need, "needs.submitter_erased", by=by)
    return True


def _messages_to(person: NeedSubmitter) -> QuerySet[OutboxMessage]:
    """What went, or is about to go, to their address about this need."""
    need: Need = person.need
    about = Q(key__startswith=str(need.pk)) | Q(subject__contains=need.spoken_reference)
    about |= Q(body__contains=need.spoken_reference)
    addresses = [address for address in (person.email, person.phone) if address]
    return OutboxMessage.objects.filter(about, user=None, kind__startswith="needs.", address__in=addresses)


class NeedPersons(PersonSource):
    title = gettext_lazy("Needs")

    def lines(self, asked: Asked) -> list[Line]:
        sent = [_("Sent need %(number)s") % {"number": one.need.spoken_reference} for one in _submitters(asked)]
        followed = [_("Follows need %(number)s") % {"number": one.need.spoken_reference} for one in _followers(asked)]
        return [Line(what) for what in (*sent, *followed)]

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        sent, followed = list(_submitters(asked)), list(_followers(asked))
        for need in [*(one.need for one in sent), *(one.need for one in followed)]:
            record(need, "needs.person_exported", by=by)
        return {
            "needs_sent": [_sent(one) for one in sent],
            "needs_followed": [{"number": one.need.spoken_reference, "since": one.since} for one in followed],
        }

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        sent, followed = list(_submitters(asked)), list(_followers(asked))
        for one in sent:
            forget_submitter(one, by=by)
        for follower in followed:
            record(follower.need, "needs.follower_erased", by=by)
            follower.delete()
        if not sent and not followed:
            return Outcome()
        counts = {"sent": len(sent), "followed": len(followed)}
        return Outcome(_("Erased: who sent %(sent)s needs, and who follows %(followed)s.") % counts)


def _submitters(asked: Asked) -> QuerySet[NeedSubmitter]:
    known = asked.known_by(NeedSubmitter.objects.filter(erased_at=None), "email", "phone")
    found: QuerySet[NeedSubmitter] = asked.narrowed(known, "need__reference").select_related("need__category")
    return found.order_by("pk")


def _followers(asked: Asked) -> QuerySet[NeedFollower]:
    known = asked.known_by(NeedFollower.objects.all(), "user__email") if "@" in asked.contact else None
    rows: QuerySet[NeedFollower] = NeedFollower.objects.none() if known is None else known
    return asked.narrowed(rows, "need__reference").select_related("need").order_by("pk")


def _sent(person: NeedSubmitter) -> dict[str, Any]:
    need = person.need
    return {
        "number": need.spoken_reference,
        "received_on": need.submission_date,
        "title": need.title,
        "description": need.description,
        "category": need.category.name,
        "status": need.get_status_display(),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "under_18": person.is_minor,
        "agreed_at": person.consented_at,
        "answers": list(need.information_requests.values("question", "asked_at", "answer", "answered_at")),
    }
