"""What the app on the phone asks for: its worker, its manifest, the form without anybody's data, and a fresh token."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.communities.models import OBCCommunity
from portal.needs.submitting.forms import NeedForm

from .accounts import mark_of
from .words import words

QUEUE, WORKER, FORM = "js/needs-queue.js", "js/needs-worker.js", "js/needs-form.js"
ASSETS = ["css/site.css", "img/favicon.svg", FORM, QUEUE]


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of one language. It lies beside the form, so that its scope is ``/community-needs/`` and no more."""
    shell = {
        "language": get_language(),
        "page": reverse("needs:submit"),
        "offline": reverse("needs:offline"),
        "assets": [static(name) for name in ASSETS],
    }
    lines = [f"self.shell = {json.dumps(shell)};", f"importScripts({json.dumps(static(QUEUE))});"]
    lines.append(f"importScripts({json.dumps(static(WORKER))});")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """How the form stands among the apps of a phone."""
    icons = [
        {"src": static(f"img/needs-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    described: dict[str, Any] = {
        "id": reverse("needs:submit"),
        "name": _("Send a need – OOBC"),
        "short_name": _("Needs"),
        "description": _("Tell OOBC what your community lacks, also where there is no signal."),
        "lang": get_language(),
        "start_url": reverse("needs:submit"),
        "scope": reverse("needs:list"),
        "display": "standalone",
        "theme_color": "#0b5d4a",
        "background_color": "#ffffff",
        "icons": icons,
    }
    return HttpResponse(json.dumps(described), content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The form as a phone keeps it: the same for everybody. Scripts fill in what this phone knows of the sender."""
    form = NeedForm(
        by=User(), communities=OBCCommunity.objects.none(), is_for_somebody=True, initial={"client_key": ""}
    )
    return render(
        request, "portal/needs/submitting/form.html", {"form": form, "is_shell": True, "phone": settings_of(form)}
    )


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Asked before something kept is sent: who is signed in now, and a token that is still good."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": _("Sign in again; nothing is lost.")}, status=401)
    return JsonResponse({"account": mark_of(request.user), "token": get_token(request)})


def settings_of(form: NeedForm, *, user: User | None = None, is_staff: bool = False) -> dict[str, Any]:
    """For the scripts of the page; of none, they take what the phone has kept."""
    return {
        "account": mark_of(user) if user else "",
        "is_staff": is_staff,
        "page": reverse("needs:submit"),
        "ready": reverse("needs:ready"),
        "worker": reverse("needs:worker"),
        "manifest": reverse("needs:manifest"),
        "sign_in": f"{reverse('account_login')}?next={reverse('needs:submit')}",
        "required": {name: field.error_messages["required"] for name, field in form.fields.items() if field.required},
        "words": words(),
    }
