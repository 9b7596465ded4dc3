"""The staff screens of the register of assessments: list, forms, one page an act."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.activity import record
from portal.core.actions import ActionRefused
from portal.core.registers import (
    ASIDE,
    ActView,
    DayColumn,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section, sections
from portal.core.tables import csv_response, xlsx_response
from portal.needs.enums import AssessmentStatus
from portal.needs.models import Assessment, Need
from portal.needs.permissions import can_keep_assessments, can_record
from portal.needs.querysets import AssessmentQuerySet

from . import actions
from .forms import CancelForm, CompleteForm, GoOnForm, TeamForm
from .grid import Grid
from .tables import assessment_table, leader_of, needs_table


class AssessmentIndexView(RegisterIndexView):
    results_template_name = "portal/core/card_results.html"
    export_table = staticmethod(assessment_table)

    def listed(self, rows: AssessmentQuerySet) -> AssessmentQuerySet:
        return rows.with_place().with_leader().with_needs_count()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "title"),
            Column("place", label=gettext_lazy("Place")),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column("priority", label=gettext_lazy("Priority"), accessor="get_priority_display", sort_key="priority"),
            Column("leader", label=gettext_lazy("Team leader"), accessor=leader_of),
            DayColumn("actual_start", label=gettext_lazy("Started on"), sort_key="actual_start", classname=ASIDE),
            DayColumn("actual_end", label=gettext_lazy("Ended on"), sort_key="actual_end", classname=ASIDE),
            Column(
                "needs_count",
                label=gettext_lazy("Needs found"),
                sort_key="needs_count",
                classname=f"portal-number {ASIDE}",
            ),
        ]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No assessment is like that.")
        return _("There are no assessments yet.")


class AddAssessmentView(RegisterCreateView):
    success_message = gettext_lazy("%(object)s is in the register.")

    def save_instance(self) -> Assessment:
        return actions.add_assessment(values=self.form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("needs_assessments:inspect", args=[self.object.pk])


class EditAssessmentView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> Assessment:
        return actions.change_assessment(self.object, values=self.form.cleaned_data, by=self.request.user)


class AssessmentProfileView(RegisterProfileView):
    page_title = gettext_lazy("Assessment")

    def get_sections(self) -> list[Section]:
        return sections("ASSESSMENT_SECTIONS", self.object, self.request.user)

    def get_edit_url(self) -> str | None:
        return None if self.object.status == AssessmentStatus.CANCELLED else super().get_edit_url()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self._can_enter:
            return super().header_buttons
        url = reverse("needs_assessments:enter_needs", args=[self.object.pk])
        return [HeaderButton(_("Enter needs"), url=url, icon_name="plus"), *super().header_buttons]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self._can_enter:
            url = reverse("needs_import", args=[self.object.pk])
            buttons.append(Button(_("Import needs"), url=url, icon_name="upload", priority=10))
        if can_keep_assessments(self.request.user):
            for priority, (act, label, icon) in enumerate(self._acts(), start=20):
                url = reverse(f"needs_assessments:{act}", args=[self.object.pk])
                buttons.append(Button(label, url=url, icon_name=icon, priority=priority))
        return buttons

    @property
    def _can_enter(self) -> bool:
        return self.object.status != AssessmentStatus.CANCELLED and can_record(self.request.user)

    def _acts(self) -> list[tuple[str, str, str]]:
        acts = [("team", _("Team"), "group")]
        if AssessmentStatus(self.object.status).later:
            acts.append(("go_on", _("Next step"), "arrow-right"))
        if self.object.is_open:
            acts += [("complete", _("Complete"), "check"), ("cancel", _("Cancel"), "cross")]
        return acts


# ---- Acts ------------------------------------------------------------------------------------------------------------


class AssessmentAct(ActView):
    def is_allowed(self) -> bool:
        return can_keep_assessments(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assessment": self.object}


class GoOnView(AssessmentAct):
    form_class = GoOnForm
    page_title = gettext_lazy("Next step")
    button_label = gettext_lazy("Go on")
    success_message = gettext_lazy("%(object)s: the next step has begun.")

    def explanation(self) -> list[Any]:
        status = self.object.get_status_display()
        return [_("It is at “%(status)s”. Steps can be left out, not taken back.") % {"status": status}]

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        to = AssessmentStatus(data["to"])
        actions.go_on(self.object, to=to, actual_start=data["actual_start"], by=self.actor)


class CompleteView(AssessmentAct):
    form_class = CompleteForm
    page_title = gettext_lazy("Complete")
    button_label = gettext_lazy("Complete the assessment")
    success_message = gettext_lazy("%(object)s is completed.")

    def explanation(self) -> list[Any]:
        return [_("Needs can still be entered afterwards.")]

    def act(self, form: Any) -> None:
        actions.complete(self.object, **form.cleaned_data, by=self.actor)


class CancelView(AssessmentAct):
    form_class = CancelForm
    page_title = gettext_lazy("Cancel the assessment")
    button_label = gettext_lazy("Yes, cancel it")
    success_message = gettext_lazy("%(object)s is cancelled.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("This cannot be taken back. The needs that were entered stay, and no more can be entered.")]

    def act(self, form: Any) -> None:
        actions.cancel(self.object, **form.cleaned_data, by=self.actor)


class TeamView(AssessmentAct):
    form_class = TeamForm
    template_name = "portal/needs/admin/assessments/team.html"
    page_title = gettext_lazy("Team")
    button_label = gettext_lazy("Save the team")
    success_message = gettext_lazy("%(object)s: the team is saved.")

    def explanation(self) -> list[Any]:
        return [
            _("One person leads the team. To let somebody go, choose “Nobody” in that row. Who is new gets a notice.")
        ]

    def act(self, form: Any) -> None:
        actions.set_team(self.object, members=form.members, by=self.actor)


# ---- Needs found -----------------------------------------------------------------------------------------------------


class EnterNeedsView(ActView):
    """The grid: many needs at once, without JavaScript."""

    template_name = "portal/needs/admin/assessments/grid.html"
    permission_required = "view"
    page_title = gettext_lazy("Enter needs")
    grid: Grid

    def is_allowed(self) -> bool:
        return can_record(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.grid = Grid(self.object, by=self.actor, data={"rows": request.GET.get("rows", "")})
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.grid = Grid(self.object, by=self.actor, data=request.POST)
        if "more" in request.POST:
            self.grid.add_rows()
            return self.render_to_response(self.get_context_data())
        refusal = ""
        try:
            needs = self.grid.save()
        except ActionRefused as error:
            needs, refusal = [], str(error)
        if not needs:
            return self.render_to_response(self.get_context_data(refusal=refusal, is_checked=True))
        count = len(needs)
        messages.success(
            request, ngettext("%(count)d need is entered.", "%(count)d needs are entered.", count) % {"count": count}
        )
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"refusal": "", "is_checked": False, **kwargs}
        import_url = reverse("needs_import", args=[self.object.pk])
        return {**super().get_context_data(**context), "grid": self.grid, "import_url": import_url}


class ExportNeedsView(ActView):
    """All needs of the assessment as a file; that somebody took it is in the record."""

    permission_required = "view"

    def is_allowed(self) -> bool:
        return True  # whoever sees the assessment; the needs are those they may see

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        needs = Need.objects.visible_to(self.actor).filter(assessment=self.object)
        table = needs_table(needs.ranked().with_place().select_related("category"))
        record(self.object, "assessments.export_needs", by=self.actor)
        if request.GET.get("format") == "xlsx":
            return xlsx_response(table, "needs-of-assessment")
        return csv_response(table, "needs-of-assessment")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseNotAllowed(["GET"])
