"""The public pages on which somebody applies. They need no script, and no address or title holds an answer."""

from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.answers import ServicePage
from catalog.applications import clock, codes
from catalog.applications.filling import BY_STAFF, AlreadySent, pages
from catalog.applications.notifications import DraftLink
from catalog.applications.sending import NotFinished, NotTaken, closed_because, send, start
from catalog.models import ApplicationDraft, ApplicationForm
from portal.core.abuse import Taken
from portal.notifications import enqueue

from . import guards
from .checking import parts
from .forms import MailForm, ResumeForm, SendForm, StartForm
from .known import draft_for, forget_draft, knew_draft, may_see_receipt, remember_draft, remember_receipt, signed_in
from .opening import Opening, opening
from .receipts import as_pdf, receipt_of
from .steps import Step


class DraftView(Protocol):
    def __call__(self, request: HttpRequest, draft: ApplicationDraft, *args: Any, **kwargs: Any) -> HttpResponse: ...


def of_draft(view: DraftView) -> Any:
    """A page of the draft that this session knows; without one it leads to the beginning, once sent to the receipt.

    Another tab or the night may send or erase the draft while the view is at work: then the same is answered.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = draft_for(request, pk)
        if draft is None or draft.application or draft.expires_on < clock.today():
            return _over(request, pk, draft)
        try:
            return view(request, draft, *args, **kwargs)
        except (AlreadySent, ApplicationDraft.DoesNotExist):
            return _over(request, pk, draft_for(request, pk))

    return found


def _over(request: HttpRequest, pk: UUID, draft: ApplicationDraft | None) -> HttpResponse:
    """What is answered where no draft is left to fill in."""
    if draft and draft.application:
        remember_receipt(request, draft.application)
        return redirect("applications:receipt", draft.application.pk)
    if draft or knew_draft(request, pk):
        return _expired(request, pk)
    return redirect("applications:start", pk)


def _expired(request: HttpRequest, offering: UUID) -> HttpResponse:
    return render(request, "catalog/applying/expired.html", {"offering": offering}, status=410)


# ---- Before you start ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = opening(pk)
    if found is None:
        raise Http404
    begun = draft_for(request, pk)
    context: dict[str, Any] = {"opening": found, "service": found.service, "offering": found.service.offering}
    context["begun"] = begun if begun and not begun.application_id and begun.expires_on >= clock.today() else None
    form = _start_form(request, found)
    if form is None:
        return render(request, "catalog/applying/start.html", {**context, "form": None})
    status = 200
    if request.method == "POST":
        answer = _begun(request, form, found)
        if answer:
            return answer
        status = form.status
    context |= {"form": form, "advice": form.advice if request.method == "POST" else []}
    return render(request, "catalog/applying/start.html", context, status=status)


def _start_form(request: HttpRequest, found: Opening) -> StartForm | None:
    if not found.is_open or found.form is None or found.version is None or found.notice is None:
        return None
    data = request.POST if request.method == "POST" else None
    return StartForm(data, form=found.form, definition=found.version.definition, notice=found.notice)


def _begun(request: HttpRequest, form: StartForm, found: Opening) -> HttpResponse | None:
    """Leads to the first page; None where something is to be said first."""
    offering = found.service.offering
    if form.is_from_a_program:
        return redirect(offering)
    if not form.is_valid():
        return None
    if form.advice and "advised" not in request.POST:
        return None
    if not form.guard.lets_in(request, form.subject):
        form.refuse_as_too_many(_("Many people apply at this moment. Please wait some minutes, then try again."))
        return None
    try:
        draft, _code = start(
            offering,
            channel=form.channel,
            by=signed_in(request),
            language=get_language() or "en",
            notice=found.notice,
        )
    except NotTaken as refusal:
        form.add_error(None, str(refusal))
        return None
    remember_draft(request, draft)
    return redirect("applications:page", draft.offering_id, pages(draft)[0])


# ---- The pages -----------------------------------------------------------------------------------------------------


@of_draft
def page(request: HttpRequest, draft: ApplicationDraft, page: str) -> HttpResponse:
    if page not in pages(draft):
        return redirect("applications:check", draft.offering_id)
    step = Step(draft, page, signed_in(request))
    if request.method != "POST":
        return _page(request, step, step.form())
    here = reverse("applications:page", args=[draft.offering_id, page])
    changes = request.GET.get("from") == "check"
    form = step.form(request.POST, request.FILES, is_required="next" in request.POST)
    step.save(form)
    if "remove" in request.POST:
        step.remove(request.POST["remove"])
    if "again" in request.POST or "remove" in request.POST:
        return _back_to(here, changes, request.POST.get("again", ""))
    if not form.is_valid():
        step.mark_needed(form)
        return _page(request, step, form, status=400)
    if "next" not in request.POST:
        return redirect("applications:later", draft.offering_id)
    if asked := step.asks_on(form):
        return _back_to(here, changes, asked)
    following = Step(step.draft, page, None).after
    if changes or not following:
        return redirect("applications:check", draft.offering_id)
    return redirect("applications:page", draft.offering_id, following)


def _back_to(here: str, changes: bool, name: str) -> HttpResponseRedirect:
    """The same page, at the field with this name."""
    return HttpResponseRedirect(here + ("?from=check" if changes else "") + (f"#id_{name}" if name else ""))


def _page(request: HttpRequest, step: Step, form: Any, *, status: int = 200) -> HttpResponse:
    context = {
        "step": step,
        "form": form,
        "draft": step.draft,
        "service": ServicePage(step.draft.offering),
        "papers": step.papers,
    }
    return render(request, "catalog/applying/page.html", context, status=status)


# ---- Going on later ------------------------------------------------------------------------------------------------


@of_draft
def later(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """The code to note down, and a link by mail."""
    if "forget" in request.POST:
        forget_draft(request, draft)
        messages.success(request, _("The application is closed in this browser."))
        return redirect("applications:resume")
    form = MailForm(request.POST or None, subject=str(draft.pk), initial={"email": draft.about.get("email", "")})
    status, sent = 200, False
    if request.method == "POST":
        sent = form.is_valid() and _mailed(request, form, draft)
        status = 200 if sent else form.status
    context = {
        "form": form,
        "draft": draft,
        "service": ServicePage(draft.offering),
        "code": codes.spoken(codes.code_of(draft.pk)),
        "page": pages(draft)[0],
        "sent": sent,
    }
    return render(request, "catalog/applying/later.html", context, status=status)


def _mailed(request: HttpRequest, form: MailForm, draft: ApplicationDraft) -> bool:
    if form.is_from_a_program:
        return True
    email = form.cleaned_data["email"].lower()
    if not form.guard.lets_in(request, email):
        form.refuse_as_too_many(_("We have sent several links already. Note down the code, or ask again later."))
        return False
    enqueue(DraftLink(draft, codes.code_of(draft.pk), email))
    return True


RESUME = "resume"
"""What the session keeps a mailed code under, until its button is pressed."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest) -> HttpResponse:
    mailed = request.session.get(RESUME, "")
    form = ResumeForm(request.POST if request.method == "POST" else None, initial={"code": codes.spoken(mailed)})
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "catalog/applying/resume.html", {"form": form, "mailed": bool(mailed)}, status=status)
    counted = guards.RESUME.take(request)
    if counted is None:
        form.add_error(None, _("Too many tries from here. Please wait an hour, then type your code again."))
        return render(request, "catalog/applying/resume.html", {"form": form, "mailed": False}, status=429)
    code = codes.read_code(form.cleaned_data["code"])
    found = ApplicationDraft.objects.select_related("application", "form_version")
    draft = found.exclude(channel__in=BY_STAFF).filter(code_hash=codes.hash_of(code)).first() if code else None
    if draft is None:
        form.add_error("code", _("We do not know this code. Look at it again: it has twelve letters and numbers."))
        return render(request, "catalog/applying/resume.html", {"form": form, "mailed": False}, status=400)
    counted.rollback()
    request.session.pop(RESUME, None)
    if draft.application_id:
        return render(request, "catalog/applying/used.html", status=410)
    if draft.expires_on < clock.today():
        return _expired(request, draft.offering_id)
    remember_draft(request, draft)
    return redirect("applications:check", draft.offering_id)


