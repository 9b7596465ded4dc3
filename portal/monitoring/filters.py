"""What the list of PPAs can be narrowed to; ``narrowing`` says what each choice means."""

from typing import Any

import django_filters
from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.access import AnyUser
from portal.core.models import DevelopmentGoal, FundingSource, Sector
from portal.geography.models import Region
from portal.organizations.models import Organization
from portal.policies.models import PolicyRecommendation

from . import completeness
from .enums import ComplianceTag, ExpenseClass, InterventionType, PPACategory, PPAPriority, PPAStatus, Stage, StageState
from .models import MoneyLine, MonitoringEntry
from .narrowing import ANYTHING, KNOWN, LATE, MONEYS, NONE, NOTHING, UNKNOWN, narrowed, quarters
from .policy_names import numbered
from .querysets import MonitoringEntryQuerySet
from .waiting import WAITING, waiting_in


def offices_with_ppas(request: HttpRequest) -> Any:
    seen = MonitoringEntry.objects.visible_to(request.user)
    return Organization.objects.filter(pk__in=seen.order_by().values("lead_organization"))


def years_and_policies(user: AnyUser) -> tuple[list[int], list[tuple[str, str]]]:
    """Every fiscal year that has money, the newest first; and the recommendations this person sees, as choices.

    In one statement, since every list of PPAs asks for both.
    """
    nothing = Value("", CharField())
    years = MoneyLine.objects.order_by().values_list("fiscal_year", nothing, nothing).distinct()
    seen = PolicyRecommendation.objects.visible_to(user).order_by()
    found = sorted(years.union(seen.values_list("number", "title", Cast("pk", CharField()))))
    policies = [(key, numbered(number, title)) for number, title, key in found if key]
    return [year for year, _title, key in reversed(found) if not key], policies


PARTS = [(name, label) for name, (label, _said) in completeness.PARTS.items()]


class PPAFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PPAStatus.choices)
    lead_organization = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_ppas)
    year = django_filters.ChoiceFilter(label=_("Money of the fiscal year"))
    source = django_filters.ModelChoiceFilter(label=_("Funding source"), queryset=FundingSource.objects.all())
    expense_class = django_filters.ChoiceFilter(label=_("Class"), choices=ExpenseClass.choices)
    money = django_filters.ChoiceFilter(label=_("What its money is"), choices=list(MONEYS.items()))
    moved_in = django_filters.ChoiceFilter(label=_("Money moved in"))
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"), queryset=Sector.objects.all(), null_label=_("Not said"), null_value=NONE
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=Region.objects.all(), null_label=_("No place said"), null_value=NONE
    )
    policy = django_filters.ChoiceFilter(label=_("Recommendation"))
    category = django_filters.ChoiceFilter(label=_("Category"), choices=PPACategory.choices)
    intervention_type = django_filters.ChoiceFilter(label=_("Kind of work"), choices=InterventionType.choices)
    priority = django_filters.ChoiceFilter(label=_("Priority"), choices=PPAPriority.choices)
    goals = django_filters.ModelChoiceFilter(label=_("Goal"), queryset=DevelopmentGoal.objects.all())
    late = django_filters.ChoiceFilter(label=_("Time"), choices=[(LATE, _("Late: the end has passed"))])
    obc_share = django_filters.ChoiceFilter(
        label=_("OBC share of the budget"), choices=[(KNOWN, _("Said")), (UNKNOWN, _("Not said"))]
    )
    tag = django_filters.ChoiceFilter(label=_("Cause"), choices=ComplianceTag.choices)
    tag_amount = django_filters.ChoiceFilter(
        label=_("Amount of a cause"), choices=[(KNOWN, _("Said")), (UNKNOWN, _("Not said"))]
    )
    stage = django_filters.ChoiceFilter(label=_("Stage of the budget"), choices=Stage.choices)
    stage_state = django_filters.ChoiceFilter(
        label=_("How far the stage is"), choices=[(LATE, _("Late")), *StageState.choices]
    )
    missing = django_filters.ChoiceFilter(
        label=_("What is missing"), choices=[(ANYTHING, _("Anything")), (NOTHING, _("Nothing")), *PARTS]
    )
    said = django_filters.ChoiceFilter(label=_("What is said"), choices=PARTS)
    waiting = django_filters.ChoiceFilter(
        label=_("What waits for you"), choices=[(name, line.text) for name, line in WAITING.items()]
    )

    class Meta:
        model = MonitoringEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years, policies = years_and_policies(self.request.user)
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]
        self.filters["moved_in"].extra["choices"] = quarters(years)
        any_or_none = [(ANYTHING, _("Implements any")), (NONE, _("Implements none"))]
        self.filters["policy"].extra["choices"] = [*any_or_none, *policies]

    def filter_queryset(self, queryset: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
        """All choices together, because several may be about one money line."""
        chosen = dict(self.form.cleaned_data)
        waiting = chosen.pop("waiting", None)
        rows = narrowed(queryset, chosen)
        return waiting_in(rows, waiting, self.request.user) if waiting else rows
