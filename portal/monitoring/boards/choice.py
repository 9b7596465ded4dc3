"""What somebody chose on the dashboard, and the addresses that lead from its numbers to the PPAs they count."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import CharField, IntegerField, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.access import AnyUser
from portal.core.models import FundingSource, Sector
from portal.geography.labels import region_label
from portal.geography.models import Region
from portal.monitoring.enums import ExpenseClass, PPACategory, PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry
from portal.monitoring.narrowing import NONE, lines_of, narrowed
from portal.monitoring.policy_names import names_of_policies
from portal.monitoring.querysets import MoneyLineQuerySet, MonitoringEntryQuerySet
from portal.organizations.models import Organization

OF_LINES = ("year", "source")


class Names:
    """What groups are called: years, offices, sectors, sources and regions, asked for in one statement."""

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    @cached_property
    def of_policies(self) -> dict[Any, str]:
        """Their keys are of another kind, so they are asked for apart."""
        return names_of_policies(self.user)

    @cached_property
    def found(self) -> dict[str, dict[int, str]]:
        found: dict[str, list[tuple[Any, int, str]]] = defaultdict(list)
        seen = MonitoringEntry.objects.visible_to(self.user).order_by()
        years = MoneyLine.objects.filter(ppa__in=seen.values("pk")).order_by()
        offices = Organization.objects.filter(pk__in=seen.values("lead_organization")).order_by()
        none, zero = Value("", CharField()), Value(0, IntegerField())
        parts = [
            _named(years, "year", "fiscal_year", none, none, zero),
            _named(offices, "lead_organization", "pk", "name", "acronym", zero),
            _named(Sector.objects.order_by(), "sector", "pk", "name", "code", "position"),
            _named(FundingSource.objects.order_by(), "source", "pk", "name", "code", "position"),
            _named(Region.objects.order_by(), "region", "pk", "name", "code", "position"),
        ]
        for kind, key, name, code, position in parts[0].union(*parts[1:]):
            found[kind].append(_in_order(kind, key, name, code, position))
        return {kind: {key: label for _place, key, label in sorted(rows)} for kind, rows in found.items()}

    def of(self, kind: str) -> dict[Any, str]:
        """By key, in their order."""
        if kind == "policy":
            return self.of_policies
        return self.found.get(kind, {})


def _named(rows: Any, kind: str, key: str, *texts: Any) -> Any:
    return rows.values_list(Value(kind, CharField()), key, *texts)


def _in_order(kind: str, key: int, name: str, code: str, position: int) -> tuple[Any, int, str]:
    if kind == "year":
        return (-key, ""), key, str(key)
    if kind == "lead_organization":
        return (0, (code or name).casefold()), key, code or name
    return (position, name.casefold()), key, region_label(code, name) if kind == "region" else name


ENUMS: dict[str, list[tuple[str, Any]]] = {
    "status": list(PPAStatus.choices),
    "category": list(PPACategory.choices),
    "expense_class": list(ExpenseClass.choices),
}


class ChoiceForm(forms.Form):
    """Everything may be left open."""

    year = forms.ChoiceField(label=gettext_lazy("Fiscal year"), required=False)
    lead_organization = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Funding source"), required=False)
    policy = forms.ChoiceField(label=gettext_lazy("Recommendation"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, data: Any, *, names: Names) -> None:
        super().__init__(data)
        nobody_said = {"region": _("No place said"), "sector": _("Not said"), "policy": _("Implements none")}
        for name, field in self.fields.items():
            offered = ENUMS.get(name) or [(str(key), label) for key, label in names.of(name).items()]
            none = [(NONE, nobody_said[name])] if name in nobody_said else []
            field.choices = [("", _("All")), *offered, *none]  # type: ignore[attr-defined]


class Choice:
    """The chosen PPAs and their lines, of those that a person may see. Without a year in the address: this year."""

    def __init__(self, data: QueryDict, user: AnyUser) -> None:
        self.user, self.names = user, Names(user)
        address = data.copy()
        if "year" not in address:
            address["year"] = str(_year_of(self.names.of("year")) or "")
        self.form = ChoiceForm(address, names=self.names)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """By name, as the address says it; of what cannot be read, nothing."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def is_readable(self) -> bool:
        return self.form.is_valid()

    @property
    def year(self) -> int | None:
        """None: all years."""
        return int(self.chosen["year"]) if "year" in self.chosen else None

    @property
    def years(self) -> list[int]:
        """The year with the one before it."""
        return [] if self.year is None else [self.year, self.year - 1]

    def said(self) -> Iterator[tuple[str, str]]:
        """What was chosen, in words; always the year."""
        for name, field in self.form.fields.items():
            if name in self.chosen:
                yield str(field.label), str(dict(field.choices)[self.chosen[name]])  # type: ignore[attr-defined]
            elif name == "year":
                yield str(field.label), _("all years")

    def but(self, *names: str) -> dict[str, str]:
        """What was chosen, without these."""
        return {name: value for name, value in self.chosen.items() if name not in names}

    @cached_property
    def seen(self) -> MonitoringEntryQuerySet:
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(self.user)
        return rows if self.is_readable else rows.none()

    @cached_property
    def ppas(self) -> MonitoringEntryQuerySet:
        return narrowed(self.seen, self.chosen)

    def lines(self, *years: int) -> MoneyLineQuerySet:
        """Money lines of the chosen PPAs: of these years, or else of the chosen one (or all)."""
        wanted = years or (self.years[:1])
        return self.lines_ever.filter(fiscal_year__in=wanted) if wanted else self.lines_ever

    @property
    def lines_ever(self) -> MoneyLineQuerySet:
        """The same of every year, whichever is chosen."""
        ppas = narrowed(self.seen, self.but(*OF_LINES)).order_by()
        return lines_of(self.but("year")).filter(ppa__in=ppas.values("pk"))

    def address(self, **cell: Any) -> str:
        """This page, narrowed further."""
        address = QueryDict(mutable=True)
        chosen = {"year": "", **self.chosen, **cell}
        address.update({name: str(value) for name, value in chosen.items() if value is not None})
        return f"?{address.urlencode()}"

    def rows_url(self, **cell: Any) -> str:
        """The list with just the chosen PPAs that also are like this; a value None is left open again."""
        address = QueryDict(mutable=True)
        address.update({name: str(value) for name, value in {**self.chosen, **cell}.items() if value is not None})
        return f"{reverse('monitoring_ppas:index')}?{address.urlencode()}"


def _year_of(years: Any) -> int | None:
    """This year if it has money, or else the newest before it, or else the first after it."""
    this_year = timezone.localdate().year
    return max((year for year in years if year <= this_year), default=min(years, default=None))
