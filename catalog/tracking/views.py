"""Following an application, and acting on it, without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.applications import answering
from catalog.models import ServiceApplication
from portal.core.one_act import one_act, sent

from . import access, tries
from .access import Sight
from .finding import find_case
from .forms import ObjectionForm, ReplyForm, SatisfactionForm, TrackForm
from .standing import Standing
from .telling import CaseStory

same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


# ---- By number and contact -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # it only answers: nothing can be done in somebody's name, and no cookie is needed to read the answer
def track(request: HttpRequest) -> HttpResponse:
    """Nothing of what is typed or found stands in an address, and what is wrong is told in the same bytes."""
    if request.method != "POST":
        response = render(request, "catalog/tracking/track.html", {"form": TrackForm()})
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response
    return _found(request)


@never_cache
def _found(request: HttpRequest) -> HttpResponse:
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "catalog/tracking/track.html", {"form": form}, status=400)
    reference, contact = form.cleaned_data["reference"], form.cleaned_data["contact"]
    counted = tries.take(request, reference)
    if counted is None:
        response = render(request, "catalog/tracking/paused.html", status=429)
        response["Retry-After"] = str(tries.PAUSE_SECONDS)
        return response
    pk = find_case(reference, contact)
    if pk is None:
        return render(request, "catalog/tracking/track.html", {"form": TrackForm(), "is_unknown": True})
    counted.rollback()
    cases = ServiceApplication.objects.select_related("service__offering_mao")
    standing = Standing(cases.prefetch_related("service__translations").get(pk=pk))
    context = {"standing": standing, "proof": access.OPENED.proof_of_finding(pk)}
    return render(request, "catalog/tracking/found.html", context)


# ---- The mailed link -------------------------------------------------------------------------------------------------


@require_POST
@never_cache
@csrf_exempt  # what it does is proved by the signed text or the old link in the form
def send_link(request: HttpRequest) -> HttpResponse:
    """To the address that stands in the application, whoever asks; the answer is always the same."""
    application = access.found_by(request.POST.get("proof", "")) or answering.case_of_old_link(
        request.POST.get("old", "")
    )
    if application is None:
        return render(request, "catalog/tracking/closed.html", status=400)
    answering.mail_link(application)
    return redirect("applications:link_sent")


@require_safe
@same_for_everybody
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/tracking/link_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_case(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows a button; pressing it uses the link up. So the programs that look into mails do not."""
    if request.method == "POST":
        application = answering.open_link(token)
        if application:
            request.session.cycle_key()
            access.OPENED.keep(request, application.pk)
            return redirect("applications:case", pk=application.pk)
    elif answering.still_opens(token):
        return render(request, "catalog/tracking/open.html", {"token": token})
    context = {"token": token if answering.case_of_old_link(token) else ""}
    return render(request, "catalog/tracking/link_used.html", context, status=410)


# ---- The case --------------------------------------------------------------------------------------------------------

CaseView = Callable[..., HttpResponse]


def _with_sight(*, full: bool) -> Callable[[CaseView], CaseView]:
    """The view gets what this person may see of the case; where that is nothing, or too little, it is closed."""

    def decorate(view: CaseView) -> CaseView:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
            sight = access.sight_of(request, pk)
            if sight is None or (full and not sight.is_full):
                return render(request, "catalog/tracking/closed.html", status=404)
            return view(request, sight)

        return guarded

    return decorate


@require_safe
@_with_sight(full=False)
def case(request: HttpRequest, sight: Sight) -> HttpResponse:
    return render(request, "catalog/tracking/case.html", {"sight": sight, "story": CaseStory(sight)})


@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the case in this browser."""
    access.OPENED.close(request, pk)
    messages.success(request, _("The application is closed in this browser."))
    return redirect("applications:track")


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight(full=True)
def reply(request: HttpRequest, sight: Sight) -> HttpResponse:
    asked = sight.application.information_requests.order_by("-pk").first()
    if asked is None:
        return _back(sight)

    def act(form: forms.Form) -> None:
        answering.reply(asked, text=form.cleaned_data["text"], files=form.cleaned_data["papers"], by=sight.by)

    return _act(
        request,
        sight,
        form=ReplyForm(sent(request), request.FILES if request.method == "POST" else None),
        act=act,
        is_possible=answering.open_request(sight.application) is not None,
        template="catalog/tracking/reply.html",
        done=_("Your answer was sent to the office."),
        context={"asked": asked},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight(full=True)
def withdraw(request: HttpRequest, sight: Sight) -> HttpResponse:
    return _act(
        request,
        sight,
        form=forms.Form(sent(request)),
        act=lambda _form: answering.withdraw(sight.application, by=sight.by),
        is_possible=answering.can_withdraw(sight.application),
        template="catalog/tracking/withdraw.html",
        done=_("Your application is taken back."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight(full=True)
def object_to(request: HttpRequest, sight: Sight) -> HttpResponse:
    return _act(
        request,
        sight,
        form=ObjectionForm(sent(request)),
        act=lambda form: answering.object_to(sight.application, text=form.cleaned_data["text"], by=sight.by),
        is_possible=Standing(sight.application).objection_until is not None,
        template="catalog/tracking/object.html",
        done=_("Your objection was sent to the office."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight(full=True)
def satisfaction(request: HttpRequest, sight: Sight) -> HttpResponse:
    return _act(
        request,
        sight,
        form=SatisfactionForm(sent(request)),
        act=lambda form: answering.rate(sight.application, **form.cleaned_data),
        is_possible=CaseStory(sight).may_rate,
        template="catalog/tracking/satisfaction.html",
        done=_("Thank you for your answer."),
    )


def _act(request: HttpRequest, sight: Sight, *, template: str, **options: Any) -> HttpResponse:
    context = {"sight": sight, "story": CaseStory(sight), **options.pop("context", {})}
    return one_act(request, template=template, back=_address(sight), context=context, **options)


def _address(sight: Sight) -> str:
    return reverse("applications:case", args=[sight.application.pk])


def _back(sight: Sight) -> HttpResponse:
    return redirect(_address(sight))
