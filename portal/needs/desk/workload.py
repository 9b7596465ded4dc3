"""The reviewers, and how much each has to do."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.core.colleagues import Colleague, by_load
from portal.needs.models import Need


def with_workload(people: Iterable[User]) -> list[Colleague]:
    """With the needs that wait for a decision and are assigned to them."""
    people = list(people)
    mine = Need.objects.waiting_for_review().filter(assigned_to__in=people)
    return by_load(people, dict(mine.order_by().values_list("assigned_to").annotate(n=Count("pk"))), _in_words)


def _in_words(count: int) -> str:
    return ngettext("%(count)d open need", "%(count)d open needs", count) % {"count": count}
