"""The report "Applications in figures": one's own office for those who serve one, all offices for OOBC and OCM.

It shows figures only and leads to no case: who may see the cases has the list of them elsewhere.
"""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Min
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from catalog.models import ServiceApplication, ServiceOffering
from catalog.search_index import SERVICES
from portal.core.tables import csv_response, xlsx_response
from portal.geography.models import Region
from portal.organizations.models import Organization
from search.models import SearchLog

from . import clock
from .figures import approval_by_region
from .querysets import ApplicationQuerySet
from .report import Days, Report

TITLE = gettext_lazy("Applications in figures")
EVER = "all"
QUARTERS = {"1": 1, "2": 4, "3": 7, "4": 10}


class ChoiceForm(forms.Form):
    """What is counted; everything may be left open. It offers nothing that the person may not count."""

    office = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Office"), required=False, empty_label=gettext_lazy("All")
    )
    service = forms.ModelChoiceField(
        ServiceOffering.objects.none(), label=gettext_lazy("Service"), required=False, empty_label=gettext_lazy("All")
    )
    year = forms.ChoiceField(label=gettext_lazy("Received in"), required=False)
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"), required=False)
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=gettext_lazy("Region of the applicant"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, data: Any, *, rows: ApplicationQuerySet) -> None:
        super().__init__(data)
        services = ServiceOffering.objects.filter(pk__in=rows.values("service")).order_by("title")
        self._offer("office", Organization.objects.filter(pk__in=services.order_by().values("offering_mao")))
        self._offer("service", services)
        years = range(clock.today().year, _first_year(rows) - 1, -1)
        self._field("year").choices = [
            ("", _("The last 12 months")),
            *((str(year), str(year)) for year in years),
            (EVER, _("All years")),
        ]
        self._field("quarter").choices = [("", _("The whole year")), *((name, f"Q{name}") for name in QUARTERS)]

    def _offer(self, name: str, rows: Any) -> None:
        self._field(name).queryset = rows

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("quarter") and chosen.get("year", "") in ("", EVER):
            self.add_error("quarter", _("Choose a year too."))
        return chosen

    @property
    def days(self) -> Days:
        """Whole months, so that nobody subtracts one day's figures from those of the next."""
        year, quarter, today = self.cleaned_data["year"], self.cleaned_data["quarter"], clock.today()
        if year == EVER:
            return Days(None, today)
        if not year:
            return Days(_month(today.year, today.month - 11), today)
        month, months = (QUARTERS[quarter], 3) if quarter else (1, 12)
        return Days(_month(int(year), month), _month(int(year), month + months) - datetime.timedelta(days=1))

    def counted(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        """The chosen cases of all regions."""
        chosen, days = self.cleaned_data, self.days
        if chosen["office"]:
            rows = rows.filter(service__offering_mao=chosen["office"])
        if chosen["service"]:
            rows = rows.filter(service=chosen["service"])
        return rows.received_between(days.since or datetime.date.min, days.until)

    def said(self) -> Iterator[tuple[str, str]]:
        """What was chosen, in words."""
        chosen = self.cleaned_data
        yield _("Office"), str(chosen["office"] or _("All that you may count"))
        yield _("Service"), str(chosen["service"] or _("All"))
        yield _("Received"), str(self.days)
        yield _("Region of the applicant"), chosen["region"].label if chosen["region"] else _("All")


def _month(year: int, month: int) -> datetime.date:
    """Its first day; months before January are of the year before, those after December of the next."""
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _first_year(rows: ApplicationQuerySet) -> int:
    first = rows.aggregate(first=Min("received_at"))["first"]
    return (timezone.localdate(first) if first else clock.today()).year


class FiguresView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_policy = policy_registry.get_by_type(ServiceApplication)
    permission_required = "count"
    page_title = TITLE
    header_icon = "table"
    template_name = "catalog/admin/applications_in_figures.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("catalog_application_figures:index"), "label": TITLE},
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None or self.report is None:
            return super().get(request, *args, **kwargs)
        return answer(self.report.table(list(self.form.said())), f"applications-in-figures-{clock.today()}")

    @cached_property
    def countable(self) -> ApplicationQuerySet:
        return ServiceApplication.objects.countable_by(self.request.user)

    @cached_property
    def form(self) -> ChoiceForm:
        return ChoiceForm(self.request.GET, rows=self.countable)

    @cached_property
    def report(self) -> Report | None:
        """The figures of what was chosen; none of a choice that cannot be read."""
        if not self.form.is_valid():
            return None
        region = self.form.cleaned_data["region"]
        everywhere = self.form.counted(self.countable)
        searches = SearchLog.objects.filter(index=SERVICES.name, **self._searched())
        if region is None:
            return Report(everywhere, searches)
        return Report(
            everywhere.filter(applicant_region=region),
            searches.filter(region=region.code),
            is_hidden=_gives_away(everywhere, region),
        )

    def _searched(self) -> dict[str, Any]:
        days = self.form.days
        return {"searched_at__date__range": (days.since or datetime.date.min, days.until)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.GET.copy()
        address.pop("export", None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "report": self.report,
            "chosen": list(self.form.said()) if self.report else [],
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }


def _gives_away(rows: ApplicationQuerySet, region: Region) -> bool:
    """Whether the table of all regions hides something of this one: then its own page must not show it either."""
    own = [row for row in approval_by_region(rows) if row.code == region.code]
    return any(row.approved is None for row in own)


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(ServiceApplication)
        return bool(policy.user_has_permission(request.user, "count"))


class ApplicationFigures(ViewSet):
    """The report's place in the menu of the catalog."""

    name = "catalog_application_figures"
    url_prefix = "catalog/figures"
    icon = "table"
    menu_label = TITLE
    menu_name = "applications-in-figures"
    menu_item_class = FiguresMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", FiguresView.as_view(), name="index")]
