"""Requests of persons in the register of needs: who sent a need, with an account or without, and who follows one."""

import zipfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.activity import record
from portal.communities.representing.persons import why_account_stays
from portal.core.persons import Asked, Line, Outcome, PersonSource, pack_paper

from .enums import NeedChannel
from .forgetting import forget_sender, forget_submitter
from .models import Need, NeedFile, NeedFollower, NeedSubmitter


class NeedPersons(PersonSource):
    title = gettext_lazy("Needs")

    def lines(self, asked: Asked) -> Iterator[Line]:
        sent = _("Sent need %(number)s")
        for person in _submitters(asked):
            yield Line(sent % {"number": person.need.spoken_reference})
        for need in _sent_by_account(asked):
            yield Line(sent % {"number": need.spoken_reference}, why_account_stays(_sender(need)))
        for follower in _followers(asked):
            yield Line(_("Follows need %(number)s") % {"number": follower.need.spoken_reference})

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        behind, sent, followed = list(_submitters(asked)), list(_sent_by_account(asked)), list(_followers(asked))
        for need in [*(one.need for one in behind), *sent, *(one.need for one in followed)]:
            record(need, "needs.person_exported", by=by)
        return {
            "needs_sent": [
                *({**_facts(one.need, one.need.files.all(), packed), **_said_of(one)} for one in behind),
                *(_facts(need, need.files.filter(file__uploaded_by=need.submitted_by_user), packed) for need in sent),
            ],
            "needs_followed": [{"number": one.need.spoken_reference, "since": one.since} for one in followed],
        }

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        behind, followed = list(_submitters(asked)), list(_followers(asked))
        by_account = list(_sent_by_account(asked))
        sent = [need for need in by_account if not why_account_stays(_sender(need))]
        for person in behind:
            forget_submitter(person, by=by)
        for need in sent:
            forget_sender(need, _sender(need), by=by)
        for follower in followed:
            record(follower.need, "needs.follower_erased", by=by)
            follower.delete()
        counts = {"sent": len(behind) + len(sent), "followed": len(followed)}
        done = _("Erased: who sent %(sent)s needs, and who follows %(followed)s.") % counts
        numbers = ", ".join(need.spoken_reference for need in by_account if need not in sent)
        kept = _("Not erased yet, because the account that sent them stays: needs %(numbers)s.")
        return Outcome(done if any(counts.values()) else "", kept % {"numbers": numbers} if numbers else "")


def _submitters(asked: Asked) -> QuerySet[NeedSubmitter]:
    known = asked.known_by(NeedSubmitter.objects.filter(erased_at=None), "email", "phone")
    found: QuerySet[NeedSubmitter] = asked.narrowed(known, "need__reference").select_related("need__category")
    return found.order_by("pk")


def _sent_by_account(asked: Asked) -> QuerySet[Need]:
    """Those of a community; who enters what somebody else says acts for the office."""
    needs = Need.objects.exclude(channel=NeedChannel.FACILITATOR)
    known = asked.known_by(needs, "submitted_by_user__email") if "@" in asked.contact else needs.none()
    found: QuerySet[Need] = asked.narrowed(known).select_related("category", "submitted_by_user")
    return found.order_by("created_at", "pk")


def _sender(need: Need) -> User:
    assert need.submitted_by_user is not None  # noqa: S101 - they were found by it
    return need.submitted_by_user


def _followers(asked: Asked) -> QuerySet[NeedFollower]:
    rows = NeedFollower.objects.all()
    known = asked.known_by(rows, "user__email") if "@" in asked.contact else rows.none()
    found: QuerySet[NeedFollower] = asked.narrowed(known, "need__reference").select_related("need")
    return found.order_by("pk")


def _facts(need: Need, files: QuerySet[NeedFile], packed: zipfile.ZipFile) -> dict[str, Any]:
    return {
        "number": need.spoken_reference,
        "received_on": need.submission_date,
        "title": need.title,
        "description": need.description,
        "where": need.geographic_scope,
        "how_it_is_known": need.evidence_sources,
        "category": need.category.name,
        "status": need.get_status_display(),
        "answers": list(need.information_requests.values("question", "asked_at", "answer", "answered_at")),
        "papers": [
            {
                "name": one.file.name,
                "sent_at": one.added_at,
                "file": pack_paper(packed, one.file, f"{need.reference}/{number}-{one.file.name}"),
            }
            for number, one in enumerate(files.select_related("file"), start=1)
        ],
    }


def _said_of(person: NeedSubmitter) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "under_18": person.is_minor,
        "agreed_at": person.consented_at,
    }
