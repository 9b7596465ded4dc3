"""Requests to represent a community, for requests of persons about their data."""

import zipfile
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.activity import record
from portal.communities.actions import forget_request
from portal.communities.models import RepresentationRequest
from portal.core.persons import Asked, Line, Outcome, PersonSource


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
    path = ""
    if row.paper and row.paper.may_be_opened:
        path = f"papers/{row.reference}/{row.paper.name}"
        with row.paper.file.open("rb") as content:
            packed.writestr(path, content.read())
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
