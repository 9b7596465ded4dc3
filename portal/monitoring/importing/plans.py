"""What a file asks for, once its names and PPAs are found: what the actions are given."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.core.models import FundingSource
from portal.monitoring.enums import ExpenseClass
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding

SCALARS = (
    "title", "description", "category", "sector", "intervention_type", "priority", "cost_structure", "program",
    "program_code", "plan_reference", "plan_year", "planned_start", "planned_end", "target_beneficiaries", "target_obc",
    "obc_budget_share", "source",
)  # fmt: skip
"""Columns that are fields of a PPA under the same name."""


@dataclass
class DraftPlan:
    """A PPA to be made, or a draft to be changed. ``values`` are as ``actions.editing`` takes them."""

    number: int
    ppa: MonitoringEntry
    values: dict[str, Any]
    is_new: bool
    reference: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Of a PPA that is there already: by label what it says now and what it would say."""


@dataclass
class LinePlan:
    """A money line to be made, or to get another amount. In pesos."""

    number: int
    ppa: MonitoringEntry
    fiscal_year: int
    expense_class: ExpenseClass
    source: FundingSource
    source_name: str
    amount: Decimal
    line: MoneyLine | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.ppa.pk, self.fiscal_year, str(self.expense_class), self.source.pk, self.source_name)

    @property
    def more(self) -> Decimal:
        """What it asks for more than before."""
        return self.amount - (self.line.amount if self.line else Decimal())

    def __str__(self) -> str:
        name = self.source_name or self.source.name
        return f"{self.fiscal_year}, {self.expense_class}, {name}"


@dataclass
class FlowPlan:
    number: int
    flow: MonitoringEntryFunding
    ppa: MonitoringEntry
