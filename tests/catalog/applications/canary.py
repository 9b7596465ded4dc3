"""A case that is marked wherever somebody writes, and the places where the mark may be looked for."""

import pickle
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from catalog.applications.papers import add_paper
from catalog.models import ApplicationDraft, Objection, ServiceApplication
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationDraftFactory,
    ApplicationFactory,
    CaseLinkFactory,
    CaseNoteFactory,
    CaseReviewFactory,
    InformationRequestFactory,
    ObjectionFactory,
    RefusalReasonFactory,
    SatisfactionFactory,
)

PRIVATE_TABLES = {
    "catalog_serviceapplication",
    "catalog_informationrequest",
    "catalog_casenote",
    "catalog_casereview",
    "catalog_objection",
    "catalog_satisfaction",
    "catalog_applicationdraft",
    "core_privatefile",
    "notifications_outboxmessage",
    "notifications_inboxmessage",
}
"""Where the words of a case may stand, and nowhere else."""


@pytest.fixture(autouse=True)
def _no_files_of_other_tests():
    """A test's rows are undone, its stored bytes are not."""
    for path in _paths(storages["private"]):
        storages["private"].delete(path)


def paper(mark: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{mark} certificate.pdf", f"%PDF-1.7\n{mark}\n%%EOF".encode())


def marked_case(mark: str, **fields: Any) -> ServiceApplication:
    """A refused case with a word of everybody who may write in one."""
    case = ApplicationFactory(
        applicant_name=f"{mark} name",
        applicant_email=email_of(mark),
        applicant_phone=fields.pop("applicant_phone", ""),
        answers={"studies": "yes", "school": f"{mark} school", "level": "college"},
        helper_name=f"{mark} helper",
        helper_contact=f"{mark}.helper@example.org".lower(),
        helper_relation=f"{mark} cousin",
        review_notes=f"{mark} review notes",
        extension_reason=f"{mark} takes longer",
        **fields,
    )
    add_paper(case, question="certificate", upload=paper(mark))
    case.public_message = f"{mark} message"
    case.save()
    request = InformationRequestFactory(application=case, question=f"{mark} asks", answer=f"{mark} answers")
    CaseNoteFactory(application=case, text=f"{mark} note")
    CaseReviewFactory(application=case, comment=f"{mark} comment", recommendation="unsure")
    ObjectionFactory(application=case, text=f"{mark} objects")
    SatisfactionFactory(application=case, comment=f"{mark} rates")
    CaseLinkFactory(application=case)
    tell(case, str(case.pk), f"{mark} letter {case.spoken_reference}")
    tell(case, f"{case.pk}:{request.pk}", f"{mark} question", kind="catalog.information_asked")
    ApplicationDraftFactory(offering=case.service, form_version=case.form_version, application=case)
    return case


def marked_draft(mark: str, of: ServiceApplication | None = None) -> ApplicationDraft:
    fields = {"offering": of.service, "form_version": of.form_version} if of else {}
    about = {"name": f"{mark} name", "email": email_of(mark)}
    draft = ApplicationDraftFactory(about=about, answers={"school": f"{mark} school"}, **fields)
    add_paper(draft, question="certificate", upload=paper(mark))
    row = {"kind": "catalog.draft_link", "key": f"{draft.pk}:1", "address": about["email"], "channel": "email"}
    OutboxMessage.objects.create(**row, language="en", subject="Go on", body=f"{mark} link")
    return draft


def email_of(mark: str) -> str:
    return f"{mark}@example.org".lower()


def tell(case: ServiceApplication, key: str, text: str, kind: str = "catalog.application_received") -> None:
    row = {"kind": kind, "key": key, "language": "en", "subject": f"Application {case.spoken_reference}"}
    OutboxMessage.objects.create(**row, channel="email", address=case.applicant_email, body=text)
    if case.reviewer:
        path = f"/admin/catalog/applications/{case.pk}/"
        InboxMessage.objects.create(user=case.reviewer, kind=kind, key=key, subject="A case", body=text, path=path)


def tables_with(mark: str) -> set[str]:
    """Every table of the database with a row that holds the mark, in text, JSON or bytes."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            looked_for = [mark.lower(), mark.encode().hex()]
            cursor.execute(
                f"SELECT 1 FROM {name} AS entry"  # noqa: S608 - the name is the database's own
                " WHERE strpos(lower(entry::text), %s) > 0 OR strpos(entry::text, %s) > 0 LIMIT 1",
                looked_for,
            )
            if cursor.fetchone():
                found.add(table)
    if any(mark.lower() in str(session.get_decoded()).lower() for session in Session.objects.all()):
        found.add("django_session")
    return found


def files_with(mark: str) -> list[str]:
    """Every stored file whose name or content holds the mark."""
    return [
        f"{alias}: {path}"
        for alias in ("default", "private")
        for path in _paths(storages[alias])
        if mark.lower() in path.lower() or mark.encode() in storages[alias].open(path).read()
    ]


def _paths(storage: Any, folder: str = "") -> list[str]:
    folders, names = storage.listdir(folder)
    below = [path for name in folders for path in _paths(storage, f"{folder}{name}/")]
    return [*below, *(f"{folder}{name}" for name in names)]


def cached_with(mark: str) -> list[str]:
    """Every key of the caches that holds the mark, or whose value does."""
    return [
        key
        for alias in ("default", "pages")
        for key, value in caches[alias]._cache.items()
        if mark.lower() in f"{key} {pickle.loads(value)!r}".lower()  # noqa: S301 - written by this test
    ]


def close(case: ServiceApplication, *, days_ago: int = 0) -> ServiceApplication:
    """The case is refused, its objection answered, and both are over for so long."""
    at = timezone.now() - timedelta(days=days_ago)
    by = UserFactory()
    Objection.objects.filter(application=case).update(
        answered_at=at, answered_by=by, outcome="kept", answer=f"{case.applicant_name} answer"
    )
    case.status, case.waiting_on, case.refusal_reason = "rejected", "nobody", RefusalReasonFactory()
    case.decided_at, case.decided_by, case.closed_at = at, by, at
    case.save()
    return case
