"""The screens of forwarded needs in the back office."""

from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from portal.core.registers import RegisterViewSet
from portal.needs.actions.rows import lock
from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Forwarding
from portal.needs.permissions import sees_all_forwardings

from .acts import ACTS
from .filters import ForwardingFilterSet
from .listing import ALL, FOR_US, ForwardingListView
from .new import NewForwardingView
from .page import ForwardingView


class ForwardingMenuItem(MenuItem):
    """An office calls them “Needs for us”."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("needs.view_forwarding"))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        component = super().render_component(request)
        component.label = ALL if sees_all_forwardings(request.user) else FOR_US
        return component


class ForwardingViewSet(RegisterViewSet):
    """A need is handed to offices on a page of its own, and each answers by acts; nobody edits or deletes it here.

    What happened to it stands in the history of the need.
    """

    model = Forwarding
    name = "needs_forwarded"
    url_prefix = "needs/forwarded"
    icon = "mail"
    menu_label = gettext_lazy("Forwarded needs")
    menu_name = "needs-forwarded"
    menu_hook = NEEDS_MENU
    menu_order = 20
    menu_item_class = ForwardingMenuItem
    index_view_class = ForwardingListView
    inspect_view_class = ForwardingView
    filterset_class = ForwardingFilterSet
    form_fields = ["message"]
    export_filename = "forwarded-needs"
    list_per_page = 50
    acts = dict(ACTS)
    left_out = ("add", "edit", "history")

    def lock(self, row: models.Model) -> None:
        """As the acts lock: the need before the forwarding."""
        lock(row.need)  # type: ignore[attr-defined]
        super().lock(row)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/<uuid:need>/", NewForwardingView.as_view(), name="new")]


forwarding_viewset = ForwardingViewSet()
