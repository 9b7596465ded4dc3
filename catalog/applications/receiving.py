"""When an application was received, and how exactly that is known."""

import datetime

from django.utils import timezone

from catalog.enums import ApplicationChannel
from catalog.models import ServiceApplication

from .filling import BY_STAFF

NOON = datetime.time(12)
"""Stands for the hour of what was entered on a later day."""


def hour_is_known(case: ServiceApplication) -> bool:
    """Of paper, and of what the office entered on a later day, only the day is known."""
    if case.channel == ApplicationChannel.PAPER:
        return False
    return case.channel not in BY_STAFF or timezone.localtime(case.received_at).time() != NOON
