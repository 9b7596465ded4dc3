from typing import Any

from django.core.management.base import CommandError
from django_tasks_db.management.commands import db_worker

from portal.core.background.locks import SessionLock
from portal.core.background.stuck_tasks import PORTAL_WORKER, worker_lock


class Command(db_worker.Command):
    help = (
        "Run a background worker. It holds a lock while it lives, so that its tasks are taken over when it is killed."
    )

    def handle(self, *, worker_id: str, **options: Any) -> None:
        worker_id = worker_id if worker_id.startswith(PORTAL_WORKER) else f"{PORTAL_WORKER}{worker_id}"[:64]
        lock = SessionLock(worker_lock(worker_id))
        if not lock.acquire():
            raise CommandError(f"A worker {worker_id} runs already.")
        try:
            super().handle(worker_id=worker_id, **options)
        finally:
            lock.release()
