"""Nightly chores of the libraries we stand on."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

KEEP_SUCCESSES = timedelta(days=3)
KEEP_FAILURES = timedelta(days=60)


def update_search_index() -> None:
    """Index again what a lost task left out."""
    call_command("update_index", verbosity=0)


def clear_sessions() -> None:
    call_command("clearsessions")


def prune_task_results() -> None:
    """Forget tasks that ended well after three days, failed ones after two months."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_SUCCESSES).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILURES).delete()
