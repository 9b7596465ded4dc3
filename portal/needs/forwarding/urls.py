"""The address of the spec; it leads to the screen, which asks for the right."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "needs_forwarding"
urlpatterns = [
    path(
        "community-needs/<uuid:need>/forward/",
        RedirectView.as_view(pattern_name="needs_forwarded:new"),
        name="forward",
    ),
]
