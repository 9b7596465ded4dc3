"""Which offices reported a quarter, and whose report is missing."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.fiscal_year import Quarter
from portal.core.tables import Column, Table, csv_response, xlsx_response
from portal.monitoring.figures.progress import closed_quarters, missing_reports, reported_by_office
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from portal.monitoring.permissions import reach
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.monitoring.stages.words import days_in_words
from portal.organizations.models import Organization

from .forms import key_of

TITLE = _("Progress reports")
QUARTERS = 8
A_PAGE = 50


class ChoiceForm(forms.Form):
    """Which quarter, the one that closed last unless said otherwise, and whose."""

    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    office = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Office"), required=False, empty_label=_("All offices")
    )

    def __init__(self, data: Any, *, request: HttpRequest, quarters: list[Quarter]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["quarter"].choices = [(key_of(one), f"{one} {one.fiscal_year}") for one in quarters]
        fields["office"].queryset = offices_with_ppas(request)


class MissingReportsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "view"
    page_title = TITLE
    header_icon = "form"
    template_name = "portal/monitoring/updates/missing.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_updates:missing"), "label": TITLE},
    ]

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(ProgressUpdate)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        return answer(self._table(), f"missing-reports-{key_of(self.quarter)}")

    @cached_property
    def quarters(self) -> list[Quarter]:
        return closed_quarters(timezone.localdate(), QUARTERS)

    @cached_property
    def form(self) -> ChoiceForm:
        data = {"quarter": key_of(self.quarters[0]), **self.request.GET.dict()}
        form = ChoiceForm(data, request=self.request, quarters=self.quarters)
        form.is_valid()
        return form

    @cached_property
    def quarter(self) -> Quarter:
        chosen = self.form.cleaned_data.get("quarter")
        return next((one for one in self.quarters if key_of(one) == chosen), self.quarters[0])

    @cached_property
    def ppas(self) -> MonitoringEntryQuerySet:
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(self.request.user)
        office = self.form.cleaned_data.get("office")
        return rows.filter(lead_organization=office) if office else rows

    def _table(self) -> Table:
        columns = [
            Column("ppa", _("PPA"), value="title", width=48),
            Column("office", _("Office"), value="lead_organization.short_name", width=14),
            Column("quarter", _("Quarter"), value=lambda row: f"{self.quarter} {self.quarter.fiscal_year}"),
            Column("due", _("Due on"), value=lambda row: self.quarter.report_due, kind="date"),
        ]
        return Table(columns, missing_reports(self.ppas, self.quarter), title=TITLE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, quarter = timezone.localdate(), self.quarter
        lines = reported_by_office(self.ppas, quarter)
        page = Paginator(missing_reports(self.ppas, quarter), A_PAGE).get_page(self.request.GET.get("p"))
        address = self.request.GET.copy()
        for name in ("export", "p"):
            address.pop(name, None)
        may = reach(self.request.user, "report")
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "quarter": f"{quarter} {quarter.fiscal_year}",
            "due_on": quarter.report_due,
            "due": days_in_words((quarter.report_due - today).days),
            "is_late": quarter.report_due < today,
            "lines": [{"line": line, **self._urls(line)} for line in lines],
            "owed": sum(line.owed for line in lines),
            "reported": sum(line.reported for line in lines),
            "on_time": sum(line.on_time for line in lines),
            "page": page,
            "missing": [
                {
                    "ppa": ppa,
                    "report_url": f"{reverse('monitoring_ppas:report', args=[ppa.pk])}?quarter={key_of(quarter)}"
                    if may.everything or ppa.lead_organization_id in may.organizations
                    else "",
                }
                for ppa in page.object_list
            ],
            "list_url": f"{reverse('monitoring_updates:index')}?{urlencode(self._keys())}",
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
            "page_url": f"?{address.urlencode()}" if address else "?",
        }

    def _keys(self, **more: Any) -> dict[str, Any]:
        return {"fiscal_year": self.quarter.fiscal_year, "quarter": self.quarter.number, **more}

    def _urls(self, line: Any) -> dict[str, str]:
        of_office = {"quarter": key_of(self.quarter), "office": line.office.pk}
        return {
            "reported_url": f"{reverse('monitoring_updates:index')}?{urlencode(self._keys(office=line.office.pk))}",
            "missing_url": f"{reverse('monitoring_updates:missing')}?{urlencode(of_office)}#missing",
        }
