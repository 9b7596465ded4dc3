"""The papers an applicant sends: so many megabytes a case, kept in private, read by the office of the case alone."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from catalog.models import ApplicationDraft, ApplicationFile, ServiceApplication
from portal.accounts.models import User
from portal.core.access import AnyUser
from portal.core.uploads import CheckedUpload, UploadRefused, attach, check_upload, discard, store_upload

from .filling import AlreadySent

MAX_CASE_BYTES = 25 * 1024 * 1024

Holder = ApplicationDraft | ServiceApplication


def add_paper(
    to: Holder, *, question: str, upload: UploadedFile | CheckedUpload, by: User | None = None
) -> ApplicationFile:
    """Take one more paper into a draft or an open case; refused in words when it cannot be taken."""
    checked = upload if isinstance(upload, CheckedUpload) else check_upload(upload)
    with transaction.atomic():
        holder = _lock(to)
        _refuse_if_too_much(holder, len(checked.content))
        file = store_upload(checked, by=by)
        attach(file)
        paper = ApplicationFile(question=question, file=file)
        setattr(paper, "draft" if isinstance(holder, ApplicationDraft) else "application", holder)
        paper.save()
    return paper


@transaction.atomic
def remove_paper(file: ApplicationFile, draft: ApplicationDraft) -> None:
    """Take a paper out of a draft that is not sent yet; its stored bytes go too. Removing it again changes nothing."""
    _lock(draft)
    paper = ApplicationFile.objects.filter(pk=file.pk, draft=draft).select_related("file").first()
    if paper:
        _let_go(paper)


@transaction.atomic
def remove_all_papers(of: Holder) -> int:
    """Take away every paper of a draft or a case with its stored bytes; the number of papers."""
    papers = list(of.files.select_related("file"))
    for paper in papers:
        _let_go(paper)
    return len(papers)


def papers_of_own_office(user: AnyUser) -> Q:
    """The private files a person may read because they handle the case: those of a draft are nobody's."""
    cases = ServiceApplication.objects.permitted(user, "change")
    return Q(pk__in=ApplicationFile.objects.filter(application__in=cases).values("file"))


def _lock(holder: Holder) -> Holder:
    """Hold the row, so that papers of one case are counted one after the other."""
    if isinstance(holder, ApplicationDraft):
        draft = ApplicationDraft.objects.select_for_update().get(pk=holder.pk)
        if draft.application_id:
            raise AlreadySent
        return draft
    case = ServiceApplication.objects.select_for_update().get(pk=holder.pk)
    if not case.is_open:
        raise UploadRefused(_("This application is closed. It takes no more papers."))
    return case


def _refuse_if_too_much(holder: Holder, size: int) -> None:
    kept = holder.files.aggregate(bytes=Sum("file__size", default=0))["bytes"]
    if kept + size > MAX_CASE_BYTES:
        raise UploadRefused(
            _("All files of an application together may have 25 MB; %(left)s MB are left. Send a smaller file.")
            % {"left": f"{max(MAX_CASE_BYTES - kept, 0) / 1024 / 1024:.1f}"}
        )


def _let_go(paper: ApplicationFile) -> None:
    file = paper.file
    paper.delete()
    discard(file)
