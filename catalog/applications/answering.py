"""What an applicant does with a case after sending it.

Who may is said by the pages: whoever opened the mailed link, or the representative who filed the case (``by``; nobody
for a person without an account). A second press of a button finds what the first one did and changes nothing.
"""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.enums import ApplicationStatus, ClosedReason, EventKind, WaitingOn
from catalog.models import (
    ApplicationFile,
    CaseLink,
    InformationRequest,
    Objection,
    Satisfaction,
    ServiceApplication,
)
from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.models.one_use_link import OneUseLinkQuerySet
from portal.core.uploads import CheckedUpload
from portal.notifications import enqueue

from . import clock
from .history import happened
from .notifications import CaseClosed, CaseLinkMail, InformationGiven, ObjectionReceived
from .papers import add_paper
from .pausing import end_pause

# ---- A link to the case ----------------------------------------------------------------------------------------------


@transaction.atomic
def mail_link(application: ServiceApplication) -> None:
    """Send the applicant a link that opens the case once. Beyond a few an hour, nothing more is sent."""
    application = _locked(application)
    if application.anonymized_at or application.links.are_enough():
        return
    enqueue(CaseLinkMail(application, application.links.make(application=application)))


@transaction.atomic
def open_link(token: str) -> ServiceApplication | None:
    """Use up a link and give its case; None if it was used, is too old, or never was."""
    link = _links().use_up(token)
    return link.application if link else None


def still_opens(token: str) -> bool:
    """Whether the link would open its case now; looking does not use it up, as programs look at links in mails."""
    return _links().of_token(token).usable().exists()


def case_of_old_link(token: str) -> ServiceApplication | None:
    """The case of a link, used or not: only to send its applicant a new one."""
    link = _links().of_token(token).first()
    return link.application if link else None


def _links() -> OneUseLinkQuerySet:
    return CaseLink.objects.filter(application__anonymized_at=None).select_related("application")


# ---- Answering the office --------------------------------------------------------------------------------------------


def open_request(application: ServiceApplication) -> InformationRequest | None:
    """What the office waits for from the applicant, while it has not decided."""
    if not _waits_for_applicant(application):
        return None
    return application.information_requests.filter(answered_at=None).first()


@transaction.atomic
def reply(
    request_row: InformationRequest, *, text: str, files: Sequence[CheckedUpload] = (), by: User | None = None
) -> InformationRequest:
    """Answer what the office asked; its clock runs again."""
    application = _locked(request_row.application)
    request_row = InformationRequest.objects.get(pk=request_row.pk)
    text = text.strip()
    if request_row.answered_at:
        if text == request_row.answer and _were_sent(application, files):
            return request_row
        raise ActionRefused(_("You have already answered this question. If there is more to say, call the office."))
    if not _waits_for_applicant(application):
        raise ActionRefused(_("The office does not wait for this answer any more."))
    if not text and not files:
        raise ActionRefused(_("Write an answer, or add a paper."))
    for file in files:
        add_paper(application, question="", upload=file, by=by)
    request_row.answer, request_row.answered_at = text, timezone.now()
    request_row.save(update_fields=["answer", "answered_at"])
    end_pause(application)
    application.waiting_on = WaitingOn.OFFICE
    application.save(update_fields=["due_on", "paused_days", "paused_on", "waiting_on"])
    happened(application, EventKind.INFORMATION_GIVEN, by=by, papers=len(files))
    enqueue(InformationGiven(request_row))
    return request_row


def _waits_for_applicant(application: ServiceApplication) -> bool:
    """Also after the clock ran again by its limit; not once the office went on without the answer."""
    return application.is_undecided and application.waiting_on == WaitingOn.APPLICANT


def _were_sent(application: ServiceApplication, files: Sequence[CheckedUpload]) -> bool:
    sent = ApplicationFile.objects.filter(application=application, question="")
    return {hashlib.sha256(file.content).hexdigest() for file in files} <= set(
        sent.values_list("file__sha256", flat=True)
    )


# ---- Taking it back --------------------------------------------------------------------------------------------------


def can_withdraw(application: ServiceApplication) -> bool:
    return application.is_undecided


@transaction.atomic
def withdraw(application: ServiceApplication, *, by: User | None = None) -> ServiceApplication:
    """The applicant does not want it any more. What is decided stays decided."""
    application = _locked(application)
    if application.closed_reason == ClosedReason.WITHDRAWN:
        return application
    if not can_withdraw(application):
        raise ActionRefused(_("The office has already decided or closed this application."))
    end_pause(application)
    application.closed_at, application.closed_reason = timezone.now(), ClosedReason.WITHDRAWN
    application.waiting_on = WaitingOn.NOBODY
    application.save(update_fields=["due_on", "paused_days", "paused_on", "waiting_on", "closed_at", "closed_reason"])
    happened(application, EventKind.CLOSED, by=by, reason=ClosedReason.WITHDRAWN.value)
    enqueue(CaseClosed(application))
    return application


# ---- Disagreeing -----------------------------------------------------------------------------------------------------


def objection_until(application: ServiceApplication) -> clock.Day | None:
    """The last day on which the applicant may object to a refusal; None if there is nothing to object to."""
    if application.status != ApplicationStatus.REJECTED or application.decided_at is None:
        return None
    decided_on = timezone.localdate(application.decided_at)
    return clock.after_working_days(decided_on, settings.OBJECTION_WITHIN_WORKING_DAYS)


@transaction.atomic
def object_to(application: ServiceApplication, *, text: str, by: User | None = None) -> Objection:
    """Say once why a refusal is wrong. The office answers by a day of its own."""
    application = _locked(application)
    text = text.strip()
    earlier = Objection.objects.filter(application=application).first()
    if earlier:
        if earlier.text == text:
            return earlier
        raise ActionRefused(_("You have already objected, and that can be done once."))
    last_day = objection_until(application)
    if last_day is None or application.anonymized_at:
        raise ActionRefused(_("There is no refusal to object to."))
    if clock.today() > last_day:
        raise ActionRefused(_("The time to object is over. You can still call the office, or apply again."))
    if not text:
        raise ActionRefused(_("Write why the decision is wrong."))
    due_on = clock.after_working_days(clock.today(), clock.OBJECTION_DAYS)
    objection = Objection.objects.create(application=application, text=text, due_on=due_on)
    happened(application, EventKind.OBJECTED, by=by)
    enqueue(ObjectionReceived(objection))
    return objection


# ---- How it was ------------------------------------------------------------------------------------------------------


def can_rate(application: ServiceApplication) -> bool:
    return application.closed_at is not None and application.anonymized_at is None


@transaction.atomic
def rate(application: ServiceApplication, *, score: int, comment: str = "") -> Satisfaction:
    """Say once, after it closed, how the case was handled; the first answer counts."""
    application = _locked(application)
    if not can_rate(application):
        raise ActionRefused(_("This can be answered when the application is closed."))
    rating, _is_new = Satisfaction.objects.get_or_create(
        application=application, defaults={"score": score, "comment": comment.strip()}
    )
    return rating


def _locked(application: ServiceApplication) -> ServiceApplication:
    """The row as it is now; the office's decision waits for us, or we waited for it."""
    return ServiceApplication.objects.select_for_update().get(pk=application.pk)
