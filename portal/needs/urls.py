"""Everything about needs below ``/community-needs/``; "My community" stands there too, by ``portal.communities``."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from .following.urls import urlpatterns as following
from .phone.urls import urlpatterns as phone
from .public.urls import urlpatterns as public
from .submitting.urls import urlpatterns as submitting


@require_safe
def to_register(request: HttpRequest) -> HttpResponseRedirect:
    """The review stands in the back office, which asks for the right."""
    return redirect("needs_register:index")


@require_safe
def to_forwarding(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """So does handing a need to offices."""
    return redirect("needs_forwarded:new", pk)


app_name = "needs"
urlpatterns = [
    *phone,
    *submitting,
    *following,
    *public,
    path("review/", to_register, name="review"),
    path("<uuid:pk>/forward/", to_forwarding, name="forward"),
]
