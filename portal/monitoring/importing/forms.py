"""The forms of an import: the file, what its columns are, what unknown names mean, and why it is taken back."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.importing import MAX_ROWS
from portal.core.models import FundingSource
from portal.monitoring.enums import ImportKind, ImportMode
from portal.monitoring.models import ImportRun, MonitoringEntry
from portal.monitoring.money.forms import why
from portal.organizations.choices import organizations_for
from portal.organizations.models import Organization

from .columns import BY_NAME, Names, columns_of
from .reading import Header, letters
from .running import ACTS, kinds_for

UNITS = [(1, gettext_lazy("pesos")), (1000, gettext_lazy("thousands of pesos"))]


class FileForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What are its rows?"), choices=ImportKind.choices, widget=forms.RadioSelect
    )
    office = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Whose rows are they?"),
        required=False,
        empty_label=gettext_lazy("A column says so"),
        help_text=gettext_lazy("Columns and names are remembered for this office."),
    )
    file = forms.FileField(label=gettext_lazy("File"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(user)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        fields["kind"].initial = kinds[0].value if kinds else None
        offices = Organization.objects.none()
        for kind in kinds:
            offices = offices | organizations_for(user, ACTS[kind], MonitoringEntry)
        fields["office"].queryset = offices.order_by("sort_name")
        own = list(offices.values_list("pk", flat=True)[:2])
        if len(own) == 1:
            fields["office"].initial = own[0]
        fields["file"].help_text = _("An Excel workbook (.xlsx) or CSV file, at most 7 MB and %(rows)s rows.") % {
            "rows": f"{MAX_ROWS:,}"
        }


class ColumnsForm(forms.Form):
    """Which column is what, each chosen once, and what holds for every row."""

    fiscal_year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year of the money"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("For rows that do not say it themselves."),
    )
    funding_source = forms.ModelChoiceField(
        FundingSource.objects.active().exclude(code="other"),
        label=gettext_lazy("Funding source"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("A column says so"),
        help_text=gettext_lazy("For rows that do not say it themselves."),
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Amounts are in"), coerce=int, choices=UNITS, initial=1, required=False
    )

    def __init__(self, *args: Any, run: ImportRun, header: Header, offered: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.run = run
        this_year = timezone.localdate().year
        fields: Any = self.fields
        fields["fiscal_year"].choices = [
            ("", _("A column says so")), *((year, str(year)) for year in range(this_year - 3, this_year + 4))
        ]  # fmt: skip
        choices = [("", _("– leave out –")), *((column.name, column.label) for column in columns_of(run.kind))]
        for place, cell in enumerate(header.cells):
            label = _("Column %(letter)s, “%(header)s”") % {"letter": letters(place), "header": cell or _("no header")}
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=offered.get(place, "")
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen: dict[str, int] = {}
        for place, name in self.columns.items():
            if name in chosen:
                self.add_error(
                    f"column_{place}",
                    _("Column %(letter)s is this already.") % {"letter": letters(chosen[name])},
                )
            chosen[name] = place
        if not {"title", "reference", "id"} & set(chosen):
            self.add_error(None, _("Say which column holds the title of the PPA."))
        if self.run.kind == ImportKind.FLOWS and not {"type", "on", "amount"} <= set(chosen):
            self.add_error(None, _("Flows need a column for what happened, one for the day and one for the amount."))
        if self.run.kind == ImportKind.LINES and "amount" not in chosen:
            self.add_error(None, _("Money lines need a column for the amount."))
        if self.run.office is None and not {"office", "id"} & set(chosen):
            self.add_error(None, _("Say which column names the office, or choose the office with the file."))
        return data

    @property
    def columns(self) -> dict[int, str]:
        data = getattr(self, "cleaned_data", {})
        return {
            place: data[f"column_{place}"]
            for place in range(len(self.header.cells))
            if data.get(f"column_{place}")
        }  # fmt: skip

    @property
    def for_all(self) -> dict[str, Any]:
        data = self.cleaned_data
        source = data.get("funding_source")
        return {
            "fiscal_year": data.get("fiscal_year"),
            "funding_source": source.code if source else None,
            "unit": data.get("unit") or 1,
        }

    def column_fields(self) -> Iterator[tuple[str, str, forms.BoundField]]:
        for place, cell in enumerate(self.header.cells):
            yield letters(place), cell, self[f"column_{place}"]

    def fields_for_all(self) -> list[forms.BoundField]:
        return [self[name] for name in ("fiscal_year", "funding_source", "unit")]


class NamesForm(forms.Form):
    """What names mean that no list has."""

    def __init__(self, *args: Any, names: list[tuple[str, str]], office: Organization | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        lists = Names(office)
        offered = {column: lists.offered(column) for column in {column for column, _value in names}}
        for number, (column, value) in enumerate(names):
            self.fields[f"name_{number}"] = forms.ChoiceField(
                label=_("“%(value)s” (%(column)s)") % {"value": value, "column": BY_NAME[column].label},
                choices=[("", _("– not known –")), *offered[column]],
                required=False,
            )

    @property
    def meanings(self) -> list[tuple[str, str, str]]:
        """Column, what the sheet says, what it means."""
        said = [(column, value, self.cleaned_data[f"name_{n}"]) for n, (column, value) in enumerate(self.names)]
        return [one for one in said if one[2]]


class ConfirmForm(forms.Form):
    fingerprint = forms.CharField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(choices=ImportMode.choices, widget=forms.HiddenInput)


class UndoForm(forms.Form):
    reason = why(gettext_lazy("Why it is taken back"))
    leave = forms.BooleanField(
        label=gettext_lazy("Leave what others have built on, and take back the rest"), required=False
    )
