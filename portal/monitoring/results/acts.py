"""What people do with results: one page an act. On a PPA, on one of its results, on one period of a result."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.access import BulkResult
from portal.core.many import ManyView, each
from portal.core.registers import ActView, OverValuesMixin, ShownActView
from portal.monitoring.actions import results
from portal.monitoring.enums import ActualState
from portal.monitoring.models import Outcome, OutcomePeriod
from portal.monitoring.permissions import can, can_any, can_define_results

from .forms import (
    LessonsForm,
    OutcomeForm,
    ReportForm,
    ReportManyForm,
    ReviseForm,
    SendBackForm,
    ShownForm,
    TargetForm,
)
from .words import line_of

PERIOD_ORDER = ("fiscal_year", "quarter")


class ResultAct(ActView):
    """Whoever sees the row comes here; the rule is the act's own."""

    permission_required = "view"


# ---- On a PPA --------------------------------------------------------------------------------------------------------


class AddOutcomeView(ResultAct):
    form_class = OutcomeForm
    page_title = gettext_lazy("Add a result")
    button_label = gettext_lazy("Add it")
    success_message = gettext_lazy("The result is added. Now set its target.")

    def is_allowed(self) -> bool:
        return can_define_results(self.request.user, self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object}

    def act(self, form: Any) -> None:
        self.outcome = results.add_outcome(self.object, values=form.cleaned_data, by=self.actor)

    def get_success_url(self) -> str:
        return self.outcome.get_absolute_url()


class ReportResultsView(ResultAct):
    """All values of a PPA that can be reported, in one table."""

    form_class = ReportManyForm
    template_name = "portal/monitoring/admin/results/report_many.html"
    page_title = gettext_lazy("Report results")
    button_label = gettext_lazy("Report them")

    def is_allowed(self) -> bool:
        return can(self.request.user, "report", self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = OutcomePeriod.objects.filter(outcome__ppa=self.object).exclude(actual_state=ActualState.APPROVED)
        rows = rows.select_related("outcome").order_by("outcome__level", "outcome__position", "outcome", *PERIOD_ORDER)
        today = timezone.localdate()
        begun = [row for row in rows if row.first_day <= today] if self.object.is_granted else []
        return {**super().get_form_kwargs(), "periods": begun}

    def act(self, form: Any) -> None:
        self.count = len(results.report_actuals(form.reports, by=self.actor))

    def get_success_message(self) -> str:
        if not self.count:
            return _("Nothing was changed.")
        sentence = ngettext("%(count)d value is reported.", "%(count)d values are reported.", self.count)
        return sentence % {"count": self.count}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(line_of(row.outcome, row), *fields) for row, *fields in context["form"].rows]
        return {**context, "rows": rows}


class WriteLessonsView(OverValuesMixin, ResultAct):
    form_class = LessonsForm
    page_title = gettext_lazy("What was learned")
    button_label = gettext_lazy("Keep it")
    success_message = gettext_lazy("%(object)s: what was learned is kept.")

    def is_allowed(self) -> bool:
        return can(self.request.user, "report", self.object)

    def explanation(self) -> list[Any]:
        return [_("Your office, OOBC and OCM can search it when they plan the next one.")]

    def get_initial(self) -> dict[str, Any]:
        return model_to_dict(self.object, fields=results.LEARNED)

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        results.write_lessons(self.object, values=data, shown=data["shown"], by=self.actor)

    def mark(self) -> str:
        return results.lessons_mark(self.object)


PPA_ACTS: dict[str, type[ActView]] = {
    "add_outcome": AddOutcomeView,
    "report_results": ReportResultsView,
    "write_lessons": WriteLessonsView,
}


# ---- On a result -----------------------------------------------------------------------------------------------------


class OutcomeAct(ResultAct):
    object: Outcome

    def is_allowed(self) -> bool:
        return can_define_results(self.request.user, self.object.ppa)


