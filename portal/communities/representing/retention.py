"""Nightly: requests to represent a community are emptied of what is personal, after ``settings.RETENTION``.

A verified or refused one counts from its decision; one that nobody decided from its receipt, and lapses.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.communities.actions import forget_request
from portal.communities.models import RepresentationRequest


def forget_old_requests() -> int:
    """Each in a transaction of its own; how many."""
    before = timezone.now() - settings.RETENTION["representation_requests"]
    old = RepresentationRequest.objects.to_forget(before)
    return sum(_forget(key, before) for key in old.values_list("pk", flat=True))


@transaction.atomic
def _forget(key: object, before: object) -> bool:
    """Somebody may be deciding it at this moment: the next night looks again."""
    held = RepresentationRequest.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    if held is None or not RepresentationRequest.objects.to_forget(before).filter(pk=key).exists():
        return False
    forget_request(held)
    return True
