from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.models import Sector
from portal.core.tables import Column, Table, csv_response, xlsx_response
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.results import OFFICE, SECTOR, achievement_by, achievement_of, promising
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.formulas.achievement import AchievementRate, achievement_rate
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomePeriod
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.monitoring.results.words import GREY_BELOW, percent_in_words
from portal.organizations.models import Organization

TITLE = gettext_lazy("Outcome scorecard")
YEARS = 3


class ChoiceForm(forms.Form):
    """Which year, the newest that has begun unless said otherwise, and whose PPAs."""

    fiscal_year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"), coerce=int, required=False, empty_value=None, choices=[]
    )
    office = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Office"), required=False, empty_label=gettext_lazy("All")
    )
    sector = forms.ModelChoiceField(
        Sector.objects.all(), label=gettext_lazy("Sector"), required=False, empty_label=gettext_lazy("All")
    )

    def __init__(
        self,
        data: Any,
        *,
        request: HttpRequest,
        years: list[int],
        offices: Mapping[int, str],
        sectors: Mapping[int, str],
    ) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["sector"].choices = [("", _("All")), *sectors.items()]
        fields["fiscal_year"].choices = [(year, year) for year in years]
        fields["office"].queryset = offices_with_ppas(request)
        fields["office"].choices = [("", _("All")), *offices.items()]


@dataclass(frozen=True)
class Line:
    """One group with its rates, and the list of its results."""

    group: str
    name: str
    found: AchievementRate
    url: str
    rows_url: str = ""
    """The results that it counts."""

    @property
    def is_grey(self) -> bool:
        """It rests on fewer than half of the results."""
        return self.found.coverage is None or self.found.coverage < GREY_BELOW

    @property
    def words(self) -> dict[str, str]:
        names = ("rate", "coverage", "strict_rate", "mean_progress")
        return {name: percent_in_words(getattr(self.found, name)) for name in names}


class ScorecardView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "view"
    page_title = TITLE
    header_icon = "crosshairs"
    template_name = "portal/monitoring/scorecard/board.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_scorecard:index"), "label": TITLE},
    ]

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Outcome)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        lines = [line for _title, _is, lines in self.tables for line in lines]
        return answer(scorecard_table(lines), f"outcome-scorecard-{timezone.localdate()}")

    @cached_property
    def years(self) -> list[int]:
        """Those of the results that have begun, the newest first."""
        seen = OutcomePeriod.objects.visible_to(self.request.user).filter(fiscal_year__lte=timezone.localdate().year)
        return list(seen.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()[:YEARS])

    @cached_property
    def offices(self) -> dict[int, str]:
        return {row.pk: row.short_name for row in offices_with_ppas(self.request).order_by("sort_name")}

    @cached_property
    def sectors(self) -> dict[int, str]:
        return dict(Sector.objects.values_list("pk", "name"))

    @cached_property
    def form(self) -> ChoiceForm:
        newest = {"fiscal_year": str(self.years[0])} if self.years else {}
        data = {**newest, **self.request.GET.dict()}
        form = ChoiceForm(data, request=self.request, years=self.years, offices=self.offices, sectors=self.sectors)
        form.is_valid()
        return form

    @cached_property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def year(self) -> int | None:
        return self.chosen.get("fiscal_year")

    @cached_property
    def ppas(self) -> MonitoringEntryQuerySet:
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(self.request.user)
        if office := self.chosen.get("office"):
            rows = rows.filter(lead_organization=office)
        if sector := self.chosen.get("sector"):
            rows = rows.filter(sector=sector)
        return rows

    @cached_property
    def by_year(self) -> dict[int, AchievementRate]:
        """The trend; the years that promised nothing are left out."""
        found = {year: kept(achievement_of, self.ppas, year) for year in self.years}
        return {year: rate for year, rate in found.items() if rate.total}

    @cached_property
    def whole(self) -> Line:
        found = self.by_year.get(self.year or 0) or achievement_rate(())
        return Line("", str(self.year or ""), found, self._list_url())

    @cached_property
    def tables(self) -> list[tuple[str, str, list[Line]]]:
        """By year, by office and by sector: title, what its lines are, and these."""
        if self.year is None:
            return []
        trend = [
            Line(
                _("By year"),
                str(year),
                rate,
                self._own_url(fiscal_year=year),
                rows_url=self._list_url(fiscal_year=year),
            )
            for year, rate in self.by_year.items()
        ]
        by_office, by_sector = (kept(achievement_by, self.ppas, what, self.year) for what in (OFFICE, SECTOR))
        return [
            (_("By year"), _("Year"), trend),
            (_("By office"), _("Office"), self._lines(_("By office"), "office", by_office, self.offices)),
            (_("By sector"), _("Sector"), self._lines(_("By sector"), "sector", by_sector, self.sectors)),
        ]

    def _lines(
        self, title: str, name: str, found: Mapping[Any, AchievementRate], names: Mapping[Any, str]
    ) -> list[Line]:
        lines = []
        for key, rate in found.items():
            url = self._list_url(**{name: key}) if key else ""
            lines.append(Line(title, names.get(key) or _("not recorded"), rate, url, rows_url=url))
        return sorted(lines, key=lambda line: line.name)

    def _keys(self, **more: Any) -> dict[str, Any]:
        return {name: getattr(value, "pk", value) for name, value in {**self.chosen, **more}.items()}

    def _own_url(self, **more: Any) -> str:
        return f"?{urlencode(self._keys(**more))}"

    def _list_url(self, **more: Any) -> str:
        """Its rows: results with a target or value of the year."""
        return f"{reverse('monitoring_outcomes:index')}?{urlencode(self._keys(**more))}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.GET.copy()
        address.pop("export", None)
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "whole": self.whole,
            "tables": self.tables,
            "promising": kept(promising, self.ppas, self.year),
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }


def scorecard_table(lines: list[Line]) -> Table:
    columns = [
        Column("group", gettext_lazy("Group"), width=20),
        Column("name", gettext_lazy("Name"), width=30),
        Column("total", gettext_lazy("Results"), value="found.total", kind="number"),
        Column("usable", gettext_lazy("Can be judged"), value="found.usable", kind="number"),
        Column("achieved", gettext_lazy("Met"), value="found.achieved", kind="number"),
        Column("rate", gettext_lazy("Met of those judged (%)"), value="found.rate", kind="number"),
        Column("coverage", gettext_lazy("Judged of all (%)"), value="found.coverage", kind="number"),
        Column("strict_rate", gettext_lazy("Met of all (%)"), value="found.strict_rate", kind="number"),
        Column("mean_progress", gettext_lazy("Mean progress (%)"), value="found.mean_progress", kind="number"),
    ]
    return Table(columns, lines, title=TITLE)


class ScorecardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Outcome).user_has_permission(request.user, "view"))


class ScorecardViewSet(ViewSet):
    name = "monitoring_scorecard"
    url_prefix = "programs/scorecard"
    icon = "crosshairs"
    menu_label = TITLE
    menu_name = "outcome-scorecard"
    menu_item_class = ScorecardMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", ScorecardView.as_view(), name="index")]

    @property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))
