"""How often services are opened, found by a search and printed: numbers by day, and nothing about who.

No person, address, cookie or word of a search is kept. So the smallest number tells nothing about anybody, and none is
held back.

Each process counts in memory. Ten seconds after the first count (``COUNTS_WRITTEN_EVERY``) a thread adds all of them
to the database in one statement, and what is left is added when the process ends. So a page that comes out of the
cache costs no query, however many processes there are and whatever serves as the cache. A process that is killed loses
what it has counted since it wrote last: ten seconds, no more. While the database does not answer, counts wait.

A view is a service's page that was opened by a person, as far as one can tell without following anybody
(``is_a_look``). Nobody can tell two visits of one person from one visit of two.
"""

import atexit
import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from threading import Lock, Timer
from uuid import UUID

import structlog
from django.conf import settings
from django.db import Error, connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from .enums import CountKind

log = structlog.get_logger(__name__)

Key = tuple[UUID, str, datetime.date]

PAGE = re.compile(r"(?:/[a-z]{2,3})?/catalog/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
# How programs call themselves that read pages for others. A telephone of the make Cubot is none of them.
PROGRAM = re.compile(r"(?<!cu)bot|crawl|spider|slurp|preview|facebookexternalhit|^whatsapp/", re.IGNORECASE)
DAYS_KEPT_FOR_MONTHS = 25


# ---- Counting --------------------------------------------------------------------------------------------------------


def count_view(offering_id: UUID | str) -> None:
    """The page of this service was opened."""
    TALLY.add(CountKind.VIEW, [offering_id])


def count_search_click(offering_id: UUID | str) -> None:
    """Somebody chose this service among the results of a search."""
    TALLY.add(CountKind.SEARCH, [offering_id])


def count_print(offering_ids: Iterable[UUID | str]) -> None:
    """These services went out on paper or in a file: a menu as PDF, a sheet, a saved list."""
    TALLY.add(CountKind.PRINT, offering_ids)


class ViewCounter:
    """Middleware around the page cache, which answers before any view is reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        page = PAGE.fullmatch(request.path_info)
        # "Not modified" is the answer to a phone that has kept the page: its owner reads it again.
        if page and response.status_code in (200, 304) and is_a_look(request):
            count_view(page[1])
        return response


def is_a_look(request: HttpRequest) -> bool:
    """Whether a person opens the page now: not a program, nor a browser that loads it in advance or once more.

    Who is signed in checks pages more often than they need them; previews in the back office are no visits at all.
    """
    headers = request.headers
    asked_for = headers.get("Cache-Control", "")
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not getattr(request, "is_dummy", False)
        and not any("prefetch" in headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
        and "max-age=0" not in asked_for  # the button "reload", with "no-cache" for its stronger form
        and "no-cache" not in asked_for
        and not PROGRAM.search(headers.get("User-Agent", ""))
    )


class Tally:
    """What this process has counted and not written yet."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = Lock()
        self._timer: Timer | None = None

    def add(self, kind: CountKind, offering_ids: Iterable[UUID | str]) -> None:
        today = timezone.localdate()
        counted = [(UUID(str(key)), kind.value, today) for key in offering_ids]
        with self._lock:
            self._counts.update(counted)
            self._set_timer()

    def write(self) -> int:
        """Add to the database what was counted; how much that was."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            _add(counts)
        except Error:
            log.warning("counts_not_written", counts=counts.total())
            with self._lock:
                self._counts.update(counts)
                self._set_timer()
            return 0
        return counts.total()

    def _set_timer(self) -> None:
        every = settings.COUNTS_WRITTEN_EVERY
        if every is None or self._timer is not None:
            return
        _write_at_the_end()
        self._timer = Timer(every.total_seconds(), self._write_in_background)
        self._timer.daemon = True
        self._timer.start()

    def _write_in_background(self) -> None:
        with self._lock:
            self._timer = None
        try:
            self.write()
        finally:
            connection.close()


TALLY = Tally()


def write_counts() -> int:
    """Add to the database what this process has counted, so that a figure read next has it."""
    return TALLY.write()


@cache
def _write_at_the_end() -> None:
    """Once in a process that counts."""
    atexit.register(TALLY.write)


# Two processes may write the same row: both sort, so that neither waits for the other in a circle. A service may have
# been deleted since it was counted.
ADD = """
INSERT INTO catalog_offeringcount (offering_id, kind, day, n)
SELECT service.id, counted.kind, counted.day, counted.n
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::int[]) AS counted (offering, kind, day, n)
JOIN catalog_serviceoffering AS service ON service.id = counted.offering
ORDER BY service.id, counted.kind, counted.day
FOR KEY SHARE OF service
ON CONFLICT (offering_id, kind, day) DO UPDATE SET n = catalog_offeringcount.n + excluded.n
"""


def _add(counts: Counter[Key]) -> None:
    if not counts:
        return
    rows = sorted((*key, n) for key, n in counts.items())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ADD, [list(column) for column in zip(*rows, strict=True)])


# ---- Keeping ---------------------------------------------------------------------------------------------------------

# What one month of a service says by day becomes one row, on its first day with a count: so the day on which counting
# began stays known. Once done, a month has no second row, and doing it again changes nothing.
SUM_MONTHS = """
WITH month AS (
    SELECT offering_id, kind, min(day) AS first_day, sum(n) AS total
    FROM catalog_offeringcount WHERE day < %s
    GROUP BY offering_id, kind, date_trunc('month', day) HAVING count(*) > 1
), later AS (
    DELETE FROM catalog_offeringcount AS row USING month
    WHERE row.offering_id = month.offering_id AND row.kind = month.kind AND row.day > month.first_day
      AND date_trunc('month', row.day) = date_trunc('month', month.first_day)
)
UPDATE catalog_offeringcount AS row SET n = month.total FROM month
WHERE row.offering_id = month.offering_id AND row.kind = month.kind AND row.day = month.first_day
"""


def sum_old_days() -> int:
    """Leave one row a month of days that are more than two years behind; how many months were summed up now."""
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 - DAYS_KEPT_FOR_MONTHS
    with connection.cursor() as cursor:
        cursor.execute(SUM_MONTHS, [datetime.date(months // 12, months % 12 + 1, 1)])
        return cursor.rowcount
