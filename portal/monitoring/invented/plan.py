"""What is given of a made-up PPA, and what becomes of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from django.db.models import Model

from portal.communities.models import OBCCommunity
from portal.core.models import FundingSource
from portal.monitoring.enums import ExpenseClass, PPACategory, PPAStatus
from portal.monitoring.models import MonitoringEntry
from portal.needs.models import Need
from portal.organizations.models import Organization

from .works import Kind

MARK = "Demonstration"
SOURCE = "Invented for demonstration"
ACT = "Demonstration: an invented appropriations act"


class Fate(Enum):
    """What becomes of a PPA."""

    DRAFT = PPAStatus.DRAFT, False
    PROPOSED = PPAStatus.PROPOSED, False
    UNDER_REVIEW = PPAStatus.UNDER_REVIEW, False
    APPROVED = PPAStatus.APPROVED, False
    ENACTED = PPAStatus.ENACTED, False
    ON_TIME = PPAStatus.IN_EXECUTION, False
    LATE = PPAStatus.IN_EXECUTION, True
    COMPLETED = PPAStatus.COMPLETED, False
    COMPLETED_LATE = PPAStatus.COMPLETED, True
    ON_HOLD = PPAStatus.ON_HOLD, True
    REJECTED = PPAStatus.REJECTED, False
    CANCELLED = PPAStatus.CANCELLED, True

    @property
    def status(self) -> PPAStatus:
        return self.value[0]

    @property
    def is_late(self) -> bool:
        return self.value[1]

    @property
    def has_begun(self) -> bool:
        return self.status in (PPAStatus.IN_EXECUTION, PPAStatus.COMPLETED, PPAStatus.ON_HOLD)


class Flaw(Enum):
    """What is odd about the rows of one PPA in ten, as in real registers."""

    NONE = ""
    PAID_ABOVE_OBLIGATED = "more was paid than obligated"
    NOT_COUNTED = "nobody counted the beneficiaries"
    TARGET_IN_WORDS = "a target in words"
    MOVED = "the dates were revised"


@dataclass(frozen=True)
class Plan:
    """What is given of a PPA; all else is drawn by chance."""

    number: int
    kind: Kind
    office: Organization
    year: int
    fate: Fate
    place: OBCCommunity
    amount: Decimal
    source: FundingSource
    source_name: str = ""
    title: str = ""
    needs: tuple[Need, ...] = ()
    classes: dict[ExpenseClass, int] | None = None
    """Those of its kind, unless given."""

    flaw: Flaw = Flaw.NONE
    category: PPACategory = PPACategory.MOA_PPA


@dataclass
class Invented:
    """One PPA and all rows about it."""

    ppa: MonitoringEntry
    plan: Plan
    rows: list[Model] = field(default_factory=list)
