"""Sending a need: one page, which works without a script, and its receipt."""

import uuid
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.communities.scope import represented_by
from portal.core.actions import ActionRefused
from portal.core.text import whole_number
from portal.needs.actions.following import follow
from portal.needs.actions.receiving import KeyTaken, receive, sent_before
from portal.needs.following.access import sight_of
from portal.needs.models import Need
from portal.needs.permissions import communities_to_submit_for, submits_for_all
from portal.needs.phone.accounts import mark_of
from portal.needs.phone.views import settings_of
from portal.needs.similar import similar_open
from portal.needs.telling import public_words

from . import answers, papers
from .bursts import is_in_a_burst
from .forms import NeedForm
from .receipts import Receipt, as_pdf

MOST_LISTED = 20
"""Communities on one page of the choice."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """The page; and for scripts that send what a phone kept, the same decisions in JSON."""
    if request.method == "POST" and answers.wants_json(request):
        return _sent_by_script(request)
    return _submit(request)


@login_required
def _submit(request: HttpRequest) -> HttpResponse:
    user = _sender(request)
    if request.method == "POST":
        return _sent(request, _form(request, user))
    community = communities_to_submit_for(user).filter(pk=whole_number(request.GET.get("community"))).first()
    if submits_for_all(user) and community is None:
        return _choice(request)
    return _page(request, _form(request, user, initial={"community": community}))


def _sender(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not _may_send(user):
        raise PermissionDenied
    return user


def _may_send(user: User) -> bool:
    return submits_for_all(user) or bool(represented_by(user) and communities_to_submit_for(user).exists())


def _form(request: HttpRequest, user: User, *, initial: dict[str, Any] | None = None) -> NeedForm:
    """Whoever enters for all communities does it for somebody; a representative says so."""
    said = request.POST if request.method == "POST" else request.GET
    return NeedForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        by=user,
        communities=communities_to_submit_for(user),
        is_for_somebody=submits_for_all(user) or bool(said.get("for_somebody")),
        initial=initial or {},
    )


def _choice(request: HttpRequest) -> HttpResponse:
    """Staff look up the community first: there are too many for one list."""
    typed = request.GET.get("q", "").replace("\0", "")[:100]
    found = OBCCommunity.objects.active().with_place().search(typed) if typed.strip() else OBCCommunity.objects.none()
    rows = list(found[: MOST_LISTED + 1])
    context = {"typed": typed, "communities": rows[:MOST_LISTED], "has_more": len(rows) > MOST_LISTED}
    return render(request, "portal/needs/submitting/choose_community.html", context)


def _page(
    request: HttpRequest, form: NeedForm, *, offered: list[Need] | None = None, status: int = 200
) -> HttpResponse:
    form.keep_files()
    context = {
        "form": form,
        "community": _community_of(form),
        "offered": [(need, public_words(need.status)) for need in offered or []],
        "own": represented_by(form.by),
        "is_staff": submits_for_all(form.by),
        "phone": settings_of(form, user=form.by, is_staff=submits_for_all(form.by)),
    }
    return render(request, "portal/needs/submitting/form.html", context, status=status)


def _community_of(form: NeedForm) -> OBCCommunity | None:
    """The community that is settled: the only one there is, or the one that staff chose."""
    rows = communities_to_submit_for(form.by).with_place()
    if submits_for_all(form.by):
        chosen = form["community"].value()
        key = chosen.pk if isinstance(chosen, OBCCommunity) else whole_number(chosen)
        return rows.filter(pk=key).first()
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def _sent(request: HttpRequest, form: NeedForm) -> HttpResponse:
    if form.is_from_a_program:
        return redirect("needs:submit")
    if "follow" in request.POST:
        return _followed(request, form)
    earlier = sent_before(form.key, by=form.by) if form.key else None
    if earlier:
        return redirect("needs:receipt", earlier.pk)
    if not form.is_valid():
        return _page(request, form, status=400)
    if "anyway" not in request.POST and not form.cleaned_data["written_at"]:
        offered = _offered(form)
        if offered:
            return _page(request, form, offered=offered)
    return _received(request, form)


def _offered(form: NeedForm) -> list[Need]:
    """What may be the same, of the needs that this person may read."""
    given = form.cleaned_data
    similar = similar_open(
        community=given["community"],
        title=given["title"],
        category=given["category"],
        description=given["description"],
    )
    readable = set(Need.objects.visible_to(form.by).filter(pk__in=[need.pk for need in similar]).values_list("pk"))
    return [need for need in similar if (need.pk,) in readable]


def _received(request: HttpRequest, form: NeedForm) -> HttpResponse:
    try:
        need = _receive(request, form)
    except KeyTaken as refusal:
        form.take_new_key()
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=400)
    return redirect("needs:receipt", need.pk)


def _receive(request: HttpRequest, form: NeedForm) -> Need:
    return receive(
        **form.about_the_need,
        client_key=form.key or uuid.uuid4(),
        by=form.by,
        channel=form.channel,
        submitter=form.person,
        is_held=is_in_a_burst(request, by=form.by, community=form.cleaned_data["community"]),
    )


def _sent_by_script(request: HttpRequest) -> JsonResponse:
    """A need that a phone kept may come late, twice, or when somebody else uses the phone."""
    if not request.user.is_authenticated:
        return answers.signed_out()
    user = cast(User, request.user)
    if request.POST.get("account") != mark_of(user):
        return answers.of_another_person()
    if answers.PHONE.take(request, str(user.pk)) is None:
        return answers.too_many(answers.PHONE.seconds_to_wait(str(user.pk)))
    form = _form(request, user)
    earlier = sent_before(form.key, by=user) if form.key else None
    if earlier:
        return answers.arrived(earlier, is_new=False)
    if not _may_send(user) or form.is_from_a_program:
        return answers.not_allowed()
    if not form.is_valid():
        return answers.wrong(form)
    if "anyway" not in request.POST and _offered(form):
        return answers.alike()
    try:
        return answers.arrived(_receive(request, form), is_new=True)
    except KeyTaken as refusal:
        form.add_error(None, str(refusal))
        return answers.wrong(form, status=409)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return answers.wrong(form)


def _followed(request: HttpRequest, form: NeedForm) -> HttpResponse:
    """Instead of sending: what was written is not kept."""
    try:
        need = Need.objects.visible_to(form.by).get(pk=UUID(request.POST["follow"]))
        follow(need, by=form.by)
    except (ValueError, Need.DoesNotExist) as nothing:
        raise Http404 from nothing
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=400)
    papers.let_go(form.kept)
    messages.success(
        request,
        _("You follow need %(number)s now: you are told what becomes of it. What you wrote was not sent.")
        % {"number": need.spoken_reference},
    )
    return redirect("needs:case", need.pk) if need.is_community_submitted else redirect("communities:dashboard")


# ---- The receipt ---------------------------------------------------------------------------------------------------


@require_safe
@never_cache
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _receipt(request, pk)
    context = {"receipt": found, "where": _where(request, found.need)}
    return render(request, "portal/needs/submitting/receipt.html", context)


@require_safe
@never_cache
def receipt_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _receipt(request, pk)
    response = HttpResponse(as_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _receipt(request: HttpRequest, pk: UUID) -> Receipt:
    """For who sent it, who may see the need, and who opened it with a link; to others there is none."""
    rows = Need.objects.community_submitted().with_place().select_related("category", "submitter")
    need = rows.filter(pk=pk).first()
    if need is None or not (_may_read(request, need) or sight_of(request, pk)):
        raise Http404
    return Receipt(need)


def _where(request: HttpRequest, need: Need) -> str:
    """The page on which this person sees where the need stands."""
    if sight_of(request, need.pk):
        return reverse("needs:case", args=[need.pk])
    return need.get_absolute_url() if submits_for_all(request.user) else reverse("needs:follow")


def _may_read(request: HttpRequest, need: Need) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    speaks = need.submitted_by_user_id == user.pk or need.community_id in represented_by(user)
    return speaks or submits_for_all(user)
