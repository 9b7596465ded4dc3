"""The clock: wakes each sweep at its time by queueing it, and does nothing else.

One process does so at a time; others stand by and take over when it ends.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from django.conf import settings
from django.db import close_old_connections

from .locks import SessionLock
from .sweeps import Sweep, sweeps, wake

logger = logging.getLogger(__name__)

LOCK = "scheduler"
STANDBY_SECONDS = 2.0
LOOK_SECONDS = 1.0


def run(stop: Event) -> None:
    """Schedule, or stand by to, until told to stop."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every wake-up otherwise
    lock = SessionLock(LOCK)
    try:
        while not stop.is_set():
            if lock.acquire():
                logger.info("scheduler: begins")
                _schedule(stop, lock)
                lock.release()
            stop.wait(STANDBY_SECONDS)
    finally:
        lock.release()


def _schedule(stop: Event, lock: SessionLock) -> None:
    clock = BackgroundScheduler(
        timezone=settings.TIME_ZONE,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for sweep in sweeps():
        clock.add_job(_at_its_time, _trigger(sweep), [sweep, stop], id=sweep.path)
        if sweep.is_daily:
            clock.add_job(_at_the_start, args=[sweep, stop])
    clock.start()
    try:
        while lock.is_alive() and not stop.wait(LOOK_SECONDS):
            pass
    finally:
        clock.shutdown(wait=False)


def wake_if_wanted(sweep: Sweep) -> None:
    """Have the worker run it, unless there is nothing to do."""
    if sweep.is_wanted():
        wake(sweep.path)


def _at_its_time(sweep: Sweep, stop: Event) -> None:
    with _fresh_connections():
        if not stop.is_set():
            wake_if_wanted(sweep)


def _at_the_start(sweep: Sweep, stop: Event) -> None:
    """A daily sweep whose hour passed while nobody scheduled is made up for."""
    with _fresh_connections():
        if not stop.is_set() and sweep.was_missed():
            wake_if_wanted(sweep)


@contextmanager
def _fresh_connections() -> Iterator[None]:
    """A job's thread lives long; its connections are treated as a request's are."""
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


def _trigger(sweep: Sweep) -> BaseTrigger:
    if isinstance(sweep.when, time):
        return CronTrigger(hour=sweep.when.hour, minute=sweep.when.minute, timezone=settings.TIME_ZONE)
    return IntervalTrigger(seconds=sweep.when.total_seconds(), timezone=settings.TIME_ZONE)
