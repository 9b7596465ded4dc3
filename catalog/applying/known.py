"""What this browser's session knows: one draft a service, and the cases that were sent from it."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from catalog.models import ApplicationDraft, ServiceApplication
from catalog.tracking.access import sight_of
from portal.accounts.models import User

DRAFTS, RECEIPTS = "drafts", "receipts"
MOST = 20
"""Of each; the oldest are forgotten, so that a session stays small."""


def remember_draft(request: HttpRequest, draft: ApplicationDraft) -> None:
    """From now on under a new key, so that no key known from before opens the draft."""
    request.session.cycle_key()
    drafts = {key: value for key, value in request.session.get(DRAFTS, {}).items() if key != str(draft.offering_id)}
    request.session[DRAFTS] = dict([*drafts.items(), (str(draft.offering_id), str(draft.pk))][-MOST:])


def forget_draft(request: HttpRequest, draft: ApplicationDraft) -> None:
    """Somebody leaves a phone or computer that others use too; the code still opens the draft."""
    drafts = request.session.get(DRAFTS, {})
    request.session[DRAFTS] = {key: value for key, value in drafts.items() if value != str(draft.pk)}


def draft_for(request: HttpRequest, offering: UUID) -> ApplicationDraft | None:
    """The draft for this service that was begun or resumed here, with what its pages show."""
    key = request.session.get(DRAFTS, {}).get(str(offering))
    if key is None:
        return None
    drafts = ApplicationDraft.objects.select_related(
        "offering__offering_mao", "offering__application_form", "form_version", "application"
    )
    return drafts.filter(pk=key, offering=offering).first()


def knew_draft(request: HttpRequest, offering: UUID) -> bool:
    """Whether a draft for this service was begun or resumed here, even if it is erased by now."""
    return str(offering) in request.session.get(DRAFTS, {})


def remember_receipt(request: HttpRequest, application: ServiceApplication) -> None:
    sent = [key for key in request.session.get(RECEIPTS, []) if key != str(application.pk)]
    request.session[RECEIPTS] = [*sent, str(application.pk)][-MOST:]


def may_see_receipt(request: HttpRequest, application: UUID) -> bool:
    """Sent from here, read by the applicant or who filed it, or received by this person at the office."""
    if str(application) in request.session.get(RECEIPTS, []):
        return True
    sight = sight_of(request, application)
    if sight and sight.is_full:
        return True
    return ServiceApplication.objects.visible_to(request.user).filter(pk=application).exists()


def signed_in(request: HttpRequest) -> User | None:
    return None if isinstance(request.user, AnonymousUser) else request.user
