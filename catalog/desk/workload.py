"""The colleagues of an office, and how much each has to do."""

from django.db.models import Count
from django.utils.translation import ngettext

from catalog.models import ServiceApplication
from catalog.people import desk_of
from portal.core.colleagues import Colleague, by_load
from portal.organizations.models import Organization


def colleagues_in(office: Organization) -> list[Colleague]:
    """Who may review this office's cases, with those that wait for a decision and are assigned to them."""
    people = desk_of(office)
    cases = ServiceApplication.objects.undecided().filter(service__offering_mao=office, reviewer__in=people)
    return by_load(people, dict(cases.order_by().values_list("reviewer").annotate(n=Count("pk"))), _in_words)


def _in_words(count: int) -> str:
    return ngettext("%(count)d open case", "%(count)d open cases", count) % {"count": count}
