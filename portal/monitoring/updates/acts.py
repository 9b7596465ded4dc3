"""Report a quarter, and correct what was reported."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from portal.core.registers import ActView, OverValuesMixin
from portal.monitoring.actions import reporting
from portal.monitoring.figures.progress import quarters_owed
from portal.monitoring.permissions import can

from .forms import CorrectForm, ReportForm, key_of


class ReportView(ActView):
    """Of a PPA: the quarters that are owed stand in the form, the oldest first."""

    permission_required = "view"
    form_class: Any = ReportForm
    page_title = _("Report a quarter")
    button_label = _("Report it")
    success_message = _("The report is saved.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_allowed() and request.method == "GET" and not quarters_owed(self.object, timezone.localdate()):
            messages.warning(request, _("Every quarter since its start is reported. Correct the report instead."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        return can(self.actor, "report", self.object)

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("quarter", "")
        owed = [key_of(one) for one in quarters_owed(self.object, timezone.localdate())]
        return {"quarter": asked if asked in owed else next(iter(owed), "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ppa": self.object}

    def explanation(self) -> list[Any]:
        return [_("A report is due 30 days after the quarter. Percents are of the whole work, not of the quarter.")]

    def act(self, form: Any) -> None:
        reporting.report(self.object, form.cleaned_data["quarter"], form.said, by=self.actor)

    def get_success_url(self) -> str:
        return f"{reverse('monitoring_ppas:inspect', args=[self.object.pk])}#progress"


class CorrectView(OverValuesMixin, ActView):
    """Of a report: what it said before stays in its history."""

    permission_required = "view"
    form_class: Any = CorrectForm
    page_title = _("Correct the report")
    button_label = _("Save the correction")
    success_message = _("%(object)s: the correction is saved. The earlier words stay on its page.")

    def is_allowed(self) -> bool:
        return can(self.actor, "report", self.object.ppa)

    def get_base_object_queryset(self) -> Any:
        return super().get_base_object_queryset().select_related("ppa")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "update": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in (*reporting.FACTS, *reporting.WORDS)}

    def mark(self) -> str:
        return reporting.update_mark(self.object)

    def explanation(self) -> list[Any]:
        return [self.object.ppa.title]

    def act(self, form: Any) -> None:
        reporting.correct(self.object, form.said, shown=form.cleaned_data["shown"], by=self.actor)
