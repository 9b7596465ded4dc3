"""The board: each group of comparable PPAs with its median, and its PPAs from the cheapest to the dearest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.models import Sector
from portal.core.tables import Column, Table, csv_response, xlsx_response
from portal.monitoring.enums import BeneficiaryUnit, InterventionType, PPAStatus
from portal.monitoring.figures.results import CostGroup, cost_effectiveness
from portal.monitoring.formulas.cost_effectiveness import Comparison, Rated
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.querysets import MonitoringEntryQuerySet

from .words import is_rated, name_of, pesos_or_dash, rating_in_words, ratio_in_words, said_of, window_of

TITLE = _("Cost-effectiveness")


class ChoiceForm(forms.Form):
    """Which groups are compared, and in which three years."""

    fiscal_year = forms.TypedChoiceField(
        label=_("Three years up to"), coerce=int, required=False, empty_value=None, choices=[]
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector"), required=False, empty_label=_("All"))
    intervention_type = forms.ChoiceField(
        label=_("Kind of work"), choices=[("", _("All")), *InterventionType.choices], required=False
    )
    beneficiary_unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("", _("All")), *BeneficiaryUnit.choices], required=False
    )

    def __init__(self, data: Any, *, years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["fiscal_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """One PPA in its group."""

    group: str
    ppa: MonitoringEntry
    rated: Rated
    at: Decimal | None
    """Where its dot lies on the strip, in percent of its length."""

    @property
    def words(self) -> dict[str, str]:
        rated = self.rated
        return {
            "paid": pesos_or_dash(rated.spent.spend),
            "per_beneficiary": pesos_or_dash(rated.cost_per_beneficiary),
            "progress": pesos_or_dash(rated.spent.progress),
            "effective": pesos_or_dash(rated.cost_per_effective_beneficiary),
            "ratio": ratio_in_words(rated.ratio_to_median),
            "rating": rating_in_words(rated.rating),
        }


@dataclass(frozen=True)
class Group:
    name: str
    comparison: Comparison[UUID]
    lines: list[Line]
    median_at: Decimal | None

    @property
    def median(self) -> str:
        return pesos_or_dash(self.comparison.median)

    @property
    def said(self) -> str:
        return said_of(self.comparison)

    @property
    def is_rated(self) -> bool:
        return is_rated(self.comparison)

    @property
    def known(self) -> list[Line]:
        """Those with a cost for each one reached; the files have the others too."""
        return [line for line in self.lines if line.rated.cost_per_beneficiary is not None]

    @property
    def unknown_count(self) -> int:
        return len(self.lines) - len(self.known)


class CostBoardView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "view"
    page_title = TITLE
    header_icon = "order"
    template_name = "portal/monitoring/costs/board.html"
    http_method_names = ["get", "head", "options"]
    breadcrumbs_items: ClassVar = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("monitoring_costs:index"), "label": TITLE},
    ]

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(MonitoringEntry)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        if answer is None:
            return super().get(request, *args, **kwargs)
        lines = [line for group in self.groups for line in group.lines]
        return answer(costs_table(lines), f"cost-effectiveness-{timezone.localdate()}")

    @cached_property
    def rows(self) -> MonitoringEntryQuerySet:
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(self.request.user)
        return rows.filter(status__in=PPAStatus.spending())

    @cached_property
    def years(self) -> list[int]:
        """Of these PPAs, the newest first."""
        found = self.rows.order_by("-plan_year").values_list("plan_year", flat=True).distinct()
        return [year for year in found if year]

    @cached_property
    def form(self) -> ChoiceForm:
        data = self.request.GET.copy()
        if not data.get("fiscal_year") and self.years:
            today = timezone.localdate().year
            data["fiscal_year"] = str(next((year for year in self.years if year <= today), self.years[0]))
        form = ChoiceForm(data, years=self.years)
        form.is_valid()
        return form

    @cached_property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def groups(self) -> list[Group]:
        """Those with most values first."""
        kind = {**self.chosen}
        year = kind.pop("fiscal_year", None)
        if year is None:
            return []
        found = cost_effectiveness(self.rows.filter(**kind), year, timezone.localdate())
        keys = [key for comparison in found.values() for key in comparison.items]
        ppas = MonitoringEntry.objects.filter(pk__in=keys).select_related("lead_organization").in_bulk()
        sectors = Sector.objects.in_bulk()
        groups = [_group(name_of(group, sectors), comparison, ppas) for group, comparison in found.items()]
        return sorted(groups, key=lambda group: (-group.comparison.n, group.name))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.GET.copy()
        address.pop("export", None)
        year = self.chosen.get("fiscal_year")
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "window": window_of(year) if year else "",
            "groups": [group for group in self.groups if group.comparison.n],
            "silent": [group for group in self.groups if not group.comparison.n],
            "counted_at": timezone.now(),
            "address": f"{address.urlencode()}&" if address else "",
        }


def address_of(fiscal_year: int, group: CostGroup) -> str:
    """The board narrowed to one group."""
    return f"{reverse('monitoring_costs:index')}?{urlencode({'fiscal_year': fiscal_year, **vars(group)})}"


def _group(name: str, comparison: Comparison[UUID], ppas: Mapping[UUID, MonitoringEntry]) -> Group:
    costs = [rated.cost_per_effective_beneficiary for rated in comparison.items.values()]
    dearest = max((cost for cost in costs if cost is not None), default=None)
    lines = [
        Line(name, ppas[key], rated, _at(rated.cost_per_effective_beneficiary, dearest))
        for key, rated in comparison.items.items()
    ]
    lines.sort(key=lambda line: (line.at is None, line.at or 0, line.ppa.sort_title))
    return Group(name, comparison, lines, _at(comparison.median, dearest))


def _at(cost: Decimal | None, dearest: Decimal | None) -> Decimal | None:
    """From 2 to 98, so that no dot is cut."""
    return None if cost is None or not dearest else round(2 + 96 * cost / dearest, 2)


def costs_table(lines: list[Line]) -> Table:
    columns = [
        Column("group", _("Group"), width=40),
        Column("ppa", _("PPA"), value="ppa.title", width=48),
        Column("office", _("Office"), value="ppa.lead_organization.short_name", width=14),
        Column("paid", _("Paid (₱)"), value="rated.spent.spend", kind="money"),
        Column("reached", _("Reached"), value="rated.spent.beneficiaries", kind="number"),
        Column("per", _("For each one reached (₱)"), value="rated.cost_per_beneficiary", kind="money"),
        Column("progress", _("Mean progress (%)"), value="rated.spent.progress", kind="number"),
        Column("effective", _("Weighed by progress (₱)"), value="rated.cost_per_effective_beneficiary", kind="money"),
        Column("ratio", _("Times the median"), value="rated.ratio_to_median", kind="number"),
        Column("rating", _("Cost-effectiveness"), value=lambda line: rating_in_words(line.rated.rating)),
    ]
    return Table(columns, lines, title=TITLE)
