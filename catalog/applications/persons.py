"""Applications, for requests of persons about their data: a copy of what is theirs, and that it is erased.

Who helped with somebody's case owns what was said of the helper there, and no more.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import ApplicationDraft, ApplicationFile, ServiceApplication
from catalog.questions import Definition
from portal.accounts.models import User
from portal.activity import record
from portal.core.persons import Asked, Finding, Outcome, PersonSource, pack_paper
from portal.core.sections import Section
from portal.notifications.models import OutboxMessage

from . import privacy

APPLICANT = ("applicant_email", "applicant_phone")


@dataclass(frozen=True)
class Person(Asked):
    """Who asks, as applicant and as helper."""

    def cases(self) -> QuerySet[ServiceApplication]:
        """The cases in which this person applied."""
        return self._narrowed(self.known_by(ServiceApplication.objects.all(), *APPLICANT))

    def helped(self) -> QuerySet[ServiceApplication]:
        """The cases of others in which this person helped."""
        found = self.known_by(ServiceApplication.objects.all(), "helper_contact")
        return self._narrowed(found).exclude(pk__in=self.cases().values("pk"))

    def drafts(self) -> QuerySet[ApplicationDraft]:
        """Applications of this person that are begun and not sent; none if one case is asked for."""
        return self._unsent("about__email", "about__phone")

    def helped_drafts(self) -> QuerySet[ApplicationDraft]:
        """Those of others in which this person helps."""
        return self._unsent("about__helper_contact").exclude(pk__in=self.drafts().values("pk"))

    def _unsent(self, *columns: str) -> QuerySet[ApplicationDraft]:
        found = self.known_by(ApplicationDraft.objects.filter(application=None), *columns)
        return found.none() if self.reference else found.select_related("offering__offering_mao", "form_version")

    def _narrowed(self, cases: QuerySet[ServiceApplication]) -> QuerySet[ServiceApplication]:
        return self.narrowed(cases).select_related("service__offering_mao").order_by("received_at")


class ApplicationPersons(PersonSource):
    """Cases of applicants, what was said of helpers, and drafts."""

    title = gettext_lazy("Applications")

    def find(self, asked: Asked) -> Finding | None:
        person = _person(asked)
        cases = [{"case": case, "kept_because": privacy.kept_because(case)} for case in person.cases()]
        helped, drafts = [*person.helped(), *person.helped_drafts()], list(person.drafts())
        if not (cases or helped or drafts):
            return None
        section = Section(self.title, "catalog/admin/_person_found.html", cases=cases, helped=helped, drafts=drafts)
        can_erase = bool(helped or drafts or any(not row["kept_because"] for row in cases))
        return Finding(section, can_erase)

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        person = _person(asked)
        for row in (*person.cases(), *person.helped(), *person.drafts(), *person.helped_drafts()):
            record(row, "catalog.person_exported", by=by)
        return {
            "applications": [_case(case, packed) for case in person.cases()],
            "helped_with": [_help(case) for case in person.helped()],
            "drafts": [_draft(draft, packed) for draft in person.drafts()],
            "helping_with_drafts": [_help_with_draft(draft) for draft in person.helped_drafts()],
        }

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        """Closed cases, drafts, and what was said of them as a helper. Open cases stay."""
        person = _person(asked)
        cases, helped, drafts = list(person.cases()), list(person.helped()), list(person.drafts())
        helped_drafts = list(person.helped_drafts())
        kept = [case for case in cases if privacy.kept_because(case)]
        for case in cases:
            if case not in kept:
                privacy.anonymize(case, by=by)
        for case in helped:
            privacy.forget_helper(case, by=by)
        for draft in helped_drafts:
            privacy.forget_helper_of_draft(draft, by=by)
        for draft in drafts:
            record(draft, "catalog.draft_erased", by=by)
            privacy.drop_draft(draft)
        _forget_other_messages(person, kept)
        return _outcome(len(cases) - len(kept), len(helped) + len(helped_drafts), len(drafts), kept)


def _person(asked: Asked) -> Person:
    return Person(asked.contact, asked.reference)


def _outcome(cases: int, helped: int, drafts: int, kept: list[ServiceApplication]) -> Outcome:
    counts = {"cases": cases, "drafts": drafts, "helped": helped}
    done = (
        _("Erased: %(cases)s closed applications, %(drafts)s drafts, %(helped)s times the name of a helper.") % counts
    )
    numbers = ", ".join(case.spoken_reference for case in kept)
    sentence = _("Not erased yet, because the case is not over: %(numbers)s. Erase again once it is closed.")
    return Outcome(done if any(counts.values()) else "", sentence % {"numbers": numbers} if kept else "")


def _forget_other_messages(person: Person, kept: list[ServiceApplication]) -> None:
    """What else went to this address about applications, such as links to drafts of long ago."""
    if not person.reference:
        outgoing = OutboxMessage.objects.filter(user=None, kind__startswith="catalog.")
        others = person.known_by(outgoing, "address")
        for case in kept:
            others = others.exclude(privacy.messages_about(case))
        others.delete()


# ---- What is theirs, in the words of the form they filled in ---------------------------------------------------------


def _case(case: ServiceApplication, packed: zipfile.ZipFile) -> dict[str, Any]:
    return {
        "number": case.spoken_reference,
        "service": case.service.title,
        "office": case.service.offering_mao.name,
        "received_at": case.received_at,
        "due_on": case.due_on,
        "status": case.get_status_display(),
        "closed_at": case.closed_at,
        "closed_because": case.get_closed_reason_display(),
        "reason": case.refusal_reason.label if case.refusal_reason else "",
        "message": case.public_message,
        "why_more_time_was_taken": case.extension_reason,
        "agreed_at": case.consented_at,
        "privacy_notice": case.privacy_notice.number,
        "language": case.language,
        "name": case.applicant_name,
        "email": case.applicant_email,
        "phone": case.applicant_phone,
        "sex": case.get_applicant_sex_display(),
        "region": case.applicant_region.name if case.applicant_region else "",
        "community": str(case.applicant_community or ""),
        "shared_with_community": case.shared_with_community,
        "helper": {name: getattr(case, name) for name in privacy.HELPER},
        "answers": _answers(case.form_version.definition, case.answers),
        "questions_of_the_office": list(
            case.information_requests.values("question", "asked_at", "answer", "answered_at")
        ),
        "objection": _row(case, "objection", "text", "filed_at", "outcome", "answer", "answered_at"),
        "satisfaction": _row(case, "satisfaction", "score", "comment", "given_at"),
        "written_about_the_case": [
            *filter(None, [case.review_notes]),
            *case.notes.values_list("text", flat=True),
            *case.reviews.exclude(comment="").values_list("comment", flat=True),
        ],
        "steps": [{"at": event.at, "what": event.get_kind_display()} for event in case.events.all()],
        "papers": list(_papers(case.files.select_related("file"), case.reference, packed)),
    }


def _help(case: ServiceApplication) -> dict[str, Any]:
    """What was said of the helper, and nothing of whom they helped."""
    return {"number": case.spoken_reference, **{name: getattr(case, name) for name in privacy.HELPER}}


def _help_with_draft(draft: ApplicationDraft) -> dict[str, Any]:
    return {"kept_until": draft.expires_on, **{name: draft.about.get(name, "") for name in privacy.HELPER}}


def _draft(draft: ApplicationDraft, packed: zipfile.ZipFile) -> dict[str, Any]:
    return {
        "service": draft.offering.title,
        "office": draft.offering.offering_mao.name,
        "saved_at": draft.saved_at,
        "kept_until": draft.expires_on,
        "about": draft.about,
        "answers": _answers(draft.form_version.definition, draft.answers),
        "papers": list(_papers(draft.files.select_related("file"), f"draft-{draft.pk}", packed)),
    }


def _answers(definition: Definition, answers: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {question.name: str(question.label) for question in definition.questions()}
    return [{"question": labels.get(name, name), "answer": answer} for name, answer in answers.items()]


def _row(case: ServiceApplication, relation: str, *names: str) -> dict[str, Any]:
    row = getattr(case, relation, None)
    return {name: getattr(row, name) for name in names} if row else {}


def _papers(papers: QuerySet[ApplicationFile], folder: str, packed: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    """Each paper as a file in the ZIP; of one that the virus scanner did not let pass, only that it is there."""
    for number, paper in enumerate(papers, start=1):
        path = pack_paper(packed, paper.file, f"{folder}/{number}-{paper.file.name}")
        yield {"name": paper.file.name, "sent_at": paper.added_at, "file": path, "virus_scan": paper.file.scan}
