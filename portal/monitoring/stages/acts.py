"""The acts on one stage, a page each: it asks, and does it."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from portal.core.actions import ActionRefused
from portal.core.registers import ActView
from portal.core.uploads import UploadRefused
from portal.monitoring.actions import stages as actions
from portal.monitoring.enums import StageState
from portal.monitoring.models import MonitoringEntryWorkflowStage
from portal.monitoring.permissions import can_see_to, can_see_to_stages

from . import forms
from .words import due_in_words

OPEN = [StageState.NOT_STARTED, StageState.IN_PROGRESS, StageState.BLOCKED]


class StageAct(ActView):
    permission_required = "view"
    template_name = "portal/monitoring/stages/act.html"
    form_class: Any = forms.StageForm
    possible_in: list[StageState] = OPEN
    """Where its button is offered; the action refuses by itself."""

    is_main = False

    @classmethod
    def is_offered(cls, stage: MonitoringEntryWorkflowStage) -> bool:
        return stage.state in cls.possible_in

    def is_allowed(self) -> bool:
        return can_see_to(self.actor, self.object)

    def get_base_object_queryset(self) -> Any:
        return super().get_base_object_queryset().select_related("ppa", "owner")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "stage": self.object}

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": self.object.get_stage_display()}

    def get_page_subtitle(self) -> str:
        return f"{self.object.get_stage_display()} {self.object.fiscal_year}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": self._state()}

    def _state(self) -> list[tuple[Any, Any]]:
        stage, today = self.object, timezone.localdate()
        due = due_in_words(stage, today)
        return [
            (_("PPA"), stage.ppa.title),
            (_("State"), f"{stage.get_state_display()}, {due}" if due else stage.get_state_display()),
            (_("Who sees to it"), str(stage.owner) if stage.owner else _("Nobody yet")),
        ]


class BeginAct(StageAct):
    page_title = _("Begin")
    button_label = _("It has begun")
    success_message = _("“%(object)s” has begun.")
    possible_in = [StageState.NOT_STARTED]
    is_main = True

    def act(self, form: Any) -> None:
        actions.begin(self.object, by=self.actor)


class CompleteAct(StageAct):
    page_title = _("Complete")
    button_label = _("It is done")
    success_message = _("“%(object)s” is completed.")
    possible_in = [StageState.IN_PROGRESS, StageState.NOT_STARTED]
    is_main = True

    def act(self, form: Any) -> None:
        actions.complete(self.object, by=self.actor)


class BlockAct(StageAct):
    form_class = forms.BlockForm
    page_title = _("Something blocks it")
    button_label = _("Mark it as blocked")
    success_message = _("“%(object)s” is marked as blocked. Who sees to it and the office are told.")

    def get_initial(self) -> dict[str, Any]:
        return {"reason": self.object.blocked_by}

    def act(self, form: Any) -> None:
        actions.block(self.object, **form.cleaned_data, by=self.actor)


class UnblockAct(StageAct):
    page_title = _("Nothing blocks it any more")
    button_label = _("Work goes on")
    success_message = _("“%(object)s” goes on.")
    possible_in = [StageState.BLOCKED]
    is_main = True

    def act(self, form: Any) -> None:
        actions.unblock(self.object, by=self.actor)


class ReopenAct(StageAct):
    page_title = _("Open it again")
    button_label = _("It is not done after all")
    success_message = _("“%(object)s” is open again.")
    possible_in = [StageState.COMPLETED]
    is_serious = True

    def act(self, form: Any) -> None:
        actions.reopen(self.object, by=self.actor)


class AssignAct(StageAct):
    form_class = forms.OwnerForm
    page_title = _("Who sees to it")
    button_label = _("Save")
    success_message = _("“%(object)s”: saved who sees to it.")

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.object.owner_id}

    def act(self, form: Any) -> None:
        actions.assign(self.object, **form.cleaned_data, by=self.actor)


class DueAct(StageAct):
    form_class = forms.DueForm
    page_title = _("Set the due day")
    button_label = _("Save the day")
    success_message = _("“%(object)s”: the due day is saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.object.due_on}

    def explanation(self) -> list[Any]:
        return [_("A day set here no longer moves with the budget calendar.")]

    def act(self, form: Any) -> None:
        actions.set_due(self.object, **form.cleaned_data, by=self.actor)


class DocumentAct(StageAct):
    form_class = forms.DocumentForm
    page_title = _("Add a paper")
    button_label = _("Add it")
    success_message = _("“%(object)s”: the paper is added.")
    possible_in = [*OPEN, StageState.COMPLETED]

    def explanation(self) -> list[Any]:
        return [_("Everybody who may see the PPA can open it.")]

    def act(self, form: Any) -> None:
        try:
            actions.add_document(self.object, **form.cleaned_data, by=self.actor)
        except UploadRefused as refusal:
            raise ActionRefused(str(refusal)) from refusal


STAGE_ACTS: dict[str, type[StageAct]] = {
    "begin": BeginAct,
    "complete": CompleteAct,
    "unblock": UnblockAct,
    "block": BlockAct,
    "assign": AssignAct,
    "due": DueAct,
    "document": DocumentAct,
    "reopen": ReopenAct,
}


class LayOutView(ActView):
    """Of a PPA: make the six stages of a year."""

    permission_required = "view"
    form_class = forms.LayOutForm
    page_title = _("Lay out the stages of a year")
    button_label = _("Make the six stages")
    success_message = _("The six stages are there, with the days of the budget calendar.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed() and request.method == "GET" and not forms.years_to_lay_out(self.object):
            messages.warning(request, _("It has the stages of every year that stands in the budget calendar."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        return can_see_to_stages(self.actor, self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object}

    def explanation(self) -> list[Any]:
        return [_("Each is due on its day of the budget calendar; you can give it another day afterwards.")]

    def act(self, form: Any) -> None:
        actions.lay_out(self.object, **form.cleaned_data, by=self.actor)

    def get_success_url(self) -> str:
        return f"{reverse('monitoring_ppas:inspect', args=[self.object.pk])}#stages"
