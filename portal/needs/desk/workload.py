"""The reviewers, and how much each has to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.needs.models import Need


@dataclass(frozen=True)
class Colleague:
    person: User
    open_needs: int
    """Needs that wait for a decision and are assigned to them."""

    def __str__(self) -> str:
        needs = ngettext("%(count)d open need", "%(count)d open needs", self.open_needs) % {"count": self.open_needs}
        return f"{self.person} ({needs})"


def with_workload(people: Iterable[User]) -> list[Colleague]:
    """Those with the least to do first."""
    people = list(people)
    mine = Need.objects.waiting_for_review().filter(assigned_to__in=people)
    counts = dict(mine.order_by().values_list("assigned_to").annotate(n=Count("pk")))
    found = [Colleague(person, counts.get(person.pk, 0)) for person in people]
    return sorted(found, key=lambda colleague: (colleague.open_needs, str(colleague.person)))
