"""From the first page to a received case: begin a draft, save its pages, send it once.

A draft that was sent is empty and knows its case, so sending it again gives the same case: a double click, a retry
after a lost answer and two tabs make one case, one number and one mail.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.enums import ApplicationChannel, EventKind, IntakeState
from catalog.models import (
    ApplicationDraft,
    ApplicationFile,
    ApplicationForm,
    PrivacyNotice,
    ServiceApplication,
    ServiceOffering,
)
from catalog.questions.fields import APPLICANT
from portal.accounts.models import User
from portal.communities.scope import represented_by
from portal.core.actions import ActionRefused
from portal.core.days import long_date
from portal.core.references import new_reference
from portal.geography.models import Region
from portal.notifications import enqueue
from portal.organizations.scope import reach_of

from . import clock, codes, history
from .filling import BY_STAFF, AlreadySent, pages, shown_file_questions, unfinished_pages
from .notifications import ApplicationArrived, ApplicationReceived
from .receiving import NOON

TRIES = 5
"""For a reference that no other case has; a second is needed once in billions."""


class NotTaken(ActionRefused):
    """The office takes no application now. The draft stays; the message says why."""


class NotFinished(ActionRefused):
    """Something is still missing; ``page`` is the first page on which it is."""

    def __init__(self, page: str) -> None:
        super().__init__(_("Something is still missing. Please fill it in, then send your application."))
        self.page = page


# ---- Beginning and saving ------------------------------------------------------------------------------------------


@transaction.atomic
def start(
    offering: ServiceOffering,
    *,
    channel: ApplicationChannel,
    by: User | None = None,
    language: str,
    notice: PrivacyNotice | None = None,
) -> tuple[ApplicationDraft, str]:
    """A new draft and the code by which it is found again. Whoever calls has the agreement to the notice."""
    form = _form_of(offering)
    _refuse_if_closed(form, on=clock.today())
    if channel == ApplicationChannel.ASSISTED and not form.helpers_may_apply:
        raise NotTaken(_("For this service, each person applies for themselves."))
    return _new_draft(form, channel=channel, by=by, language=language, notice=notice, about={})


@transaction.atomic
def enter_for_applicant(
    offering: ServiceOffering,
    *,
    channel: ApplicationChannel,
    received_on: datetime.date,
    language: str,
    by: User,
) -> tuple[ApplicationDraft, str]:
    """Staff of the office begin to enter what somebody brought or said. It counts from the day it was received."""
    reach = reach_of(by, ServiceApplication, "add")
    if not reach.everything and offering.offering_mao_id not in reach.organizations:
        raise ActionRefused(_("You enter applications for your own office only."))
    if received_on > clock.today():
        raise ActionRefused(_("It cannot have been received in the future."))
    if channel not in BY_STAFF:
        raise ActionRefused(_("Say whether the person is at the office or it came on paper."))
    form = _form_of(offering)
    _refuse_if_closed(form, on=received_on)
    about = {"received_on": received_on.isoformat()}
    return _new_draft(form, channel=channel, by=by, language=language, notice=None, about=about)


def _new_draft(
    form: ApplicationForm,
    *,
    channel: ApplicationChannel,
    by: User | None,
    language: str,
    notice: PrivacyNotice | None,
    about: dict[str, Any],
) -> tuple[ApplicationDraft, str]:
    version, notice = form.current, notice or notice_in_force()
    if version is None or notice is None:
        raise NotTaken(_("The form for this service is not in use."))
    draft = ApplicationDraft(
        offering=form.offering,
        form_version=version,
        privacy_notice=notice,
        consented_at=timezone.now(),
        channel=channel,
        filed_by=by,
        language=language,
        about=about,
        expires_on=clock.today() + settings.RETENTION["drafts"],
    )
    code = codes.code_of(draft.pk)
    draft.code_hash = codes.hash_of(code)
    draft.save(force_insert=True)
    return draft, code


def notice_in_force() -> PrivacyNotice | None:
    """What people agree to today; nobody can apply without one."""
    return PrivacyNotice.objects.filter(in_force_from__lte=clock.today()).order_by("number").last()


@transaction.atomic
def save_page(
    draft: ApplicationDraft, *, about: Mapping[str, Any] | None = None, answers: Mapping[str, Any] | None = None
) -> ApplicationDraft:
    """Keep what one page asked; None empties an answer. Other pages, saved in another tab, stay as they are."""
    draft = _locked(draft)
    if draft.application_id:
        raise AlreadySent
    draft.about = _merged(draft.about, about or {})
    draft.answers = _merged(draft.answers, answers or {})
    draft.expires_on = clock.today() + settings.RETENTION["drafts"]
    draft.save(update_fields=["about", "answers", "expires_on", "saved_at"])
    return draft


def _merged(kept: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**kept, **new}.items() if value not in (None, "", [], {})}


def _locked(draft: ApplicationDraft) -> ApplicationDraft:
    """Held and read anew. Not joined with its application: after a wait, a join still shows none."""
    drafts = ApplicationDraft.objects.select_for_update(of=("self",))
    return drafts.select_related("offering__offering_mao", "form_version").get(pk=draft.pk)


# ---- Whether applications are taken --------------------------------------------------------------------------------


def _form_of(offering: ServiceOffering, *, locked: bool = False) -> ApplicationForm:
    forms = ApplicationForm.objects.in_use().select_related("offering__offering_mao")
    forms = forms.select_for_update(of=("self",)) if locked else forms
    form = forms.filter(offering=offering).first()
    if form is None:
        raise NotTaken(_("The form for this service is not in use any more. Ask the office how to apply."))
    return form


def _refuse_if_closed(form: ApplicationForm, *, on: datetime.date) -> None:
    if reason := closed_because(form, on=on):
        raise NotTaken(reason)


def closed_because(form: ApplicationForm, *, on: datetime.date) -> str:
    """Why this office takes no application for this service on this day, in a sentence; empty if it does."""
    offering, state = form.offering, form.offering.intake_state(on)
    if state == IntakeState.OPENS_LATER and offering.opens_on:
        return _("Applications open on %(day)s.") % {"day": long_date(offering.opens_on)}
    if state == IntakeState.CLOSED and offering.closes_on:
        return _("Applications closed on %(day)s.") % {"day": long_date(offering.closes_on)}
    if state not in (IntakeState.OPEN, IntakeState.NOT_STATED):
        return _("This service takes no applications now.")
    most = form.max_open_applications
    if most is not None and ServiceApplication.objects.filter(service=offering).undecided().count() >= most:
        return _("The office has as many applications as it can read now. Please try again in some days.")
    return ""


# ---- Sending -------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(draft: ApplicationDraft, *, by: User | None = None) -> ServiceApplication:
    """Hand the application in. Of one draft there is one case, however often it is sent."""
    draft = _locked(draft)
    if draft.application:
        return draft.application
    form = _form_of(draft.offering, locked=True)
    now = timezone.now()
    received_at = _received_at(draft, now)
    received_on = timezone.localdate(received_at)
    _refuse_if_closed(form, on=received_on)
    papers = list(ApplicationFile.objects.filter(draft=draft).values_list("pk", "question"))
    missing = unfinished_pages(draft, sent={question for _pk, question in papers})
    if missing:
        raise NotFinished(missing[0])
    application = _created(_case(draft, form, by=by, received_at=received_at, received_on=received_on))
    shown = shown_file_questions(draft)
    _move([pk for pk, question in papers if question in shown], application)
    _empty(draft, application)
    history.happened(application, EventKind.RECEIVED, by=by or draft.filed_by, channel=draft.channel)
    enqueue(ApplicationReceived(application))
    enqueue(ApplicationArrived(application))
    return application


def _received_at(draft: ApplicationDraft, now: datetime.datetime) -> datetime.datetime:
    """Now, or noon of the day on which the office was handed the paper."""
    stated = draft.about.get("received_on")
    if not stated or stated == timezone.localdate(now).isoformat():
        return now
    return timezone.make_aware(datetime.datetime.combine(datetime.date.fromisoformat(stated), NOON))


def _case(
    draft: ApplicationDraft,
    form: ApplicationForm,
    *,
    by: User | None,
    received_at: datetime.datetime,
    received_on: datetime.date,
) -> ServiceApplication:
    about, filed_by = draft.about, by or draft.filed_by
    place = about.get("place")
    region = Region.objects.filter(code=place["region"]).first() if place else None
    community = _community(about.get("community"), filed_by)
    return ServiceApplication(
        service=form.offering,
        form_version=draft.form_version,
        answers={
            **draft.form_version.definition.shown_answers(draft.answers),
            **({APPLICANT: place} if place else {}),
        },
        applicant_name=about["name"],
        applicant_email=about.get("email", ""),
        applicant_phone=about.get("phone", ""),
        applicant_sex=about.get("sex", ""),
        applicant_region=region,
        applicant_community_id=community,
        shared_with_community=bool(community and about.get("share")),
        language=draft.language,
        channel=draft.channel,
        filed_by=filed_by,
        **_helper(draft),
        privacy_notice_id=draft.privacy_notice_id,
        consented_at=draft.consented_at,
        application_date=received_on,
        received_at=received_at,
        received_by=filed_by if draft.channel in BY_STAFF else None,
        receiving_unit=form.receiving_unit,
        due_on=clock.due_day(received_on, form.offering.transaction_class),
    )


def _community(key: int | None, user: User | None) -> int | None:
    """Only a community for which this person speaks today."""
    return key if key and user and key in represented_by(user) else None


def _helper(draft: ApplicationDraft) -> dict[str, str]:
    if draft.channel != ApplicationChannel.ASSISTED:
        return {}
    return {name: draft.about.get(name, "") for name in ("helper_name", "helper_contact", "helper_relation")}


def _created(case: ServiceApplication) -> ServiceApplication:
    """Kept under a number that no other case has."""
    for _try in range(TRIES):
        case.reference = new_reference()
        try:
            with transaction.atomic():
                case.save(force_insert=True)
            return case
        except IntegrityError:
            if not ServiceApplication.objects.filter(reference=case.reference).exists():
                raise
    raise RuntimeError("No free reference was found.")


def _move(papers: Iterable[Any], application: ServiceApplication) -> None:
    """The papers that the answers led to; what was sent for a question that is hidden again stays behind."""
    ApplicationFile.objects.filter(pk__in=list(papers)).update(draft=None, application=application)


def _empty(draft: ApplicationDraft, application: ServiceApplication) -> None:
    draft.application, draft.about, draft.answers = application, {}, {}
    draft.save(update_fields=["application", "about", "answers", "saved_at"])


__all__ = ["NotFinished", "NotTaken", "closed_because", "enter_for_applicant", "pages", "save_page", "send", "start"]
