"""What the foot of the service form offers: the acts that this person may do now, in the office's words."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.snippets.action_menu import ActionMenuItem, CancelWorkflowMenuItem, SubmitForModerationMenuItem

from .models import ServiceOffering

PUBLISHERS_NEED_NOT = {"action-submit"}
APPROVING_DOES_IT = {"action-publish"}
NEVER = {"action-restart-workflow"}  # it would drop the note with which a text was returned


class SubmitToOOBC(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        offering = parent_context.get("instance")
        state = offering.current_workflow_state if offering else None
        is_returned = state and state.status == state.STATUS_NEEDS_CHANGES
        return {**context, "label": _("Submit to OOBC again") if is_returned else _("Submit to OOBC")}


class TakeBack(CancelWorkflowMenuItem):
    label = gettext_lazy("Take back from OOBC")


OUR_OWN: dict[str, type[ActionMenuItem]] = {"action-submit": SubmitToOOBC, "action-cancel-workflow": TakeBack}


def acts_on_services(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """A hook: Wagtail hands over everything its permissions allow."""
    if context["model"] is not ServiceOffering:
        return
    names = {item.name for item in menu_items}
    left_out = set(NEVER)
    if "action-publish" in names:
        left_out |= PUBLISHERS_NEED_NOT
    if "approve" in names:
        left_out |= APPROVING_DOES_IT
    menu_items[:] = [
        OUR_OWN[item.name](order=item.order) if item.name in OUR_OWN else item
        for item in menu_items
        if item.name not in left_out
    ]
