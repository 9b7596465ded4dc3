"""What is personal in a case goes: its papers first, its texts later, all of it when the person asks after the end.

Figures stay as they were: status, dates, region, sex, channel, coded reasons and points tell of nobody. ``ERASED``
names every column that is emptied; a test holds it equal to what ``portal/core/data/inventory.json`` calls personal.
"""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.enums import EventKind
from catalog.models import (
    ApplicationDraft,
    CaseLink,
    CaseNote,
    CaseReview,
    InformationRequest,
    Objection,
    Satisfaction,
    ServiceApplication,
)
from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.notifications.models import InboxMessage, OutboxMessage

from . import history
from .papers import remove_all_papers

ERASED: dict[type[models.Model], tuple[str, ...]] = {
    ServiceApplication: (
        "answers",
        "applicant_name",
        "applicant_email",
        "applicant_phone",
        "helper_name",
        "helper_contact",
        "helper_relation",
        "extension_reason",
        "review_notes",
        "public_message",
    ),
    InformationRequest: ("question", "answer"),
    CaseNote: ("text",),
    CaseReview: ("comment",),
    Objection: ("text", "answer"),
    Satisfaction: ("comment",),
}
HELPER = ("helper_name", "helper_contact", "helper_relation")
FILES_ERASED = "catalog.application_files_erased"


@transaction.atomic
def erase_files(application: ServiceApplication, *, by: User | None = None) -> ServiceApplication:
    """Take away the papers of a closed case with their stored bytes; done again, it changes nothing."""
    case = _closed(application)
    if case.files_erased_at is None:
        papers = remove_all_papers(case) + sum(remove_all_papers(draft) for draft in _drafts_of(case))
        case.files_erased_at = timezone.now()
        case.save(update_fields=["files_erased_at"])
        record(case, FILES_ERASED, by=by, data={"papers": papers})
    return case


@transaction.atomic
def anonymize(application: ServiceApplication, *, by: User | None = None) -> ServiceApplication:
    """Empty a closed case of everything that tells who it was; done again, it changes nothing."""
    case = _closed(application)
    if case.anonymized_at:
        return case
    case = erase_files(case, by=by)
    forget_messages(case)
    for draft in _drafts_of(case):
        drop_draft(draft)
    CaseLink.objects.filter(application=case).delete()
    for model, names in ERASED.items():
        rows = model._default_manager.filter(**{"pk" if model is ServiceApplication else "application": case.pk})
        rows.update(**{name: _nothing(model, name) for name in names})
    case.refresh_from_db()
    case.anonymized_at = timezone.now()
    case.save(update_fields=["anonymized_at"])
    history.happened(case, EventKind.ANONYMIZED, by=by)
    return case


@transaction.atomic
def drop_draft(draft: ApplicationDraft) -> None:
    """Forget a draft with its papers and the mails that led to it. What was made of it stays."""
    locked = ApplicationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked:
        remove_all_papers(locked)
        OutboxMessage.objects.filter(key__startswith=str(locked.pk)).delete()
        locked.delete()


@transaction.atomic
def forget_helper(application: ServiceApplication, *, by: User) -> None:
    """Somebody who helped asks to be forgotten; the applicant's case goes on as it is."""
    case = ServiceApplication.objects.select_for_update().get(pk=application.pk)
    for name in HELPER:
        setattr(case, name, "")
    case.save(update_fields=HELPER)
    record(case, "catalog.helper_erased", by=by)


@transaction.atomic
def forget_helper_of_draft(draft: ApplicationDraft, *, by: User) -> None:
    """The same while it is not sent; whoever finishes it is asked again who helps. It is kept no longer for it."""
    locked = ApplicationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        return
    if locked.application_id:
        forget_helper(ServiceApplication.objects.get(pk=locked.application_id), by=by)
        return
    asked = (*HELPER, "helper_consent")
    locked.about = {name: value for name, value in locked.about.items() if name not in asked}
    locked.save(update_fields=["about"])
    record(locked, "catalog.helper_erased", by=by)


def forget_messages(case: ServiceApplication) -> None:
    """Messages and notices about the case. A row that is just being sent is deleted too: its copy is never kept."""
    OutboxMessage.objects.filter(messages_about(case)).delete()
    about = _by_key(case) | Q(path__contains=str(case.pk))
    InboxMessage.objects.filter(about | Q(subject__contains=case.spoken_reference)).delete()


def messages_about(case: ServiceApplication) -> Q:
    """The rows of the outbox that are about this case: by their key, or by its number in what goes to the applicant."""
    number = Q(subject__contains=case.spoken_reference) | Q(body__contains=case.spoken_reference)
    return _by_key(case) | Q(number, user=None)


def _by_key(case: ServiceApplication) -> Q:
    keys = [case.pk, *_drafts_of(case).values_list("pk", flat=True)]
    by_key = Q()
    for key in keys:
        by_key |= Q(key__startswith=str(key))
    return by_key


def _drafts_of(case: ServiceApplication) -> models.QuerySet[ApplicationDraft]:
    return ApplicationDraft.objects.filter(application=case)


def _closed(application: ServiceApplication) -> ServiceApplication:
    """The case, held; refused while somebody still waits for an answer in it."""
    case = ServiceApplication.objects.select_for_update().get(pk=application.pk)
    if reason := kept_because(case):
        raise ActionRefused(reason)
    return case


def kept_because(case: ServiceApplication) -> str:
    """Why nothing of the case can be erased yet, in a sentence; empty if it can."""
    if case.is_open:
        return _("This application is open. Its data can be erased once it is closed.")
    if Objection.objects.filter(application=case, answered_at=None).exists():
        return _("An objection waits for an answer. The data of this application can be erased after it.")
    return ""


def _nothing(model: type[models.Model], name: str) -> object:
    """What an empty column of this kind holds."""
    return {} if isinstance(model._meta.get_field(name), models.JSONField) else ""
