"""What somebody chose on a screen of the gap, and the addresses that lead from its numbers to the needs they count."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.monitoring.enums import FundingState
from portal.monitoring.formulas.attribution import Funding
from portal.needs.boards.choice import Choice
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import SCORES

NO_MONEY = "none"
UNCOSTED = "uncosted"
FUNDINGS: dict[str, tuple[Any, Callable[[Funding], bool]]] = {
    NO_MONEY: (gettext_lazy("No money granted"), lambda found: found.funded <= 0 and found.cost != 0),
    "partial": (gettext_lazy("Partly funded"), lambda found: found.state == FundingState.PARTIAL),
    "funded": (gettext_lazy("Funded"), lambda found: found.state in (FundingState.FULL, FundingState.OVER)),
    UNCOSTED: (gettext_lazy("Cost not known"), lambda found: found.cost is None),
}
LARGEST_GAP = "gap"
GAP_LIST = {"standing": "open", "score": "gap", "funding": NO_MONEY}
"""What the list shows unless something else is chosen: unfunded needs with a score strictly above 4.0."""


class GapChoice(Choice):
    """Open needs, unless ended ones are chosen."""

    defaults = {"standing": "open"}

    score = django_filters.ChoiceFilter(
        empty_label=gettext_lazy("All"),
        label=gettext_lazy("Score"),
        choices=[(name, label) for name, (label, _narrow) in SCORES.items()],
        method="of_score",
    )

    def __init__(self, data: QueryDict, queryset: NeedQuerySet) -> None:
        address = data.copy()
        for name, value in self.defaults.items():
            if name not in address:
                address[name] = value
        super().__init__(address, queryset)

    def of_score(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return SCORES[value][1](rows)

    @property
    def rows(self) -> NeedQuerySet:
        return super().rows.counted()

    def rows_url(self, **cell: str | None) -> str:
        """The list with just the chosen needs that also are like this."""
        address = QueryDict(mutable=True)
        chosen = {**dict.fromkeys(GAP_LIST, ""), **self.chosen, **cell}
        address.update({name: value for name, value in chosen.items() if value is not None})
        return f"{reverse('monitoring_gap:needs')}?{address.urlencode()}"


class ListChoice(GapChoice):
    """What the list can be narrowed to besides: by its money."""

    defaults = GAP_LIST

    funding = django_filters.ChoiceFilter(
        empty_label=gettext_lazy("All"),
        label=gettext_lazy("Money"),
        choices=[(name, label) for name, (label, _holds) in FUNDINGS.items()],
        method="as_it_is",
    )
    order = django_filters.ChoiceFilter(
        empty_label=gettext_lazy("Highest score first"),
        label=gettext_lazy("Order"),
        choices=[(LARGEST_GAP, gettext_lazy("Largest gap first"))],
        method="as_it_is",
    )

    def as_it_is(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        """What needs the money of each is chosen by ``listing.chosen_keys``."""
        return rows
