"""The places in the menu of policies: the budget of recommendations, and the tagging of PPAs."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can_any
from portal.monitoring.tagging.many import TITLE as TAG_PPAS
from portal.policies.menu import POLICIES_MENU

from .views import TITLE, GapView, MatrixView


class BudgetMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(MonitoringEntry).user_has_permission(request.user, "view"))


class PolicyBudgetViewSet(ViewSet):
    name = "monitoring_policies"
    url_prefix = "policies/budget"
    icon = "table"
    menu_label = TITLE
    menu_name = "policy-budget"
    menu_hook = POLICIES_MENU
    menu_order = 300
    menu_item_class = BudgetMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("matrix/", MatrixView.as_view(), name="matrix"),
            path("gap/", GapView.as_view(), name="gap"),
        ]


class TaggingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_any(request.user, "link")


policy_budget_viewset = PolicyBudgetViewSet()


def tagging_menu_item() -> MenuItem:
    return TaggingMenuItem(
        TAG_PPAS, reverse_lazy("monitoring_tagging:index"), name="tag-ppas", icon_name="tag", order=310
    )
