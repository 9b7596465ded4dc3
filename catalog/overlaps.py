"""The list of services that may do the same: found at night and whenever a text is published or handed in, and kept.

What a reader would see is compared: of a published service that is offered its published text, of one that was never
published its newest draft. Which of these a person sees is decided by ``OfferingOverlap.objects.visible_to``.

That two services are different, as somebody has said, holds as long as nothing that was compared changes, also while
one of them is not offered. An open pair that is not found again is dropped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef, Q
from django_tasks import task

from portal.activity import record
from portal.core.background.locks import key_of
from portal.core.background.queue import enqueue_once
from portal.core.background.sweeps import wake
from portal.geography.models import Province, Region

from .likeness import KEPT_EACH, Compared, Likeness, alike
from .models import OfferingOverlap, ServiceOffering

LOCK = SWEEP = "catalog.overlaps.find_overlaps"
FOUND = ["score", "same_type", "same_category", "regions", "words", "fingerprint"]
COMPARED = ["title", "target_beneficiaries", "description", "service_type", "category", "is_nationwide"]


def find_overlaps() -> int:
    """Compare all services anew; how many pairs are alike."""
    return _find(None)


@task()
def compare_service(key: str) -> int:
    """Compare this service with all others; with how many it is alike."""
    return _find(UUID(key))


def compare_soon(offering: ServiceOffering) -> None:
    """In the background, after this transaction."""
    enqueue_once(compare_service, str(offering.pk))


def compare_all_soon() -> None:
    """In the background, after a transaction that published many."""
    wake(SWEEP)


@transaction.atomic
def _find(only: UUID | None) -> int:
    with connection.cursor() as cursor:  # one at a time, so that older texts never overwrite newer findings
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(LOCK)])
    services = compared_services()
    found = {(like.first.key, like.second.key): like for like in alike(services, only)}
    rows = OfferingOverlap.objects.select_for_update()
    if only is not None:
        rows = rows.filter(Q(first=only) | Q(second=only))
    known = {(row.first_id, row.second_id): row for row in rows}
    fingerprints = {service.key: service.fingerprint for service in services}
    gone = [row.pk for pair, row in known.items() if not _stays(row, found.get(pair), fingerprints)]
    OfferingOverlap.objects.filter(pk__in=gone).delete()
    # Of one service all that is alike is found; beside the pairs we have, those count that it is most alike with.
    new = list(found) if only is None else list(found)[:KEPT_EACH]
    OfferingOverlap.objects.bulk_create(
        [_row(found[pair]) for pair in sorted({*new, *(found.keys() & known.keys())})],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=FOUND,
    )
    return len(found)


def _stays(row: OfferingOverlap, like: Likeness | None, fingerprints: Mapping[UUID, str]) -> bool:
    """Whether the row is still right; a decision about texts that have changed since is taken back."""
    if row.is_open:
        return like is not None
    now = [fingerprints.get(row.first_id), fingerprints.get(row.second_id)]
    if None in now or f"{now[0]}{now[1]}" == row.fingerprint:
        return True
    if like is not None:
        OfferingOverlap.objects.filter(pk=row.pk).update(decided_at=None, decided_by=None, reason="")
        record(row, "catalog.overlap_reopened", by=None)
    return like is not None


def _row(like: Likeness) -> OfferingOverlap:
    return OfferingOverlap(
        first_id=like.first.key,
        second_id=like.second.key,
        score=round(like.score * 100),
        same_type=like.first.service_type == like.second.service_type,
        same_category=like.first.category == like.second.category,
        regions=like.regions,
        words=list(like.words),
        fingerprint=like.fingerprint,
    )


def compared_services() -> list[Compared]:
    """Every service that is offered, and the newest text of every draft that was never published; four queries."""
    places = _Places(
        dict(Region.objects.values_list("pk", "code")), dict(Province.objects.values_list("pk", "region__code"))
    )
    coverage, provinces = (
        ArraySubquery(getattr(ServiceOffering, name).through.objects.filter(serviceoffering=OuterRef("pk")).values(key))
        for name, key in (("geographic_coverage", "region"), ("provinces_covered", "province"))
    )
    published = ServiceOffering.objects.offered().annotate(region_keys=coverage, province_keys=provinces)
    never = ServiceOffering.objects.filter(live=False, first_published_at=None, offering_mao__is_active=True)
    drafts = never.exclude(latest_revision=None).values_list("pk", "latest_revision__content")
    services = [
        _compared(text["pk"], text, places.codes(text["region_keys"], text["province_keys"]))
        for text in published.values("pk", "region_keys", "province_keys", *COMPARED)
    ]
    services += [
        _compared(key, text, places.codes(text["geographic_coverage"], text["provinces_covered"]))
        for key, text in drafts
    ]
    return sorted(services, key=attrgetter("key"))


@dataclass(frozen=True)
class _Places:
    """The codes of regions, by the keys of regions and of provinces."""

    regions: Mapping[int, str]
    of_provinces: Mapping[int, str]

    def codes(self, regions: Iterable[int], provinces: Iterable[int]) -> frozenset[str]:
        found = [self.regions.get(key) for key in regions] + [self.of_provinces.get(key) for key in provinces]
        return frozenset(code for code in found if code)


def _compared(key: UUID, text: Mapping[str, Any], regions: frozenset[str]) -> Compared:
    """``text`` as the row has it, or as a revision does."""
    return Compared(
        key=key,
        title=text["title"],
        for_whom=text["target_beneficiaries"],
        what=text["description"],
        service_type=text["service_type"],
        category=text["category"],
        regions=regions,
        everywhere=text["is_nationwide"],
    )
