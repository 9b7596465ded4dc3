"""The colleagues of an office, and how much each has to do."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import ngettext

from catalog.models import ServiceApplication
from catalog.people import desk_of
from portal.accounts.models import User
from portal.organizations.models import Organization


@dataclass(frozen=True)
class Colleague:
    person: User
    open_cases: int
    """Cases of this office that wait for a decision and are assigned to them."""

    def __str__(self) -> str:
        cases = ngettext("%(count)d open case", "%(count)d open cases", self.open_cases) % {"count": self.open_cases}
        return f"{self.person} ({cases})"


def colleagues_in(office: Organization) -> list[Colleague]:
    """Who may review this office's cases, those with the least to do first."""
    people = desk_of(office)
    cases = ServiceApplication.objects.undecided().filter(service__offering_mao=office, reviewer__in=people)
    counts = dict(cases.order_by().values_list("reviewer").annotate(n=Count("pk")))
    found = [Colleague(person, counts.get(person.pk, 0)) for person in people]
    return sorted(found, key=lambda colleague: (colleague.open_cases, str(colleague.person)))
