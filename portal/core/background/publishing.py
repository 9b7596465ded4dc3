"""Publishing and unpublishing at the hour an editor set: each row a task of its own, so that one that fails (and
stays visible as failed) stops no other.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.compat import TaskResultStatus
from wagtail.models import DraftStateMixin, Page, Revision

from .queue import enqueue_once, rows_of

PAUSE_AFTER_FAILURE = timedelta(hours=1)


def publish_scheduled() -> int:
    """Queue a task for each row that is due to end or to go live; the number of such rows."""
    due = list(_due(timezone.now()))
    for job, arguments in due:
        enqueue_once(job, *arguments)
    return len(due)


def something_is_due() -> bool:
    """Whether there is anything to queue."""
    return any(True for _job in _due(timezone.now()))


@task()
@transaction.atomic
def publish_due(revision_key: int) -> None:
    """Publish this revision, if its hour has come and it was not published meanwhile."""
    revision = _going_live(timezone.now()).select_for_update().filter(pk=revision_key).first()
    if revision:
        revision.publish(log_action="wagtail.publish.scheduled")


@task()
@transaction.atomic
def unpublish_ended(model_label: str, key: str) -> None:
    """Take this row off the site, if its last hour has passed and it is still there."""
    row = _past_end(apps.get_model(model_label), timezone.now()).select_for_update().filter(pk=key).first()
    if row:
        row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _due(now: datetime) -> Iterator[tuple[Task, list[Any]]]:
    """What is to be done. What failed within the hour is left alone: it would fail again every minute."""
    jobs: Iterator[tuple[Task, list[Any]]] = chain(
        ((unpublish_ended, [model._meta.label, str(key)]) for model, key in _ended(now)),
        ((publish_due, [key]) for key in _going_live(now).values_list("pk", flat=True)),
    )
    for job, arguments in jobs:
        if not _failed_lately(job, arguments, now):
            yield job, arguments


def _going_live(now: datetime) -> QuerySet[Revision]:
    return Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")


def _ended(now: datetime) -> Iterator[tuple[type[Model], Any]]:
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    for model in drafted:
        if model is Page or not issubclass(model, Page):
            for key in _past_end(model, now).values_list("pk", flat=True):
                yield model, key


def _past_end(model: type[Model], now: datetime) -> QuerySet[Any]:
    return model._base_manager.filter(live=True, expire_at__lt=now).order_by("expire_at")


def _failed_lately(job: Task, arguments: list[Any], now: datetime) -> bool:
    since = now - PAUSE_AFTER_FAILURE
    return rows_of(job, *arguments).filter(status=TaskResultStatus.FAILED, finished_at__gt=since).exists()
