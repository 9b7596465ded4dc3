"""The staff back office of the catalog."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.generic import IndexView as ModelIndexView
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from portal.accounts.models import StaffRequest
from portal.core.access import ScopedIndexMixin, ScopedModelViewSet, ScopedSnippetViewSet
from portal.core.actions import ActionRefused
from portal.core.sections import Section

from . import actions
from .editing import EditorialEditView
from .filters import OfferingFilterSet, ReportFilterSet
from .form_builder.screens import form_button
from .importing import can_import
from .models import OfferingReport, ServiceOffering
from .panels import OFFERING_EDIT_HANDLER
from .permissions import can_change, can_set_as_checked
from .querysets import OfferingReportQuerySet, ServiceOfferingQuerySet
from .tables import services_table
from .use_screens import UseSidePanel, use_section

REPORT_ROUTES = {"index", "index_results", "inspect"}


def last_checked(offering: ServiceOffering) -> str:
    return date_format(offering.last_checked_on) if offering.last_checked_on else _("never")


class OfferingIndexView(ScopedIndexMixin, IndexView):
    request: StaffRequest
    export_table = staticmethod(services_table)

    def listed(self, rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
        return rows.with_editorial_state().with_check_due_on()

    def get_edit_url(self, instance: ServiceOffering) -> str | None:
        return super().get_edit_url(instance) if can_change(self.request.user, instance) else None

    def get_copy_url(self, instance: ServiceOffering) -> str | None:
        return super().get_copy_url(instance) if can_change(self.request.user, instance) else None

    def get_list_more_buttons(self, instance: ServiceOffering) -> list[Button]:
        facts = self.get_inspect_url(instance)
        buttons = [Button(_("All facts"), url=facts, icon_name="list-ul", priority=20)]
        if url := self.get_edit_url(instance):
            buttons.append(Button(_("Edit"), url=url, icon_name="edit", priority=10))
        if url := self.get_copy_url(instance):
            buttons.append(Button(_("Copy"), url=url, icon_name="copy", priority=30))
        if url := instance.url:
            buttons.append(Button(_("Public page"), url=url, icon_name="view", priority=40))
        return buttons

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if can_import(self.request.user):
            buttons.append(HeaderButton(_("Import services"), url=reverse("catalog_import"), icon_name="upload"))
        return buttons


class OfferingInspectView(InspectView):
    """The newest text, for those who read it and do not write it; the same cells as in an export."""

    page_title = gettext_lazy("Service")
    template_name = "portal/core/profile.html"

    def get_fields_context(self) -> list[dict[str, Any]]:
        return []  # the section says it all

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cells = next(services_table(ServiceOffering.objects.filter(pk=self.object.pk)).body)
        facts = [(cell.column.label, cell.text) for cell in cells]
        return {
            **super().get_context_data(**kwargs),
            "sections": [Section(_("All facts"), "portal/core/_facts.html", rows=facts), use_section(self.object)],
        }

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        button = form_button(self.object, for_user=self.request.user)
        return [*([button] if button else []), *super().header_more_buttons]


class OfferingEditView(EditorialEditView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if not self.expects_json_response:
            panels.append(UseSidePanel(self.object, self.request))
        return panels

    def own_buttons(self) -> list[Any]:
        buttons = super().own_buttons()
        offering = self.live_object
        if offering.live and can_set_as_checked(self.request.user, offering):
            url = reverse("catalog_offerings:check", args=[offering.pk])
            attrs = {"data-controller": "w-action", "data-action": "w-action#post", "data-w-action-url-value": url}
            buttons.append(HeaderButton(_("Set as checked"), icon_name="check", attrs=attrs, priority=6))
        if button := form_button(offering, for_user=self.request.user):
            buttons.append(button)
        return buttons


class SetAsCheckedView(View):
    """Confirms the published facts; POST only."""

    model = ServiceOffering
    permission_required = "check"

    def post(self, request: StaffRequest, pk: str) -> HttpResponse:
        offering = ServiceOffering.objects.visible_to(request.user).get(pk=pk)
        try:
            actions.set_as_checked(offering, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(title)s” is set as checked today.") % {"title": offering.title})
        return redirect(request.POST.get("next") or reverse("catalog_offerings:edit", args=[pk]))


class OfferingViewSet(ScopedSnippetViewSet):
    model = ServiceOffering
    icon = "list-ul"
    menu_label = gettext_lazy("Services")
    menu_name = "services"
    base_url_path = "catalog/services"
    admin_url_namespace = "catalog_offerings"
    chooser_admin_url_namespace = "catalog_offering_chooser"
    chooser_base_url_path = "catalog/services/choose"
    index_view_class = OfferingIndexView
    edit_view_class = OfferingEditView
    inspect_view_class = OfferingInspectView
    edit_handler = OFFERING_EDIT_HANDLER
    filterset_class = OfferingFilterSet
    search_fields = ["title", "alternate_name", "keywords", "description"]
    export_filename = "services"
    ordering = "title"
    list_per_page = 50
    copy_view_enabled = True
    inspect_view_enabled = True
    list_display = [
        "title",
        Column("offering_mao.short_name", label=gettext_lazy("Office"), sort_key="offering_mao__sort_name"),
        Column("category.name", label=gettext_lazy("Category"), sort_key="category__name"),
        Column("get_obc_access_display", label=gettext_lazy("Outside BARMM"), sort_key="obc_access"),
        LiveStatusTagColumn(),
        Column("last_checked", label=gettext_lazy("Last checked"), accessor=last_checked, sort_key="last_checked_on"),
        UpdatedAtColumn(),
    ]

    def get_urlpatterns(self) -> list[Any]:
        check = self.construct_view(SetAsCheckedView)
        return [*super().get_urlpatterns(), path("check/<uuid:pk>/", check, name="check")]


def report_state(report: OfferingReport) -> str:
    if report.handled_at is None:
        return _("To be handled")
    day = date_format(timezone.localtime(report.handled_at))
    return _("Handled on %(day)s by %(by)s") % {"day": day, "by": report.handled_by}


class ReportIndexView(ScopedIndexMixin, ModelIndexView):
    def listed(self, rows: OfferingReportQuerySet) -> OfferingReportQuerySet:
        return rows.select_related("offering__offering_mao", "handled_by")


class HandleReportView(View):
    """Closes a report; POST only."""

    model = OfferingReport
    permission_required = "change"

    def post(self, request: StaffRequest, pk: str) -> HttpResponse:
        report = OfferingReport.objects.visible_to(request.user).get(pk=pk)
        try:
            actions.handle_report(report, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The report is closed."))
        return redirect("catalog_reports:index")


class ReportInspectView(InspectView):
    page_title = gettext_lazy("Reported mistake")
    template_name = "catalog/admin/report_inspect.html"

    def get_page_subtitle(self) -> str:
        return str(self.object.offering)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.object
        facts = [
            (_("What is wrong"), report.message),
            (_("Office"), report.offering.offering_mao),
            (_("Reported"), timezone.localtime(report.reported_at)),
            (_("State"), report_state(report)),
        ]
        return {
            **super().get_context_data(**kwargs),
            "facts": Section(_("Facts"), "portal/core/_facts.html", rows=facts),
        }


class ReportViewSet(ScopedModelViewSet):
    """What readers said is wrong. Rows come from the public page and are closed, never edited or deleted."""

    model = OfferingReport
    name = "catalog_reports"
    url_prefix = "catalog/reports"
    icon = "warning"
    menu_label = gettext_lazy("Reported mistakes")
    menu_name = "reported-mistakes"
    index_view_class = ReportIndexView
    inspect_view_class = ReportInspectView
    inspect_view_enabled = True
    filterset_class = ReportFilterSet
    form_fields = ["message"]
    search_fields = ["message", "offering__title"]
    ordering = "-reported_at"
    list_display = [
        "message",
        Column("offering", label=gettext_lazy("Service"), sort_key="offering__title"),
        Column("office", label=gettext_lazy("Office"), accessor="offering.offering_mao.short_name"),
        DateColumn("reported_at", label=gettext_lazy("Reported"), sort_key="reported_at"),
        Column("state", label=gettext_lazy("State"), accessor=report_state, sort_key="handled_at"),
    ]
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[Any]:
        handle = path("handle/<uuid:pk>/", self.construct_view(HandleReportView), name="handle")
        return [*[pattern for pattern in super().get_urlpatterns() if pattern.name in REPORT_ROUTES], handle]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        missing = {f"{name}_url_name": self.UNDEFINED for name in ("add", "edit", "delete", "history", "usage")}
        return super().get_common_view_kwargs(**{**missing, **kwargs})
