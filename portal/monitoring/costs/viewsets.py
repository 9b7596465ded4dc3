from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.monitoring.models import MonitoringEntry

from .views import CostBoardView


class CostsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(MonitoringEntry).user_has_permission(request.user, "view"))


class CostsViewSet(ViewSet):
    name = "monitoring_costs"
    url_prefix = "programs/costs"
    icon = "order"
    menu_label = _("Cost-effectiveness")
    menu_name = "cost-effectiveness"
    menu_item_class = CostsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", CostBoardView.as_view(), name="index")]

    @property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))
