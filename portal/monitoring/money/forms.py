"""The forms of a PPA's money. They check what was typed; the actions do the rest."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.core.models import FundingSource
from portal.monitoring.enums import ExpenseClass, FlowType
from portal.monitoring.forms.amounts import PesosField
from portal.monitoring.models import (
    ContractSlice,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MultiYearContract,
)

ON_RECORD = _("It stays on record for good. Name no person.")
YEARS = 6
"""Fiscal years that a contract may be cut into on its form."""


MOVES = [
    ("", "---------"),
    (FlowType.ALLOCATION, _("Allocation: money was released to the office")),
    (FlowType.ADJUSTMENT, _("Adjustment: more was given, or some was taken away")),
    (FlowType.OBLIGATION, _("Obligation: a contract or order binds the money")),
    (FlowType.DISBURSEMENT, _("Disbursement: money was paid")),
]


def pesos(label: Any, *, at_least: Decimal | None = None, **options: Any) -> forms.DecimalField:
    return PesosField(label=label, min_value=at_least, **options)


def why(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, help_text=ON_RECORD, widget=widget, **options)


def once() -> forms.UUIDField:
    """The key of what the form will make: sent twice, it is made once."""
    return forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class OfPPAForm(forms.Form):
    """A form that offers only what belongs to its PPA."""

    def __init__(self, *args: Any, ppa: MonitoringEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ppa = ppa

    def offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


class LineForm(OfPPAForm):
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2019, max_value=2100)
    expense_class = forms.ChoiceField(label=_("Class"), choices=ExpenseClass.choices)
    source = forms.ModelChoiceField(FundingSource.objects.all(), label=_("Funding source"))
    source_name = forms.CharField(
        label=_("Which one"),
        max_length=150,
        required=False,
        help_text=_("Only where you chose the source “Other”: its name."),
    )
    amount = pesos(_("Amount (₱)"), at_least=Decimal())
    reason = why(_("Why it changes"), required=False)

    def __init__(self, *args: Any, is_change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_change:
            self.fields["reason"].label = _("Why this amount")
        for name in ("fiscal_year", "expense_class", "source", "source_name"):
            self.fields[name].disabled = is_change  # another one is another line


class RemoveLineForm(OfPPAForm):
    line = forms.ModelChoiceField(MoneyLine.objects.none(), label=_("Money line"))
    reason = why(_("Why it is not asked for any longer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("line", self.ppa.lines.select_related("source"))


class FlowForm(OfPPAForm):
    key = once()
    line = forms.ModelChoiceField(MoneyLine.objects.none(), label=_("Money line"))
    type = forms.ChoiceField(label=_("What happened"), choices=MOVES)
    amount = pesos(_("Amount (₱)"), help_text=_("Negative only for an adjustment that takes money away."))
    on = forms.DateField(label=_("On"), widget=AdminDateInput, initial=timezone.localdate)
    tranche = forms.CharField(label=_("Tranche"), max_length=50, required=False)
    document = forms.CharField(
        label=_("Document"),
        max_length=255,
        required=False,
        help_text=_("The number of the paper it rests on: allotment order, obligation request, disbursement voucher."),
    )
    contract = forms.ModelChoiceField(
        MultiYearContract.objects.none(), label=_("Under the contract over several years"), required=False
    )
    reason = why(_("Reason (an adjustment needs one)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("line", self.ppa.lines.select_related("source"))
        self.offer("contract", self.ppa.contracts.all())
        if not self.ppa.contracts.exists():
            del self.fields["contract"]


class ReverseForm(OfPPAForm):
    flow = forms.ModelChoiceField(MonitoringEntryFunding.objects.none(), widget=forms.HiddenInput)
    reason = why(_("What was wrong"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("flow", MonitoringEntryFunding.objects.filter(line__ppa=self.ppa, reverses=None))


class YearsForm(OfPPAForm):
    """What each year may take; years left empty take nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = set(ContractSlice.objects.filter(contract__ppa=self.ppa).values_list("fiscal_year", flat=True))
        known = named | set(self.ppa.lines.values_list("fiscal_year", flat=True)) or {timezone.localdate().year}
        self.years = sorted(named | set(range(min(known), min(known) + YEARS)))
        for year in self.years:
            self.fields[f"slice_{year}"] = pesos(f"{year} (₱)", at_least=Decimal(), required=False)

    @property
    def slices(self) -> dict[int, Decimal]:
        typed = {year: self.cleaned_data.get(f"slice_{year}") for year in self.years}
        return {year: amount for year, amount in typed.items() if amount}


class ContractForm(YearsForm):
    key = once()
    title = forms.CharField(label=_("Contract"), max_length=255)
    authority = forms.CharField(
        label=_("Authority"), max_length=255, help_text=_("The paper that allows it, with its number.")
    )


class SlicesForm(YearsForm):
    contract = forms.ModelChoiceField(MultiYearContract.objects.none(), widget=forms.HiddenInput)
    reason = why(_("Why it changes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("contract", self.ppa.contracts.all())
