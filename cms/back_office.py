"""Wagtail's back office as OOBC uses it: whose work waits, and reports that only those may open who see it all."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from portal.accounts.permissions import can_open_admin
from portal.core.waiting import waiting_for

# Wagtail opens these to anybody who may enter the back office; they name what every office is writing.
SEES_THE_AUDIT_RECORD = "wagtailcore.view_modellogentry"
SEES_ALL_MODERATION = "catalog.publish_serviceoffering"


class ModerationReport(WorkflowView):
    """Which texts were submitted, and what became of them."""

    page_title = _("Moderation")
    header_buttons: list[Any] = []  # the same by task, of which there is one


REPORTS = [
    ("site-history", LogEntriesView, SEES_THE_AUDIT_RECORD),
    ("workflow", ModerationReport, SEES_ALL_MODERATION),
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

    return require_admin_access(guarded)


class WaitingPanel(Component):
    """The first thing a person sees: what waits for them, late things first."""

    name = "waiting"
    order = 50
    template_name = "cms/admin/waiting_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"lines": waiting_for(parent_context["request"].user)}


class Doors:
    """Middleware: parts of Wagtail's back office that are not everybody's.

    Wagtail lets whoever may enter open choosers, the page tree and the page API. Here only those who edit the website
    do; and moderation is part of the program, so nobody redraws it on a screen.
    """

    CLOSED = ("/admin/workflows/", "/admin/snippets/")
    WEBSITE = (
        "/admin/api/",
        "/admin/choose-",
        "/admin/collections/",
        "/admin/documents/",
        "/admin/embeds/",
        "/admin/images/",
        "/admin/locales/",
        "/admin/pages/",
        "/admin/redirects/",
        "/admin/settings/",
        "/admin/sites/",
        "/admin/translation/",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        if request.user.is_anonymous:
            return None  # Wagtail asks them to sign in
        is_closed = request.path.startswith(self.CLOSED)
        if is_closed or (request.path.startswith(self.WEBSITE) and not edits_website(request.user)):
            return self.not_here(request)
        return None

    @staticmethod
    def not_here(request: HttpRequest) -> HttpResponse:
        """The same page as for a row of another office; who has no back office gets the public one."""
        if not can_open_admin(request.user):
            raise Http404
        return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def edits_website(user: AbstractUser | AnonymousUser) -> bool:
    """Whether any part of the page tree is theirs."""
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission(user, {"add", "change", "publish"}))
