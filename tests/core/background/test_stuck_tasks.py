from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.core.background.locks import SessionLock
from portal.core.background.stuck_tasks import LOST_AFTER, MAX_WORKERS, recover, something_is_lost, worker_lock

from .conftest import eventually
from .jobs import note, wait_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(queue):
    def make(*workers, started_at=None):
        note.enqueue("a")
        task = DBTaskResult.objects.get()
        for worker in workers:
            task.claim(worker)
        if started_at:
            DBTaskResult.objects.update(started_at=started_at)
        return task

    return make


def test_recover_when_its_worker_is_gone_then_puts_the_task_back(running):
    task = running("portal-gone")

    assert something_is_lost()
    assert recover() == 1

    task.refresh_from_db()
    assert (task.status, task.started_at) == ("READY", None)
    assert not something_is_lost()


def test_recover_when_its_worker_lives_then_leaves_the_task(running):
    task = running("portal-alive")
    life = SessionLock(worker_lock("portal-alive"))
    life.acquire()

    found = recover()
    life.release()

    task.refresh_from_db()
    assert (found, task.status) == (0, "RUNNING")


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=1), "RUNNING"), (LOST_AFTER * 2, "READY")])
def test_recover_when_worker_is_of_another_kind_then_waits_half_an_hour(running, age, status):
    task = running("unknown", started_at=timezone.now() - age)

    recover()

    task.refresh_from_db()
    assert task.status == status


def test_recover_when_too_many_workers_ended_over_it_then_fails_it_visibly(running):
    task = running(*(f"portal-{number}" for number in range(MAX_WORKERS)))

    recover()

    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == (
        "FAILED",
        "portal.core.background.stuck_tasks.WorkersLost",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queue")
def test_worker_when_killed_in_the_middle_then_the_next_one_ends_its_task(start_process, tmp_path):
    wait_for.enqueue(str(tmp_path))
    first = start_process("db_worker")
    assert eventually((tmp_path / "began").exists)

    lost_before = something_is_lost()
    first.kill()
    first.wait()
    assert eventually(something_is_lost, seconds=5)
    recover()
    (tmp_path / "go").touch()
    start_process("db_worker", "--batch").wait(timeout=40)

    task = DBTaskResult.objects.get()
    assert lost_before is False
    assert (task.status, task.return_value, len(task.worker_ids)) == ("SUCCESSFUL", "done", 2)
