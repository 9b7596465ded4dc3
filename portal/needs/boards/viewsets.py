"""The boards' place in the menu of needs."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Need

from .views import TITLE, GoalsView, MatrixView, PlacesView, RankingView

VIEWS = [MatrixView, RankingView, PlacesView, GoalsView]


class BoardsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Need).user_has_permission(request.user, "view"))


class NeedsBoards(ViewSet):
    name = "needs_boards"
    url_prefix = "needs/boards"
    icon = "table"
    menu_label = TITLE
    menu_name = "needs-boards"
    menu_hook = NEEDS_MENU
    menu_order = 30
    menu_item_class = BoardsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path(f"{view.name}/", view.as_view(), name=view.name) for view in VIEWS]


boards_viewset = NeedsBoards()
