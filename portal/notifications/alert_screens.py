"""Alerts in the back office: a panel on the first page, and the list of them."""

from functools import cached_property
from typing import Any

import django_filters
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .alert_rules import rules
from .alerts import in_words
from .models import Alert
from .permissions import can_see_alerts
from .querysets import AlertQuerySet

FEW = 5
A_PAGE = 50


def urgent_first(alerts: AlertQuerySet) -> Any:
    """By how urgent their rule is, then the newest."""
    urgent = [rule.code for rule in rules() if rule.is_urgent]
    return alerts.order_by(Alert.is_of(urgent).desc(), "-opened_at", "pk")


class AlertsPanel(Component):
    """What must be seen to, by whom, and which fact clears it."""

    name = "alerts"
    order = 60
    template_name = "portal/notifications/admin/alerts_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user: AbstractUser = parent_context["request"].user
        if not can_see_alerts(user):
            return {"is_shown": False}
        found = Alert.objects.open().visible_to(user)
        count = found.count()
        return {
            "is_shown": True,
            "shown": list(in_words(urgent_first(found)[:FEW])) if count else [],
            "count": count,
            "more": count > FEW,
        }


class AlertFilterSet(WagtailFilterSet):
    rule = django_filters.ChoiceFilter(label=_("Alert"), choices=[])
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[("open", _("Open")), ("cleared", _("Cleared"))],
        empty_label=_("Both"),
    )

    class Meta:
        model = Alert
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.filters["rule"].extra["choices"] = [(rule.code, rule.title) for rule in rules()]

    def in_state(self, rows: AlertQuerySet, name: str, value: str) -> AlertQuerySet:
        return rows.open() if value == "open" else rows.cleared()


class AlertList(WagtailAdminTemplateMixin, TemplateView):
    """Every alert that the person may see; those that are open unless they ask for others."""

    template_name = "portal/notifications/admin/alerts.html"
    page_title = _("Alerts")
    header_icon = "warning"
    http_method_names = ["get", "head", "options"]
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": _("Alerts")},
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_see_alerts(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filters(self) -> AlertFilterSet:
        data = self.request.GET.copy()
        data.setdefault("state", "open")
        seen = Alert.objects.visible_to(self.request.user)
        return AlertFilterSet(data, queryset=seen, request=self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(urgent_first(self.filters.qs), A_PAGE).get_page(self.request.GET.get("p"))
        address = self.request.GET.copy()
        address.pop("p", None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.filters.form,
            "page": page,
            "shown": list(in_words(page.object_list)),
            "page_url": f"?{address.urlencode()}" if address else "?",
        }


class AlertsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_alerts(request.user)
