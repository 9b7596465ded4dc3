"""Writing many services at once: a handful of statements for hundreds of rows, and each row's history is whole.

Saved one by one a service costs some thirty queries. What Wagtail does on the way is done here for all together: the
first revision, the audit row, and for published ones the content version, the search index and the overlaps.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import CharField, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Revision
from wagtail.tasks import update_reference_index_task

from portal.accounts.models import User
from portal.activity import record_all
from portal.core.models import ContentVersion
from search.facade import refresh

from .models import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .overlaps import compare_all_soon
from .search_index import SERVICES
from .sheets import Content

BATCH = 500
CHILDREN: dict[str, type[Model]] = {
    "document_rows": RequiredDocument,
    "sources": OfferingSource,
    "translations": OfferingTranslation,
}
PLACES = {"geographic_coverage": "region", "provinces_covered": "province"}


@transaction.atomic
def create_all(
    offerings: Sequence[ServiceOffering],
    *,
    by: User | None,
    action: str,
    publish: bool = False,
    data: Mapping[Any, Mapping[str, Any]] | None = None,
) -> None:
    """Write new services with their children, each with its first revision: drafts, or published ones."""
    now = timezone.now()
    for offering in offerings:
        offering.live, offering.has_unpublished_changes = publish, not publish
        offering.first_published_at = offering.last_published_at = now if publish else None
    ServiceOffering.objects.bulk_create(offerings, batch_size=BATCH)
    _create_children(offerings)
    _create_places(offerings)
    revisions = _create_revisions([(offering, offering.serializable_data()) for offering in offerings], by=by)
    for offering in offerings:
        offering.latest_revision = revisions[offering.pk]
        offering.live_revision = revisions[offering.pk] if publish else None
    written = ServiceOffering.objects.filter(pk__in=revisions)
    written.update(latest_revision=_newest_revision(), live_revision=_newest_revision() if publish else None)
    record_all(offerings, action, by=by, data=data, revisions=revisions)
    if publish:
        ContentVersion.bump()
        refresh(SERVICES, [offering.pk for offering in offerings])
        compare_all_soon()


@transaction.atomic
def draft_all(
    drafts: Sequence[tuple[ServiceOffering, Content]],
    *,
    by: User | None,
    action: str,
    data: Mapping[Any, Mapping[str, Any]] | None = None,
) -> None:
    """Put a new draft on each of these services; what is published stays as it is."""
    revisions = _create_revisions(drafts, by=by)
    offerings = [offering for offering, _content in drafts]
    for offering in offerings:
        offering.latest_revision, offering.has_unpublished_changes = revisions[offering.pk], True
    written = ServiceOffering.objects.filter(pk__in=revisions)
    written.update(latest_revision=_newest_revision(), has_unpublished_changes=True)
    record_all(offerings, action, by=by, data=data, revisions=revisions)


def index_references(offerings: Iterable[ServiceOffering]) -> None:
    """Let Wagtail note which office and category these rows use, in the background; saving one by one does the same."""
    for offering in offerings:
        update_reference_index_task.enqueue("catalog", "serviceoffering", str(offering.pk))


def _create_children(offerings: Sequence[ServiceOffering]) -> None:
    for relation, model in CHILDREN.items():
        children = []
        for offering in offerings:
            for order, child in enumerate(getattr(offering, relation).get_object_list()):
                child.pk, child.offering, child.sort_order = None, offering, order
                children.append(child)
        model._default_manager.bulk_create(children, batch_size=BATCH)


def _create_places(offerings: Sequence[ServiceOffering]) -> None:
    for relation, name in PLACES.items():
        through = getattr(ServiceOffering, relation).through
        links = [
            through(serviceoffering_id=offering.pk, **{f"{name}_id": place.pk})
            for offering in offerings
            for place in getattr(offering, relation).get_object_list()
        ]
        through.objects.bulk_create(links, batch_size=BATCH)


def _newest_revision() -> Subquery:
    own = Revision.objects.filter(
        base_content_type=ServiceOffering.get_content_type(), object_id=Cast(OuterRef("pk"), CharField())
    )
    return Subquery(own.order_by("-created_at", "-pk").values("pk")[:1])


def _create_revisions(contents: Iterable[tuple[ServiceOffering, Content]], *, by: User | None) -> dict[Any, Revision]:
    """The revisions by the keys of their services."""
    content_type = ServiceOffering.get_content_type()
    now = timezone.now()
    revisions = {
        offering.pk: Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(offering.pk),
            object_str=content["title"],
            created_at=now,
            user=by,
            content=content,
        )
        for offering, content in contents
    }
    Revision.objects.bulk_create(revisions.values(), batch_size=BATCH)
    return revisions
