"""Where a recommendation and its text stand, in staff's words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyDecision, PolicyRecommendation


def text_state(policy: PolicyRecommendation) -> str:
    """How far the newest words are, whatever was decided about the recommendation."""
    workflow = policy.current_workflow_state
    if workflow and workflow.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Published; a change was returned") if policy.live else _("Returned to be mended")
    if workflow and workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        return _("Published; a change waits for a second look") if policy.live else _("Waits for a second look")
    if policy.live and policy.status == PolicyStatus.WITHDRAWN:
        return _("Not shown any more: withdrawn")
    if policy.live:
        return _("Published, with a draft of a change") if policy.has_unpublished_changes else _("Published")
    return _("Draft")


def turn(policy: PolicyRecommendation) -> str:
    """Whose turn it is."""
    S = PolicyStatus
    if policy.status == S.UNDER_REVIEW:
        if policy.live and not policy.has_unpublished_changes:
            return _("Its text is published. Waits for OOBC to submit it.")
        return _("Waits for a second person of OOBC to look at the text.")
    turns = {
        S.DRAFT: _("Its writers hand it in once it says all."),
        S.NEEDS_REVISION: _("Its writers mend it and hand it in again."),
        S.SUBMITTED: _("Waits for the Chief Minister to endorse it."),
        S.ENDORSED: _("Waits for the act of Parliament to be recorded."),
        S.APPROVED: _("Waits for the offices in the lead to begin."),
        S.IN_IMPLEMENTATION: _("The offices in the lead carry it out."),
        S.DEFERRED: _("The decision is put off."),
    }
    return str(turns.get(PolicyStatus(policy.status), ""))


def decision_in_words(decision: PolicyDecision) -> str:
    return f"{decision.get_kind_display()}, {date_format(decision.decided_on, 'DATE_FORMAT')}"
