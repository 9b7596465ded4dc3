"""Putting tasks on the queue without piling them up."""

from typing import Any

from django.db.models import QuerySet
from django_tasks.base import Task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def enqueue_once(task: Task, *args: Any) -> bool:
    """Queue the task unless the same is already waiting; whether it was queued.

    For tasks that look for their work themselves: one that waits will find it. Two callers at once may queue two,
    which does no harm.
    """
    if waiting(task, *args).exists():
        return False
    task.enqueue(*args)
    return True


def waiting(task: Task, *args: Any) -> QuerySet[DBTaskResult]:
    """The rows of this task, with these arguments, that no worker has taken yet."""
    return rows_of(task, *args).filter(status=TaskResultStatus.READY)


def rows_of(task: Task, *args: Any) -> QuerySet[DBTaskResult]:
    """The rows of this task with these arguments, whatever became of them."""
    return DBTaskResult.objects.filter(task_path=task.module_path, args_kwargs__args=list(args))
