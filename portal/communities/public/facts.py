"""What may be said in public of one community, and nothing else: pages, JSON and CSV are made of this alone.

The town, never the barangay or a point; people in bands, never a count; no count of any part of them, so none that is
small and none that a subtraction gives away; where a figure comes from by kind and year, never in somebody's words; no
word about who speaks for it. The name, and what says more than the town does, only where it may be public.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.communities.enums import Livelihood, StatementSource
from portal.communities.querysets import CommunityQuerySet

BANDS = (250, 500, 1000, 2500, 5000, 10000)
"""Where one band of people ends and the next begins."""


@dataclass(frozen=True)
class Band:
    """So many people or more, and fewer than so many; an end that is not there is None."""

    least: int | None
    below: int | None

    @classmethod
    def of(cls, people: int) -> "Band":
        least = max((edge for edge in BANDS if edge <= people), default=None)
        return cls(least, min((edge for edge in BANDS if edge > people), default=None))

    def __str__(self) -> str:
        if self.least is None:
            return _("fewer than %(people)s people") % {"people": f"{self.below:,}"}
        if self.below is None:
            return _("%(people)s people or more") % {"people": f"{self.least:,}"}
        return _("%(least)s to %(most)s people") % {"least": f"{self.least:,}", "most": f"{self.below - 1:,}"}


@dataclass(frozen=True)
class PublicFacts:
    """Of a row of ``public_rows``."""

    community: Any

    @property
    def key(self) -> int:
        return self.community.pk

    @property
    def is_named(self) -> bool:
        return self.community.is_named

    @property
    def name(self) -> str:
        return self.community.public_name

    @property
    def other_names(self) -> str:
        return self.community.other_names if self.is_named else ""

    @property
    def place(self) -> str:
        return self.community.public_place

    @property
    def town(self) -> Any:
        return self.community.barangay.municipality

    @property
    def region(self) -> Any:
        return self.town.province.region

    @property
    def band(self) -> Band | None:
        people = self.community.population
        return None if people is None else Band.of(people)

    @property
    def population_year(self) -> int | None:
        as_of = self.community.population_as_of
        return as_of.year if as_of else None

    @property
    def population_source(self) -> str:
        source = self.community.population_source
        return str(StatementSource(source).label) if source else ""

    @property
    def groups(self) -> list[str]:
        """The primary one first, where one is known to be."""
        return [row.group.label for row in self.community.group_rows.all()]

    @property
    def languages(self) -> str:
        return self.community.languages if self.is_named else ""

    @property
    def livelihoods(self) -> list[str]:
        values = self.community.livelihoods if self.is_named else []
        return [str(Livelihood(value).label) for value in values]


def public_rows(communities: CommunityQuerySet) -> CommunityQuerySet:
    """Of these communities those of which the public site speaks, with all that ``PublicFacts`` needs."""
    return communities.public().with_place().with_groups().with_population()
