import django_filters
from django.db.models import Exists, OuterRef, Value
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.core.models import Sector
from portal.geography.models import Region
from portal.monitoring.enums import ActualState, Direction, InterventionType, OutcomeLevel
from portal.monitoring.filters import offices_with_ppas
from portal.monitoring.models import MonitoringEntry, Outcome, OutcomeIndicator, OutcomePeriod
from portal.monitoring.querysets import (
    IndicatorQuerySet,
    MonitoringEntryQuerySet,
    OutcomePeriodQuerySet,
    OutcomeQuerySet,
)

MISSING = "missing"
STATES = [
    (ActualState.REPORTED.value, _("Waits for approval")),
    (ActualState.RETURNED.value, _("Sent back for revision")),
    (MISSING, _("Over, and not reported")),
    (ActualState.APPROVED.value, _("Approved")),
]


def years_of_periods() -> list[tuple[int, str]]:
    years = OutcomePeriod.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(year, str(year)) for year in years]


class OutcomeFilterSet(WagtailFilterSet):
    level = django_filters.MultipleChoiceFilter(
        label=_("Level"), choices=OutcomeLevel.choices, widget=CheckboxSelectMultiple
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=offices_with_ppas, field_name="ppa__lead_organization"
    )
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"), queryset=Sector.objects.all(), field_name="ppa__sector"
    )
    fiscal_year = django_filters.ChoiceFilter(label=_("Fiscal year"), choices=years_of_periods, method="of_year")
    direction = django_filters.ChoiceFilter(label=_("Direction"), choices=Direction.choices)
    library_indicator = django_filters.ModelChoiceFilter(
        label=_("Indicator of the library"), queryset=OutcomeIndicator.objects.filter(outcomes__isnull=False).distinct()
    )

    class Meta:
        model = Outcome
        fields: list[str] = []

    def of_year(self, rows: OutcomeQuerySet, name: str, value: str) -> OutcomeQuerySet:
        """Each then shows what it is worth in that year."""
        periods = OutcomePeriod.objects.filter(outcome=OuterRef("pk"), fiscal_year=int(value))
        return rows.filter(Exists(periods)).annotate(chosen_year=Value(int(value)))


class PeriodFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    fiscal_year = django_filters.ChoiceFilter(label=_("Fiscal year"), choices=years_of_periods)
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=offices_with_ppas, field_name="outcome__ppa__lead_organization"
    )
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"), queryset=Sector.objects.all(), field_name="outcome__ppa__sector"
    )

    class Meta:
        model = OutcomePeriod
        fields: list[str] = []

    def in_state(self, rows: OutcomePeriodQuerySet, name: str, value: str) -> OutcomePeriodQuerySet:
        return rows.missing(timezone.localdate()) if value == MISSING else rows.filter(actual_state=value)


class IndicatorFilterSet(WagtailFilterSet):
    category = django_filters.MultipleChoiceFilter(
        label=_("Category"), choices=InterventionType.choices, widget=CheckboxSelectMultiple
    )
    level = django_filters.MultipleChoiceFilter(
        label=_("Level"), choices=OutcomeLevel.choices, widget=CheckboxSelectMultiple
    )
    used = django_filters.ChoiceFilter(
        label=_("Used"), choices=[("yes", _("By PPAs")), ("no", _("By none"))], method="by_use"
    )
    is_active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = OutcomeIndicator
        fields: list[str] = []

    def by_use(self, rows: IndicatorQuerySet, name: str, value: str) -> IndicatorQuerySet:
        return rows.filter(ppa_count__gt=0) if value == "yes" else rows.filter(ppa_count=0)


KINDS = [
    ("lessons_learned", _("Lessons learned")),
    ("best_practices", _("Best practices")),
    ("recommendations_for_future", _("Recommendations")),
]


class LessonsFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("What"), choices=KINDS, method="of_kind")
    sector = django_filters.ModelChoiceFilter(label=_("Sector"), queryset=Sector.objects.all())
    lead_organization = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices_with_ppas)
    region = django_filters.ModelChoiceFilter(label=_("Region"), queryset=Region.objects.all(), method="of_region")
    plan_year = django_filters.NumberFilter(label=_("Planned in the fiscal year"))

    class Meta:
        model = MonitoringEntry
        fields: list[str] = []

    def of_kind(self, rows: MonitoringEntryQuerySet, name: str, value: str) -> MonitoringEntryQuerySet:
        return rows.exclude(**{value: ""})

    def of_region(self, rows: MonitoringEntryQuerySet, name: str, value: Region) -> MonitoringEntryQuerySet:
        return rows.in_region(value)
