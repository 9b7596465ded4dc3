"""Forms of results. The actions check again what stands here."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.monitoring.actions.results import OWN
from portal.monitoring.enums import BeneficiarySector, Direction, InterventionType
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomeIndicator, OutcomePeriod

QUARTERS = [("", _("The whole year")), *((str(number), f"Q{number}") for number in range(1, 5))]
MORE_GROUPS = 4


class Number(forms.DecimalField):
    """A value in the unit of its indicator, as people write it: with commas too."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "").strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class OutcomeForm(forms.ModelForm):
    """A result measured by an indicator of the library, or by one of its own."""

    baseline = Number(label=_("Baseline"), required=False, help_text=_("The value before the work. Empty: not known."))

    class Meta:
        model = Outcome
        fields = OWN
        widgets = {"baseline_on": AdminDateInput}

    def __init__(self, *args: Any, ppa: MonitoringEntry, chosen: OutcomeIndicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("indicator", "unit", "direction", "year_value"):
            self.fields[name].required = False
        offered = OutcomeIndicator.objects.active()
        if chosen:
            offered = offered | OutcomeIndicator.objects.filter(pk=chosen.pk)
        library = self.fields["library_indicator"]
        library.queryset = offered  # type: ignore[attr-defined]
        library.choices = [("", _("None: our own, described below")), *_by_category(offered, ppa)]  # type: ignore[attr-defined]
        library.help_text = _("It brings its name, unit, direction and reckoning along.")
        self.fields["level"].help_text = _(
            "Output: what the work makes. Outcome: what changes for people. Impact: what it leads to in the long run."
        )
        self.fields["year_value"].help_text = _("How the values of a year's quarters become the value of the year.")
        self.fields["indicator"].help_text = _("Only where the library has none: what is measured, in one line.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("library_indicator"):
            for name in ("indicator", "unit", "direction", "year_value"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or choose an indicator of the library."))
        return data


def _by_category(rows: Any, ppa: MonitoringEntry) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
    """The indicators of the PPA's own kind of work stand first."""
    order = sorted(InterventionType, key=lambda kind: kind != ppa.intervention_type)
    several: dict[str, list[tuple[Any, str]]] = {kind.value: [] for kind in order}
    for row in rows:
        several[row.category].append((row.pk, f"{row.indicator_name} ({row.unit})"))
    for kind in order:
        if several[kind.value]:
            yield str(kind.label), several[kind.value]


class TargetForm(forms.Form):
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2010, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("Period"), choices=QUARTERS, coerce=int, required=False, empty_value=None)
    target = Number(label=_("Target"), required=False, help_text=_("Empty: no number was set."))
    target_high = Number(label=_("Upper end of the target"), required=False)
    target_text = forms.CharField(
        label=_("Target in words"),
        max_length=100,
        required=False,
        help_text=_("As it was printed, such as “Increasing”. Nothing computes with it."),
    )

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcome.direction != Direction.RANGE:
            del self.fields["target_high"]
        else:
            self.fields["target"].label = _("Lower end of the target")


class ReviseForm(TargetForm):
    fiscal_year = quarter = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("On the record."),
    )


class ReportForm(forms.Form):
    """A value, and the parts of it that fall on groups or places."""

    actual = Number(label=_("Value reached"))
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the number comes from. Name no person."),
    )  # fmt: skip

    def __init__(self, *args: Any, period: OutcomePeriod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = list(period.parts.values_list("group", "actual"))
        self.numbers = range(1, len(parts) + MORE_GROUPS + 1)
        self.known_groups = [str(label) for label in BeneficiarySector.labels]
        for number in self.numbers:
            group, value = parts[number - 1] if number <= len(parts) else ("", None)
            self.fields[f"group_{number}"] = forms.CharField(
                label=_("Group or place %(number)d") % {"number": number},
                max_length=50,
                required=False,
                initial=group,
                widget=forms.TextInput(attrs={"list": "known-groups"}),
            )
            self.fields[f"part_{number}"] = Number(
                label=_("Its value, %(number)d") % {"number": number}, required=False, initial=value
            )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self["actual"], self["note"]]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"group_{number}"], self[f"part_{number}"]) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.parts: dict[str, Decimal] = {}
        for number in self.numbers:
            group, value = data.get(f"group_{number}", ""), data.get(f"part_{number}")
            if bool(group) != (value is not None) and not self.errors.get(f"part_{number}"):
                self.add_error(f"part_{number}", _("Give both the group and its value, or neither."))
            elif group in self.parts:
                self.add_error(f"group_{number}", _("This group is already named."))
            elif group and value is not None:
                self.parts[group] = value
        return data


class ReportManyForm(forms.Form):
    """The values of several periods, one row each; what is left as it was is not reported again."""

    def __init__(self, *args: Any, periods: list[OutcomePeriod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = periods
        for period in periods:
            names = {"indicator": period.outcome.indicator, "period": period}
            self.fields[f"actual_{period.pk}"] = Number(
                label=_("Value reached: %(indicator)s, %(period)s") % names, required=False, initial=period.actual
            )
            self.fields[f"note_{period.pk}"] = forms.CharField(
                label=_("Note: %(indicator)s, %(period)s") % names, max_length=500, required=False, initial=period.note
            )

    @property
    def rows(self) -> list[tuple[OutcomePeriod, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"actual_{row.pk}"], self[f"note_{row.pk}"]) for row in self.periods]

    @property
    def reports(self) -> dict[OutcomePeriod, tuple[Decimal, str]]:
        """What was changed: each with its value."""
        found = {}
        for row in self.periods:
            actual, note = self.cleaned_data[f"actual_{row.pk}"], self.cleaned_data[f"note_{row.pk}"].strip()
            if actual is not None and (actual, note) != (row.actual, row.note):
                found[row] = (actual, note)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in self.periods:
            name = f"actual_{row.pk}"
            if name in data and data[name] is None and (row.actual is not None or data.get(f"note_{row.pk}")):
                self.add_error(name, _("Give the value; zero if there was none."))
        return data


class ShownForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput, required=False)


class SendBackForm(ShownForm):
    reason = forms.CharField(
        label=_("What is to be looked at again"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class LessonsForm(forms.ModelForm):
    class Meta:
        model = MonitoringEntry
        fields = ("lessons_learned", "best_practices", "recommendations_for_future")
        help_texts = {
            "lessons_learned": _("What worked and what did not. Name no person."),
            "best_practices": _("What others should copy."),
            "recommendations_for_future": _("What the next one should do otherwise."),
        }
