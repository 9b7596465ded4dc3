"""What is asked when a need is handed to offices, and what an office answers."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.core.days import short_date
from portal.needs.actions.forwarding import LONGEST_ANSWER, usual_due_day
from portal.needs.clock import today
from portal.needs.desk.forms import reason_field, words_field
from portal.needs.enums import Feasibility, ForwardingState
from portal.needs.models import Forwarding, Need
from portal.organizations.models import Organization

from .suggesting import Suggestion, offices_to_ask, suggested


class OfficesWidget(forms.CheckboxSelectMultiple):
    """Many names, side by side."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "portal-choices"})


class ForwardForm(forms.Form):
    """The offices that could help stand first, each with the reason; all others follow by name."""

    suggested = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Offices that may help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=gettext_lazy("Other offices"), required=False, widget=OfficesWidget
    )
    message = words_field(
        gettext_lazy("Message to the offices"),
        required=False,
        help_text=gettext_lazy("What you ask of them. They also read the need itself, its place and its files."),
    )
    due_on = forms.DateField(label=gettext_lazy("Answer until"), widget=AdminDateInput)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        self.fields["due_on"].initial = usual_due_day()
        self.fields["due_on"].help_text = _("30 days are usual; at the latest on %(day)s.") % {
            "day": short_date(today() + LONGEST_ANSWER)
        }
        first = suggested(self.offices)
        named = {one.office.pk for one in first}
        self._offer("suggested", first)
        self._offer("others", [one for one in self.offices if one.office.pk not in named])
        if not first:
            del self.fields["suggested"]
            self.fields["others"].label = _("Offices")

    @cached_property
    def offices(self) -> list[Suggestion]:
        return offices_to_ask(self.need)

    def _offer(self, name: str, offices: list[Suggestion]) -> None:
        field: Any = self.fields[name]
        field.queryset = Organization.objects.active().maos()  # of one that has it by now, the act says so
        by_name = offices if name == "suggested" else sorted(offices, key=lambda one: one.office.sort_name)
        words = _in_words if name == "suggested" else _in_short
        field.choices = [(one.office.pk, words(one)) for one in by_name]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if not self.errors and not self.chosen_offices:
            raise forms.ValidationError(_("Choose at least one office."))
        return chosen

    @property
    def chosen_offices(self) -> list[Organization]:
        return [*self.cleaned_data.get("suggested", []), *self.cleaned_data.get("others", [])]


def _in_words(one: Suggestion) -> SafeString:
    """The office, why it is named, and what to know before."""
    lines = [(line,) for line in [*one.reasons, *one.cautions]]
    about = format_html_join("", '<span class="w-text-text-meta">{}.</span>', lines)
    return format_html('<span class="portal-office">{}{}</span>', str(one.office), about)


def _in_short(one: Suggestion) -> SafeString:
    """Of the many others only what to know before."""
    return _in_words(Suggestion(one.office, cautions=one.cautions))


# ---- What an office answers ------------------------------------------------------------------------------------------


class AnswerForm(forms.Form):
    def __init__(self, *args: Any, forwarding: Forwarding, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forwarding, self.user = forwarding, user


class AcceptForm(AnswerForm):
    feasibility = forms.ChoiceField(
        label=gettext_lazy("How feasible is it?"), choices=[("", gettext_lazy("Choose")), *Feasibility.choices]
    )
    cost_low = forms.DecimalField(
        label=gettext_lazy("Cost from (₱)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    cost_high = forms.DecimalField(
        label=gettext_lazy("Cost to (₱)"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("A rough range is enough. Leave both empty if nothing is known yet."),
    )
    reason = reason_field(gettext_lazy("What your office does, and when"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high = given.get("cost_low"), given.get("cost_high")
        if (low is None) != (high is None) and not {"cost_low", "cost_high"} & set(self.errors):
            self.add_error("cost_high", _("Give both amounts, or none. If you know one, give it twice."))
        elif low is not None and high is not None and high < low:
            self.add_error("cost_high", _("The cost is a range, from the lower to the higher amount."))
        return given


class ReturnForm(AnswerForm):
    reason = reason_field(gettext_lazy("Why your office cannot take it up"))


class RerouteForm(AnswerForm):
    to = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("To which office?"), empty_label=gettext_lazy("Choose")
    )
    reason = reason_field(gettext_lazy("Why that office"))

    def __init__(self, *args: Any, by_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.forwarding.need.forwardings
        closed = [*ForwardingState.in_hand(), *(ForwardingState.given_back() if by_office else [])]
        field: Any = self.fields["to"]
        field.queryset = (
            Organization.objects.active()
            .maos()
            .exclude(pk__in=rows.filter(state__in=closed).values("mao"))
            .exclude(pk=self.forwarding.mao_id)
        )


class RecallForm(AnswerForm):
    reason = words_field(
        gettext_lazy("Why it is taken back"),
        required=False,
        help_text=gettext_lazy("Only the office reads it."),
    )
