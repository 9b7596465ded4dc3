"""What somebody chose on a screen of the budget of recommendations, and where its numbers lead."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.access import AnyUser
from portal.monitoring.boards.choice import ENUMS, Names
from portal.monitoring.enums import FundingState
from portal.monitoring.figures.policies import PolicyMoney
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.monitoring.narrowing import ANYTHING, narrowed
from portal.monitoring.policy_names import numbered
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.organizations.models import Organization
from portal.policies.enums import PolicyCategory, PolicyStatus
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet


class ChoiceOf:
    """A form in the address; everything may be left open."""

    form: forms.Form

    @cached_property
    def chosen(self) -> dict[str, str]:
        """By name, as the address says it; of what cannot be read, nothing."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def is_readable(self) -> bool:
        return self.form.is_valid()

    def said(self) -> Iterator[tuple[str, str]]:
        """What was chosen, in words."""
        for name, value in self.chosen.items():
            field: Any = self.form.fields[name]
            yield str(field.label), str(dict(field.choices)[value])

    def address(self) -> str:
        address = QueryDict(mutable=True)
        address.update(self.chosen)
        return f"?{address.urlencode()}" if address else ""


def _filled(form: forms.Form, offered: dict[str, list[tuple[str, Any]]]) -> None:
    for name, choices in offered.items():
        form.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


# ---- The matrix ------------------------------------------------------------------------------------------------------


class MatrixForm(forms.Form):
    """Named as the list of PPAs names them."""

    policy = forms.ChoiceField(label=gettext_lazy("Recommendation"), required=False)
    lead_organization = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Money of the fiscal year"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    def __init__(self, data: Any, *, names: Names, columns: list[PolicyRecommendation]) -> None:
        super().__init__(data)
        policies = [(str(policy.pk), numbered(policy.number, policy.title)) for policy in columns]
        _filled(
            self,
            {
                name: policies
                if name == "policy"
                else ENUMS.get(name) or [(str(key), label) for key, label in names.of(name).items()]
                for name in self.fields
            },
        )


class MatrixChoice(ChoiceOf):
    """PPAs that implement a recommendation, of those that a person may see."""

    def __init__(self, data: QueryDict, user: AnyUser) -> None:
        self.user = user
        self.form = MatrixForm(data, names=Names(user), columns=self.columns)

    @cached_property
    def columns(self) -> list[PolicyRecommendation]:
        return list(self.policies.order_by("number").only("number", "title"))

    @property
    def policies(self) -> PolicyQuerySet:
        """What PPAs can implement."""
        rows: PolicyQuerySet = PolicyRecommendation.objects.visible_to(self.user).aimed_at()
        return rows

    @property
    def ppas(self) -> MonitoringEntryQuerySet:
        """The rows, those with a recommendation among the columns."""
        rows: MonitoringEntryQuerySet = MonitoringEntry.objects.visible_to(self.user)
        if not self.is_readable:
            return rows.none()
        links = PolicyImplemented.objects.filter(policy__in=self.policies.order_by().values("pk")).order_by()
        return narrowed(rows, self.chosen).filter(pk__in=links.values("ppa"))

    def rows_url(self, **cell: Any) -> str:
        """The list with just the chosen PPAs that also are like this."""
        address = QueryDict(mutable=True)
        wanted = {"policy": ANYTHING, **self.chosen, **cell}
        address.update({name: str(value) for name, value in wanted.items() if value is not None})
        return f"{reverse('monitoring_ppas:index')}?{address.urlencode()}"


# ---- The gap ---------------------------------------------------------------------------------------------------------

OPEN, ADOPTED, ANY = "open", "adopted", "any"
STANDING: dict[str, tuple[Any, Callable[[PolicyQuerySet], PolicyQuerySet]]] = {
    OPEN: (gettext_lazy("Not ended"), lambda rows: rows.exclude(status__in=PolicyStatus.ended())),
    ADOPTED: (gettext_lazy("Approved by Parliament"), lambda rows: rows.adopted()),
    ANY: (gettext_lazy("All"), lambda rows: rows),
}
MONEY: dict[str, tuple[Any, Callable[[PolicyMoney], bool]]] = {
    "none": (gettext_lazy("No money granted"), lambda found: found.is_unfunded),
    "low": (gettext_lazy("Below half of what it costs"), lambda found: found.is_underfunded),
    "partial": (gettext_lazy("Partly funded"), lambda found: found.funding.state == FundingState.PARTIAL),
    "funded": (
        gettext_lazy("Funded"),
        lambda found: found.funding.state in (FundingState.FULL, FundingState.OVER),
    ),
    "uncosted": (gettext_lazy("Not costed"), lambda found: found.funding.cost is None),
}


class GapForm(forms.Form):
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"), choices=[(name, label) for name, (label, _narrow) in STANDING.items()]
    )
    money = forms.ChoiceField(label=gettext_lazy("Money"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    lead = forms.ChoiceField(label=gettext_lazy("Office in the lead"), required=False)

    def __init__(self, data: Any, *, names: Names, policies: PolicyQuerySet) -> None:
        super().__init__(data)
        leads = Organization.objects.filter(led_policies__in=policies.order_by()).distinct().order_by("sort_name")
        _filled(
            self,
            {
                "money": [(name, label) for name, (label, _holds) in MONEY.items()],
                "category": list(PolicyCategory.choices),
                "sector": [(str(key), label) for key, label in names.of("sector").items()],
                "lead": [(str(office.pk), office.short_name) for office in leads],
            },
        )


class GapChoice(ChoiceOf):
    """Recommendations that a person sees; those that have not ended, unless something else is chosen."""

    def __init__(self, data: QueryDict, user: AnyUser) -> None:
        self.user = user
        self.seen: PolicyQuerySet = PolicyRecommendation.objects.visible_to(user)
        self.form = GapForm({"standing": OPEN, **data.dict()}, names=Names(user), policies=self.seen)

    @property
    def policies(self) -> PolicyQuerySet:
        if not self.is_readable:
            return self.seen.none()
        rows = STANDING[self.chosen["standing"]][1](self.seen)
        if "category" in self.chosen:
            rows = rows.filter(category=self.chosen["category"])
        for name, path in (("sector", "sectors"), ("lead", "lead_organizations")):
            if name in self.chosen:
                of_it = PolicyRecommendation.objects.filter(**{path: self.chosen[name]}).order_by()
                rows = rows.filter(pk__in=of_it.values("pk"))
        return rows

    def holds(self, money: PolicyMoney) -> bool:
        """Whether its money is like the chosen one."""
        return "money" not in self.chosen or MONEY[self.chosen["money"]][1](money)

    def url(self, **cell: str) -> str:
        """The same screen, with just what is like this."""
        address = QueryDict(mutable=True)
        address.update({**self.chosen, **cell})
        return f"{reverse('monitoring_policies:gap')}?{address.urlencode()}"
