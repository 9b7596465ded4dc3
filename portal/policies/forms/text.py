"""The form on which the text of a recommendation is written, on one page that works without JavaScript."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.communities.models import OBCCommunity
from portal.communities.viewsets import community_chooser
from portal.core.amounts import PesosField
from portal.core.models import Sector
from portal.geography.models import Region
from portal.organizations.models import Organization
from portal.policies.contents import considerations_of
from portal.policies.models import PolicyBudgetYear, PolicyRecommendation

EMPTY_ROWS = 2
"""So many empty rows follow those that are filled; saving brings more."""

COLUMNS = {"class": "portal-choices"}
FIRST_YEAR, LATER_YEARS = 2019, 30


@dataclass(frozen=True)
class Part:
    """A titled part of the form; fields of one row stand beside each other where there is room."""

    title: Any
    help: Any
    rows: list[list[forms.BoundField]]


def several(model: Any, label: Any, *, required: bool = False) -> forms.ModelMultipleChoiceField:
    """Ticked, in columns; which there are is said when the form is made."""
    widget = forms.CheckboxSelectMultiple(attrs=COLUMNS)
    return forms.ModelMultipleChoiceField(model.objects.none(), label=label, required=required, widget=widget)


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TextForm(WagtailAdminModelForm):
    """Over the newest draft: ``instance`` is that version, not the row."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    """Of a new draft: sent twice, it is made once."""

    sectors = several(Sector, gettext_lazy("Sectors"), required=True)
    regions = several(Region, gettext_lazy("Regions"))
    lead_organizations = several(Organization, gettext_lazy("Offices in the lead"))
    partner_organizations = several(Organization, gettext_lazy("Offices that help"))

    class Meta(WagtailAdminModelForm.Meta):
        model = PolicyRecommendation
        formsets: dict[str, Any] = {}  # rows stand as numbered fields, so that nothing needs a script
        fields = [
            "title",
            "title_fil",
            "summary",
            "summary_fil",
            "problem_statement",
            "rationale",
            "proposed_solution",
            "full_text",
            "resource_requirements",
            "category",
            "type",
            "scope",
            "priority",
            "expected_beneficiaries",
            "starts_on",
            "ends_on",
            "source",
        ]
        widgets = {
            "title": forms.TextInput,
            "title_fil": forms.TextInput,
            "summary": area(3),
            "summary_fil": area(3),
            "problem_statement": area(6),
            "rationale": area(6),
            "proposed_solution": area(6),
            "full_text": area(12),
            "resource_requirements": area(4),
            "starts_on": AdminDateInput,
            "ends_on": AdminDateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.fields["key"].initial = uuid.uuid4
        else:
            del self.fields["key"]
        self._offer("sectors", Sector.objects.active(), Sector)
        self._offer("regions", Region.objects.valid(), Region)
        for name in ("lead_organizations", "partner_organizations"):
            self._offer(name, Organization.objects.active(), Organization)
        self.community_fields = list(self._add_communities())
        self.consideration_fields = list(self._add_considerations())
        self.year_fields = list(self._add_years())

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding and not self.instance.latest_revision_id

    # ---- What is asked -----------------------------------------------------------------------------------------------

    def _chosen(self, name: str) -> list[Any]:
        """The keys of what this version names."""
        return [row.pk for row in getattr(self.instance, name).all()]

    def _offer(self, name: str, offered: Any, model: Any) -> None:
        """What can be chosen today, and what was chosen before."""
        chosen = self._chosen(name)
        field: Any = self.fields[name]
        field.queryset = model.objects.filter(Q(pk__in=offered.values("pk")) | Q(pk__in=chosen))
        self.initial[name] = chosen

    def _add_communities(self) -> Iterator[str]:
        chosen = self._chosen("communities")
        seen = OBCCommunity.objects.visible_to(self.for_user).active() if self.for_user else OBCCommunity.objects.none()
        offered = OBCCommunity.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=chosen))
        for number in range(1, self._rows_of("community", len(chosen)) + 1):
            name = f"community_{number}"
            self.fields[name] = forms.ModelChoiceField(
                offered,
                label=_("Community %(number)d") % {"number": number},
                required=False,
                widget=community_chooser.widget_class(),
                initial=chosen[number - 1] if number <= len(chosen) else None,
            )
            yield name

    def _add_considerations(self) -> Iterator[str]:
        said = considerations_of(self.instance)
        for number in range(1, self._rows_of("consideration", len(said)) + 1):
            name = f"consideration_{number}"
            self.fields[name] = forms.CharField(
                label=_("Consideration %(number)d") % {"number": number},
                required=False,
                max_length=500,
                widget=area(2),
                initial=said[number - 1] if number <= len(said) else "",
            )
            yield name

    def _add_years(self) -> Iterator[tuple[str, str]]:
        known = sorted(self.instance.budget_years.all(), key=lambda row: row.fiscal_year)
        for number in range(1, self._rows_of("year", len(known)) + 1):
            row = known[number - 1] if number <= len(known) else None
            year, amount = f"year_{number}", f"amount_{number}"
            self.fields[year] = forms.IntegerField(
                label=_("Fiscal year %(number)d") % {"number": number},
                required=False,
                min_value=FIRST_YEAR,
                max_value=timezone.localdate().year + LATER_YEARS,
                initial=row.fiscal_year if row else None,
            )
            self.fields[amount] = PesosField(
                label=_("Needed in that year (₱)"),
                required=False,
                min_value=0,
                max_digits=PolicyBudgetYear._meta.get_field("amount").max_digits,
                initial=Decimal(row.amount) if row else None,
            )
            yield year, amount

    def _rows_of(self, prefix: str, filled: int) -> int:
        """Those that are filled and a few empty ones; never fewer than somebody has sent."""
        sent = [int(found[1]) for name in self.data if (found := re.fullmatch(rf"{prefix}_(\d{{1,3}})", name))]
        return max([filled + EMPTY_ROWS, *sent])

    # ---- How it is shown ---------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[Part]:
        yield self._part(
            _("In short"),
            _("This stands first on the public page. Write as if for somebody who has never heard of it."),
            [["title"], ["title_fil"], ["summary"], ["summary_fil"]],
        )
        yield self._part(
            _("The text"), "", [["problem_statement"], ["rationale"], ["proposed_solution"], ["full_text"]]
        )
        yield self._part(
            _("Key considerations"),
            _("One thing to keep in mind in each field. Empty a field to take it out; save to get more empty ones."),
            [[name] for name in self.consideration_fields],
        )
        yield self._part(_("What kind"), "", [["category", "type"], ["scope", "priority"], ["sectors"]])
        yield self._part(
            _("For whom and where"),
            _("Without a region it is for all regions where communities live."),
            [["expected_beneficiaries"], ["regions"], *([name] for name in self.community_fields)],
        )
        yield self._part(
            _("Who carries it out, and when"),
            "",
            [["lead_organizations"], ["partner_organizations"], ["starts_on", "ends_on"]],
        )
        yield self._part(
            _("What it takes"),
            _("Without a year nobody has costed it. Empty a row to take it out; save to get more empty ones."),
            [["resource_requirements"], *([year, amount] for year, amount in self.year_fields)],
        )
        yield self._part(_("Where it comes from"), "", [["source"]])

    def _part(self, title: Any, help: Any, rows: list[list[str]]) -> Part:
        return Part(title, help, [[self[name] for name in row] for row in rows])

    # ---- What was answered -------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        years: set[int] = set()
        for name, amount_name in self.year_fields:
            year, amount = data.get(name), data.get(amount_name)
            if amount is not None and year is None and name not in self.errors:
                self.add_error(name, _("Say in which year."))
            if year is not None and amount is None and amount_name not in self.errors:
                self.add_error(amount_name, _("Say how much, or empty the year."))
            if year in years:
                self.add_error(name, _("Name each fiscal year once."))
            if year is not None:
                years.add(year)
        return data

    def _post_clean(self) -> None:
        """The action checks the version that it makes; nothing is written into the one that is shown."""

    @property
    def values(self) -> dict[str, Any]:
        """As ``actions.writing`` takes them."""
        data = self.cleaned_data
        plain = {name: data[name] for name in self._meta.fields}
        many = ("sectors", "regions", "lead_organizations", "partner_organizations")
        return {
            **plain,
            **{name: list(data[name]) for name in many},
            "communities": list(dict.fromkeys(data[name] for name in self.community_fields if data[name])),
            "considerations": [data[name] for name in self.consideration_fields],
            "budget_years": [(data[year], data[amount]) for year, amount in self.year_fields if data[year]],
        }
