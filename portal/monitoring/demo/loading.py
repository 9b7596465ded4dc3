"""Loading the demonstration: all of it or, where it is there, nothing."""

from collections.abc import Iterator

from django.utils import timezone

from portal.activity import record_all
from portal.core.loading import Loaded
from portal.monitoring.invented import Inventor, calendar_of, desk, shortages, write
from portal.monitoring.models import BudgetCalendar, MonitoringEntry
from portal.monitoring.search_index import PROGRAMS
from search.facade import refresh

from .beside import write_beside
from .ceilings import write_ceilings
from .plans import plans

SEED = "demonstration-ppas"


def load() -> Iterator[Loaded]:
    """Tell what is not there yet, all or none. The demonstration accounts must have been opened."""
    people = desk()
    if list(shortages(people)):
        return
    inventor = Inventor(SEED, people, timezone.now())
    made = [inventor.make(plan) for plan in plans(people, timezone.localdate().year)]
    stored = MonitoringEntry.objects.filter(pk__in=[one.ppa.pk for one in made]).exists()
    new = [] if stored else made
    if new:
        write(new, people)
        write_beside(new, people)
        record_all([one.ppa for one in new], "monitoring.demonstrate", by=None)
        refresh(PROGRAMS, [one.ppa.pk for one in new])
    yield Loaded("demonstration PPAs", len(made), len(new), 0, 0)
    ceilings = write_ceilings(people) if new else []
    yield Loaded("demonstration ceilings", len(ceilings), len(ceilings), 0, 0)
    years = timezone.localdate().year + 1
    yield _write_calendar(range(years - 2, years + 1))


def _write_calendar(years: range) -> Loaded:
    """The days of the office stay: only what it has not set is filled in."""
    rows = [
        BudgetCalendar(fiscal_year=year, stage=stage, opens_on=opens, due_on=due)
        for year in years
        for stage, (opens, due) in calendar_of(year).items()
    ]
    before = BudgetCalendar.objects.count()
    BudgetCalendar.objects.bulk_create(rows, ignore_conflicts=True)
    return Loaded("demonstration budget calendar", len(rows), BudgetCalendar.objects.count() - before, 0, 0)
