"""One page an act on a PPA's money."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.registers import ActView, OverValuesMixin
from portal.monitoring.actions import contracts, money
from portal.monitoring.ceilings.checking import Effect, effects_of_line
from portal.monitoring.enums import ExpenseClass, FlowType
from portal.monitoring.models import MonitoringEntryFunding
from portal.monitoring.permissions import can

from . import forms

SECTION = "#money"


class MoneyView(ActView):
    """An act on the money of a PPA; afterwards its page opens there."""

    def is_allowed(self) -> bool:
        return can(self.request.user, str(self.permission_required), self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object}

    def get_success_url(self) -> str:
        return super().get_success_url() + SECTION

    def asked_for(self, rows: Any, name: str) -> Any:
        """The row that the address names, if it is one of these."""
        key = self.request.GET.get(name, "")
        return next((row for row in rows if str(row.pk) == key), None)


class LineView(OverValuesMixin, MoneyView):
    form_class = forms.LineForm
    said_anew = ("reason",)
    template_name = "portal/monitoring/money/line.html"
    page_title = gettext_lazy("Set a money line")
    button_label = gettext_lazy("Save the line")
    success_message = gettext_lazy("The money line of %(object)s is saved.")
    effects: list[Effect] | None = None

    def get_initial(self) -> dict[str, Any]:
        line = self.line
        if line is None:
            return {"fiscal_year": self.object.plan_year}
        names = ("fiscal_year", "expense_class", "source", "source_name", "amount")
        return {name: getattr(line, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_change": self.line is not None}

    @cached_property
    def line(self) -> Any:
        """The line whose amount changes, if it is none of a new year, class or source."""
        return self.asked_for(self.object.lines.all(), "line")

    def mark(self) -> str:
        return money.line_mark(self.line) if self.line else ""

    def read_again(self) -> None:
        del self.line

    def carry_out(self, form: Any) -> HttpResponse:
        if "check" in self.request.POST:
            self.effects = effects_of(self.object, form)
            return self.render_to_response(self.get_context_data(form=form))
        return super().carry_out(form)

    def act(self, form: Any) -> None:
        values = {**form.cleaned_data, "expense_class": ExpenseClass(form.cleaned_data["expense_class"])}
        money.set_line(self.object, **values, by=self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room = reverse("monitoring_ppas:room", args=[self.object.pk])
        return {**super().get_context_data(**kwargs), "effects": self.effects, "room_url": room}


class RoomView(MoneyView):
    """What an amount would do to the ceilings, for the form above while somebody types."""

    form_class = forms.LineForm
    page_title = gettext_lazy("Room under the ceilings")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = forms.LineForm(request.GET, ppa=self.object)
        effects = effects_of(self.object, form) if form.is_valid() else None
        return render(request, "portal/monitoring/money/_effects.html", {"effects": effects})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request)


def effects_of(ppa: Any, form: forms.LineForm) -> list[Effect]:
    typed = form.cleaned_data
    return effects_of_line(
        ppa,
        fiscal_year=typed["fiscal_year"],
        source=typed["source"].pk,
        expense_class=typed["expense_class"],
        source_name=typed["source_name"].strip(),
        amount=typed["amount"],
    )


class RemoveLineView(MoneyView):
    form_class = forms.RemoveLineForm
    page_title = gettext_lazy("Remove a money line")
    button_label = gettext_lazy("Remove the line")
    success_message = gettext_lazy("The money line of %(object)s is removed.")
    is_serious = True

    def get_initial(self) -> dict[str, Any]:
        return {"line": self.request.GET.get("line")}

    def act(self, form: Any) -> None:
        money.remove_line(form.cleaned_data["line"], reason=form.cleaned_data["reason"], by=self.actor)


class FlowView(MoneyView):
    permission_required = "pay"
    form_class = forms.FlowForm
    page_title = gettext_lazy("Enter what happened to money")
    button_label = gettext_lazy("Enter it")
    success_message = gettext_lazy("It is in the ledger of %(object)s.")

    def get_initial(self) -> dict[str, Any]:
        lines = list(self.object.lines.all()[:2])
        return {"line": self.request.GET.get("line") or (lines[0].pk if len(lines) == 1 else None)}

    def explanation(self) -> list[str]:
        return [_("What is entered stays. A mistake is taken back by its opposite, with the reason.")]

    def act(self, form: Any) -> None:
        money.record_flow(**{**form.cleaned_data, "type": FlowType(form.cleaned_data["type"])}, by=self.actor)


class ReverseView(MoneyView):
    permission_required = "pay"
    form_class = forms.ReverseForm
    page_title = gettext_lazy("Take back what was entered")
    button_label = gettext_lazy("Take it back")
    success_message = gettext_lazy("It is taken back. Both stand in the ledger of %(object)s.")
    is_serious = True

    def get_initial(self) -> dict[str, Any]:
        return {"flow": self.request.GET.get("flow")}

    def explanation(self) -> list[str]:
        rows = MonitoringEntryFunding.objects.filter(line__ppa=self.object, reverses=None)
        key = self.request.POST.get("flow") or self.request.GET.get("flow", "")
        flow = next((row for row in rows.select_related("line__source") if str(row.pk) == key), None)
        if flow is None:
            return [_("Choose the flow on the page of the PPA.")]
        return [f"{flow}: ₱{flow.amount:,.2f} ({flow.line})"]

    def act(self, form: Any) -> None:
        money.reverse_flow(form.cleaned_data["flow"], reason=form.cleaned_data["reason"], by=self.actor)


class ContractView(MoneyView):
    permission_required = "pay"
    form_class = forms.ContractForm
    page_title = gettext_lazy("Enter a contract over several years")
    button_label = gettext_lazy("Enter the contract")
    success_message = gettext_lazy("The contract of %(object)s is entered.")

    def explanation(self) -> list[str]:
        return [_("What each year may take makes the cost. Years left empty take nothing.")]

    def act(self, form: Any) -> None:
        names = {name: form.cleaned_data[name] for name in ("title", "authority", "key")}
        contracts.make_contract(self.object, **names, slices=form.slices, by=self.actor)


class SlicesView(OverValuesMixin, MoneyView):
    said_anew = ("reason",)
    permission_required = "pay"
    form_class = forms.SlicesForm
    page_title = gettext_lazy("Change what each year of a contract may take")
    button_label = gettext_lazy("Save")
    success_message = gettext_lazy("The contract of %(object)s is changed.")

    def get_initial(self) -> dict[str, Any]:
        if self.contract is None:
            return {}
        slices = {f"slice_{each.fiscal_year}": each.amount for each in self.contract.slices.all()}
        return {"contract": self.contract.pk, **slices}

    @cached_property
    def contract(self) -> Any:
        return self.asked_for(self.object.contracts.prefetch_related("slices"), "contract")

    def mark(self) -> str:
        return contracts.slices_mark(self.contract) if self.contract else ""

    def read_again(self) -> None:
        del self.contract

    def act(self, form: Any) -> None:
        contract = get_object_or_404(self.object.contracts, pk=form.cleaned_data["contract"].pk)
        said = {name: form.cleaned_data[name] for name in ("reason", "shown")}
        contracts.change_contract(contract, slices=form.slices, **said, by=self.actor)


MONEY_ACTS: dict[str, type[ActView]] = {
    "line": LineView,
    "room": RoomView,
    "remove_line": RemoveLineView,
    "flow": FlowView,
    "reverse": ReverseView,
    "contract": ContractView,
    "slices": SlicesView,
}
