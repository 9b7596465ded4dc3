"""The “Reference data” group of the Wagtail admin: what administrators keep, and nobody deletes.

All that knows wagtail-modeladmin stands in this module. Rows go out of use (``is_active``) or end by date, because
offerings, needs and money point to them; codes and the places a place lies in come from files alone
(``portal.core.loading``), so they are shown and cannot be edited once a row exists.
"""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.log_actions import LogFormatter, log
from wagtail_modeladmin.helpers import AdminURLHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import CreateView, EditView, HistoryView, IndexView

from catalog.models import RefusalReason
from portal.communities.models import EthnolinguisticGroup
from portal.core.models import (
    ContentVersion,
    DevelopmentGoal,
    FundingSource,
    Holiday,
    NeedCategory,
    Sector,
    ServiceCategory,
)
from portal.core.tables import Column, Kind, Table, csv_response, xlsx_response
from portal.geography.models import Barangay, Municipality, Province, Region


class NeverDeleted(PermissionHelper):
    """Whoever holds a model's permissions may list, add and edit; deleting is nobody's, a superuser's neither."""

    def get_all_model_permissions(self) -> models.QuerySet:
        return super().get_all_model_permissions().exclude(codename=self.get_perm_codename("delete"))

    def user_can_delete_obj(self, user: Any, obj: models.Model) -> bool:
        return False


