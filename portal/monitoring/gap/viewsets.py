"""The place of the gap in the menu of programs."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from portal.monitoring.menu import PROGRAMS_MENU
from portal.needs.boards.viewsets import BoardsMenuItem

from .proposing import ProposeView
from .views import TITLE, GapListView, GapPlacesView


class GapViewSet(ViewSet):
    name = "monitoring_gap"
    url_prefix = "programs/gap"
    icon = "table"
    menu_label = TITLE
    menu_name = "funding-gap"
    menu_hook = PROGRAMS_MENU
    menu_order = 40
    menu_item_class = BoardsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("needs/", GapListView.as_view(), name="needs"),
            path("places/", GapPlacesView.as_view(), name="places"),
            path("propose/<uuid:need>/", ProposeView.as_view(), name="propose"),
        ]


gap_viewset = GapViewSet()
