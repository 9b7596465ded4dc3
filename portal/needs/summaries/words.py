"""Where a summary stands, in staff's words."""

from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from portal.needs.models import NeedSummary


def state_of(summary: NeedSummary) -> str:
    workflow = summary.current_workflow_state
    if workflow and workflow.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Sent back: to be mended")
    if workflow and workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        return _("Published; a change waits for a second look") if summary.live else _("Waits for a second look")
    if summary.live and not summary.is_public:
        return _("Not shown: the need was taken back or is held")
    if summary.live:
        return _("Published, with a draft of a change") if summary.has_unpublished_changes else _("Published")
    return _("Draft")
