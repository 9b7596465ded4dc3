"""How many tries are let through in a time. They are counted in a table of their own, one statement a try.

What can be relied on:

- Of the tries with one key, at most ``amount`` are let through in any ``seconds``, however many processes and machines
  ask at once: the row is locked while one is counted, and the next sees it. The machines' clocks are what it goes by.
- A try that is refused is not counted, so waiting always helps.
- Nothing else makes a count disappear: not the cache and what fills it, not a restart. Rows go once none of their tries
  counts any more.
- Keys are keyed hashes: neither an address nor a number stands in the table.

Count outside a transaction: within one, others with the same key wait for its end, and its failing forgets the try.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from .models import CountedTries

TABLE = CountedTries._meta.db_table

COUNT = f"""
INSERT INTO {TABLE} AS kept (key, times, ends_at) VALUES (%(key)s, ARRAY[%(now)s], %(ends_at)s)
ON CONFLICT (key) DO UPDATE
SET times = ARRAY(SELECT at FROM unnest(kept.times) AS at WHERE at > %(since)s) || %(now)s, ends_at = %(ends_at)s
WHERE (SELECT count(*) FROM unnest(kept.times) AS at WHERE at > %(since)s) < %(amount)s
"""  # noqa: S608 - the name of the table is our own
# One and no more: two tries may have the same moment.
GIVE_BACK = f"""
UPDATE {TABLE}
SET times = times[:array_position(times, %(at)s) - 1] || times[array_position(times, %(at)s) + 1:]
WHERE key = %(key)s AND array_position(times, %(at)s) IS NOT NULL
"""  # noqa: S608


@dataclass(frozen=True)
class Try:
    """One that was let through."""

    key: str
    at: datetime

    def give_back(self) -> None:
        """It does not count after all."""
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, {"key": self.key, "at": self.at})


def count(key: str, *, amount: int, seconds: float) -> Try | None:
    """Count one more; None where ``amount`` were let through within these seconds."""
    now, span = timezone.now(), timedelta(seconds=seconds)
    times = {"now": now, "since": now - span, "ends_at": now + span}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "amount": amount, **times})
        return Try(key, now) if cursor.rowcount else None


def seconds_to_wait(key: str, *, amount: int, seconds: float) -> float:
    """Until the next one is let through; 0 where it would be now."""
    now, span = timezone.now(), timedelta(seconds=seconds)
    kept = CountedTries.objects.filter(pk=key).values_list("times", flat=True).first() or []
    counting = sorted(at for at in kept if at > now - span)
    return (counting[-amount] + span - now).total_seconds() if len(counting) >= amount else 0


def forget(key: str) -> None:
    """All tries with this key."""
    CountedTries.objects.filter(pk=key).delete()


def forget_ended() -> None:
    """A sweep: nothing of these rows counts any more."""
    CountedTries.objects.filter(ends_at__lt=timezone.now()).delete()
