"""What was learned from PPAs, to be searched by whoever plans the next one."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.access import ScopedIndexMixin
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.querysets import MonitoringEntryQuerySet

from .filters import KINDS, LessonsFilterSet
from .tables import lessons_table


class LessonsView(ScopedIndexMixin, ReportView):
    """One entry a PPA with its texts: they are read, so they stand in full."""

    model = MonitoringEntry
    page_title = _("Lessons")
    header_icon = "openquote"
    results_template_name = "portal/monitoring/admin/results/lessons_results.html"
    permission_policy: Any = None
    any_permission_required = ["view"]
    filterset_class = LessonsFilterSet
    is_searchable = True
    verbose_name_plural = _("PPAs with lessons")
    export_table = staticmethod(lessons_table)
    export_filename = "lessons"
    default_ordering = "-plan_year"
    paginate_by = 20
    columns = [Column("title", label=_("PPA"), sort_key="sort_title")]

    def listed(self, rows: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
        return rows.with_lessons().select_related("lead_organization", "sector")

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.learned(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-plan_year", "sort_title", "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        asked = self.is_searching or self.is_filtering
        message = _("No lesson is like that.") if asked else _("Nobody has written down yet what was learned.")
        return {**context, "no_results_message": message, "lessons": [_told(ppa) for ppa in context["object_list"]]}


def _told(ppa: MonitoringEntry) -> tuple[MonitoringEntry, list[tuple[Any, str]]]:
    texts = [(label, getattr(ppa, name)) for name, label in KINDS]
    return ppa, [(label, text) for label, text in texts if text]


class LessonsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(MonitoringEntry).user_has_permission(request.user, "view"))


class LessonsViewSet(ViewSet):
    name = "monitoring_lessons"
    url_prefix = "programs/lessons"
    icon = "openquote"
    menu_label = _("Lessons")
    menu_name = "lessons"
    menu_item_class = LessonsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        shared: dict[str, Any] = {
            "permission_policy": policy_registry.get_by_type(MonitoringEntry),
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("results"),
        }
        return [
            path("", LessonsView.as_view(**shared), name="index"),
            path("results/", LessonsView.as_view(results_only=True, **shared), name="results"),
        ]

    @property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))
