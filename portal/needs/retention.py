"""Nightly: who speaks behind a need is forgotten when the need has ended for as long as ``settings.RETENTION`` says."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.core.background.one_by_one import each

from .enums import EventKind, NeedStatus
from .models import NeedEvent, NeedSubmitter
from .persons import forget_submitter

ENDS = (EventKind.COMPLETED, EventKind.REJECTED, EventKind.WITHDRAWN, EventKind.DUPLICATE)


def forget_old_submitters() -> int:
    """Each in a transaction of its own; how many."""
    before = timezone.now() - settings.RETENTION["cases"]
    ended = NeedEvent.objects.filter(need=OuterRef("need"), kind__in=ENDS)
    kept = NeedSubmitter.objects.filter(erased_at=None, need__status__in=NeedStatus.ended())
    old = kept.filter(Exists(ended)).exclude(Exists(ended.filter(at__gte=before)))
    return each(old.order_by("pk"), lambda person: forget_submitter(person, by=None))
