"""What one person may ask for under RA 10173: a copy of what is theirs, and that it is erased.

A person is known here by the e-mail address or mobile number they gave. Where several share one, the number of a case
narrows it to that case. Who helped with somebody's case owns what was said of the helper there, and no more.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import ApplicationDraft, ApplicationFile, ServiceApplication
from catalog.permissions import can_answer_persons
from catalog.questions import Definition
from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.notifications.models import OutboxMessage

from . import privacy
from .references import read_reference

IN_MEMORY = 5 * 1024 * 1024
APPLICANT = ("applicant_email", "applicant_phone")
DIGITS_ONLY = re.compile(r"\D")
PREFIX = re.compile(r"^(00)?63|^0")  # so that +63 917 … is 0917 …
SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class Person:
    contact: str
    reference: str = ""

    def cases(self) -> QuerySet[ServiceApplication]:
        """The cases in which this person applied."""
        return self._narrowed(_known_by(ServiceApplication.objects.all(), self.contact, *APPLICANT))

    def helped(self) -> QuerySet[ServiceApplication]:
        """The cases of others in which this person helped."""
        found = _known_by(ServiceApplication.objects.all(), self.contact, "helper_contact")
        return self._narrowed(found).exclude(pk__in=self.cases().values("pk"))

    def drafts(self) -> QuerySet[ApplicationDraft]:
        """Applications of this person that are begun and not sent; none if one case is asked for."""
        return self._unsent("about__email", "about__phone")

    def helped_drafts(self) -> QuerySet[ApplicationDraft]:
        """Those of others in which this person helps."""
        return self._unsent("about__helper_contact").exclude(pk__in=self.drafts().values("pk"))

    def _unsent(self, *columns: str) -> QuerySet[ApplicationDraft]:
        found = _known_by(ApplicationDraft.objects.filter(application=None), self.contact, *columns)
        return found.none() if self.reference else found.select_related("offering__offering_mao", "form_version")

    def _narrowed(self, cases: QuerySet[ServiceApplication]) -> QuerySet[ServiceApplication]:
        found = cases.filter(reference=read_reference(self.reference)) if self.reference else cases
        return found.select_related("service__offering_mao").order_by("received_at")


@dataclass(frozen=True)
class Erased:
    """What became of a request to erase: how many of each, and which cases must stay for now."""

    cases: int
    helped: int
    drafts: int
    kept: list[ServiceApplication]


@transaction.atomic
def export_person(person: Person, *, by: User) -> IO[bytes]:
    """A ZIP file with all that is this person's and nothing of others: ``data.json`` and their papers."""
    _refuse_without_right(by)
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        data = {
            "made_at": timezone.now(),
            "applications": [_case(case, packed) for case in person.cases()],
            "helped_with": [_help(case) for case in person.helped()],
            "drafts": [_draft(draft, packed) for draft in person.drafts()],
            "helping_with_drafts": [_help_with_draft(draft) for draft in person.helped_drafts()],
        }
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        packed.writestr("data.json", text)
    for row in (*person.cases(), *person.helped(), *person.drafts(), *person.helped_drafts()):
        record(row, "catalog.person_exported", by=by)
    out.seek(0)
    return out


@transaction.atomic
def erase_person(person: Person, *, by: User) -> Erased:
    """Erase what is this person's: closed cases, drafts, and what was said of them as a helper. Open cases stay."""
    _refuse_without_right(by)
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
    return Erased(len(cases) - len(kept), len(helped) + len(helped_drafts), len(drafts), kept)


def _forget_other_messages(person: Person, kept: list[ServiceApplication]) -> None:
    """What else went to this address about applications, such as links to drafts of long ago."""
    if not person.reference:
        outgoing = OutboxMessage.objects.filter(user=None, kind__startswith="catalog.")
        others = _known_by(outgoing, person.contact, "address")
        for case in kept:
            others = others.exclude(privacy.messages_about(case))
        others.delete()


def _refuse_without_right(by: User) -> None:
    if not can_answer_persons(by):
        raise ActionRefused(_("Only administrators answer requests of persons about their data."))


def _known_by(rows: QuerySet[Any], contact: str, *columns: str) -> QuerySet[Any]:
    """The rows in which one of these columns holds this address or number, however it was written."""
    contact = contact.strip()
    if "@" in contact:
        return rows.filter(reduce(or_, (Q(**{f"{column}__iexact": contact}) for column in columns)))
    number = PREFIX.sub("", DIGITS_ONLY.sub("", contact))
    if len(number) < SHORTEST_NUMBER:
        return rows.none()
    names = {f"digits_{place}": _digits_of(column) for place, column in enumerate(columns)}
    forms = [f"{prefix}{number}" for prefix in ("", "0", "63", "0063")]
    return rows.alias(**names).filter(reduce(or_, (Q(**{f"{name}__in": forms}) for name in names)))


def _digits_of(column: str) -> Func:
    value = KT(column) if "__" in column else F(column)
    return Func(value, Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())


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
        path = ""
        if paper.file.may_be_opened:
            path = f"papers/{folder}/{number}-{paper.file.name}"
            with paper.file.file.open("rb") as content:
                packed.writestr(path, content.read())
        yield {"name": paper.file.name, "sent_at": paper.added_at, "file": path, "virus_scan": paper.file.scan}
