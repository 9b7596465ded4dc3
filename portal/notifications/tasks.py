"""Hints to the worker: there may be something to send."""

from django_tasks import task

from portal.core.background.queue import enqueue_once

from .outbox import send_due


@task()
def send_due_task() -> int:
    """Send what is due now rather than at the next sweep."""
    return send_due()


def send_soon() -> None:
    """Wake the worker, unless that was asked already."""
    enqueue_once(send_due_task)
