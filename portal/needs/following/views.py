"""Following a need, and acting on it, without an account; and the same page for who speaks for its community."""

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

from portal.activity.comments.section import comments_section
from portal.core.one_act import one_act, sent
from portal.needs.actions import answering
from portal.needs.models import Need

from . import finding, links
from .access import OPENED, Sight, sight_of
from .forms import AnswerForm, FollowForm
from .standing import Standing, Story

TEMPLATES = "portal/needs/following"
same_for_everybody = cache_control(public=True, max_age=0, must_revalidate=True)


# ---- By number and contact -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # it only answers: nothing can be done in somebody's name, and no cookie is needed to read the answer
def follow(request: HttpRequest) -> HttpResponse:
    """Nothing of what is typed or found stands in an address, and what is wrong is told in the same bytes."""
    if request.method != "POST":
        response = render(request, f"{TEMPLATES}/follow.html", {"form": FollowForm()})
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response
    return _found(request)


@never_cache
def _found(request: HttpRequest) -> HttpResponse:
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, f"{TEMPLATES}/follow.html", {"form": form}, status=400)
    reference, contact = form.cleaned_data["reference"], form.cleaned_data["contact"]
    counted = finding.take(request, reference)
    if counted is None:
        response = render(request, f"{TEMPLATES}/paused.html", status=429)
        response["Retry-After"] = str(finding.PAUSE_SECONDS)
        return response
    pk = finding.find_need(reference, contact)
    if pk is None:
        return render(request, f"{TEMPLATES}/follow.html", {"form": FollowForm(), "is_unknown": True})
    counted.rollback()
    needs = Need.objects.with_place().select_related("category").prefetch_related("information_requests")
    context = {
        "standing": Standing(needs.prefetch_related("forwardings__mao").get(pk=pk)),
        "proof": OPENED.proof_of_finding(pk),
    }
    return render(request, f"{TEMPLATES}/found.html", context)


# ---- The link --------------------------------------------------------------------------------------------------------


@require_POST
@never_cache
@csrf_exempt  # what it does is proved by the signed text or the old link in the form
def send_link(request: HttpRequest) -> HttpResponse:
    """To the address that stands with the need, whoever asks; the answer is always the same."""
    pk = OPENED.found_by(request.POST.get("proof", ""))
    need = Need.objects.filter(pk=pk).first() if pk else links.need_of_old_link(request.POST.get("old", ""))
    if need is None:
        return render(request, f"{TEMPLATES}/closed.html", status=400)
    links.mail_link(need)
    return redirect("needs:link_sent")


@require_safe
@same_for_everybody
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, f"{TEMPLATES}/link_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_need(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows a button; pressing it uses the link up. So the programs that look into mails do not."""
    if request.method == "POST":
        need = links.open_link(token)
        if need:
            request.session.cycle_key()
            OPENED.keep(request, need.pk)
            return redirect("needs:case", pk=need.pk)
    elif links.still_opens(token):
        return render(request, f"{TEMPLATES}/open.html", {"token": token})
    context = {"token": token if links.need_of_old_link(token) else ""}
    return render(request, f"{TEMPLATES}/link_used.html", context, status=410)


# ---- The need --------------------------------------------------------------------------------------------------------

NeedView = Callable[..., HttpResponse]


def _with_sight(view: NeedView) -> NeedView:
    """The view gets what this person may see of the need; where that is nothing, it is closed."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
        sight = sight_of(request, pk)
        if sight is None:
            return render(request, f"{TEMPLATES}/closed.html", status=404)
        return view(request, sight)

    return guarded


@require_safe
@_with_sight
def case(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The need; with the comments for who is signed in: who came by a link has no name to write under."""
    comments = comments_section(sight.need, sight.by) if sight.by else None
    context = {"sight": sight, "story": Story(sight.need), "comments": comments}
    return render(request, f"{TEMPLATES}/case.html", context)


@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the need in this browser."""
    OPENED.close(request, pk)
    messages.success(request, _("The need is closed in this browser."))
    return redirect("needs:follow")


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight
def answer(request: HttpRequest, sight: Sight) -> HttpResponse:
    asked = sight.need.information_requests.order_by("-pk").first()
    if asked is None:
        return redirect(_address(sight))

    def act(form: forms.Form) -> None:
        said = form.cleaned_data
        answering.answer(
            asked, text=said["text"], files=said["papers"], shows_children=said["shows_children"], by=sight.by
        )

    return _act(
        request,
        sight,
        form=AnswerForm(sent(request), request.FILES if request.method == "POST" else None),
        act=act,
        is_possible=Standing(sight.need).question is not None,
        template="answer",
        done=_("Your answer was sent to OOBC."),
        asked=asked,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_with_sight
def withdraw(request: HttpRequest, sight: Sight) -> HttpResponse:
    return _act(
        request,
        sight,
        form=forms.Form(sent(request)),
        act=lambda _form: answering.withdraw(sight.need, by=sight.by),
        is_possible=Standing(sight.need).can_be_taken_back,
        template="withdraw",
        done=_("The need is taken back."),
    )


def _act(
    request: HttpRequest,
    sight: Sight,
    *,
    form: forms.Form,
    act: Callable[[Any], object],
    is_possible: bool,
    template: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    return one_act(
        request,
        form=form,
        act=act,
        is_possible=is_possible,
        template=f"{TEMPLATES}/{template}.html",
        done=done,
        back=_address(sight),
        context={"sight": sight, **context},
    )


def _address(sight: Sight) -> str:
    return reverse("needs:case", args=[sight.need.pk])
