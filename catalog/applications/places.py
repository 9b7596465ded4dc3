"""How many people a service still has a place for, and who is next.

Approved and completed cases hold a place. A place frees when the office raises the number of slots; an approval is
never taken back here. The waiting list is served in the order in which cases were complete: received, or, if the
office had to ask, answered.
"""

from dataclasses import dataclass

from django.db.models import DateTimeField, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

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


def with_complete_at(cases: QuerySet[ServiceApplication]) -> QuerySet[ServiceApplication]:
    """With ``complete_at``: when the office had all it needed."""
    answered = Coalesce(Max("information_requests__answered_at"), "received_at")
    return cases.annotate(complete_at=Greatest(answered, "received_at", output_field=DateTimeField()))


def waiting_list(service: ServiceOffering) -> QuerySet[ServiceApplication]:
    """Who waits for a place of this service, the next one first."""
    waiting = ServiceApplication.objects.undecided().filter(service=service, waiting_on=WaitingOn.SLOT)
    return with_complete_at(waiting).order_by("complete_at", "pk")


def in_front_of(case: ServiceApplication) -> int:
    """How many on the waiting list are served before this case."""
    complete_at = with_complete_at(ServiceApplication.objects.filter(pk=case.pk)).get().complete_at  # type: ignore[attr-defined]
    before = [
        other.pk for other in waiting_list(case.service) if (other.complete_at, other.pk) < (complete_at, case.pk)
    ]  # type: ignore[attr-defined]
    return len(before)
