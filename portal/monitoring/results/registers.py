"""The lists of results and of reported values, each row with its page."""

from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.registers import (
    ASIDE,
    DayColumn,
    LabelledColumn,
    RegisterIndexView,
    RegisterProfileView,
    RegisterViewSet,
)
from portal.core.sections import Section
from portal.monitoring.actions.rows import lock
from portal.monitoring.enums import ActualState
from portal.monitoring.formulas.achievement import achievement
from portal.monitoring.models import Outcome, OutcomePeriod
from portal.monitoring.permissions import can, can_any, can_define_results
from portal.monitoring.querysets import OutcomePeriodQuerySet, OutcomeQuerySet

from .acts import OUTCOME_ACTS, PERIOD_ACTS, PERIOD_MANY
from .filters import OutcomeFilterSet, PeriodFilterSet
from .tables import outcomes_table, periods_table, year_of
from .words import in_words, line_of, percent_in_words, results_of, target_in_words, verdict

NUMBER = "portal-number"


# ---- Results ---------------------------------------------------------------------------------------------------------


class OfPPAColumn(Column):
    """The indicator's PPA, below its name: more columns would not fit beside each other."""

    cell_template_name = "portal/monitoring/admin/results/_of_ppa.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "ppa": self.get_value(instance)}


class OutcomeIndexView(RegisterIndexView):
    page_title = gettext_lazy("Results")
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(outcomes_table)

    def listed(self, rows: OutcomeQuerySet) -> OutcomeQuerySet:
        return rows.select_related("ppa__lead_organization").prefetch_related("periods")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("indicator", gettext_lazy("Result"), "indicator"),
            OfPPAColumn("ppa", label=gettext_lazy("PPA, office"), sort_key="ppa__sort_title", width="22%"),
            Column("level", label=gettext_lazy("Level"), accessor="get_level_display", sort_key="level"),
            LabelledColumn(
                "year", label=gettext_lazy("Year"), accessor=lambda row: year_of(row) or "–", classname=NUMBER
            ),
            LabelledColumn(
                "baseline",
                label=gettext_lazy("Baseline"),
                accessor=lambda row: in_words(row.baseline),
                classname=f"{NUMBER} {ASIDE}",
            ),
            LabelledColumn("target", label=gettext_lazy("Target"), accessor=_target, classname=NUMBER),
            LabelledColumn("actual", label=gettext_lazy("Value"), accessor=_actual, classname=NUMBER),
            LabelledColumn("progress", label=gettext_lazy("Progress"), accessor=_progress, classname=NUMBER),
            Column("verdict", label=gettext_lazy("Judged"), accessor=_verdict),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: Outcome) -> list[Button]:
        return [Button(_("Open the result"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No result is like that.")
        return _("No PPA names a result yet. Results are added on the page of a PPA.")


def _target(row: Outcome) -> str:
    year = year_of(row)
    texts = (period.target_text for period in row.periods.all() if period.fiscal_year == year)
    return target_in_words(row.in_year(year), next(filter(None, texts), ""))


def _actual(row: Outcome) -> str:
    return in_words(row.in_year(year_of(row)).actual)


def _progress(row: Outcome) -> str:
    return percent_in_words(achievement(row.in_year(year_of(row))).pct)


def _verdict(row: Outcome) -> str:
    return verdict(achievement(row.in_year(year_of(row)))) or _("no approved value")


class OutcomePageView(RegisterProfileView):
    """The edit page of a result: what it is, and its periods with what can be done to each."""

    page_title = gettext_lazy("Result")

    def get_queryset(self) -> Any:
        return Outcome.objects.select_related("ppa__lead_organization", "library_indicator")

    def get_edit_url(self) -> None:
        return None

    @cached_property
    def may_define(self) -> bool:
        return can_define_results(self.request.user, self.object.ppa)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_define:
            return []
        url = reverse("monitoring_outcomes:set_target", args=[self.object.pk])
        return [HeaderButton(_("Set a target"), url=url, icon_name="plus")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.may_define:
            return []
        acts = [("change", _("Describe it otherwise"), "edit"), ("remove", _("Take it away"), "bin")]
        return [
            Button(label, url=reverse(f"monitoring_outcomes:{act}", args=[self.object.pk]), icon_name=icon)
            for act, label, icon in acts
        ]

    def get_sections(self) -> list[Section]:
        (result,) = results_of([self.object])
        user, ppa = self.request.user, self.object.ppa
        periods = Section(
            _("Targets and values"),
            "portal/monitoring/admin/results/periods.html",
            result=result,
            may_define=self.may_define,
            may_report=can(user, "report", ppa),
            may_confirm=can(user, "confirm", ppa),
            user_id=user.pk,
        )
        template = "portal/monitoring/admin/results/facts.html"
        return [Section(_("What it is"), template, outcome=self.object, baseline=result.baseline), periods]


class OfPPAViewSet(RegisterViewSet):
    """Rows under a PPA change by acts; what happened to them stands in the history of the PPA."""

    left_out = ("add", "edit", "history", "history_results")

    def lock(self, row: models.Model) -> None:
        lock(self.ppa_of(row))

    def ppa_of(self, row: Any) -> Any:
        raise NotImplementedError


class OutcomeViewSet(OfPPAViewSet):
    model = Outcome
    name = "monitoring_outcomes"
    url_prefix = "programs/results"
    icon = "crosshairs"
    menu_label = gettext_lazy("Results")
    menu_name = "results"
    ordering = "ppa__sort_title"
    filterset_class = OutcomeFilterSet
    index_view_class = OutcomeIndexView
    inspect_view_class = OutcomePageView
    form_fields = ["indicator"]
    export_filename = "results"
    acts = dict(OUTCOME_ACTS)

    def ppa_of(self, row: Any) -> Any:
        return row.ppa


# ---- Reported values -------------------------------------------------------------------------------------------------


class ChooseColumn(BaseColumn):
    """A box beside each value that this person may approve; the form below the table takes what is ticked."""

    cell_template_name = "portal/monitoring/admin/results/_choose.html"

    def get_cell_context_data(self, instance: OutcomePeriod, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        own = instance.reported_by_id == parent_context["request"].user.pk
        return {**context, "can_be_chosen": instance.actual_state == ActualState.REPORTED and not own}


class PeriodIndexView(RegisterIndexView):
    page_title = gettext_lazy("Reported results")
    results_template_name = "portal/monitoring/admin/results/queue_results.html"
    export_table = staticmethod(periods_table)

    def listed(self, rows: OutcomePeriodQuerySet) -> OutcomePeriodQuerySet:
        return rows.select_related("outcome__ppa__lead_organization", "reported_by")

    def order_queryset(self, queryset: Any) -> Any:
        """What waits longest stands first; or as somebody sorts."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by("reported_at", "fiscal_year", "quarter", "pk")

    @cached_property
    def may_confirm(self) -> bool:
        return can_any(self.request.user, "confirm")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        title = self._get_title_column_class(TitleColumn)
        return [
            *([ChooseColumn("choose", label=_("Choose"))] if self.may_confirm else []),
            title(
                "indicator",
                label=gettext_lazy("Result"),
                accessor="outcome.indicator",
                sort_key="outcome__indicator",
                get_url=self.get_inspect_url,
                width="30%",
            ),
            OfPPAColumn(
                "ppa",
                label=gettext_lazy("PPA, office"),
                accessor="outcome.ppa",
                sort_key="outcome__ppa__sort_title",
                width="22%",
            ),
            Column(
                "period", label=gettext_lazy("Period"), accessor=str, sort_key="fiscal_year", classname="portal-period"
            ),
            LabelledColumn("target", label=gettext_lazy("Target"), accessor=_target_of, classname=NUMBER),
            LabelledColumn("actual", label=gettext_lazy("Value"), accessor=_value_of, classname=NUMBER),
            Column("state", label=gettext_lazy("State"), accessor=_state_of, sort_key="actual_state"),
            DayColumn("reported_at", label=gettext_lazy("Reported"), sort_key="reported_at", classname=ASIDE),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: OutcomePeriod) -> list[Button]:
        return [Button(_("Open the value"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "may_confirm": self.may_confirm}

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No value is like that.")
        return _("No period of a result has been set yet.")


def _target_of(row: OutcomePeriod) -> str:
    return line_of(row.outcome, row).target


def _value_of(row: OutcomePeriod) -> str:
    return in_words(row.actual)


def _state_of(row: OutcomePeriod) -> str:
    return str(ActualState(row.actual_state).label)


class PeriodPageView(RegisterProfileView):
    page_title = gettext_lazy("Reported value")

    def get_queryset(self) -> Any:
        related = ("outcome__ppa__lead_organization", "reported_by", "decided_by")
        return OutcomePeriod.objects.select_related(*related)

    def get_page_subtitle(self) -> str:
        return f"{self.object.outcome}, {self.object}"

    def get_edit_url(self) -> None:
        return None

    def _offered(self) -> list[tuple[str, Any, str]]:
        period, user = self.object, self.request.user
        ppa, state = period.outcome.ppa, period.actual_state
        acts = []
        if can(user, "confirm", ppa) and period.reported_by_id != user.pk:
            if state == ActualState.REPORTED:
                acts.append(("approve", _("Approve"), "check"))
            if state in (ActualState.REPORTED, ActualState.APPROVED):
                acts.append(("send_back", _("Send back"), "undo"))
        if can(user, "report", ppa) and state != ActualState.APPROVED:
            acts.append(("report", _("Report a value"), "edit"))
        if can(user, "confirm", ppa) and state != ActualState.APPROVED:
            acts.append(("revise_target", _("Revise the target"), "crosshairs"))
        if can_define_results(user, ppa) and state == ActualState.NONE:
            acts.append(("remove", _("Take the period away"), "bin"))
        return acts

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(label, url=self._url(act), icon_name=icon) for act, label, icon in self._offered()[:1]]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [Button(label, url=self._url(act), icon_name=icon) for act, label, icon in self._offered()[1:]]

    def _url(self, act: str) -> str:
        return reverse(f"monitoring_results:{act}", args=[self.object.pk])

    def get_sections(self) -> list[Section]:
        period = self.object
        template = "portal/monitoring/admin/results/value.html"
        line, parts = line_of(period.outcome, period), [(row.group, in_words(row.actual)) for row in period.parts.all()]
        return [Section(_("Target and value"), template, period=period, line=line, parts=parts)]


class PeriodViewSet(OfPPAViewSet):
    model = OutcomePeriod
    name = "monitoring_results"
    url_prefix = "programs/reported-results"
    icon = "check"
    menu_label = gettext_lazy("Reported results")
    menu_name = "reported-results"
    ordering = "reported_at"
    filterset_class = PeriodFilterSet
    index_view_class = PeriodIndexView
    inspect_view_class = PeriodPageView
    form_fields = ["note"]
    export_filename = "reported-results"
    list_per_page = 50
    acts = dict(PERIOD_ACTS)
    many = dict(PERIOD_MANY)

    def ppa_of(self, row: Any) -> Any:
        return row.outcome.ppa

    @cached_property
    def menu_url(self) -> str:
        """What waits for approval."""
        return f"{reverse(self.get_url_name('index'))}?state={ActualState.REPORTED.value}"
