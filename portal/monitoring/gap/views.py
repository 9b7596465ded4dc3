"""The screens of the gap, built as the boards of needs are: chosen by an address, with files of what is shown."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from portal.core.boards.parts import Part
from portal.core.tables import Table
from portal.monitoring.permissions import can_any
from portal.needs.boards.views import PER_PAGE, ChosenParts, ChosenView

from .choice import GAP_LIST, GapChoice, ListChoice
from .contents import gap_parts
from .listing import Listing, gap_table

TITLE = gettext_lazy("Funding gap")
GROUP = (
    "monitoring_gap",
    TITLE,
    [("needs", gettext_lazy("Needs without money")), ("places", gettext_lazy("Gap by place and sector"))],
)


ONLY_HERE = (*GAP_LIST, "order")


class OfTheGap(ChosenView):
    group, export_filename = GROUP, "funding-gap"

    @property
    def kept(self) -> str:
        """Places and kinds go along to the other board; what makes the list a list of gaps does not."""
        address = QueryDict(mutable=True)
        address.update({name: value for name, value in self.choice.chosen.items() if name not in ONLY_HERE})
        return f"?{address.urlencode()}" if address else ""


class GapListView(OfTheGap):
    """Unfunded needs with a score strictly above 4.0, unless something else is chosen."""

    name = "needs"
    page_title = GROUP[2][0][1]
    template_name = "portal/monitoring/gap/needs.html"

    @cached_property
    def choice(self) -> ListChoice:
        return ListChoice(self.request.GET, self.needs)

    @cached_property
    def listing(self) -> Listing:
        return Listing.of(self.choice)

    def table(self) -> Table:
        return gap_table(self.listing.all_lines())

    @cached_property
    def page(self) -> Page:
        return Paginator(self.listing.keys, PER_PAGE).get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.listing.lines(list(self.page.object_list))
        table = gap_table(lines)
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "table": table,
            "rows": list(zip(table.body, lines, strict=True)),
            "may_propose": can_any(self.request.user, "add"),
        }


class GapPlacesView(OfTheGap, ChosenParts):
    name = "places"
    page_title = GROUP[2][1][1]
    template_name = "portal/monitoring/gap/places.html"

    @cached_property
    def choice(self) -> GapChoice:
        return GapChoice(self.request.GET, self.needs)

    @cached_property
    def parts(self) -> list[Part]:
        return gap_parts(self.choice)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = self.parts[0] if self.parts else None
        totals = list(zip(places.columns, map(str, places.lines[-1].numbers), strict=True)) if places else []
        return {**super().get_context_data(**kwargs), "totals": totals}
