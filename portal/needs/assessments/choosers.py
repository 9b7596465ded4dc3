"""Choosing a town among the country's 1,600: searched rather than scrolled."""

from typing import Any

from django.db.models import Q
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.core.text import fold
from portal.geography.models import Municipality


class MunicipalitySearchForm(SearchFilterMixin, BaseFilterForm):
    """Finds a town by its own name and that of its province: "santa cruz davao"."""

    def filter(self, towns: Any) -> Any:
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        for word in fold(self.search_query).split():
            towns = towns.filter(Q(sort_name__contains=word) | Q(province__sort_name__contains=word))
        return towns


class _TownsMixin:
    """Towns with the province they lie in: many have the same name."""

    filter_form_class = MunicipalitySearchForm
    ordering = ["sort_name", "pk"]

    def get_object_list(self) -> Any:
        return super().get_object_list().valid().select_related("province")  # type: ignore[misc]

    @property
    def columns(self) -> list[TitleColumn | Column]:
        return [*super().columns, Column("province", label=_("Province or independent city"))]  # type: ignore[misc]


class ChooseTownView(_TownsMixin, chooser.ChooseView):
    pass


class ChooseTownResultsView(_TownsMixin, chooser.ChooseResultsView):
    pass


class MunicipalityChooserViewSet(ChooserViewSet):
    model = Municipality
    name = "municipality_chooser"
    icon = "site"
    choose_one_text = _("Choose a city or municipality")
    choose_another_text = _("Choose another city or municipality")
    register_widget = False
    choose_view_class = ChooseTownView
    choose_results_view_class = ChooseTownResultsView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


municipality_chooser = MunicipalityChooserViewSet()
