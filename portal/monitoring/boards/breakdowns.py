"""By what the dashboard breaks a budget down. A room that comes later in the story adds a line to ``BREAKDOWNS``.

A breakdown needs a figure that gives ``Spending`` for each key and year, names for the keys, and the filter by which
the list of PPAs shows the rows of one key.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from portal.monitoring.figures.breakdown import BY_YEAR, REGION, Breakdown, Groups
from portal.monitoring.figures.by_policy import spending_by_policy
from portal.monitoring.figures.kept import kept
from portal.monitoring.narrowing import NONE
from portal.policies.models import PolicyRecommendation

from .choice import ENUMS, Choice


@dataclass(frozen=True)
class Counted:
    """What breakdowns are made from: the choice, the day, and the statements that most of them share."""

    choice: Choice
    as_of: datetime.date
    found: Breakdown


@dataclass(frozen=True)
class By:
    """One breakdown: ``name`` is the list's filter for it."""

    name: str
    title: Any
    lines_are: Any
    groups: Callable[[Counted], Mapping[int | None, Groups]]
    """Of each year (None: all years together) the spending by key."""

    note: Any = ""
    most_drawn: int = 12
    """Rows of the chart: the largest; the table has all."""

    def names(self, choice: Choice) -> dict[Any, str]:
        """In the order in which they are shown."""
        if self.name in ENUMS:
            return {key: str(label) for key, label in ENUMS[self.name]}
        return dict(choice.names.of(self.name))

    def cell(self, key: Any) -> dict[str, Any]:
        """The filter that shows the rows of a key."""
        return {self.name: NONE if key is None else key}


def _of(name: str) -> Callable[[Counted], Mapping[int | None, Groups]]:
    def groups(counted: Counted) -> Mapping[int | None, Groups]:
        years: list[int | None] = [*counted.choice.years] or [None]
        return {year: counted.found.by(name, year) for year in years}

    return groups


def _by_policy(counted: Counted) -> Mapping[int | None, Groups]:
    choice = counted.choice
    seen = PolicyRecommendation.objects.visible_to(choice.user)
    lines = choice.lines(*choice.years)
    return kept(spending_by_policy, lines, seen, as_of=counted.as_of, each_year=bool(choice.years))


BREAKDOWNS: list[By] = [
    By("sector", gettext_lazy("By sector"), gettext_lazy("Sector"), _of("sector")),
    By("lead_organization", gettext_lazy("By office"), gettext_lazy("Office"), _of("lead_organization")),
    By(
        "region",
        gettext_lazy("By region"),
        gettext_lazy("Region"),
        _of(REGION),
        gettext_lazy(
            "The money of a PPA that serves several regions is divided equally among them; the PPA counts in each."
        ),
    ),
    By("source", gettext_lazy("By funding source"), gettext_lazy("Funding source"), _of("source")),
    By("expense_class", gettext_lazy("By class"), gettext_lazy("Class"), _of("expense_class")),
    By(
        "policy",
        gettext_lazy("By recommendation"),
        gettext_lazy("Recommendation"),
        _by_policy,
        gettext_lazy(
            "The money of a PPA that implements several recommendations is divided among them; the PPA counts in each. "
            "What its shares leave over stands in no line."
        ),
    ),
    By("category", gettext_lazy("By category"), gettext_lazy("Category"), _of("category")),
]
YEARS = By("year", gettext_lazy("By fiscal year"), gettext_lazy("Fiscal year"), _of(BY_YEAR))
"""In place of the year before, where all years are chosen."""
