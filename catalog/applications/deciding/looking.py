"""What reviewers leave on a case while they look at it: marks on papers, and notes to each other."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import ApplicationFile, CaseNote, ServiceApplication
from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused

from .rows import case_to_work_on


@transaction.atomic
def check_paper(paper: ApplicationFile, *, accepted: bool, by: User) -> ApplicationFile:
    """Say of one file whether it is the paper that was asked for."""
    if paper.application is None:
        raise ActionRefused(_("This file was not sent yet."))
    case = case_to_work_on(paper.application, by=by)
    if not case.is_open:
        raise ActionRefused(_("This case is closed."))
    paper = ApplicationFile.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.is_accepted is accepted:
        return paper
    paper.is_accepted, paper.checked_at, paper.checked_by = accepted, timezone.now(), by
    paper.save(update_fields=["is_accepted", "checked_at", "checked_by"])
    record(case, "catalog.check_paper", by=by, data={"paper": paper.pk, "accepted": accepted})
    return paper


@transaction.atomic
def write_note(application: ServiceApplication, *, text: str, by: User) -> CaseNote:
    """Write to the colleagues; the same words pressed twice are one note. It never leaves the office."""
    case = case_to_work_on(application, by=by)
    if case.anonymized_at:
        raise ActionRefused(_("The personal data of this case is erased; nothing is added to it."))
    if not text.strip():
        raise ActionRefused(_("Write something."))
    newest = case.notes.last()
    if newest and (newest.text, newest.written_by_id) == (text.strip(), by.pk):
        return newest
    note = CaseNote.objects.create(application=case, text=text.strip(), written_by=by)
    record(case, "catalog.write_note", by=by, data={"note": note.pk})
    return note
