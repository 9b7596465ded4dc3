import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult

from portal.core.background import scheduler
from portal.core.background.locks import is_held

from .conftest import eventually

HERE = "tests.core.background.jobs"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queue")
def test_scheduler_when_running_then_queues_the_sweeps_and_stops_when_told(settings):
    settings.SCHEDULE = [
        (f"{HERE}.sweep", timedelta(seconds=0.2)),
        (f"{HERE}.other_sweep", timedelta(seconds=0.2), f"{HERE}.nothing_to_do"),
    ]
    stop = threading.Event()
    clock = threading.Thread(target=_run, args=[stop])

    clock.start()
    queued = eventually(DBTaskResult.objects.exists)
    time.sleep(0.6)
    stop.set()
    clock.join(timeout=2)

    assert queued
    assert not clock.is_alive()
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[f"{HERE}.sweep"]]


@pytest.mark.django_db(transaction=True)
def test_schedulers_when_two_run_then_the_second_takes_over_when_the_first_is_killed(start_process):
    first = start_process("run_scheduler")
    assert eventually(lambda: is_held(scheduler.LOCK))
    second = start_process("run_scheduler")
    time.sleep(3)

    both_alive = (first.poll(), second.poll()) == (None, None)
    first.kill()
    first.wait()
    freed = eventually(lambda: not is_held(scheduler.LOCK), seconds=5)
    taken = eventually(lambda: is_held(scheduler.LOCK))
    second.send_signal(signal.SIGTERM)
    ended_in = _seconds_to_end(second)

    assert both_alive
    assert freed
    assert taken
    assert second.returncode == 0
    assert ended_in <= 10  # about one second on an idle machine


def _run(stop):
    try:
        scheduler.run(stop)
    finally:
        connections.close_all()


def _seconds_to_end(process):
    began = time.monotonic()
    process.wait(timeout=20)
    return time.monotonic() - began
