"""What we keep and for how long: the inventory of personal data as a page, for administrators."""

from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from catalog.permissions import can_answer_persons
from portal.core import inventory


class KeptDataView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "cms/admin/kept_data.html"
    page_title = _("What we keep and for how long")
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_answer_persons(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shows_all = "all" in self.request.GET
        entries = [entry for entry in inventory.entries() if shows_all or entry.is_personal]
        tables = [(table, list(group)) for table, group in groupby(entries, lambda entry: entry.table)]
        tables.sort(key=lambda table: all(entry.class_ != "sensitive" for entry in table[1]))  # what matters most first
        return super().get_context_data(
            **context,
            shows_all=shows_all,
            tables=tables,
            classes=inventory.classes(),
            column_count=sum(len(entry.columns) for entry in entries),
        )


class KeptDataMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_answer_persons(request.user)


def kept_data_urls() -> list[URLPattern]:
    return [path("reports/kept-data/", KeptDataView.as_view(), name="kept_data")]