class ChangeOutcomeView(OutcomeAct):
    form_class = OutcomeForm
    page_title = gettext_lazy("Describe it otherwise")
    button_label = gettext_lazy("Change it")
    success_message = gettext_lazy("%(object)s is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object.ppa, "chosen": self.object.library_indicator}

    def get_initial(self) -> dict[str, Any]:
        return model_to_dict(self.object, fields=results.OWN)

    def act(self, form: Any) -> None:
        results.change_outcome(self.object, values=form.cleaned_data, by=self.actor)


class RemoveOutcomeView(OutcomeAct):
    page_title = gettext_lazy("Take the result away")
    button_label = gettext_lazy("Yes, take it away")
    success_message = gettext_lazy("%(object)s is taken away.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("Its targets go with it. That it stood here remains on record.")]

    def act(self, form: Any) -> None:
        self.ppa = self.object.ppa
        results.remove_outcome(self.object, by=self.actor)

    def get_success_url(self) -> str:
        return self.ppa.get_absolute_url()


class SetTargetView(OutcomeAct):
    form_class = TargetForm
    page_title = gettext_lazy("Set a target")
    button_label = gettext_lazy("Set it")
    success_message = gettext_lazy("%(object)s: the target is set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "outcome": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {"fiscal_year": self.object.ppa.plan_year or timezone.localdate().year}

    def explanation(self) -> list[Any]:
        return [_("In %(unit)s. A target that stands already is revised on its own page.") % {"unit": self.object.unit}]

    def act(self, form: Any) -> None:
        results.set_target(self.object, **form.cleaned_data, by=self.actor)


OUTCOME_ACTS: dict[str, type[ActView]] = {
    "set_target": SetTargetView,
    "change": ChangeOutcomeView,
    "remove": RemoveOutcomeView,
}


# ---- On a period -----------------------------------------------------------------------------------------------------


class PeriodMixin:
    """A page names the result and its PPA beside the period."""

    object: OutcomePeriod

    def get_page_subtitle(self) -> str:
        return f"{self.object.outcome}, {self.object}"

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": self.get_page_subtitle()}  # type: ignore[attr-defined]


class PeriodAct(PeriodMixin, ResultAct):
    act_name: str

    def is_allowed(self) -> bool:
        return can(self.request.user, self.act_name, self.object.outcome.ppa)


class ReportView(PeriodAct):
    act_name = "report"
    form_class = ReportForm
    template_name = "portal/monitoring/admin/results/report.html"
    page_title = gettext_lazy("Report a value")
    button_label = gettext_lazy("Report it")
    success_message = gettext_lazy("%(object)s: the value is reported. It counts once somebody else has approved it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "period": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {"actual": self.object.actual, "note": self.object.note}

    def explanation(self) -> list[Any]:
        line = line_of(self.object.outcome, self.object)
        said = [_("In %(unit)s. The target is %(target)s.") % {"unit": self.object.outcome.unit, "target": line.target}]
        if self.object.decision_note:
            said.append(_("It was sent back: %(reason)s") % {"reason": self.object.decision_note})
        return said

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        results.report_actual(self.object, actual=data["actual"], note=data["note"], parts=form.parts, by=self.actor)


class ReviseTargetView(PeriodAct):
    act_name = "confirm"
    form_class = ReviseForm
    page_title = gettext_lazy("Revise the target")
    button_label = gettext_lazy("Revise it")
    success_message = gettext_lazy("%(object)s: the target is revised.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "outcome": self.object.outcome}

    def get_initial(self) -> dict[str, Any]:
        return model_to_dict(self.object, fields=results.TARGET)

    def act(self, form: Any) -> None:
        results.revise_target(self.object, **form.cleaned_data, by=self.actor)


class RemovePeriodView(PeriodMixin, ResultAct):
    page_title = gettext_lazy("Take the period away")
    button_label = gettext_lazy("Yes, take it away")
    success_message = gettext_lazy("%(object)s is taken away.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_define_results(self.request.user, self.object.outcome.ppa)

    def act(self, form: Any) -> None:
        self.outcome = self.object.outcome
        results.remove_period(self.object, by=self.actor)

    def get_success_url(self) -> str:
        return self.outcome.get_absolute_url()


class DecideAct(PeriodMixin, ShownActView):
    """Rests on the value that was read."""

    permission_required = "view"
    form_class = ShownForm

    def is_allowed(self) -> bool:
        return can(self.request.user, "confirm", self.object.outcome.ppa)

    def version(self) -> str:
        return results.mark_of(OutcomePeriod.objects.get(pk=self.object.pk))

    def state(self) -> list[tuple[str, Any]]:
        period = OutcomePeriod.objects.select_related("outcome__ppa", "reported_by").get(pk=self.object.pk)
        line = line_of(period.outcome, period)
        parts = [f"{part.group}: {part.actual.normalize():f}" for part in period.parts.all() if part.actual is not None]
        return [
            (_("PPA"), str(period.outcome.ppa)),
            (_("Target"), line.target),
            (_("Value"), f"{line.actual} ({period.outcome.unit})"),
            (_("Groups and places"), "\n".join(parts)),
            (_("Note"), period.note),
            (_("Reported by"), str(period.reported_by or "")),
            (_("State"), line.state),
        ]


class ApproveView(DecideAct):
    page_title = gettext_lazy("Approve the value")
    button_label = gettext_lazy("It is right: approve it")
    success_message = gettext_lazy("%(object)s: the value is approved and counts.")
    is_main = True

    def act(self, form: Any) -> None:
        results.approve_actual(self.object, shown=form.cleaned_data["shown"], by=self.actor)


class SendBackView(DecideAct):
    form_class = SendBackForm
    page_title = gettext_lazy("Send the value back")
    button_label = gettext_lazy("Send it back")
    success_message = gettext_lazy("%(object)s: the value is sent back. Who reported it is told.")

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        results.send_back_actual(self.object, reason=data["reason"], shown=data["shown"], by=self.actor)


PERIOD_ACTS: dict[str, type[ActView]] = {
    "report": ReportView,
    "approve": ApproveView,
    "send_back": SendBackView,
    "revise_target": ReviseTargetView,
    "remove": RemovePeriodView,
}


class ApproveManyView(ManyView):
    """Approve what the list showed, each value for itself."""

    template_name = "portal/monitoring/admin/results/approve_many.html"
    form_class = forms.Form
    model = OutcomePeriod
    index_url_name = "monitoring_results:index"
    index_label = gettext_lazy("Reported results")
    page_title = gettext_lazy("Approve values")
    button_label = gettext_lazy("They are right: approve them")
    done = gettext_lazy("Approved")
    none_chosen = gettext_lazy("Choose at least one value first.")
    header_icon = "check"

    def is_allowed(self) -> bool:
        return can_any(self.request.user, "confirm")

    def own_rows(self) -> Any:
        rows = OutcomePeriod.objects.permitted(self.request.user, "confirm").to_approve()
        return rows.select_related("outcome__ppa__lead_organization", "reported_by").order_by("reported_at", "pk")

    def act(self, rows: list[OutcomePeriod], form: Any) -> list[BulkResult]:
        shown = self.shown
        return each(rows, lambda row: results.approve_actual(row, shown=shown.get(str(row.pk), ""), by=self.actor))

    def name_of(self, row: OutcomePeriod) -> str:
        return f"{row.outcome.ppa}: {row.outcome}, {row}"

    def lines(self) -> list[Any]:
        return [(line_of(row.outcome, row), results.mark_of(row)) for row in self.rows]


PERIOD_MANY: dict[str, type[ManyView]] = {"approve_many": ApproveManyView}
