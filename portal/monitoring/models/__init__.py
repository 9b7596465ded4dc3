"""PPAs with their money, stages, results, and the needs they answer."""

from .ceiling import CeilingManagement, CeilingOverride
from .change import ChangeRequest
from .given import GivenReason
from .importing import ImportAlias, ImportedRow, ImportMapping, ImportRun
from .ledger import (
    EVENTS,
    CeilingManagementEvent,
    CeilingOverrideEvent,
    ContractSliceEvent,
    LedgerChain,
    LedgerEvent,
    MoneyLineEvent,
    MonitoringEntryFundingEvent,
    MultiYearContractEvent,
)
from .money import ContractSlice, MoneyLine, MonitoringEntryFunding, MultiYearContract
from .need import BudgetJustification, NeedAddressed
from .outcome import Disaggregation, Outcome, OutcomeIndicator, OutcomePeriod
from .policy import PolicyImplemented
from .ppa import BeneficiaryGroup, MonitoringEntry, PPAMember, PPAPlace, PPATag
from .stage import BudgetCalendar, EarlierUpdate, MonitoringEntryWorkflowStage, ProgressUpdate, StageDocument

__all__ = [
    "EVENTS",
    "BeneficiaryGroup",
    "BudgetCalendar",
    "BudgetJustification",
    "CeilingManagement",
    "CeilingManagementEvent",
    "CeilingOverride",
    "CeilingOverrideEvent",
    "ChangeRequest",
    "ContractSlice",
    "ContractSliceEvent",
    "Disaggregation",
    "EarlierUpdate",
    "GivenReason",
    "ImportAlias",
    "ImportMapping",
    "ImportRun",
    "ImportedRow",
    "LedgerChain",
    "LedgerEvent",
    "MoneyLine",
    "MoneyLineEvent",
    "MonitoringEntry",
    "MonitoringEntryFunding",
    "MonitoringEntryFundingEvent",
    "MonitoringEntryWorkflowStage",
    "MultiYearContract",
    "MultiYearContractEvent",
    "NeedAddressed",
    "Outcome",
    "OutcomeIndicator",
    "OutcomePeriod",
    "PPAMember",
    "PPAPlace",
    "PPATag",
    "PolicyImplemented",
    "ProgressUpdate",
    "StageDocument",
]
