"""Requests to represent a community, and accounts of who spoke for one, for requests of persons about their data."""

import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.activity import record
from portal.communities.actions import forget_request
from portal.communities.models import CommunityRepresentative, RepresentationRequest
from portal.communities.scope import ROLE
from portal.core.persons import Asked, Line, Outcome, PersonSource, pack_paper, people_with_account
from portal.notifications.models import InboxMessage, OutboxMessage


class RequestPersons(PersonSource):
    title = gettext_lazy("Requests to represent a community")

    def lines(self, asked: Asked) -> list[Line]:
        open_ = _("Nobody has decided about it yet. Verify or refuse it first.")
        return [Line(row.spoken_reference, open_ if row.is_open else "") for row in _requests(asked)]

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        rows = list(_requests(asked))
        for row in rows:
            record(row, "communities.person_exported", by=by)
        return {"requests_to_represent": [_facts(row, packed) for row in rows]}

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        rows = list(_requests(asked))
        closed, kept = [row for row in rows if not row.is_open], [row for row in rows if row.is_open]
        for row in closed:
            forget_request(row, by=by)
        done = ngettext("Erased: %(n)s request to represent.", "Erased: %(n)s requests to represent.", len(closed))
        numbers = ", ".join(row.spoken_reference for row in kept)
        sentence = _("Not erased yet, because nobody has decided: %(numbers)s.")
        return Outcome(done % {"n": len(closed)} if closed else "", sentence % {"numbers": numbers} if kept else "")


def _requests(asked: Asked) -> QuerySet[RepresentationRequest]:
    known = asked.known_by(RepresentationRequest.objects.filter(forgotten_at=None), "email", "phone")
    found: QuerySet[RepresentationRequest] = asked.narrowed(known).select_related("community", "barangay", "paper")
    return found.order_by("received_at")


def _facts(row: RepresentationRequest, packed: zipfile.ZipFile) -> dict[str, Any]:
    path = pack_paper(packed, row.paper, f"{row.reference}/{row.paper.name}") if row.paper else ""
    return {
        "number": row.spoken_reference,
        "received_at": row.received_at,
        "status": row.get_status_display(),
        "name": row.name,
        "email": row.email,
        "phone": str(row.phone),
        "community": row.about,
        "barangay": str(row.barangay),
        "why": row.reason,
        "why_refused": row.refusal_reason,
        "agreed_at": row.consented_at,
        "paper": {"name": row.paper.name, "file": path} if row.paper else {},
    }


# ---- Accounts --------------------------------------------------------------------------------------------------------


class AccountPersons(PersonSource):
    """The accounts of who spoke for communities. Listed last: the other rooms know a person by their account."""

    title = gettext_lazy("Accounts")

    def lines(self, asked: Asked) -> list[Line]:
        return [Line(_("An account"), why_account_stays(person)) for person in people_with_account(asked)]

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        people = people_with_account(asked)
        for person in people:
            record(person, "communities.account_exported", by=by)
        return {"accounts": [_account(person) for person in people]}

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        people = people_with_account(asked)
        closed = [person for person in people if not why_account_stays(person)]
        for person in closed:
            empty_account(person, by=by)
        kept = " ".join(dict.fromkeys(why_account_stays(person) for person in people if person not in closed))
        return Outcome(_("Erased: the account.") if closed else "", kept)


def why_account_stays(person: User) -> str:
    """Why nothing of an account can be erased yet, in a sentence; empty if it can."""
    roles = set(person.groups.values_list("name", flat=True))
    if person.is_superuser or roles - {ROLE}:
        return _("This person acted for an office, and stays answerable: the account is closed and not erased.")
    if person.is_active or CommunityRepresentative.objects.still_to_run().filter(user=person).exists():
        return _("The account is in use. End that the person speaks for a community, and close the account first.")
    return ""


@transaction.atomic
def empty_account(person: User, *, by: User) -> None:
    """Take everything that tells who it was off a closed account. The row stays: what it did points to it."""
    account = User.objects.select_for_update().get(pk=person.pk)
    OutboxMessage.objects.filter(Q(user=account) | Q(address=account.email)).delete()
    InboxMessage.objects.filter(user=account).delete()
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.username = f"erased-{account.pk}"
    account.email = f"{account.username}@erased.invalid"
    account.first_name = account.last_name = ""
    account.last_login = None
    account.set_unusable_password()
    account.save()
    record(account, "communities.account_erased", by=by)


def _account(person: User) -> dict[str, Any]:
    terms = CommunityRepresentative.objects.filter(user=person).select_related("community").order_by("pk")
    return {
        "username": person.username,
        "name": person.get_full_name(),
        "email": person.email,
        "since": person.date_joined,
        "last_sign_in": person.last_login,
        "spoke_for": [
            {"community": str(one.community), "from": one.start_date, "until": one.end_date} for one in terms
        ],
    }
