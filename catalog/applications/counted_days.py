"""The legal clock inside the database, for figures over thousands of cases; ``clock`` says what a working day is."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, Func, IntegerField, Value
from django.db.models.functions import Greatest, TruncDate

from .clock import Day

# The 3rd of January 2000 was a Monday: whole weeks have five working days, a begun one as many as have passed.
MONDAY = "DATE '2000-01-03'"


class WorkingDayNumber(Func):
    """How many working days there were up to and including a day; two of them tell how many lie between."""

    output_field = IntegerField()

    def __init__(self, day: Any, closed: Collection[Day]) -> None:
        holidays = sorted({day for day in closed if day.weekday() < 5})
        super().__init__(day, Value(holidays, ArrayField(DateField())))

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        day, holidays = (compiler.compile(source) for source in self.get_source_expressions())
        since = f"({day[0]} - {MONDAY})"
        sql = f"(5 * ({since} / 7) + LEAST(mod({since}, 7), 4) + 1 - width_bucket({day[0]}, {holidays[0]}::date[]))"
        return sql, (*day[1], *day[1], *day[1], *holidays[1])


def days_to_decision(closed: Collection[Day]) -> Greatest:
    """Working days from the receipt of a decided case to its decision, without those on which the clock stood."""
    passed = WorkingDayNumber(TruncDate("decided_at"), closed) - WorkingDayNumber(TruncDate("received_at"), closed)
    return Greatest(passed - F("paused_days"), Value(0), output_field=IntegerField())
