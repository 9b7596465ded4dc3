"""The library of indicators, as a register."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.forms.models import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column

from portal.core.registers import (
    ASIDE,
    ActivateView,
    DeactivateView,
    DeactivatingProfileView,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterViewSet,
)
from portal.core.sections import Section
from portal.monitoring.actions import indicators
from portal.monitoring.models import MonitoringEntry, OutcomeIndicator
from portal.monitoring.permissions import can_keep_library
from portal.monitoring.querysets import IndicatorQuerySet

from .filters import IndicatorFilterSet
from .tables import indicators_table

SHOWN = 50


def used_by(indicator: Any) -> str:
    count = indicator.ppa_count
    return ngettext("used by %(count)d PPA", "used by %(count)d PPAs", count) % {"count": count}


class IndicatorIndexView(RegisterIndexView):
    page_title = gettext_lazy("Indicator library")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(indicators_table)

    def listed(self, rows: IndicatorQuerySet) -> IndicatorQuerySet:
        return rows.with_use()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("indicator_name", gettext_lazy("Indicator"), "indicator_name"),
            Column("category", label=gettext_lazy("Category"), accessor="get_category_display", sort_key="category"),
            Column("level", label=gettext_lazy("Level"), accessor="get_level_display", sort_key="level"),
            Column("unit", label=gettext_lazy("Unit"), sort_key="unit", classname=ASIDE),
            Column("defined_by", label=gettext_lazy("Defined by"), classname=f"portal-words {ASIDE}"),
            Column("used", label=gettext_lazy("Use"), accessor=used_by, sort_key="ppa_count"),
            Column("is_active", label=gettext_lazy("In use"), accessor=_in_use, sort_key="is_active", classname=ASIDE),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Add an indicator")

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No indicator is like that.")
        return _("The library is empty.")


def _in_use(indicator: OutcomeIndicator) -> str:
    return _("Yes") if indicator.is_active else _("No")


class IndicatorForm(WagtailAdminModelForm):
    class Meta(WagtailAdminModelForm.Meta):
        model = OutcomeIndicator
        fields = ["code", *indicators.KEPT]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Small letters and hyphens; files and addresses name it by this, for good.")
        self.fields["defined_by"].help_text = _("The public source: a framework with its number, an act with its page.")
        if self.instance.pk:
            self.fields["code"].disabled = True


class AddIndicatorView(RegisterCreateView):
    page_title = gettext_lazy("Add an indicator")
    success_message = gettext_lazy("“%(object)s” is in the library.")
    form: ModelForm

    def save_instance(self) -> OutcomeIndicator:
        return indicators.add_indicator(values=self.form.cleaned_data, by=self.request.user)


class EditIndicatorView(RegisterEditView):
    success_message = gettext_lazy("“%(object)s” is changed.")

    def save_instance(self) -> OutcomeIndicator:
        return indicators.change_indicator(self.object, values=self.form.cleaned_data, by=self.request.user)


class IndicatorPageView(DeactivatingProfileView):
    page_title = gettext_lazy("Indicator")
    may_keep = staticmethod(can_keep_library)

    def get_sections(self) -> list[Section]:
        ppas = MonitoringEntry.objects.visible_to(self.request.user).filter(outcomes__library_indicator=self.object)
        ppas = ppas.select_related("lead_organization").distinct().order_by("sort_title")
        used = Section(
            _("PPAs that measure by it"),
            "portal/monitoring/admin/results/used_by.html",
            ppas=ppas[:SHOWN],
            total=ppas.count(),
        )
        return [Section(_("Facts"), "portal/core/_facts.html", rows=list(self._facts())), used]

    def _facts(self) -> Iterator[tuple[str, Any]]:
        row: OutcomeIndicator = self.object
        yield _("Code"), row.code
        yield _("Category"), row.get_category_display()
        yield _("Level"), row.get_level_display()
        yield _("Definition"), row.definition
        yield _("How it is measured"), row.measurement_method
        yield _("Where the numbers come from"), row.data_source
        yield _("Defined by"), row.defined_by
        yield _("Unit"), row.unit
        yield _("Direction"), row.get_direction_display()
        yield _("Measured"), row.get_frequency_display()
        yield _("Value of a year"), row.get_year_value_display()
        yield _("SDG indicator"), row.related_sdg
        yield _("In use"), _("Yes") if row.is_active else _("No")


class DeactivateIndicatorView(DeactivateView):
    may_keep = staticmethod(can_keep_library)

    def explanation(self) -> list[Any]:
        return [_("New results can no longer choose it. Those that name it keep it.")]

    def act(self, form: Any) -> None:
        indicators.set_indicator_active(self.object, active=False, by=self.actor)


class ActivateIndicatorView(ActivateView):
    may_keep = staticmethod(can_keep_library)

    def act(self, form: Any) -> None:
        indicators.set_indicator_active(self.object, active=True, by=self.actor)


class IndicatorViewSet(RegisterViewSet):
    model = OutcomeIndicator
    name = "monitoring_indicators"
    url_prefix = "programs/indicators"
    icon = "list-ul"
    menu_label = gettext_lazy("Indicator library")
    menu_name = "indicators"
    ordering = "category"
    filterset_class = IndicatorFilterSet
    export_filename = "indicators"
    index_view_class = IndicatorIndexView
    add_view_class = AddIndicatorView
    edit_view_class = EditIndicatorView
    inspect_view_class = IndicatorPageView
    acts = {"deactivate": DeactivateIndicatorView, "activate": ActivateIndicatorView}
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("indicator_name"),
                    FieldRowPanel([FieldPanel("category"), FieldPanel("level")]),
                    FieldPanel("code"),
                ],
                heading=gettext_lazy("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("definition"),
                    FieldPanel("measurement_method"),
                    FieldPanel("data_source"),
                    FieldPanel("defined_by"),
                    FieldPanel("related_sdg"),
                ],
                heading=gettext_lazy("How it is defined"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("direction")]),
                    FieldRowPanel([FieldPanel("frequency"), FieldPanel("year_value")]),
                ],
                heading=gettext_lazy("How it is counted"),
            ),
        ],
        base_form_class=IndicatorForm,
    )
