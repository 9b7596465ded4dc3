"""The overview's place: the first entry of the menu of policies."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.policies.menu import POLICIES_MENU
from portal.policies.models import PolicyRecommendation

from .views import TITLE, GoalsView, OverviewView


class OverviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(PolicyRecommendation).user_has_permission(request.user, "view"))


class OverviewViewSet(ViewSet):
    name = "policies_overview"
    url_prefix = "policies/overview"
    icon = "doc-full"
    menu_label = TITLE
    menu_name = "policies-overview"
    menu_hook = POLICIES_MENU
    menu_order = -1
    menu_item_class = OverviewMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", OverviewView.as_view(), name="index"), path("goals/", GoalsView.as_view(), name="goals")]


overview_viewset = OverviewViewSet()
