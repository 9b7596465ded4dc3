"""The matrix: PPAs as rows, recommendations as columns, in each cell the pesos of one that go to the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.boards.parts import UNKNOWN, Number
from portal.core.tables import Column as TableColumn
from portal.core.tables import Table
from portal.monitoring.figures.kept import kept
from portal.monitoring.figures.policies import (
    Column,
    PolicyMoney,
    money_of_policies,
    parts_of_policies,
    sums_of_matrix,
)
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.monitoring.policy_names import numbered
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet

from .choice import MatrixChoice

CHUNK = 500
Linked = Mapping[UUID, tuple[int, frozenset[UUID]]]
NOBODY: tuple[int, frozenset[UUID]] = (0, frozenset())
NOT_COSTED = gettext_lazy("not costed")


@dataclass(frozen=True)
class Row:
    """``cells`` stand in the order of the columns: pesos; none where the PPA does not implement it, or where its money
    is neither granted nor asked for now, which ``linked`` tells apart."""

    ppa: MonitoringEntry
    cells: Sequence[Decimal | None]
    linked: Sequence[bool]

    @property
    def total(self) -> Decimal | None:
        """What it gives to all of them: its money once."""
        known = [cell for cell in self.cells if cell is not None]
        return sum(known, Decimal()) if known else None

    def total_shown(self) -> str:
        return UNKNOWN if self.total is None else _pesos(self.total)

    def shown(self) -> list[str]:
        """“–” where it implements it with money that does not count now."""
        return [
            _pesos(cell) if cell is not None else UNKNOWN if linked else ""
            for cell, linked in zip(self.cells, self.linked, strict=True)
        ]


@dataclass(frozen=True)
class Foot:
    """A line below the rows, or above them: a number for each column and one for all."""

    label: str
    numbers: Sequence[Number]
    total: Number


class Matrix:
    def __init__(self, choice: MatrixChoice) -> None:
        self.choice = choice

    @cached_property
    def columns(self) -> list[PolicyRecommendation]:
        return self.choice.columns

    @cached_property
    def sums(self) -> dict[UUID | None, Column]:
        return self._counted[0]

    @cached_property
    def money(self) -> dict[UUID, PolicyMoney]:
        """Of all PPAs, whichever are chosen."""
        return self._counted[1]

    @cached_property
    def _counted(self) -> tuple[dict[UUID | None, Column], dict[UUID, PolicyMoney]]:
        return kept(_counted, self.choice.policies, self.choice.ppas)

    def linked(self, keys: Sequence[UUID]) -> Linked:
        """How many of all rows implement each recommendation, and which of these do. One statement."""
        links = PolicyImplemented.objects.filter(ppa__in=self.choice.ppas.order_by().values("pk")).order_by()
        which = ArrayAgg("ppa", filter=Q(ppa__in=keys), default=[])
        found = links.values("policy").annotate(count=Count("pk"), which=which).values_list("policy", "count", "which")
        return {policy: (count, frozenset(own)) for policy, count, own in found}

    @cached_property
    def keys(self) -> list[UUID]:
        """Of the rows, in their order."""
        rows = self.choice.ppas.order_by("lead_organization__sort_name", "sort_title", "pk")
        return list(rows.values_list("pk", flat=True))

    def rows(self, keys: Sequence[UUID], linked: Linked) -> list[Row]:
        return self._rows(keys, parts_of_policies(self.choice.policies, keys), linked)

    def all_rows(self) -> Iterator[Row]:
        """For a file, with so many PPAs at once in memory."""
        parts, linked = parts_of_policies(self.choice.policies), self.linked(self.keys)
        for start in range(0, len(self.keys), CHUNK):
            yield from self._rows(self.keys[start : start + CHUNK], parts, linked)

    def _rows(self, keys: Sequence[UUID], parts: Mapping[tuple[UUID, UUID], Decimal], linked: Linked) -> list[Row]:
        found = MonitoringEntry.objects.with_asked().select_related("lead_organization").in_bulk(keys)
        which = [linked.get(policy.pk, NOBODY)[1] for policy in self.columns]
        return [
            Row(
                found[key],
                [parts.get((key, policy.pk)) for policy in self.columns],
                [key in own for own in which],
            )
            for key in keys
            if key in found
        ]

    # ---- Sums --------------------------------------------------------------------------------------------------------

    def counts(self, linked: Linked) -> Foot:
        """In the last column every PPA once."""
        return Foot(
            _("PPAs"),
            [self._count(linked.get(policy.pk, NOBODY)[0], policy=policy.pk) for policy in self.columns],
            self._count(len(self.keys)),
        )

    def granted_and_asked(self) -> list[Foot]:
        """Of the chosen PPAs, on every page the same; in the last column every peso once."""
        return [self._sums(_("Granted"), "granted"), self._sums(_("Asked for, not law yet"), "asked")]

    def needed(self) -> list[Foot]:
        """What each costs and lacks, by the money of all PPAs."""
        costs = [self.money[policy.pk].funding.cost for policy in self.columns]
        gaps = [self.money[policy.pk].funding.gap for policy in self.columns]
        return [
            Foot(_("Required"), [_number(cost, NOT_COSTED) for cost in costs], _number(_known(costs), NOT_COSTED)),
            Foot(_("Gap"), [_number(gap, NOT_COSTED) for gap in gaps], _number(_known(gaps), NOT_COSTED)),
        ]

    def _sums(self, label: str, name: str) -> Foot:
        amounts = [getattr(self.sums.get(policy.pk, Column()), name) for policy in self.columns]
        return Foot(label, [_number(amount) for amount in amounts], _number(getattr(self.sums[None], name)))

    def _count(self, number: int, **cell: Any) -> Number:
        return Number(number, self.choice.rows_url(**cell) if number else "")

    # ---- As a file ---------------------------------------------------------------------------------------------------

    def table(self) -> Table:
        columns = [
            TableColumn("title", _("PPA"), value=lambda line: line[0], width=48),
            TableColumn("office", _("Office"), value=lambda line: line[1], width=14),
            TableColumn("status", _("Status"), value=lambda line: line[2], width=16),
            TableColumn("money", _("Its money (₱)"), value=lambda line: line[3], kind="money"),
            *(
                TableColumn(
                    f"policy_{policy.number}",
                    _("%(recommendation)s (₱)") % {"recommendation": numbered(policy.number, policy.title)},
                    value=_cell(place),
                    kind="money",
                )
                for place, policy in enumerate(self.columns, start=4)
            ),
            TableColumn("total", _("For recommendations (₱)"), value=lambda line: line[-1], kind="money"),
        ]
        return Table(columns, self._lines(), title=_("Budget matrix of recommendations"))

    def _lines(self) -> Iterator[list[Any]]:
        """Every row, then the sums; the PPAs of a column are counted on the page alone, beside pesos they would
        mislead."""
        for row in self.all_rows():
            ppa = row.ppa
            first = [ppa.title, ppa.lead_organization.short_name, ppa.get_status_display(), ppa.asked]  # type: ignore[attr-defined]
            yield [*first, *row.cells, row.total]
        for foot in (*self.granted_and_asked(), *self.needed()):
            yield [foot.label, "", "", None, *(number.value for number in foot.numbers), foot.total.value]


def _counted(
    policies: PolicyQuerySet, ppas: MonitoringEntryQuerySet
) -> tuple[dict[UUID | None, Column], dict[UUID, PolicyMoney]]:
    """Kept together: it is asked once whether anything has changed."""
    return sums_of_matrix(policies, ppas), money_of_policies(policies)


def policy_url(policy: PolicyRecommendation) -> str:
    return reverse("policies_register:inspect", args=[policy.pk])


def _cell(place: int) -> Any:
    return lambda line: line[place]


def _known(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of those that are known; none where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known else None


def _number(amount: Decimal | None, words: Any = "") -> Number:
    return Number(None, words=str(words)) if amount is None else Number(amount, places=2 if amount % 1 else 0)


def _pesos(amount: Decimal) -> str:
    return str(_number(amount))
