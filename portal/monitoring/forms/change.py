"""A change of an approved PPA: every value as it stands, to be written over, and why."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.core.models import FundingSource
from portal.monitoring.actions.changing import CHANGEABLE, LineWanted
from portal.monitoring.enums import ExpenseClass
from portal.monitoring.models import MonitoringEntry

from .acts import ActForm, words_field
from .amounts import PesosField

NEW_LINES = 2
DAYS = ("revised_start", "revised_end")
YEARS_AHEAD = 5


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    return PesosField(label=label, min_value=0, **options)


class ChangeForm(ActForm):
    reason = words_field(gettext_lazy("Why it should change"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets = dict.fromkeys(DAYS, AdminDateInput) | {"title": forms.TextInput}
        for name, field in fields_for_model(MonitoringEntry, CHANGEABLE, widgets=widgets).items():
            value = getattr(self.ppa, name)
            field.initial = value.pk if name == "sector" and value else value
            self.fields[name] = field
        self.lines = [] if self.ppa.children.exists() else list(self.ppa.lines.select_related("source"))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = amount_field(
                _("%(line)s: amount (₱)") % {"line": line}, initial=line.amount
            )
        self.new_lines = 0 if self.ppa.children.exists() else NEW_LINES
        for number in range(1, self.new_lines + 1):
            self._add_new_line(number)
        self.order_fields([name for name in self.fields if name != "reason"])

    def _add_new_line(self, number: int) -> None:
        this_year = timezone.localdate().year
        years = [("", "–"), *((str(year), str(year)) for year in range(this_year - 1, this_year + YEARS_AHEAD))]
        label = {"number": number}
        self.fields[f"new_{number}_year"] = forms.ChoiceField(
            label=_("New line %(number)d: year") % label, choices=years, required=False
        )
        self.fields[f"new_{number}_class"] = forms.ChoiceField(
            label=_("New line %(number)d: class") % label, choices=[("", "–"), *ExpenseClass.choices], required=False
        )
        self.fields[f"new_{number}_source"] = forms.ModelChoiceField(
            FundingSource.objects.active(), label=_("New line %(number)d: source") % label, required=False
        )
        self.fields[f"new_{number}_source_name"] = forms.CharField(
            label=_("New line %(number)d: which one") % label,
            max_length=150,
            required=False,
            help_text=_("Only where the list calls the source “other”."),
        )
        self.fields[f"new_{number}_amount"] = amount_field(_("New line %(number)d: amount (₱)") % label, required=False)

    def parts(self) -> Iterator[tuple[Any, list[list[forms.BoundField]]]]:
        """Titled rows of fields, for the page."""
        yield _("What it says"), [[self[name]] for name in ("title", "description")]
        pairs = [name for name in CHANGEABLE if name not in ("title", "description")]
        yield "", [[self[name] for name in pairs[place : place + 2]] for place in range(0, len(pairs), 2)]
        if self.lines:
            yield _("Money"), [[self[f"line_{line.pk}"]] for line in self.lines]
        news = range(1, self.new_lines + 1)
        parts = ("year", "class", "source", "source_name", "amount")
        if self.new_lines:
            yield _("New money lines"), [[self[f"new_{number}_{part}"] for part in parts] for number in news]
        yield _("Why"), [[self["reason"]]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, self.new_lines + 1):
            typed = [data.get(f"new_{number}_{part}") for part in ("year", "class", "source", "amount")]
            given = [value not in (None, "") for value in typed]
            if any(given) and not all(given):
                message = _("A new money line needs a year, a class, a source and an amount.")
                self.add_error(f"new_{number}_amount", message)
        return data

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CHANGEABLE}

    @property
    def lines_wanted(self) -> list[LineWanted]:
        data = self.cleaned_data
        wanted = [LineWanted(amount=data[f"line_{line.pk}"], line=line) for line in self.lines]
        for number in range(1, self.new_lines + 1):
            amount: Decimal | None = data[f"new_{number}_amount"]
            if amount is not None:
                wanted.append(
                    LineWanted(
                        amount=amount,
                        fiscal_year=int(data[f"new_{number}_year"]),
                        expense_class=data[f"new_{number}_class"],
                        source=data[f"new_{number}_source"],
                        source_name=data[f"new_{number}_source_name"],
                    )
                )
        return wanted
