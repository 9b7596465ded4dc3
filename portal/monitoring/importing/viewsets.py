"""The import's place in the menu of programs."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from portal.monitoring.menu import PROGRAMS_MENU

from .running import can_import
from .views import (
    ROUTE,
    TITLE,
    ChooseView,
    ColumnsView,
    ErrorsView,
    ExportView,
    ProgressView,
    RunView,
    UndoView,
    WorkbookView,
)


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_import(request.user)


class ImportViewSet(ViewSet):
    name = ROUTE
    url_prefix = "programs/import"
    icon = "upload"
    menu_label = TITLE
    menu_name = "import-ppas"
    menu_hook = PROGRAMS_MENU
    menu_order = 900
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ChooseView.as_view(), name="index"),
            path("workbook/<slug:kind>/", WorkbookView.as_view(), name="workbook"),
            path("export/<slug:kind>/", ExportView.as_view(), name="export"),
            path("<uuid:pk>/", RunView.as_view(), name="run"),
            path("<uuid:pk>/columns/", ColumnsView.as_view(), name="columns"),
            path("<uuid:pk>/errors/", ErrorsView.as_view(), name="errors"),
            path("<uuid:pk>/progress/", ProgressView.as_view(), name="progress"),
            path("<uuid:pk>/undo/", UndoView.as_view(), name="undo"),
        ]


import_viewset = ImportViewSet()
