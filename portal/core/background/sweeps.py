"""The sweeps that settings name, and how one is run.

``SCHEDULE`` lists each as ``(dotted path, when)`` or ``(dotted path, when, dotted path of a condition)``. "When" is a
``timedelta`` (every so often) or a ``time`` (daily, on the clock of the office). A sweep takes no arguments, looks for
its work itself, and may run at any time, twice, or be cut off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from .queue import enqueue_once, rows_of

BEFORE_OTHERS = 10


@dataclass(frozen=True)
class Sweep:
    path: str
    when: timedelta | time
    condition: str = ""

    @property
    def is_daily(self) -> bool:
        return isinstance(self.when, time)

    def function(self) -> Callable[[], Any]:
        return import_string(self.path)

    def is_wanted(self) -> bool:
        """Whether it would find work, where there is a cheap way to know."""
        return not self.condition or import_string(self.condition)()

    def was_missed(self, now: datetime | None = None) -> bool:
        """Whether its last hour passed while nobody scheduled. One that never ran has missed nothing."""
        if not isinstance(self.when, time):
            return False
        now = timezone.localtime(now)
        due_at = datetime.combine(now.date(), self.when, tzinfo=now.tzinfo)
        last_due_at = due_at if due_at <= now else due_at - timedelta(days=1)
        rows = rows_of(run_sweep, self.path)
        return rows.exists() and not rows.filter(enqueued_at__gte=last_due_at).exists()


def sweeps() -> list[Sweep]:
    """All that settings name, in their order."""
    return [Sweep(*entry) for entry in settings.SCHEDULE]


def sweep_at(path: str) -> Sweep:
    """The sweep of this path; only what settings name is ever run."""
    for sweep in sweeps():
        if sweep.path == path:
            return sweep
    raise ImproperlyConfigured(f"{path} is not a sweep: SCHEDULE does not name it.")


@task(priority=BEFORE_OTHERS)
def run_sweep(path: str) -> Any:
    """Run one sweep in the worker."""
    return sweep_at(path).function()()


def wake(path: str) -> None:
    """Have the worker run this sweep soon, unless that was asked already. A hint: without it, its time comes too."""
    enqueue_once(run_sweep, sweep_at(path).path)
