"""Nightly: what is no longer needed goes by itself, after the times that ``settings.RETENTION`` gives.

Each row is a transaction of its own.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.enums import ApplicationStatus
from catalog.models import ApplicationDraft, ServiceApplication
from portal.activity import record
from portal.core.background.one_by_one import each

from .clock import today
from .privacy import anonymize, drop_draft, erase_files
from .querysets import ApplicationQuerySet

CLOSED_AS_FORGOTTEN = "catalog.application_closed_as_forgotten"


def drop_expired_drafts() -> int:
    """Forget drafts whose day has passed, sent ones included: those are empty and only led to their case."""
    return each(ApplicationDraft.objects.filter(expires_on__lt=today()).values_list("pk", flat=True), _drop_if_expired)


def erase_old_files() -> int:
    """Take away the papers of cases that closed long enough ago."""
    cases = _closed_for("files").filter(files_erased_at=None)
    return each(cases, erase_files)


def anonymize_old_cases() -> int:
    """Empty the cases that closed long enough ago of what is personal."""
    each(_approved_and_forgotten(), _close_as_of_its_decision)
    cases = _closed_for("cases").filter(anonymized_at=None)
    return each(cases, anonymize)


def _closed_for(kind: str) -> ApplicationQuerySet:
    """Closed so long ago; not those whose objection still waits for an answer."""
    before = timezone.now() - settings.RETENTION[kind]
    return ServiceApplication.objects.filter(closed_at__lt=before).exclude(
        objection__answered_at=None, objection__isnull=False
    )


def _approved_and_forgotten() -> ApplicationQuerySet:
    """Approved so long ago, and nobody has noted since that the service was given: these too are not kept for ever."""
    before = timezone.now() - settings.RETENTION["cases"]
    return ServiceApplication.objects.open().filter(status=ApplicationStatus.APPROVED, decided_at__lt=before)


@transaction.atomic
def _close_as_of_its_decision(application: ServiceApplication) -> bool:
    case = _approved_and_forgotten().select_for_update().filter(pk=application.pk).first()
    if case:
        case.closed_at = case.decided_at
        case.save(update_fields=["closed_at"])
        record(case, CLOSED_AS_FORGOTTEN, by=None)
    return case is not None


@transaction.atomic
def _drop_if_expired(key: Any) -> bool:
    """Somebody may have gone on with it meanwhile, which gives it more days."""
    draft = ApplicationDraft.objects.select_for_update().filter(pk=key, expires_on__lt=today()).first()
    if draft:
        drop_draft(draft)
    return draft is not None
