"""Tasks that a worker took and did not finish because it was killed: they are put back on the queue.

Every task may therefore run twice, and must bear it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .locks import held_among

logger = logging.getLogger(__name__)

PORTAL_WORKER = "portal-"
LOST_AFTER = timedelta(minutes=30)
MAX_WORKERS = 5


class WorkersLost(Exception):
    """So many workers ended over this task that it is probably what ends them."""


def worker_lock(worker_id: str) -> str:
    """The lock a worker holds while it lives."""
    return f"worker:{worker_id}"


def something_is_lost() -> bool:
    """Whether there is anything to put back."""
    return bool(_lost(DBTaskResult.objects.running()))


@transaction.atomic
def recover() -> int:
    """Put back what no living worker holds; the number put back.

    Whether one of our workers lives is seen by its lock. Of another kind of worker it is assumed for half an hour.
    """
    lost = _lost(DBTaskResult.objects.running().select_for_update(skip_locked=True))
    for task in lost:
        if len(task.worker_ids) >= MAX_WORKERS:
            logger.error("task %s failed: %s workers ended over it", task.pk, MAX_WORKERS)
            task.set_failed(WorkersLost(f"{MAX_WORKERS} workers ended while they ran this task."))
        else:
            logger.warning("task %s put back on the queue", task.pk)
            task.status = TaskResultStatus.READY
            task.started_at = None
            task.save(update_fields=["status", "started_at"])
    return len(lost)


def _lost(running: Iterable[DBTaskResult]) -> list[DBTaskResult]:
    holders = {task: task.worker_ids[-1] for task in running}
    alive = held_among(worker_lock(worker) for worker in holders.values())
    too_old = timezone.now() - LOST_AFTER
    return [
        task
        for task, worker in holders.items()
        if worker_lock(worker) not in alive and (worker.startswith(PORTAL_WORKER) or task.started_at < too_old)
    ]
