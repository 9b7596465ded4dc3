from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import FundingSource
from portal.core.registers import RegisterViewSet
from portal.monitoring.models import CeilingManagement

from . import views
from .forms import CeilingForm, ChangeCeilingForm


def _years(field: Any = None) -> list[tuple[int, str]]:
    years = CeilingManagement.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in years]


class CeilingFilterSet(WagtailFilterSet):
    fiscal_year = django_filters.ChoiceFilter(label=_("Fiscal year"), choices=_years)
    source = django_filters.ModelChoiceFilter(
        label=_("Funding source"),
        queryset=lambda request: FundingSource.objects.filter(ceilings__isnull=False).distinct(),
    )

    class Meta:
        model = CeilingManagement
        fields: list[str] = []


class CeilingViewSet(RegisterViewSet):
    model = CeilingManagement
    name = "monitoring_ceilings"
    url_prefix = "programs/ceilings"
    icon = "resubmit"
    menu_label = _("Ceilings")
    menu_name = "ceilings"
    ordering = "-fiscal_year"
    index_view_class = views.CeilingIndexView
    add_view_class = views.AddCeilingView
    edit_view_class = views.ChangeCeilingView
    inspect_view_class = views.CeilingProfileView
    filterset_class = CeilingFilterSet
    form_fields = ["fiscal_year"]
    export_filename = "ceilings"
    acts = {"allow": views.AllowView}

    def lock(self, row: Any) -> None:
        """The actions do, in the order in which everybody locks: PPAs, then ceilings."""

    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangeCeilingForm if for_update else CeilingForm
