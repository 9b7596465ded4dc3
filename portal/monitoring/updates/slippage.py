"""Slippage: the running PPAs by how far their newest report lies behind the plan, with the reason and what is done."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.models import Sector
from portal.core.tables import csv_response, xlsx_response
from portal.monitoring.enums import PPAStatus, SlippageStage
from portal.monitoring.figures.progress import at_stage, by_slippage, newest_reports
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from portal.monitoring.querysets import UpdateQuerySet
from portal.organizations.models import Organization

from .listing import updates_table
from .words import percent, quarter_of, signed, stage_of

TITLE = _("Slippage")
A_PAGE = 50
RUNNING = [PPAStatus.IN_EXECUTION, PPAStatus.ON_HOLD]
WORST_FIRST = list(reversed(SlippageStage))


class ChoiceForm(forms.Form):
    """Whose PPAs; which stage is chosen in the counts."""

    office = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Office"), required=False, empty_label=_("All offices")
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector"), required=False, empty_label=_("All"))
    stage = forms.ChoiceField(
        label=_("Against the plan"),
        choices=[("", _("All")), *((stage.value, stage.label) for stage in WORST_FIRST)],
        required=False,
    )

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.fields["office"].queryset = offices_with_ppas(request)  # type: ignore[attr-defined]


class SlippageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "view"
    page_title = TITLE
    header_icon = "warning"
    template_name = "portal/monitoring/updates/slippage.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_slippage:index"), "label": TITLE},
    ]

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(ProgressUpdate)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        return answer(updates_table(self.rows), f"slippage-{timezone.localdate()}")

    @cached_property
    def form(self) -> ChoiceForm:
        form = ChoiceForm(self.request.GET, request=self.request)
        form.is_valid()
        return form

    @cached_property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def reports(self) -> UpdateQuerySet:
        """The newest of each running PPA of the choice, at any stage."""
        ppas = MonitoringEntry.objects.visible_to(self.request.user).filter(status__in=RUNNING)
        if office := self.chosen.get("office"):
            ppas = ppas.filter(lead_organization=office)
        if sector := self.chosen.get("sector"):
            ppas = ppas.filter(sector=sector)
        return newest_reports(ppas)

    @cached_property
    def rows(self) -> UpdateQuerySet:
        """Those at the stage that was chosen, the furthest behind first."""
        stage = self.chosen.get("stage")
        rows = self.reports.filter(at_stage(SlippageStage(stage))) if stage else self.reports
        rows = rows.select_related("ppa__lead_organization")
        return rows.order_by(F("points").asc(nulls_last=True), "ppa__sort_title", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.rows, A_PAGE).get_page(self.request.GET.get("p"))
        address = self.request.GET.copy()
        for name in ("export", "p"):
            address.pop(name, None)
        counts = by_slippage(self.reports)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "counts": [(stage.label, counts[stage], self._url(stage)) for stage in WORST_FIRST],
            "page": page,
            "lines": [_line(row) for row in page.object_list],
            "today": timezone.localdate(),
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
            "page_url": f"?{address.urlencode()}" if address else "?",
        }

    def _url(self, stage: SlippageStage) -> str:
        keys = {name: getattr(value, "pk", value) for name, value in self.chosen.items()}
        return f"?{urlencode({**keys, 'stage': stage.value})}"


def _line(row: Any) -> dict[str, Any]:
    stage = stage_of(row)
    return {
        "row": row,
        "quarter": f"{quarter_of(row)} {row.fiscal_year}",
        "planned": percent(row.target_pct),
        "done": percent(row.actual_pct),
        "points": signed(row.points),
        "stage": stage.label,
        "is_alarming": stage in SlippageStage.alerting(),
    }


class SlippageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(ProgressUpdate).user_has_permission(request.user, "view"))


class SlippageViewSet(ViewSet):
    name = "monitoring_slippage"
    url_prefix = "programs/slippage"
    icon = "warning"
    menu_label = TITLE
    menu_name = "slippage"
    menu_item_class = SlippageMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", SlippageView.as_view(), name="index")]

    @property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))
