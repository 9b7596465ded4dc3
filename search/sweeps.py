"""What the scheduler runs."""

from datetime import timedelta

from django.utils import timezone

from .facade import refresh
from .indexes import all_indexes
from .models import SearchLog

KEPT_FOR = timedelta(days=396)  # thirteen months: a month can be compared with the same one a year before


def refresh_all() -> None:
    """Every index anew, nightly: names of offices and categories change outside the rows they are part of."""
    for index in all_indexes():
        refresh(index)


def forget_old_searches() -> int:
    """What people searched for is not kept for good; how many were forgotten, with their clicks."""
    old = SearchLog.objects.filter(searched_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[1].get("search.SearchLog", 0)
