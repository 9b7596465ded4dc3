"""How needs are told apart when they are counted and when a list is narrowed: the same expressions for both.

So a number on a board and the list behind it hold the same rows.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, IntegerField, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from portal.core.sql import Sql

from . import clock, scoring
from .enums import Equity, NeedStatus

if TYPE_CHECKING:
    from .querysets import NeedQuerySet

UNKNOWN = "unknown"
"""Not rated in this respect. It is never counted as the lowest."""

# ---- Equity ----------------------------------------------------------------------------------------------------------

EQUITY_LEVELS = {
    "several": _("Two or more apply"),
    "one": _("One applies"),
    "none": _("None of the known applies"),
    UNKNOWN: _("Not known"),
}
"""How many of the four things that make a community worse off apply to a need."""


def equity_level() -> Sql:
    """The level of a row; unknown where none of the four is known."""
    places = [f"{{{number}}}" for number in range(len(Equity))]
    applying = " + ".join(f"({place} IS TRUE)::int" for place in places)
    return Sql(
        f"CASE WHEN num_nonnulls({', '.join(places)}) = 0 THEN 'unknown' "
        f"ELSE CASE {applying} WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END END",
        *Equity.values,
        output_field=CharField(),
    )


def of_equity(rows: "NeedQuerySet", level: str) -> "NeedQuerySet":
    """Rows of a level."""
    return rows.filter(Exact(equity_level(), level))


# ---- Age -------------------------------------------------------------------------------------------------------------


def received_on() -> Coalesce:
    """The day on which a need came to the register: sent by its community, or entered from an assessment."""
    return Coalesce("submission_date", TruncDate("created_at"))


def received_in(rows: "NeedQuerySet", year: int) -> "NeedQuerySet":
    """Rows of a calendar year, which is the fiscal year too."""
    return rows.filter(Q(submission_date__year=year) | Q(submission_date=None, created_at__year=year))


@dataclass(frozen=True)
class AgeBand:
    """From so many days to so many, both included; the last has no end."""

    name: str
    label: Any
    least: int
    most: int | None

    def condition(self, on: datetime.date) -> Q:
        """Of rows with ``received_on``."""
        condition = Q(received_on__lte=on - datetime.timedelta(days=self.least))
        if self.most is None:
            return condition
        return condition & Q(received_on__gte=on - datetime.timedelta(days=self.most))


AGE_BANDS = [
    AgeBand("30", _("Up to 30 days"), 0, 30),
    AgeBand("90", _("31 to 90 days"), 31, 90),
    AgeBand("180", _("91 to 180 days"), 91, 180),
    AgeBand("365", _("181 to 365 days"), 181, 365),
    AgeBand("older", _("More than 365 days"), 366, None),
]


def age_band(on: datetime.date) -> Sql:
    """The place of a row's age among ``AGE_BANDS``, for rows received by that day."""
    begins = ", ".join(str(band.least) for band in AGE_BANDS[1:])
    return Sql(f"width_bucket({{0}} - {{1}}, ARRAY[{begins}])", Value(on), received_on(), output_field=IntegerField())


def of_age(rows: "NeedQuerySet", name: str, on: datetime.date | None = None) -> "NeedQuerySet":
    """Open rows of an age: what has ended gets no older."""
    band = next(band for band in AGE_BANDS if band.name == name)
    return rows.open().alias(received_on=received_on()).filter(band.condition(on or clock.today()))


# ---- State and score -------------------------------------------------------------------------------------------------

Narrowing = Callable[["NeedQuerySet"], "NeedQuerySet"]

STANDINGS: dict[str, tuple[Any, Narrowing]] = {
    "open": (_("Open"), lambda rows: rows.open()),
    "ended": (_("Ended"), lambda rows: rows.filter(status__in=NeedStatus.ended())),
}
COUNTINGS: dict[str, tuple[Any, Narrowing]] = {
    "counted": (_("Counted"), lambda rows: rows.counted()),
    "held": (_("Left out: held"), lambda rows: rows.filter(is_held=True)),
    "duplicate": (
        _("Left out: followed under another need"),
        lambda rows: rows.filter(is_held=False, status=NeedStatus.DUPLICATE),
    ),
    "withdrawn": (
        _("Left out: taken back"),
        lambda rows: rows.filter(is_held=False, status=NeedStatus.WITHDRAWN),
    ),
}
"""What figures count, and the three kinds that they leave out: each row is in one of the four."""

SCORES: dict[str, tuple[Any, Narrowing]] = {
    "gap": (_("Above 4.0 (gap)"), lambda rows: rows.filter(priority_score__gt=scoring.IN_GAP_LIST_ABOVE)),
    "votable": (_("Above 3.0 (votable)"), lambda rows: rows.filter(priority_score__gt=scoring.VOTABLE_ABOVE)),
    "any": (_("With a score"), lambda rows: rows.exclude(priority_score=None)),
    UNKNOWN: (_("Without a score"), lambda rows: rows.filter(priority_score=None)),
}
