"""The public list: which services an address asks for, in what order, and the filters beside them."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.core.browsing.facets import Chip, Facet
from portal.geography.labels import short_region_label

from .asked import Asked
from .facets import Filters
from .facts import Facts, Row, current_facts
from .matching import Matches, matches

PAGE_SIZE = 20


class Listing:
    """The services that an address asks for; ``version`` is the content version where somebody has read it already."""

    def __init__(self, address: QueryDict, *, version: int | None = None) -> None:
        self.facts: Facts = current_facts(version)
        self.asked = Asked.read(address, self.facts)
        self.filters = Filters(self.facts, self.asked)

    @cached_property
    def matches(self) -> Matches:
        return matches(self.facts, self.asked)

    @cached_property
    def found(self) -> list[Row]:
        """In the order asked for. Filters leave services out and never change the order of the others."""
        services = self.filters.applied_to(self.matches.services)
        return list(self.facts.rows_in(services, self.matches.order))

    @cached_property
    def matching(self) -> int:
        """How many there would be without the filters."""
        return self.matches.services.bit_count()

    @cached_property
    def facets(self) -> list[Facet]:
        return self.filters.facets(self.matches.services)

    @cached_property
    def chips(self) -> list[Chip]:
        return self.filters.chips

    @property
    def is_close(self) -> bool:
        """Whether what was found is what was asked for."""
        return not self.asked.q or self.matches.are_close

    @property
    def corrected(self) -> str:
        return self.matches.findings.corrected

    @property
    def words_read(self) -> str:
        return self.corrected or self.asked.q

    @property
    def address(self) -> str:
        return self.asked.address

    @property
    def regions(self) -> Sequence[tuple[str, str]]:
        """Where a reader may live."""
        return list(self.facts.labels["region"].items())

    @property
    def lives_in(self) -> str:
        return short_region_label(self.asked.lives) if self.asked.lives else ""

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is the one in force, the usual order first."""
        labels = {
            "best": _("Best match"),
            "name": _("Name"),
            "checked": _("Recently checked"),
            "closing": _("Closing soon"),
        }
        usual, *others = self.asked.sorts
        values = {"": usual, **{sort: sort for sort in others}}
        return [(value, labels[sort], value == self.asked.sort) for value, sort in values.items()]

    @cached_property
    def topics(self) -> list[dict[str, Any]]:
        """Every topic in use with the number of its services, for those who found nothing."""
        having, labels = self.facts.having["category"], self.facts.labels["category"]
        bare = Asked(lives=self.asked.lives)
        return [
            {"label": labels[code], "url": bare.choosing("category", code).address, "count": having[code].bit_count()}
            for code in labels
            if code in having
        ]
