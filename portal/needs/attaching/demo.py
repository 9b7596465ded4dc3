"""On what the demonstration needs and assessments rest: items of the demonstration repository, in turn."""

from collections.abc import Iterator
from itertools import chain, cycle

from portal.core.loading import Loaded
from portal.evidence.models import EvidenceItem
from portal.needs.actions.attaching import attach
from portal.needs.enums import AssessmentStatus, NeedStatus
from portal.needs.generated import desk
from portal.needs.invented import MARK
from portal.needs.models import Assessment, Need

NEEDS = 15
RESTING = (AssessmentStatus.COMPLETED, AssessmentStatus.ANALYSIS)
LOOKED_INTO = (NeedStatus.VALIDATED, NeedStatus.PRIORITIZED, NeedStatus.PLANNED, NeedStatus.COMPLETED)


def load() -> Iterator[Loaded]:
    """Attach them once; needs, assessments and evidence must be there before."""
    needs, assessments = Need.objects.filter(title__startswith=MARK), Assessment.objects.filter(title__startswith=MARK)
    staff = desk().staff
    items = list(EvidenceItem.objects.current().filter(title__startswith=MARK).order_by("sort_title", "pk"))
    is_there = needs.exclude(evidence=None).exists() or assessments.exclude(evidence=None).exists()
    owners = [
        *assessments.filter(status__in=RESTING).order_by("created_at", "pk"),
        *needs.filter(status__in=LOOKED_INTO).order_by("created_at", "pk")[:NEEDS],
    ]
    pairs = [] if is_there or not items or not staff else list(_pairs(owners, items))
    for owner, item in pairs:
        attach(owner, item=item, by=staff[0])
    yield Loaded("evidence of demonstration needs", rows=len(owners), created=len(pairs), changed=0, kept=0)


def _pairs(
    owners: list[Assessment | Need], items: list[EvidenceItem]
) -> Iterator[tuple[Assessment | Need, EvidenceItem]]:
    """One item each, two to every third."""
    turn = cycle(items)
    wanted = chain.from_iterable([owner] * (2 if number % 3 == 0 else 1) for number, owner in enumerate(owners))
    seen = set[tuple[object, object]]()
    for owner in wanted:
        item = next(turn)
        if (owner.pk, item.pk) not in seen:
            seen.add((owner.pk, item.pk))
            yield owner, item
