"""What an office is asked about a quarter."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.core.days import short_date
from portal.core.fiscal_year import Quarter
from portal.monitoring.actions.reporting import FACTS, WORDS, Said
from portal.monitoring.figures.progress import quarters_owed
from portal.monitoring.models import MonitoringEntry, ProgressUpdate


def percent_field(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


def words_field(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": 4}), **options)


class SaidForm(forms.Form):
    target_pct = percent_field(
        gettext_lazy("Work planned by the end of the quarter (%)"),
        gettext_lazy("Of the whole work, as the plan says. Leave it empty if there is no plan in percent."),
    )
    actual_pct = percent_field(
        gettext_lazy("Work done by the end of the quarter (%)"),
        gettext_lazy("Of the whole work. Leave it empty if nobody has measured it."),
    )
    narrative = words_field(
        gettext_lazy("What happened"), 5000, help_text=gettext_lazy("What was done in the quarter, where and for whom.")
    )
    deviation_reason = words_field(
        gettext_lazy("Why it is behind the plan"),
        2000,
        required=False,
        help_text=gettext_lazy("Needed where less is done than planned."),
    )
    corrective_action = words_field(
        gettext_lazy("What is done about it"),
        2000,
        required=False,
        help_text=gettext_lazy("Needed where less is done than planned."),
    )
    follow_up_on = forms.DateField(label=gettext_lazy("Look again on"), required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        planned, done = said.get("target_pct"), said.get("actual_pct")
        if planned is not None and done is not None and done < planned:
            for name in ("deviation_reason", "corrective_action"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Less is done than planned: fill this in."))
        return said

    @property
    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in (*FACTS, *WORDS)})


class ReportForm(SaidForm):
    quarter = forms.TypedChoiceField(label=gettext_lazy("Quarter"), coerce=lambda text: _quarter(text))

    field_order = ["quarter"]

    def __init__(self, *args: Any, ppa: MonitoringEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quarter"]
        field.choices = [(key_of(one), in_words(one)) for one in quarters_owed(ppa, timezone.localdate())]


class CorrectForm(SaidForm):
    def __init__(self, *args: Any, update: ProgressUpdate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def key_of(quarter: Quarter) -> str:
    return f"{quarter.fiscal_year}-{quarter.number}"


def _quarter(text: str) -> Quarter:
    year, _dash, number = text.partition("-")
    return Quarter(int(year), int(number))


def in_words(quarter: Quarter) -> str:
    """With the day on which its report is due; of the running quarter that it still runs."""
    today: datetime.date = timezone.localdate()
    if quarter.last_day >= today:
        return _("%(quarter)s of %(year)s, still running") % {"quarter": quarter, "year": quarter.fiscal_year}
    said = _("%(quarter)s of %(year)s, was due on %(day)s")
    if quarter.report_due >= today:
        said = _("%(quarter)s of %(year)s, due on %(day)s")
    return said % {"quarter": quarter, "year": quarter.fiscal_year, "day": short_date(quarter.report_due)}
