"""Nightly: what tells of persons behind a need goes once it has ended for as long as ``settings.RETENTION`` says."""

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portal.core.background.one_by_one import each

from .enums import EventKind, NeedStatus
from .forgetting import forget_files, forget_submitter
from .models import Need, NeedEvent, NeedFile, NeedSubmitter

ENDS = (EventKind.COMPLETED, EventKind.REJECTED, EventKind.WITHDRAWN, EventKind.DUPLICATE)


def forget_old_submitters() -> int:
    """Who speaks behind a need and has no account, each in a transaction of its own; how many."""
    old = NeedSubmitter.objects.filter(erased_at=None, need__in=_ended_long_ago())
    return each(old.order_by("pk"), lambda person: forget_submitter(person, by=None))


def forget_old_files() -> int:
    """Photos and papers that were never shown to the public; of how many needs."""
    private = NeedFile.objects.filter(need=OuterRef("pk"), published_at=None)
    old = _ended_long_ago().filter(Exists(private))
    return each(old.order_by("pk"), lambda need: bool(forget_files(need)))


def _ended_long_ago() -> QuerySet[Need]:
    before = timezone.now() - settings.RETENTION["cases"]
    ends = NeedEvent.objects.filter(need=OuterRef("pk"), kind__in=ENDS)
    ended = Need.objects.filter(status__in=NeedStatus.ended())
    return ended.filter(Exists(ends)).exclude(Exists(ends.filter(at__gte=before)))
