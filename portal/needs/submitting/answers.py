"""What a script is told that sends a need: the same decisions as on the page, in JSON."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.abuse import Guard
from portal.needs.models import Need

from .forms import NeedForm

PHONE = Guard("needs.phone", "60/10m/key")
"""What is kept on a phone is not lost when it has to wait; a page that is sent by hand is never told to."""


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def arrived(need: Need, *, is_new: bool) -> JsonResponse:
    told = {"reference": need.spoken_reference, "receipt": reverse("needs:receipt", args=[need.pk])}
    return JsonResponse(told, status=201 if is_new else 200)


def alike() -> JsonResponse:
    """Open needs look the same: the page shows them, and asks."""
    return JsonResponse({"similar": True})


def wrong(form: NeedForm, *, status: int = 400) -> JsonResponse:
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    return JsonResponse({"message": " ".join(errors.pop("__all__", [])), "errors": errors}, status=status)


def signed_out() -> JsonResponse:
    return JsonResponse({"message": _("Sign in again; nothing is lost.")}, status=401)


def of_another_person() -> JsonResponse:
    return JsonResponse({"message": _("Another person is signed in."), "other": True}, status=401)


def not_allowed() -> JsonResponse:
    return JsonResponse({"message": _("You can send needs of communities that you represent.")}, status=403)


def too_many(seconds: float) -> JsonResponse:
    answer = JsonResponse({"message": _("Very many arrive at once. It is tried again later.")}, status=429)
    answer["Retry-After"] = str(max(1, round(seconds)))
    return answer
