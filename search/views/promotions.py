"""What stands first: list, profile, forms."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    ActView,
    DayColumn,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section
from search import actions
from search.models import PromotedResult
from search.permissions import can_promote
from search.promoting import name_rows
from search.tables import promotion_table


def shown_name(promotion: PromotedResult) -> str:
    return promotion.shown_name or _("no longer public")  # type: ignore[attr-defined]


class PromotionIndexView(RegisterIndexView):
    def export_table(self, rows: Any) -> Any:
        promotions = list(rows)
        name_rows(promotions)
        return promotion_table(promotions)

    def get_table(self, object_list: Any) -> Any:
        promotions = list(object_list)
        name_rows(promotions)
        return super().get_table(promotions)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("shown_name", gettext_lazy("Shown first"), "position", shown_name),
            Column("phrases", label=gettext_lazy("For these searches"), accessor=str),
            NumberColumn("position", label=gettext_lazy("Place"), sort_key="position"),
            DayColumn("start_date", label=gettext_lazy("From"), sort_key="start_date"),
            DayColumn("end_date", label=gettext_lazy("Until"), sort_key="end_date"),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Promote a result")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = super().get_list_more_buttons(instance)
        if instance.can_end and can_promote(self.request.user):
            url = reverse("promoted_results:end", args=[instance.pk])
            buttons.append(Button(_("End"), url=url, icon_name="cross", priority=30))
        return buttons


class PromoteView(RegisterCreateView):
    page_title = gettext_lazy("Promote a result")
    success_message = gettext_lazy("It is shown first for: %(object)s.")
    submit_button_label = gettext_lazy("Promote")

    def save_instance(self) -> PromotedResult:
        return actions.promote(by=self.request.user, values=self.form.values)


class EditPromotionView(RegisterEditView):
    success_message = gettext_lazy("Changed: %(object)s.")

    def save_instance(self) -> PromotedResult:
        return actions.change_promotion(self.object, by=self.request.user, values=self.form.values)


class PromotionProfileView(RegisterProfileView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if self.object.can_end and can_promote(self.request.user):
            url = reverse("promoted_results:end", args=[self.object.pk])
            buttons = [*buttons, Button(_("End"), url=url, icon_name="cross", priority=95)]
        return buttons

    def get_sections(self) -> list[Section]:
        name_rows([self.object])
        rows = [
            (_("Shown first"), shown_name(self.object)),
            (_("For these searches"), "\n".join(self.object.phrases)),
            (_("Place"), self.object.position),
            (_("From"), self.object.start_date),
            (_("Until"), self.object.end_date or _("no end set")),
            (_("Note"), self.object.note),
        ]
        return [Section(_("Promoted result"), "portal/core/_facts.html", rows=rows)]


class EndPromotionView(ActView):
    page_title = gettext_lazy("End")
    button_label = gettext_lazy("Yes, end it")
    success_message = gettext_lazy("Ended: %(object)s.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_promote(self.request.user)

    def explanation(self) -> list[Any]:
        return [_("From today on it stands where the search itself puts it.")]

    def act(self, form: Any) -> None:
        actions.end_promotion(self.object, by=self.actor)
