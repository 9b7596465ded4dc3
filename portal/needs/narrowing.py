"""What lists and boards of needs can be narrowed to. One set of filters for both: a number leads to its rows.

``PlaceAndKind`` is what somebody chooses on a board; ``Narrowing`` adds what a cell of a board stands for.
"""

import datetime
from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from portal.core.models import NeedCategory, Sector
from portal.geography.models import Province, Region

from . import clock
from .enums import Equity, Feasibility, NeedStatus, SubmissionType, Urgency
from .figures.goals import in_review_group
from .models import Need
from .querysets import NeedQuerySet
from .segments import (
    AGE_BANDS,
    COUNTINGS,
    EQUITY_LEVELS,
    SCORES,
    STANDINGS,
    UNKNOWN,
    of_age,
    of_equity,
    received_in,
)

WHOLE_REGION = "none"
NOT_RATED = (UNKNOWN, _("Not rated"))
REVIEWS = [
    ("due", _("Decided, or 30 days old")),
    ("in_time", _("Decided within 30 days")),
    ("due_by_clock", _("Decided, or its day has passed")),
    ("in_time_by_clock", _("Decided by its day")),
]


def first_day() -> datetime.date:
    """The day of the oldest need of a community; today while there is none."""
    return Need.objects.aggregate(first=Min("submission_date"))["first"] or clock.today()


def years() -> list[tuple[str, str]]:
    """The newest first."""
    return [(str(year), str(year)) for year in range(clock.today().year, first_day().year - 1, -1)]


Method = Callable[[Any, NeedQuerySet, str, Any], NeedQuerySet]


def _by_name(narrowings: dict[str, Any]) -> Method:
    """A filter's method that narrows by the function with this name."""
    return lambda self, rows, name, value: narrowings[value][1](rows)


def _labels(narrowings: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, label) for name, (label, _narrow) in narrowings.items()]


class PlaceAndKind(django_filters.FilterSet):
    region = django_filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Region"), queryset=Region.objects.all(), method="of_region"
    )
    province = django_filters.ModelChoiceFilter(
        empty_label=_("All"),
        label=_("Province or independent city"),
        queryset=Province.objects.all(),
        method="of_province",
        null_label=_("About a whole region"),
        null_value=WHOLE_REGION,
    )
    sector = django_filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Sector"), queryset=Sector.objects.all(), field_name="category__sector"
    )
    category = django_filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Category"), queryset=NeedCategory.objects.all()
    )
    status = django_filters.ChoiceFilter(empty_label=_("All"), label=_("Status"), choices=NeedStatus.choices)
    standing = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("Open or ended"), choices=_labels(STANDINGS), method="of_standing"
    )
    submission_type = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("Pathway"), choices=SubmissionType.choices
    )
    year = django_filters.ChoiceFilter(empty_label=_("All"), label=_("Received in"), choices=years, method="of_year")
    age = django_filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("Age, of open needs"),
        choices=[(band.name, band.label) for band in AGE_BANDS],
        method="of_age",
    )
    feasibility = django_filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("Feasibility"),
        choices=[*reversed(Feasibility.choices), NOT_RATED],
        method="of_rating",
    )
    equity = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("Equity"), choices=list(EQUITY_LEVELS.items()), method="of_equity"
    )
    applies = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("What applies"), choices=Equity.choices, method="of_flag"
    )

    class Meta:
        model = Need
        fields: list[str] = []

    of_standing = _by_name(STANDINGS)

    def of_region(self, rows: NeedQuerySet, name: str, value: Region) -> NeedQuerySet:
        return rows.in_region(value)

    def of_province(self, rows: NeedQuerySet, name: str, value: Province | str) -> NeedQuerySet:
        return rows.exclude(region=None) if value == WHOLE_REGION else rows.in_province(value)

    def of_year(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return received_in(rows, int(value))

    def of_age(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return of_age(rows, value)

    def of_rating(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return rows.filter(**{name: "" if value == UNKNOWN else value})

    def of_equity(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return of_equity(rows, value)

    def of_flag(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return rows.filter(**{value: True})


class Narrowing(PlaceAndKind):
    urgency = django_filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("Urgency"),
        choices=[*Urgency.choices, NOT_RATED],
        field_name="urgency_level",
        method="of_rating",
    )
    impact = django_filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("Impact"),
        choices=[*((str(impact), str(impact)) for impact in range(1, 6)), NOT_RATED],
        method="of_impact",
    )
    score = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("Score"), choices=_labels(SCORES), method="of_score"
    )
    review = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("First decision"), choices=REVIEWS, method="of_review"
    )
    counting = django_filters.ChoiceFilter(
        empty_label=_("All"), label=_("In figures"), choices=_labels(COUNTINGS), method="of_counting"
    )

    of_score = _by_name(SCORES)
    of_counting = _by_name(COUNTINGS)

    def of_impact(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return rows.filter(impact_severity=None if value == UNKNOWN else int(value))

    def of_review(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return in_review_group(rows, value)
