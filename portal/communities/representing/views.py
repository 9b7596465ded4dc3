"""Asking to represent a community, without an account: the place step by step, then one form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .forms import RepresentForm
from .places import Chosen


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def represent(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.of(request.GET)
    if chosen.barangay is None:
        status = 400 if request.method == "POST" else 200
        context = {"chosen": chosen, "is_unchosen": chosen.step in request.GET and not request.GET[chosen.step]}
        return render(request, "portal/communities/represent_place.html", context, status=status)
    is_sent = request.method == "POST"
    form = RepresentForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, barangay=chosen.barangay
    )
    if is_sent and form.is_valid() and form.send(request):
        return redirect("communities:represent_thanks")
    status = form.status if is_sent else 200
    return render(request, "portal/communities/represent.html", {"chosen": chosen, "form": form}, status=status)


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def represent_thanks(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not tell whether the address has asked before."""
    return render(request, "portal/communities/represent_thanks.html")