@require_safe
@never_cache
def resume_code(request: HttpRequest, code: str) -> HttpResponse:
    """The mailed link: the code leaves the address at once, and a button opens the draft, so that no scanner does."""
    request.session[RESUME] = codes.read_code(code)
    return redirect("applications:resume")


# ---- Check and send ------------------------------------------------------------------------------------------------


@of_draft
def check(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    form = SendForm(request.POST if request.method == "POST" else None, subject=str(draft.offering_id))
    if request.method == "POST":
        answer = _sent(request, form, draft)
        if answer:
            return answer
    found = parts(draft)
    context = {
        "form": form,
        "draft": draft,
        "service": ServicePage(draft.offering),
        "parts": found,
        "is_finished": not any(part.is_unfinished for part in found),
        "closed": _closed(draft),
        "last": found[-1].page,
    }
    status = form.status if request.method == "POST" else 200
    return render(request, "catalog/applying/check.html", context, status=status)


def _sent(request: HttpRequest, form: SendForm, draft: ApplicationDraft) -> HttpResponse | None:
    if form.is_from_a_program:
        return redirect(draft.offering)
    if not form.is_valid():
        return None
    if not form.guard.lets_in(request, form.subject):
        form.refuse_as_too_many(
            _("Many applications arrive at this moment. Yours is kept: please wait some minutes, then send it again.")
        )
        return None
    told = _counted_for_recipients(request, draft)
    if told is None:
        form.refuse_as_too_many(
            _(
                "Very many receipts went to this e-mail address or mobile number today. Your application is kept: "
                "give another address or number, or send it tomorrow."
            )
        )
        return None
    try:
        application = send(draft)
    except (NotFinished, NotTaken) as refusal:
        _give_back(told)
        form.add_error(None, str(refusal))
        return None
    except ApplicationDraft.DoesNotExist:
        _give_back(told)
        raise
    remember_receipt(request, application)
    return redirect("applications:receipt", application.pk)


def _counted_for_recipients(request: HttpRequest, draft: ApplicationDraft) -> list[Taken] | None:
    """One more receipt to each address of the applicant; None where one has had too many."""
    counted: list[Taken] = []
    for address in filter(None, (draft.about.get("email"), draft.about.get("phone"))):
        one = guards.RECIPIENT.take(request, address)
        if one is None:
            _give_back(counted)
            return None
        counted.append(one)
    return counted


def _give_back(counted: list[Taken]) -> None:
    """Nobody was told anything."""
    for one in counted:
        one.rollback()


def _closed(draft: ApplicationDraft) -> str:
    """Why this draft cannot be sent now; empty if it can."""
    form = ApplicationForm.objects.in_use().select_related("offering").filter(offering=draft.offering_id).first()
    if form is None:
        return _("The form for this service is not in use any more. Ask the office how to apply.")
    return closed_because(form, on=clock.today())


# ---- The receipt ---------------------------------------------------------------------------------------------------


@require_safe
@never_cache
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = receipt_of(pk) if may_see_receipt(request, pk) else None
    if found is None:
        raise Http404
    return render(request, "catalog/applying/receipt.html", {"receipt": found})


@require_safe
@never_cache
def receipt_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = receipt_of(pk) if may_see_receipt(request, pk) else None
    if found is None:
        raise Http404
    response = HttpResponse(as_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response
