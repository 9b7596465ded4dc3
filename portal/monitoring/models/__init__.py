"""PPAs with their money, stages, results, and the needs they answer."""

from .ceiling import CeilingManagement, CeilingOverride
from .change import ChangeRequest
from .given import GivenReason
from .money import ContractSlice, MoneyLine, MonitoringEntryFunding, MultiYearContract
from .need import BudgetJustification, NeedAddressed
from .outcome import Disaggregation, Outcome, OutcomeIndicator, OutcomePeriod
from .ppa import BeneficiaryGroup, MonitoringEntry, PPAMember, PPAPlace, PPATag
from .stage import BudgetCalendar, MonitoringEntryWorkflowStage, ProgressUpdate, StageDocument

__all__ = [
    "BeneficiaryGroup",
    "BudgetCalendar",
    "BudgetJustification",
    "CeilingManagement",
    "CeilingOverride",
    "ChangeRequest",
    "ContractSlice",
    "Disaggregation",
    "GivenReason",
    "MoneyLine",
    "MonitoringEntry",
    "MonitoringEntryFunding",
    "MonitoringEntryWorkflowStage",
    "MultiYearContract",
    "NeedAddressed",
    "Outcome",
    "OutcomeIndicator",
    "OutcomePeriod",
    "PPAMember",
    "PPAPlace",
    "PPATag",
    "ProgressUpdate",
    "StageDocument",
]
