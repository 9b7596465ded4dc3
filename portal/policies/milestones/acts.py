"""The acts on milestones, a page each."""

from typing import Any

from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.registers import OverValuesMixin
from portal.policies.actions import tracking
from portal.policies.desk.beneath import BeneathAct
from portal.policies.enums import MilestoneState, PolicyStatus
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.permissions import can, can_report

from .forms import CompleteForm, MilestoneForm, NoteForm, ReasonForm
from .words import OPEN, due_in_words, who_in_words


def takes_milestones(policy: PolicyRecommendation) -> bool:
    """Nobody gave it up, and it is not implemented."""
    return policy.status in PolicyStatus.aimed_at() and policy.status != PolicyStatus.IMPLEMENTED


class AddMilestoneAct(BeneathAct):
    form_class: Any = MilestoneForm
    page_title = gettext_lazy("Add a milestone")
    button_label = gettext_lazy("Add it")
    success_message = gettext_lazy("The milestone is added. Who answers for it is told.")
    section = "milestones"

    @classmethod
    def may(cls, user: User, row: PolicyRecommendation) -> bool:
        return can(user, "track") and takes_milestones(row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "policy": self.object}

    def act(self, form: Any) -> None:
        tracking.add_milestone(self.object, values=form.values, by=self.actor)


class MilestoneAct(BeneathAct):
    object: PolicyImplementationMilestone
    section = "milestones"
    possible_in: tuple[MilestoneState, ...] = OPEN
    """Where its button is offered; the action refuses by itself."""

    is_main = False

    @classmethod
    def may(cls, user: User, row: PolicyImplementationMilestone) -> bool:
        return can_report(user, row)

    @classmethod
    def is_offered(cls, user: User, row: PolicyImplementationMilestone) -> bool:
        return takes_milestones(row.policy) and row.state in cls.possible_in and cls.may(user, row)

    def state(self) -> list[tuple[Any, Any]]:
        row, today = self.object, timezone.localdate()
        due = due_in_words(row, today)
        return [
            (_("Recommendation"), row.policy.title),
            (_("State"), f"{row.get_state_display()}, {due}" if due else row.get_state_display()),
            (_("Who answers for it"), who_in_words(row)),
        ]

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class ReportAct(MilestoneAct):
    form_class = NoteForm
    page_title = gettext_lazy("Report how far it is")
    button_label = gettext_lazy("Report it")
    success_message = gettext_lazy("“%(object)s”: the report is kept.")
    is_main = True

    def get_initial(self) -> dict[str, Any]:
        return {"note": self.object.notes}

    def act(self, form: Any) -> None:
        tracking.report_milestone(self.object, **form.cleaned_data, by=self.actor)


class CompleteAct(MilestoneAct):
    form_class = CompleteForm
    page_title = gettext_lazy("Complete")
    button_label = gettext_lazy("It is done")
    success_message = gettext_lazy("“%(object)s” is completed.")
    is_main = True

    def explanation(self) -> list[Any]:
        return [
            _("“%(milestone)s” must be done before, and is open.") % {"milestone": before}
            for before in self.object.depends_on.open()
        ]

    def act(self, form: Any) -> None:
        tracking.complete_milestone(self.object, **form.cleaned_data, by=self.actor)


class KeepAct(MilestoneAct):
    """Of those who track recommendations."""

    @classmethod
    def may(cls, user: User, row: PolicyImplementationMilestone) -> bool:
        return can(user, "track")


class ChangeMilestoneAct(OverValuesMixin, KeepAct):
    form_class = MilestoneForm
    page_title = gettext_lazy("Change")
    button_label = gettext_lazy("Change it")
    success_message = gettext_lazy("“%(object)s” is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "policy": self.object.policy, "milestone": self.object}

    def get_initial(self) -> dict[str, Any]:
        before = list(self.object.depends_on.values_list("pk", flat=True))
        return {**model_to_dict(self.object, fields=tracking.OWN), "depends_on": before}

    def mark(self) -> str:
        return tracking.milestone_mark(self.object)

    def act(self, form: Any) -> None:
        values = form.values
        tracking.change_milestone(self.object, values=values, shown=values["shown"], by=self.actor)
        self.object = self.get_object()


class GiveUpAct(KeepAct):
    form_class = ReasonForm
    page_title = gettext_lazy("Give up")
    button_label = gettext_lazy("Give it up")
    success_message = gettext_lazy("“%(object)s” is given up.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("It stays on the page, is due no more and counts in no figure.")]

    def act(self, form: Any) -> None:
        tracking.give_up_milestone(self.object, **form.cleaned_data, by=self.actor)


class ReopenAct(KeepAct):
    form_class = ReasonForm
    page_title = gettext_lazy("Open it again")
    button_label = gettext_lazy("Open it again")
    success_message = gettext_lazy("“%(object)s” is open again.")
    possible_in = (MilestoneState.COMPLETED, MilestoneState.CANCELLED)

    def act(self, form: Any) -> None:
        tracking.reopen_milestone(self.object, **form.cleaned_data, by=self.actor)


MILESTONE_ACTS: dict[str, type[MilestoneAct]] = {
    "complete": CompleteAct,
    "report": ReportAct,
    "change": ChangeMilestoneAct,
    "reopen": ReopenAct,
    "give_up": GiveUpAct,
}
