"""The dashboard's place: the first entry of the menu of programs."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.monitoring.menu import PROGRAMS_MENU
from portal.monitoring.models import MonitoringEntry

from .views import TITLE, CausesView, DueView, GoalsView, MoneyView


class DashboardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(MonitoringEntry).user_has_permission(request.user, "view"))


class DashboardViewSet(ViewSet):
    name = "monitoring_dashboard"
    url_prefix = "programs/dashboard"
    icon = "tasks"
    menu_label = TITLE
    menu_name = "programs-dashboard"
    menu_hook = PROGRAMS_MENU
    menu_order = -1
    menu_item_class = DashboardMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", MoneyView.as_view(), name="index"),
            path("causes/", CausesView.as_view(), name="causes"),
            path("due/", DueView.as_view(), name="due"),
            path("goals/", GoalsView.as_view(), name="goals"),
        ]


dashboard_viewset = DashboardViewSet()
