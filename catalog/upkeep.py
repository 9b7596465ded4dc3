"""Keeping services true: a reminder a month for each one whose facts were not confirmed in time."""

from django.db import transaction
from django.utils import timezone

from portal.notifications import enqueue

from .models import ServiceOffering
from .notifications import CheckDue


def remind_of_due_checks() -> int:
    """Queue this month's reminders; how many services are due. Run as often as you like: each is told once a month."""
    month = f"{timezone.localdate():%Y-%m}"
    due = ServiceOffering.objects.due_for_check().select_related("offering_mao")
    with transaction.atomic():
        for offering in due:
            enqueue(CheckDue(offering, month=month))
    return len(due)
