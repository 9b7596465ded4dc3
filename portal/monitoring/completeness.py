"""How complete a PPA is: the facts that every PPA should have, and which of them are missing.

One list says what counts; the list of PPAs, the page of one and the dashboard read the same annotations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from portal.core.money import percent

from .enums import TeamRole
from .models import (
    BudgetJustification,
    MoneyLine,
    MonitoringEntry,
    NeedAddressed,
    OutcomePeriod,
    PPAMember,
    PPAPlace,
)
from .querysets import MonitoringEntryQuerySet

OF_IT = {"ppa": OuterRef("pk")}
GOALS = MonitoringEntry.goals.through.objects.filter(monitoringentry=OuterRef("pk"))

PARTS: Mapping[str, tuple[Any, Q | Exists]] = {
    "description": (_("what it does, and for whom"), ~Q(description="")),
    "sector": (_("sector"), Q(sector__isnull=False)),
    "intervention_type": (_("kind of work"), ~Q(intervention_type="")),
    "places": (_("places it serves"), Q(Exists(PPAPlace.objects.filter(**OF_IT)))),
    "leader": (_("who leads it"), Q(Exists(PPAMember.objects.filter(**OF_IT, role=TeamRole.LEAD)))),
    "planned_start": (_("planned start"), Q(planned_start__isnull=False)),
    "planned_end": (_("planned end"), Q(planned_end__isnull=False)),
    "beneficiaries": (_("beneficiaries, target"), Q(target_beneficiaries__isnull=False)),
    "obc": (_("of them OBC, target"), Q(target_obc__isnull=False)),
    "money": (
        _("money lines"),
        # Two questions, each answered by an index: one with “or” reads all PPAs for each of them.
        Q(Exists(MoneyLine.objects.filter(**OF_IT))) | Q(Exists(MoneyLine.objects.filter(ppa__parent=OuterRef("pk")))),
    ),
    "justification": (_("budget justification"), Q(Exists(BudgetJustification.objects.filter(**OF_IT)))),
    "needs": (
        _("needs it answers, or why none"),
        Q(Exists(NeedAddressed.objects.filter(**OF_IT)))
        | Q(Exists(BudgetJustification.objects.filter(**OF_IT).exclude(without_needs_reason=""))),
    ),
    "results": (
        _("a result with a target"),
        Q(Exists(OutcomePeriod.objects.filter(outcome__ppa=OuterRef("pk")).exclude(target=None))),
    ),
    "goals": (_("goals it serves"), Q(Exists(GOALS))),
}
"""What every PPA should say: its label, and the condition under which it is said."""


@dataclass(frozen=True)
class Completeness:
    """How many of the parts are there, and the labels of those that are not."""

    known: int
    missing: list[Any]

    @property
    def of(self) -> int:
        return self.known + len(self.missing)

    @property
    def rate(self) -> Decimal | None:
        """In percent, two places."""
        return percent(Decimal(self.known), Decimal(self.of))

    @property
    def is_complete(self) -> bool:
        return not self.missing


def with_parts(rows: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
    """Each with ``has_<part>`` for ``completeness_of``, and ``parts_known``, how many they are."""
    flags = {f"has_{name}": ExpressionWrapper(said, BooleanField()) for name, (_label, said) in PARTS.items()}
    known: Any = Value(0, output_field=IntegerField())
    for flag in flags:
        known += Case(When(**{flag: True}, then=Value(1)), default=Value(0))
    return rows.annotate(**flags).annotate(parts_known=known)


def completeness_of(ppa: Any) -> Completeness:
    """Of a row of ``with_parts``."""
    missing = [label for name, (label, _said) in PARTS.items() if not getattr(ppa, f"has_{name}")]
    return Completeness(known=len(PARTS) - len(missing), missing=missing)


def complete(rows: MonitoringEntryQuerySet) -> MonitoringEntryQuerySet:
    """Those that say everything."""
    for _label, said in PARTS.values():
        rows = rows.filter(said)
    return rows


def lacking(rows: MonitoringEntryQuerySet, part: str) -> MonitoringEntryQuerySet:
    """Those that do not say this."""
    return rows.exclude(PARTS[part][1])


@dataclass(frozen=True)
class Complete:
    """Of so many PPAs how many say everything, and how many lack each part, by its name."""

    ppas: int
    complete: int
    lacking: dict[str, int]

    @property
    def rate(self) -> Decimal | None:
        """In percent, two places."""
        return percent(Decimal(self.complete), Decimal(self.ppas))


def completeness_in(rows: MonitoringEntryQuerySet) -> Complete:
    """How complete these PPAs are together. One statement."""
    counts = {name: Count("pk", filter=Q(**{f"has_{name}": False})) for name in PARTS}
    whole = Count("pk", filter=Q(parts_known=len(PARTS)))
    found = with_parts(rows.order_by()).aggregate(ppas=Count("pk"), complete=whole, **counts)
    return Complete(found.pop("ppas"), found.pop("complete"), found)
