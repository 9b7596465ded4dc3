"""The acts on one forwarded need, a page each: it asks, and does it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.registers import ActView
from portal.needs import clock
from portal.needs.actions import forwarding as actions
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding
from portal.needs.permissions import can_answer, can_forward, serves_asked_office

from .forms import AcceptForm, AnswerForm, RecallForm, RerouteForm, ReturnForm
from .words import due_in_words, is_waiting, state_of


class ForwardingAct(ActView):
    """Nobody gets here for an office that is not theirs, or on a need of a community they speak for."""

    permission_required = "view"
    template_name = "portal/core/shown_act.html"
    form_class: type[AnswerForm] = AnswerForm
    is_serious = False
    is_main = False
    preview_label = ""

    @classmethod
    def is_offered(cls, row: Forwarding, user: Any) -> bool:
        """Whether the page has a button for it now. The action refuses by itself."""
        return is_waiting(row) and can_answer(user, row)

    def is_allowed(self) -> bool:
        return can_answer(self.actor, self.object)

    def get_base_object_queryset(self) -> Any:
        return super().get_base_object_queryset().select_related("need", "mao")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "forwarding": self.object, "user": self.actor}

    def get_page_subtitle(self) -> str:
        return str(self.object.need.spoken_reference)

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": self.object.need.spoken_reference}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": self._state(), "letters": None}

    def _state(self) -> list[tuple[Any, Any]]:
        row, due = self.object, due_in_words(self.object, clock.today())
        return [
            (gettext_lazy("Need"), f"{row.need.spoken_reference}, {row.need.title}"),
            (gettext_lazy("Office"), row.mao),
            (gettext_lazy("Answer due on"), row.due_on),
            (gettext_lazy("State"), f"{state_of(row)}, {due}" if due else state_of(row)),
        ]


class GivingBack(ForwardingAct):
    """After these the office no longer reads the need."""

    def get_success_url(self) -> str:
        if Forwarding.objects.visible_to(self.actor).filter(pk=self.object.pk).exists():
            return str(super().get_success_url())
        return reverse("needs_forwarded:index")


class AcceptAct(ForwardingAct):
    form_class = AcceptForm
    page_title = gettext_lazy("Take it up")
    button_label = gettext_lazy("Our office takes it up")
    success_message = gettext_lazy("%(object)s: your answer is sent. The community and OOBC are told.")
    is_main = True

    def act(self, form: Any) -> None:
        actions.accept(self.object, **form.cleaned_data, by=self.actor)


class ReturnAct(GivingBack):
    form_class = ReturnForm
    page_title = gettext_lazy("Return it")
    button_label = gettext_lazy("Return it to OOBC")
    success_message = gettext_lazy("%(object)s is returned to OOBC. The community is told.")

    def explanation(self) -> list[Any]:
        return [gettext_lazy("OOBC looks for another way. Your office no longer sees the need.")]

    def act(self, form: Any) -> None:
        actions.return_(self.object, **form.cleaned_data, by=self.actor)


class RerouteAct(GivingBack):
    form_class = RerouteForm
    page_title = gettext_lazy("Pass it on")
    button_label = gettext_lazy("Pass it on to this office")
    success_message = gettext_lazy("%(object)s is passed on. The office, the community and OOBC are told.")

    @classmethod
    def is_offered(cls, row: Forwarding, user: Any) -> bool:
        return is_waiting(row) and (can_answer(user, row) or can_forward(user, row.need))

    def is_allowed(self) -> bool:
        return can_answer(self.actor, self.object) or can_forward(self.actor, self.object.need)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by_office": serves_asked_office(self.actor, self.object)}

    def explanation(self) -> list[Any]:
        return [gettext_lazy("The other office has 30 days from today.")]

    def act(self, form: Any) -> None:
        actions.reroute(self.object, **form.cleaned_data, by=self.actor)


class RecallAct(GivingBack):
    form_class = RecallForm
    page_title = gettext_lazy("Take it back from the office")
    button_label = gettext_lazy("Take it back")
    success_message = gettext_lazy("%(object)s is taken back. The office is told.")
    is_serious = True

    @classmethod
    def is_offered(cls, row: Forwarding, user: Any) -> bool:
        return row.state in ForwardingState.in_hand() and row.need.is_open and can_forward(user, row.need)

    def is_allowed(self) -> bool:
        return can_forward(self.actor, self.object.need)

    def explanation(self) -> list[Any]:
        return [gettext_lazy("The office need not answer any more, and no longer sees the need.")]

    def act(self, form: Any) -> None:
        actions.recall(self.object, **form.cleaned_data, by=self.actor)


ACTS: dict[str, type[ForwardingAct]] = {
    "accept": AcceptAct,
    "return": ReturnAct,
    "reroute": RerouteAct,
    "recall": RecallAct,
}
