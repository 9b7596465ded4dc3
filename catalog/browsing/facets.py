"""The filters beside the list: what each value would leave, whatever is chosen in its own facet."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.utils.translation import gettext as _

from catalog.eligibility import codes_for, label_of

from .asked import FACETS, Asked
from .facts import NOW, Bits, Facts

OPEN_FACETS = ("access", "now", "category")  # the long ones wait folded until something in them is chosen


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    active: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


class Filters:
    """The choices of an address, applied to sets of services."""

    def __init__(self, facts: Facts, asked: Asked) -> None:
        self.facts = facts
        self.asked = asked
        self.having: Mapping[str, Mapping[str, Bits]] = {**facts.having, "access": facts.answering(asked.lives)}

    def applied_to(self, services: Bits, *, besides: str = "") -> Bits:
        """Any value of a facet will do, but every facet counts, apart from the one named."""
        for name, values in self.asked.chosen.items():
            if name != besides:
                services &= reduce(or_, (self.having[name].get(value, 0) for value in values))
        return services

    def facets(self, services: Bits) -> list[Facet]:
        return [facet for name in FACETS if (facet := self._facet(name, services)).options]

    def _facet(self, name: str, services: Bits) -> Facet:
        left = self.applied_to(services, besides=name)
        active = self.asked.chosen.get(name, frozenset())
        options = [
            Option(value, label, (left & self.having[name].get(value, 0)).bit_count(), value in active)
            for value, label in self._labels(name).items()
        ]
        return Facet(name, _title(name), options, is_open=name in OPEN_FACETS or bool(active))

    def _labels(self, name: str) -> Mapping[str, str]:
        lives = self.asked.lives
        if name == "access":
            return {str(code): label_of(code, lives) for code in codes_for(lives)}
        if name == "now":
            return {NOW: _("Taking applications now")}
        labels = self.facts.labels[name]
        return {lives: labels[lives], **labels} if name == "region" and lives else labels

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label, self.asked.without(name, value).address)
            for name in FACETS
            for value, label in self._labels(name).items()
            if value in self.asked.chosen.get(name, ())
        ]


def _title(name: str) -> str:
    return {
        "access": _("Can I get it?"),
        "now": _("When"),
        "category": _("Topic"),
        "region": _("Where it is offered"),
        "type": _("Kind of help"),
        "office": _("Office"),
    }[name]
