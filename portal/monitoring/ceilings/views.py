"""The screens of ceilings: the monitor, one ceiling with who took its room, and the acts of budget officers."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import HeaderButton

from portal.core.registers import (
    ActView,
    OverValuesMixin,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section
from portal.monitoring.actions import ceilings as actions
from portal.monitoring.enums import PPAStatus
from portal.monitoring.ledger import changes_of_ceiling
from portal.monitoring.models import CeilingManagement, MonitoringEntry
from portal.monitoring.permissions import can_override_ceilings

from .bars import Bar, bar_of
from .forms import MODES, AllowForm
from .rooms import Filled, filled, largest_takers, takers
from .tables import ceilings_table

NAMED = 3
LISTED = 50
NUMBER = "portal-number"


class RoomColumn(Column):
    """A number of the ceiling's room, in pesos."""

    cell_template_name = "portal/monitoring/ceilings/_pesos_cell.html"


class LeftColumn(Column):
    """What of the room is left, or by how much it is exceeded, in pesos."""

    cell_template_name = "portal/monitoring/ceilings/_left_cell.html"


class BarColumn(BaseColumn):
    """How full it is: drawn, in percent, and in words."""

    cell_template_name = "portal/monitoring/ceilings/_bar_cell.html"

    def __init__(self, *args: Any, view: "CeilingIndexView", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view

    def get_cell_context_data(self, instance: CeilingManagement, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        row = self.view.rows[instance]
        return {**context, "row": row, "bar": bar_of(row), "takers": self.view.largest[instance]}


class CeilingIndexView(RegisterIndexView):
    page_title = gettext_lazy("Ceilings")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(ceilings_table)
    is_searchable = False

    def listed(self, rows: Any) -> Any:
        return rows.select_related("source", "sector")

    def user_has_permission_for_instance(self, permission: str, instance: Any) -> bool:
        """Of the whole office: not asked anew for each row."""
        return self.user_has_permission(permission)

    @cached_property
    def rows(self) -> dict[CeilingManagement, Filled]:
        """What is taken of all the person sees: a year has a handful."""
        return {row.ceiling: row for row in filled(list(self.get_base_queryset()))}

    @cached_property
    def largest(self) -> dict[CeilingManagement, list[tuple[str, Any]]]:
        return largest_takers(list(self.rows), NAMED)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        pesos = {
            "amount": (gettext_lazy("Ceiling (₱)"), lambda row: row.room.amount),
            "used": (gettext_lazy("Taken (₱)"), lambda row: row.room.used),
            "asked": (gettext_lazy("Asked for (₱)"), lambda row: row.asked),
        }
        taken = [
            RoomColumn(name, label=label, accessor=self._of(number), classname=NUMBER)
            for name, (label, number) in pesos.items()
        ]
        left = LeftColumn(
            "left", label=gettext_lazy("Left (₱)"), accessor=self._of(lambda row: row.room), classname=NUMBER
        )
        return [
            self.profile_column("ceiling", gettext_lazy("Ceiling"), "fiscal_year", accessor=str),
            *taken[:2],
            left,
            *taken[2:],
            BarColumn("room", label=gettext_lazy("How full, and most of it taken by"), view=self, width="30%"),
        ]

    def _of(self, number: Any) -> Any:
        return lambda ceiling: number(self.rows[ceiling])

    @cached_property
    def add_item_label(self) -> str:
        return _("Set a ceiling")

    @cached_property
    def no_results_message(self) -> str:
        if self.is_filtering:
            return _("No ceiling is like that.")
        return _("There are no ceilings yet. Until a budget officer sets one, nothing limits what PPAs may take.")


class AddCeilingView(RegisterCreateView):
    page_title = gettext_lazy("Set a ceiling")
    success_message = gettext_lazy("The ceiling %(object)s is set.")

    def save_instance(self) -> CeilingManagement:
        return actions.add_ceiling(**self.form.cleaned_data, by=self.request.user)


class ChangeCeilingView(OverValuesMixin, RegisterEditView):
    success_message = gettext_lazy("The ceiling %(object)s is changed.")
    said_anew = ("reason",)

    def mark(self) -> str:
        return actions.ceiling_mark(self.object)

    def save_instance(self) -> CeilingManagement:
        return actions.change_ceiling(self.object, **self.form.cleaned_data, by=self.request.user)


class CeilingProfileView(RegisterProfileView):
    page_title = gettext_lazy("Ceiling")
    is_dense = True

    def get_queryset(self) -> Any:
        return CeilingManagement.objects.select_related("source", "sector", "created_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if self.row.asked and can_override_ceilings(self.request.user):
            url = reverse("monitoring_ceilings:allow", args=[self.object.pk])
            buttons.append(HeaderButton(_("Let a PPA go above it"), url=url, icon_name="lock-open"))
        return buttons

    @cached_property
    def row(self) -> Filled:
        return filled([self.object])[0]

    @property
    def bar(self) -> Bar:
        return bar_of(self.row)

    def get_sections(self) -> list[Section]:
        ceiling, row = self.object, self.row
        took, asks = takers(ceiling), takers(ceiling, PPAStatus.asking())
        folder = "portal/monitoring/ceilings"
        overrides = ceiling.overrides.select_related("ppa", "by")
        return [
            Section(_("How full it is"), f"{folder}/_room.html", row=row, bar=self.bar),
            Section(_("Facts"), "portal/core/_facts.html", rows=list(self._facts())),
            self._ppas(_("Who took its room"), took, row.room.used),
            self._ppas(_("Who asks for more of it"), asks, row.asked),
            Section(_("Let above it"), f"{folder}/_overrides.html", overrides=overrides),
            Section(_("Changes of the ceiling"), f"{folder}/_changes.html", changes=changes_of_ceiling(ceiling.pk)),
        ]

    def _ppas(self, title: str, rows: Any, total: Any) -> Section:
        """The largest, with the status and office of each; how many more there are."""
        listed, count = list(rows[:LISTED]), rows.count()
        seen = MonitoringEntry.objects.visible_to(self.request.user).select_related("lead_organization")
        ppas = seen.in_bulk([key for key, *_rest in listed])
        lines = [(ppas[key], pesos) for key, _title, pesos in listed if key in ppas]
        more = max(0, count - LISTED)
        return Section(title, "portal/monitoring/ceilings/_ppas.html", lines=lines, total=total, more=more)

    def _facts(self) -> Iterator[tuple[str, Any]]:
        ceiling = self.object
        yield _("Fiscal year"), str(ceiling.fiscal_year)
        yield _("Funding source"), ceiling.source
        yield _("Sector"), ceiling.sector or _("All sectors of the source")
        yield _("When it is full"), dict(MODES)[ceiling.mode]
        yield _("Warns from"), f"{100 * ceiling.threshold:.0f} %"
        yield _("Where it comes from"), ceiling.note
        yield _("Set by"), ceiling.created_by


class AllowView(ActView):
    """Let one of the PPAs that ask for room go above the ceiling."""

    permission_required = "override"
    form_class = AllowForm
    page_title = gettext_lazy("Let a PPA go above the ceiling")
    button_label = gettext_lazy("Let it go above")
    success_message = gettext_lazy("The PPA may go above %(object)s. Somebody else approves it.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_override_ceilings(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"ppa": self.request.GET.get("ppa")}

    def get_form_kwargs(self) -> dict[str, Any]:
        asking = [key for key, *_rest in takers(self.object, PPAStatus.asking())]
        ppas = MonitoringEntry.objects.visible_to(self.request.user).filter(pk__in=asking).order_by("sort_title")
        return {**super().get_form_kwargs(), "ppas": ppas}

    def explanation(self) -> list[str]:
        return [
            _("It may then be approved, by somebody else, as far above the ceiling as it needs today."),
            _("If others take more room before that, it has to be asked again."),
        ]

    def act(self, form: Any) -> None:
        actions.allow_above(self.object, form.cleaned_data["ppa"], reason=form.cleaned_data["reason"], by=self.actor)
