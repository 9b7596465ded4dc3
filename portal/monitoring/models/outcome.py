"""What PPAs achieve: results with their targets and actual values by period, and the library of indicators."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.fiscal_year import Quarter
from portal.core.models.reference import LoadedRow
from portal.monitoring.enums import ActualState, Direction, Frequency, InterventionType, OutcomeLevel, YearValue
from portal.monitoring.formulas.achievement import Measure
from portal.monitoring.formulas.year_value import Period, of_year
from portal.monitoring.querysets import IndicatorQuerySet, OfPeriodQuerySet, OutcomePeriodQuerySet, OutcomeQuerySet

from .ppa import MonitoringEntry


def value_field(label: object) -> models.DecimalField:
    """A number in the unit of its indicator; none where nobody knows it."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)  # type: ignore[arg-type]


class OutcomeIndicator(LoadedRow):
    """An indicator of the library, with the source that defines it."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    category = models.CharField(_("category"), max_length=17, choices=InterventionType.choices)
    level = models.CharField(_("level"), max_length=7, choices=OutcomeLevel.choices)
    indicator_name = models.CharField(_("indicator"), max_length=255)
    definition = models.TextField(_("definition"), max_length=2000)
    measurement_method = models.TextField(_("how it is measured"), max_length=2000)
    data_source = models.CharField(_("where the numbers come from"), max_length=255)
    defined_by = models.CharField(_("defined by"), max_length=255)
    """The public source of the definition: a framework with its number, or an act with its page."""

    unit = models.CharField(_("unit"), max_length=50)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.INCREASE)
    frequency = models.CharField(_("measured"), max_length=9, choices=Frequency.choices, default=Frequency.ANNUAL)
    year_value = models.CharField(_("value of a year"), max_length=4, choices=YearValue.choices, default=YearValue.LAST)
    related_sdg = models.CharField(_("SDG indicator"), max_length=50, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["category", "level", "indicator_name"]
        verbose_name = _("outcome indicator")
        verbose_name_plural = _("outcome indicators")

    def __str__(self) -> str:
        return self.indicator_name

    def get_absolute_url(self) -> str:
        return reverse("monitoring_indicators:inspect", args=[self.pk])


class Outcome(models.Model):
    """One result that a PPA promises, measured by one indicator, of the library or its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="outcomes")
    level = models.CharField(_("level"), max_length=7, choices=OutcomeLevel.choices)
    library_indicator = models.ForeignKey(
        OutcomeIndicator,
        verbose_name=_("indicator of the library"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
    )
    indicator = models.CharField(_("indicator"), max_length=255)
    unit = models.CharField(_("unit"), max_length=50)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.INCREASE)
    year_value = models.CharField(_("value of a year"), max_length=4, choices=YearValue.choices, default=YearValue.LAST)
    baseline = value_field(_("baseline"))
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["ppa", "level", "position", "pk"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "indicator"],
                name="monitoring_outcome_once",
                violation_error_message=_("This PPA already has this indicator."),
            )
        ]

    def __str__(self) -> str:
        return self.indicator

    def get_absolute_url(self) -> str:
        return reverse("monitoring_outcomes:inspect", args=[self.pk])

    def in_year(self, fiscal_year: int | None) -> Measure:
        """What it is worth in this year; reads all its periods, so that many can be read ahead."""
        rows = [row.as_counted for row in self.periods.all() if row.fiscal_year == fiscal_year]
        return of_year(rows, self.year_value, baseline=self.baseline, direction=self.direction)


class OutcomePeriod(models.Model):
    """Target and actual value of a result in a year, or in one quarter of it. An actual counts once it is approved."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="periods")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    """None: the whole year."""

    target = value_field(_("target"))
    target_high = value_field(_("upper end of the target"))
    """Of a range only."""

    target_text = models.CharField(_("target as it was printed"), max_length=100, blank=True)
    """Such as “Increasing” or “<1%”: a person reads it, and nothing computes with it."""

    actual = value_field(_("actual"))
    actual_state = models.CharField(
        _("state"), max_length=8, choices=ActualState.choices, default=ActualState.NONE, blank=True, editable=False
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True, editable=False)
    reported_by = acted_by(verbose_name=_("reported by"), editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = acted_by(verbose_name=_("decided by"), editable=False)
    decision_note = models.CharField(_("why it was sent back"), max_length=500, blank=True)

    objects = OutcomePeriodQuerySet.as_manager()

    class Meta:
        ordering = ["fiscal_year", F("quarter").asc(nulls_last=True)]
        verbose_name = _("period of an outcome")
        verbose_name_plural = _("periods of outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "fiscal_year", "quarter"],
                nulls_distinct=False,
                name="monitoring_period_once",
                violation_error_message=_("This period already has its row."),
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)), name="monitoring_period_quarter"
            ),
            models.CheckConstraint(
                condition=Q(target_high=None) | Q(target_high__gte=F("target")),
                name="monitoring_period_range",
                violation_error_message=_("The upper end lies above the lower one."),
            ),
            models.CheckConstraint(
                condition=Q(actual_state=ActualState.NONE, actual=None, reported_at=None, reported_by=None)
                | ~Q(actual_state=ActualState.NONE)
                & Q(actual__isnull=False, reported_at__isnull=False, reported_by__isnull=False),
                name="monitoring_actual_reported_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="monitoring_actual_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(actual_state__in=[ActualState.APPROVED, ActualState.RETURNED])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("reported_by")),
                name="monitoring_actual_decided_by_another",
                violation_error_message=_("Somebody else approves what you reported."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}, Q{self.quarter}" if self.quarter else str(self.fiscal_year)

    def get_absolute_url(self) -> str:
        return reverse("monitoring_results:inspect", args=[self.pk])

    @property
    def as_counted(self) -> Period:
        """As figures read it: an actual value that is not approved is not known."""
        approved = self.actual if self.actual_state == ActualState.APPROVED else None
        return Period(self.quarter, self.target, self.target_high, approved)

    @property
    def first_day(self) -> datetime.date:
        return Quarter(self.fiscal_year, self.quarter or 1).first_day

    @property
    def last_day(self) -> datetime.date:
        return Quarter(self.fiscal_year, self.quarter or 4).last_day


class Disaggregation(models.Model):
    """The part of a period's actual value that falls on one group or place."""

    period = models.ForeignKey(OutcomePeriod, on_delete=models.CASCADE, related_name="parts")
    group = models.CharField(_("group"), max_length=50)
    actual = value_field(_("actual"))

    objects = OfPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of an actual value")
        verbose_name_plural = _("parts of actual values")
        constraints = [models.UniqueConstraint(fields=["period", "group"], name="monitoring_part_once")]

    def __str__(self) -> str:
        return self.group
