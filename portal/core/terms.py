"""Roles that last for a term: in force from the start date up to, not including, the end date."""

import datetime
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TERM_ORDER = _("A term cannot end before it starts.")


class TermQuerySet(models.QuerySet[Any]):
    def in_force(self, on: datetime.date | None = None) -> Self:
        """The rows whose term runs on this day (default: today in Manila)."""
        on = on or timezone.localdate()
        return self.filter(Q(end_date=None) | Q(end_date__gt=on), start_date__lte=on)

    def still_to_run(self, on: datetime.date | None = None) -> Self:
        """The rows whose term has a day left, now or in the future; a term that was called off has none."""
        on = on or timezone.localdate()
        return self.filter(Q(end_date=None) | (Q(end_date__gt=on) & Q(end_date__gt=F("start_date"))))


class Term(models.Model):
    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("until"), null=True, blank=True, help_text=_("Rights stop when this day begins."))

    class Meta:
        abstract = True
        ordering = ["-start_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="%(app_label)s_%(class)s_term_order",
                violation_error_message=TERM_ORDER,
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            # At the field, so that no constraint asks the database for a range that ends before it starts.
            raise ValidationError({"end_date": TERM_ORDER})

    @property
    def is_in_force(self) -> bool:
        today = timezone.localdate()
        return self.start_date <= today and (self.end_date is None or today < self.end_date)

    @property
    def can_end(self) -> bool:
        """Whether a day of the term is left to take away."""
        if self.end_date is None:
            return True
        return self.end_date > timezone.localdate() and self.end_date > self.start_date


class DateSpan(Func):
    """A term as PostgreSQL's date range, for constraints against two at a time."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("start_date"), F("end_date"))

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return "portal.core.terms.DateSpan", (), {}
