"""Where a recommendation stands and of which kind it is, in the words of public pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .enums import DecisionKind, MilestoneState, PolicyCategory, PolicyScope, PolicyStatus

PROPOSED = "proposed"
"""What the public is told of everything that has not been put before the Chief Minister."""

AT_WORK = (PolicyStatus.DRAFT, PolicyStatus.UNDER_REVIEW, PolicyStatus.NEEDS_REVISION)
STATES: dict[str, Any] = {
    PROPOSED: _("Recommended by OOBC"),
    PolicyStatus.SUBMITTED: _("With the Chief Minister"),
    PolicyStatus.ENDORSED: _("Endorsed by the Chief Minister"),
    PolicyStatus.APPROVED: _("Approved by Parliament"),
    PolicyStatus.IN_IMPLEMENTATION: _("Being carried out"),
    PolicyStatus.IMPLEMENTED: _("Carried out"),
    PolicyStatus.DEFERRED: _("Put off"),
    PolicyStatus.REJECTED: _("Not taken up"),
}
SENTENCES: dict[str, Any] = {
    PROPOSED: _("OOBC recommends this. It has not been put before the Chief Minister yet."),
    PolicyStatus.SUBMITTED: _("OOBC has put this before the Chief Minister, who has not decided yet."),
    PolicyStatus.ENDORSED: _("The Chief Minister stands behind this. Parliament has not approved it yet."),
    PolicyStatus.APPROVED: _("Parliament has approved this. Offices have not begun to carry it out yet."),
    PolicyStatus.IN_IMPLEMENTATION: _("Parliament has approved this, and offices carry it out now."),
    PolicyStatus.IMPLEMENTED: _("All that was recommended here is there."),
    PolicyStatus.DEFERRED: _("The decision about this was put off."),
    PolicyStatus.REJECTED: _("This is not taken up."),
}
KINDS: dict[str, str] = {
    PolicyStatus.APPROVED: "good",
    PolicyStatus.IN_IMPLEMENTATION: "good",
    PolicyStatus.IMPLEMENTED: "good",
    PolicyStatus.DEFERRED: "warn",
    PolicyStatus.REJECTED: "bad",
}
CATEGORIES: dict[str, Any] = {
    PolicyCategory.ECONOMIC: _("Work and income"),
    PolicyCategory.SOCIAL: _("Education, health and families"),
    PolicyCategory.CULTURAL: _("Culture and faith"),
    PolicyCategory.WELFARE: _("Help for those in need"),
    PolicyCategory.REHABILITATION: _("Building and rebuilding"),
    PolicyCategory.RIGHTS: _("Rights and a voice"),
    PolicyCategory.COMPREHENSIVE: _("Several fields"),
}
SCOPES: dict[str, Any] = {
    PolicyScope.NATIONAL: _("The whole country"),
    PolicyScope.REGIONAL: _("Regions where communities live"),
    PolicyScope.PROVINCIAL: _("Provinces where communities live"),
    PolicyScope.MUNICIPAL: _("Towns and cities where communities live"),
    PolicyScope.BARANGAY: _("Barangays where communities live"),
    PolicyScope.COMMUNITY: _("Single communities"),
}
DECISIONS: dict[str, Any] = {
    DecisionKind.SUBMITTED: _("OOBC put it before the Chief Minister"),
    DecisionKind.ENDORSED: _("The Chief Minister endorsed it"),
    DecisionKind.APPROVED: _("Parliament approved it"),
    DecisionKind.RETURNED: _("It was sent back to be improved"),
    DecisionKind.DEFERRED: _("The decision was put off"),
    DecisionKind.RESUMED: _("It was taken up again"),
    DecisionKind.REJECTED: _("It was not taken up"),
    DecisionKind.BEGUN: _("Offices began to carry it out"),
    DecisionKind.IMPLEMENTED: _("All of it is there"),
}
CHANGED_SINCE: dict[str, Any] = {
    DecisionKind.SUBMITTED: _("This text was changed after it was put before the Chief Minister."),
    DecisionKind.ENDORSED: _("This text was changed after the Chief Minister endorsed it."),
    DecisionKind.APPROVED: _("This text was changed after Parliament approved it."),
}
STEPS: dict[str, Any] = {
    MilestoneState.NOT_STARTED: _("not begun"),
    MilestoneState.IN_PROGRESS: _("begun"),
    MilestoneState.COMPLETED: _("done"),
    MilestoneState.CANCELLED: _("given up"),
}


def state_of(status: str) -> str:
    """As an address names it, and as ``STATES`` knows it."""
    return PROPOSED if status in AT_WORK else str(status)


def state_in_words(status: str) -> str:
    return str(STATES[state_of(status)])


def status_in_words(status: str) -> str:
    """As a sentence."""
    return str(SENTENCES[state_of(status)])


def kind_of(status: str) -> str:
    """As ``<c-status>`` knows it."""
    return KINDS.get(status, "wait")
