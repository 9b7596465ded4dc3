"""What is asked when something is done with a stage."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.core.uploads import PrivateFileField
from portal.monitoring.enums import DocumentKind
from portal.monitoring.models import BudgetCalendar, MonitoringEntry, MonitoringEntryWorkflowStage
from portal.monitoring.people import who_may
from portal.organizations.models import OrganizationMembership


class StageForm(forms.Form):
    def __init__(self, *args: Any, stage: MonitoringEntryWorkflowStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage


class BlockForm(StageForm):
    reason = forms.CharField(label=_("What blocks it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DueForm(StageForm):
    due_on = forms.DateField(label=_("Due on"), required=False, widget=AdminDateInput)


class DocumentForm(StageForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    file = PrivateFileField(label=_("File"))


class OwnerForm(StageForm):
    owner = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Who sees to it"), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(self.stage.ppa)  # type: ignore[attr-defined]


class LayOutForm(forms.Form):
    fiscal_year = forms.TypedChoiceField(label=_("Budget of the fiscal year"), coerce=int)

    def __init__(self, *args: Any, ppa: MonitoringEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = years_to_lay_out(ppa)
        field: Any = self.fields["fiscal_year"]
        field.choices = [(year, str(year)) for year in years]
        own = own_years(ppa)
        field.initial = next((year for year in reversed(years) if year in own), years[0] if years else None)


def people_for(ppa: MonitoringEntry) -> QuerySet[User]:
    """Who may see to its stages: people of its office, of OOBC, and who reviews PPAs."""
    served = OrganizationMembership.objects.in_force().filter(organization=ppa.lead_organization_id)
    found = Q(pk__in=served.values("user"))
    for act in ("report", "review"):
        found |= Q(pk__in=who_may(act).order_by().values("pk"))
    people = get_user_model().objects.filter(found, is_active=True)
    return people.order_by("last_name", "first_name", "pk")


def years_to_lay_out(ppa: MonitoringEntry) -> list[int]:
    """Years of the calendar whose stages this PPA does not have yet, the newest first.

    None before its first: all six of it would be late at once.
    """
    there = ppa.stages.order_by().values("fiscal_year")
    years = BudgetCalendar.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    first = min(own_years(ppa), default=0)
    return [year for year in years.exclude(fiscal_year__in=there) if year >= first]


def own_years(ppa: MonitoringEntry) -> set[int]:
    """For which it has money, or is planned."""
    years = set(ppa.lines.values_list("fiscal_year", flat=True))
    return years | {ppa.plan_year} if ppa.plan_year else years
