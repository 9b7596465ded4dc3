"""How many people a service still has a place for, and who is next.

Approved and completed cases hold a place. A place frees when the office raises the number of slots; an approval is
never taken back here. The waiting list is served in the order in which cases were complete: received, or, if the
office had to ask, answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, DateTimeField, Max, Q
from django.db.models.functions import Coalesce, Greatest

from catalog.applications.querysets import ApplicationQuerySet
from catalog.enums import ApplicationStatus, WaitingOn
from catalog.models import ServiceApplication, ServiceOffering


@dataclass(frozen=True)
class Places:
    offered: int | None
    """None if the office has stated no number: then there is always a place."""

    taken: int

    @property
    def free(self) -> int | None:
        return None if self.offered is None else max(self.offered - self.taken, 0)

    def left_for(self, in_front: int) -> bool:
        """Whether a place is left for somebody before whom so many others wait."""
        return self.free is None or self.free > in_front


def places_of(service: ServiceOffering) -> Places:
    """As the database says now; lock the service first to rely on it."""
    offered = ServiceOffering.objects.values_list("slots_available", flat=True).get(pk=service.pk)
    taken = ServiceApplication.objects.filter(service=service, status__in=ApplicationStatus.holding_a_slot()).count()
    return Places(offered, taken)


def waiting_list(service: ServiceOffering) -> ApplicationQuerySet:
    """Who waits for a place of this service, the next one first."""
    return _in_order(ServiceApplication.objects.filter(service=service))


def in_front_of(case: ServiceApplication) -> int:
    """How many on the waiting list are served before this case."""
    own = _with_complete_at(ServiceApplication.objects.filter(pk=case.pk)).values_list("complete_at", flat=True).get()
    earlier = Q(complete_at__lt=own) | Q(complete_at=own, pk__lt=case.pk)
    return waiting_list(case.service).filter(earlier).count()


def next_for_free_places(cases: ApplicationQuerySet) -> Iterator[ServiceApplication]:
    """Of these cases on a waiting list, those for whom a place is free now."""
    waiting = list(_in_order(cases).select_related("service").order_by("service_id", "complete_at", "pk"))
    held = Count("applications", filter=Q(applications__status__in=ApplicationStatus.holding_a_slot()))
    services = ServiceOffering.objects.filter(pk__in={case.service_id for case in waiting})
    places = {pk: Places(slots, taken) for pk, slots, taken in services.annotate(taken=held).values_list(*FIGURES)}
    for service, queue in groupby(waiting, key=lambda case: case.service_id):
        yield from (case for number, case in enumerate(queue) if places[service].left_for(number))


FIGURES = ("pk", "slots_available", "taken")


def _in_order(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    waiting = cases.undecided().filter(waiting_on=WaitingOn.SLOT)
    return _with_complete_at(waiting).order_by("complete_at", "pk")


def _with_complete_at(cases: ApplicationQuerySet) -> ApplicationQuerySet:
    """With ``complete_at``: when the office had all it needed."""
    answered = Coalesce(Max("information_requests__answered_at"), "received_at")
    return cases.annotate(complete_at=Greatest(answered, "received_at", output_field=DateTimeField()))
