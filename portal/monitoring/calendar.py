"""The days of the budget calendar that come with the portal; the office keeps its own from then on.

The months are those of the published budgets of 2024 (planning definitions 3.16); within a month the days are set here.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from portal.core.loading import Loaded

from .models import BudgetCalendar

FILE = Path(__file__).parent / "data" / "budget_calendar.json"


def load() -> Iterator[Loaded]:
    """Fill in what is missing: a day that the office has set stays."""
    rows = [BudgetCalendar(**record) for record in json.loads(FILE.read_text(encoding="utf-8"))]
    before = BudgetCalendar.objects.count()
    BudgetCalendar.objects.bulk_create(rows, ignore_conflicts=True)
    created = BudgetCalendar.objects.count() - before
    yield Loaded(str(BudgetCalendar._meta.verbose_name_plural), len(rows), created, 0, 0)
