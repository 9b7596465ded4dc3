"""Who may do what with PPAs, in sentences; and what each group brings. The rows are scoped by ``visible_to``."""

from typing import TYPE_CHECKING

from portal.core.access import AnyUser
from portal.needs.scope import Reach, reach_of

from .enums import PPAStatus

if TYPE_CHECKING:
    from portal.organizations.models import Organization

    from .models import MonitoringEntry, MonitoringEntryWorkflowStage

_SEE = ["monitoring.view_monitoringentry", "monitoring.view_outcomeindicator"]
_SEE_ALL = [*_SEE, "monitoring.view_ceilingmanagement", "monitoring.view_budgetcalendar"]
_KEEP = ["monitoring.add_monitoringentry", "monitoring.change_monitoringentry"]
_PROPOSE = [*_KEEP, "monitoring.propose_monitoringentry"]
_CALENDAR = ["monitoring.add_budgetcalendar", "monitoring.change_budgetcalendar"]
_REPORT = "monitoring.report_monitoringentry"
_PAY = "monitoring.pay_monitoringentry"
_LINK = "monitoring.link_monitoringentry"

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "mao_editor": [*_SEE, *_KEEP, _REPORT],
    "mao_focal": [*_SEE, *_PROPOSE, _REPORT, _PAY],
    "oobc_staff": _SEE_ALL,
    "oobc_planner": [*_SEE_ALL, *_PROPOSE, *_CALENDAR, _REPORT, _LINK],
    "budget_officer": [
        *_SEE_ALL,
        *_CALENDAR,
        "monitoring.review_monitoringentry",
        "monitoring.enact_monitoringentry",
        _PAY,
        "monitoring.add_ceilingmanagement",
        "monitoring.change_ceilingmanagement",
        "monitoring.override_ceilingmanagement",
    ],
    "me_officer": [
        *_SEE_ALL,
        _REPORT,
        "monitoring.confirm_monitoringentry",
        "monitoring.add_outcomeindicator",
        "monitoring.change_outcomeindicator",
    ],
    "ocm_leadership": [*_SEE_ALL, "monitoring.approve_monitoringentry"],
}


def reach(user: AnyUser, act: str) -> Reach:
    """On whose PPAs this person may do an act of ``ROLE_PERMISSIONS``, such as "propose"."""
    from .models import MonitoringEntry  # models need this room's scope for their querysets

    return reach_of(user, MonitoringEntry, act)


def can(user: AnyUser, act: str, ppa: "MonitoringEntry") -> bool:
    """Whether this person may do this act on this PPA: on all of them, or on those their office leads."""
    own = reach(user, act)
    return own.everything or ppa.lead_organization_id in own.organizations


def can_link(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """Say which needs this PPA answers: who links needs; and who writes it, as long as it is a draft."""
    return can(user, "link", ppa) or (ppa.status in PPAStatus.editable() and can(user, "change", ppa))


def can_any(user: AnyUser, act: str) -> bool:
    """Whether there are PPAs on which this person may do this act."""
    own = reach(user, act)
    return own.everything or bool(own.organizations)


def can_cancel(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """OCM cancels; what is still a draft can be given up by whoever may propose it, too."""
    return can(user, "approve", ppa) or (ppa.status == PPAStatus.DRAFT and can(user, "propose", ppa))


def can_edit(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """Change what it says, as long as it is a draft."""
    return ppa.status in PPAStatus.editable() and can(user, "change", ppa)


def can_add_for(user: AnyUser, office: "Organization") -> bool:
    """Make a PPA of this office."""
    own = reach(user, "add")
    return own.everything or office.pk in own.organizations


def can_override_ceilings(user: AnyUser) -> bool:
    """Let a PPA take more than a ceiling has left, with a reason."""
    from .models import CeilingManagement  # models need this room's scope for their querysets

    return reach_of(user, CeilingManagement, "override").everything


def can_keep_ceilings(user: AnyUser) -> bool:
    """Set ceilings and change them."""
    from .models import CeilingManagement  # models need this room's scope for their querysets

    return reach_of(user, CeilingManagement, "change").everything


def can_keep_library(user: AnyUser) -> bool:
    """Add indicators to the library, and say them better."""
    from .models import OutcomeIndicator  # models need this room's scope for their querysets

    return reach_of(user, OutcomeIndicator, "add", "change").everything


def can_define_results(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """Say what this PPA promises: its office while it is a draft, an M&E officer at any time."""
    return can(user, "confirm", ppa) or (ppa.status in PPAStatus.editable() and can(user, "change", ppa))


def can_attach_evidence(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """Say what shows its work: who reports on it, at any time."""
    return can(user, "report", ppa)


def can_see_to_stages(user: AnyUser, ppa: "MonitoringEntry") -> bool:
    """Keep the stages of this PPA: who reports on it, and who reviews PPAs."""
    return can(user, "report", ppa) or can(user, "review", ppa)


def can_see_to(user: AnyUser, stage: "MonitoringEntryWorkflowStage") -> bool:
    """Move this stage: who keeps the stages of its PPA, and whoever was asked to see to it."""
    is_owner = stage.owner_id == user.pk and can(user, "view", stage.ppa)
    return is_owner or can_see_to_stages(user, stage.ppa)


def can_keep_calendar(user: AnyUser) -> bool:
    """Set the days of the budget calendar."""
    from .models import BudgetCalendar  # models need this room's scope for their querysets

    return reach_of(user, BudgetCalendar, "change").everything