class NumberedURLs(AdminURLHelper):
    """Rows are numbered: any other address is a page that does not exist, not an error."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]{{1,18}})/$"


class ReferenceIndex(IndexView):
    """The list, with exports that are safe to open and hold just what is shown."""

    page_num: int

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(self.index_url)

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str) -> models.QuerySet:
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))  # PostgreSQL has none

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.paginator_class(self.queryset, self.items_per_page).num_pages
        self.page_num = min(max(self.page_num, 1), pages)
        return super().get_context_data(**kwargs)

    def as_spreadsheet(self, queryset: models.QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        columns = [self._column(name) for name in self.list_display]
        table = Table(columns, queryset, title=capfirst(self.verbose_name_plural))
        respond = xlsx_response if spreadsheet_format == self.FORMAT_XLSX else csv_response
        return respond(table, self.model._meta.model_name or "")

    def _column(self, name: str) -> Column:
        label = capfirst(str(label_for_field(name, model=self.model, model_admin=self.model_admin)))
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return Column(name, label)
        if field.choices:
            return Column(name, label, value=f"get_{name}_display")
        return Column(name, label, kind=_kind(field))


def _kind(field: models.Field) -> Kind:
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, models.DateField):
        return "date"
    return "number" if isinstance(field, models.IntegerField | models.FloatField) else "text"


class ReferenceCreate(CreateView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        ContentVersion.bump()
        return super().form_valid(form)


class ReferenceEdit(EditView):
    def get_edit_handler(self) -> Any:
        return self.model_admin.get_edit_handler(is_new=False).bind_to_model(self.model)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        changes = {name: [_said(form.initial.get(name)), _said(form.cleaned_data[name])] for name in form.changed_data}
        response = super(EditView, self).form_valid(form)  # EditView's own adds only a log entry without the values
        log(self.instance, "reference.edit", content_changed=bool(changes), data={"changes": changes})
        ContentVersion.bump()
        return response


def _said(value: Any) -> str:
    """A value as the history keeps it: nothing is empty text."""
    return "" if value is None else str(value)


class ReferenceHistory(HistoryView):
    def check_action_permitted(self, user: Any) -> bool:
        """modeladmin itself shows the history to everybody who may open the admin."""
        return self.permission_helper.user_can_list(user)


class ReferenceEdited(LogFormatter):
    """A line of the history: which field said what, and what it says now."""

    label = _("Edit")

    def format_message(self, log_entry: Any) -> str:
        fields = log_entry.content_type.model_class()._meta
        changes = [
            f"{capfirst(fields.get_field(name).verbose_name)}: {old or '–'} → {new or '–'}"
            for name, (old, new) in log_entry.data.get("changes", {}).items()
        ]
        return "; ".join(changes) or str(_("Saved without changes"))


class ReferenceAdmin(ModelAdmin):
    """``fixed`` fields are given when a row is made and stay; ``fields`` may be edited."""

    fixed: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    list_display: tuple[str, ...] = ("__str__",)
    list_filter: tuple[str, ...] = ()
    search_fields: tuple[str, ...] = ()
    menu_icon = "list-ul"
    permission_helper_class = NeverDeleted
    url_helper_class = NumberedURLs
    index_view_class = ReferenceIndex
    create_view_class = ReferenceCreate
    edit_view_class = ReferenceEdit
    history_view_class = ReferenceHistory
    index_view_extra_css = ["css/reference_admin.css"]
    list_per_page = 50

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        return tuple(self.list_display)

    def get_menu_label(self) -> str:
        return capfirst(self.opts.verbose_name_plural)

    def get_edit_handler(self, *, is_new: bool = True) -> ObjectList:
        fixed = [FieldPanel(name, read_only=not is_new) for name in self.fixed]
        return ObjectList([*fixed, *(FieldPanel(name) for name in self.fields)])


class TaxonomyAdmin(ReferenceAdmin):
    fixed: tuple[str, ...] = ("code",)
    fields: tuple[str, ...] = ("name", "name_fil", "position", "is_active")
    list_display: tuple[str, ...] = ("name", "name_fil", "code", "position", "is_active")
    list_filter: tuple[str, ...] = ("is_active",)
    search_fields: tuple[str, ...] = ("name", "name_fil", "code")


class SectorAdmin(TaxonomyAdmin):
    model = Sector
    menu_icon = "grid"


class FundingSourceAdmin(TaxonomyAdmin):
    model = FundingSource


class CategoryAdmin(TaxonomyAdmin):
    fixed = ("code", "sector")
    list_display = ("name", "name_fil", "sector", "code", "position", "is_active")
    list_filter = ("is_active", "sector")
    list_select_related = ("sector",)
    menu_icon = "tag"


class NeedCategoryAdmin(CategoryAdmin):
    model = NeedCategory


class ServiceCategoryAdmin(CategoryAdmin):
    model = ServiceCategory


class DevelopmentGoalAdmin(TaxonomyAdmin):
    model = DevelopmentGoal
    menu_icon = "crosshairs"
    fields = ("plan", "name", "name_fil", "position", "is_active")
    list_display = ("name", "name_fil", "plan", "code", "position", "is_active")
    list_filter = ("is_active", "plan")


class RefusalReasonAdmin(TaxonomyAdmin):
    model = RefusalReason


class EthnolinguisticGroupAdmin(TaxonomyAdmin):
    model = EthnolinguisticGroup
    menu_icon = "group"


class HolidayAdmin(ReferenceAdmin):
    model = Holiday
    menu_icon = "calendar"
    fixed = ("date",)
    fields = ("name", "name_fil", "is_estimated", "is_active")
    list_display = ("date", "name", "name_fil", "is_estimated", "is_active")
    list_filter = ("is_active", "is_estimated")
    search_fields = ("name", "name_fil")


class PlaceAdmin(ReferenceAdmin):
    menu_icon = "globe"
    search_fields: tuple[str, ...] = ("name", "sort_name", "psgc")
    list_display_add_buttons = "name"


VALIDITY = ("valid_from", "valid_until")


class RegionAdmin(PlaceAdmin):
    model = Region
    fixed = ("psgc", "code")
    fields = ("name", "position", "island_group", "obc_scope", "population", *VALIDITY)
    list_display = ("name", "code", "obc_scope", "population", "psgc", "valid_until")
    list_filter = ("obc_scope", "island_group")


class ProvinceAdmin(PlaceAdmin):
    model = Province
    fixed = ("psgc", "region")
    fields = ("name", "kind", "capital", "income_class", "population", "map_shape", "lat", "lon", *VALIDITY)
    list_display = ("name", "region", "kind", "capital", "population", "psgc", "valid_until")
    list_filter = ("region", "kind")
    list_select_related = ("region",)


class MunicipalityAdmin(PlaceAdmin):
    model = Municipality
    fixed = ("psgc", "province")
    fields = ("name", "level", "city_class", "income_class", "population", "lat", "lon", *VALIDITY)
    list_display = ("name", "province", "level", "city_class", "population", "psgc", "valid_until")
    list_filter = ("level", "province__region")
    search_fields = (*PlaceAdmin.search_fields, "province__name")
    list_select_related = ("province",)


class BarangayAdmin(PlaceAdmin):
    model = Barangay
    fixed = ("psgc", "municipality")
    fields = ("name", "urban_rural", "population", *VALIDITY)
    list_display = ("name", "municipality", "urban_rural", "population", "psgc", "valid_until")
    list_filter = ("municipality__province__region",)
    search_fields = (*PlaceAdmin.search_fields, "municipality__name")
    list_select_related = ("municipality",)


class ReferenceDataGroup(ModelAdminGroup):
    menu_label = _("Reference data")
    menu_item_name = "reference-data"
    menu_icon = "table"
    menu_order = 900
    add_to_settings_menu = True
    items = (
        SectorAdmin,
        FundingSourceAdmin,
        NeedCategoryAdmin,
        ServiceCategoryAdmin,
        DevelopmentGoalAdmin,
        RefusalReasonAdmin,
        EthnolinguisticGroupAdmin,
        HolidayAdmin,
        RegionAdmin,
        ProvinceAdmin,
        MunicipalityAdmin,
        BarangayAdmin,
    )
