"""Wagtail's back office as OOBC uses it: whose work waits, and reports that only those may open who see it all."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView

from portal.core.waiting import waiting_for

# Wagtail opens these to anybody who may enter the back office; they name what every office is writing.
SEES_THE_AUDIT_RECORD = "wagtailcore.view_modellogentry"
SEES_ALL_MODERATION = "catalog.publish_serviceoffering"
REPORTS = [
    ("site-history", LogEntriesView, SEES_THE_AUDIT_RECORD),
    ("workflow", WorkflowView, SEES_ALL_MODERATION),
    ("workflow_tasks", WorkflowTasksView, SEES_ALL_MODERATION),
]


def guarded_reports() -> list[URLPattern]:
    """The same addresses as Wagtail's, to stand before them."""
    return [
        pattern
        for name, view, permission in REPORTS
        for pattern in (
            path(f"{name}/", only_with(permission, view.as_view())),
            path(f"{name}/results/", only_with(permission, view.as_view(results_only=True))),
        )
    ]


def only_with(permission: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_admin_access(guarded)  # type: ignore[no-any-return]


class WaitingPanel(Component):
    """The first thing a person sees: what waits for them, late things first."""

    name = "waiting"
    order = 50
    template_name = "cms/admin/waiting_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"lines": waiting_for(parent_context["request"].user)}
