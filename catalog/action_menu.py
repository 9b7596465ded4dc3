"""What the foot of a text's staff form offers: the acts that this person may do now, in the office's words."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, CancelWorkflowMenuItem, SubmitForModerationMenuItem

from .models import ApplicationForm, ServiceOffering

PUBLISHERS_NEED_NOT = {"action-submit", "action-cancel-workflow"}
APPROVING_DOES_IT = {"action-publish"}
NEVER = {"action-restart-workflow"}  # it would drop the note with which a text was returned


class SubmitToOOBC(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        text = parent_context.get("instance")
        state = text.current_workflow_state if text else None
        is_returned = state and state.status == state.STATUS_NEEDS_CHANGES
        return {**context, "label": _("Submit to OOBC again") if is_returned else _("Submit to OOBC")}


class TakeBack(CancelWorkflowMenuItem):
    """Only while OOBC has it: with a returned text it would drop the note."""

    label = gettext_lazy("Take back from OOBC")

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["instance"].workflow_in_progress and super().is_shown(context)


OUR_OWN: dict[str, type[ActionMenuItem]] = {"action-submit": SubmitToOOBC, "action-cancel-workflow": TakeBack}


def acts_on_texts(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """A hook: Wagtail hands over all that its permissions allow. The first is the button, the others its menu."""
    model = context["model"]
    if model not in (ServiceOffering, ApplicationForm):
        return
    names = {item.name for item in menu_items}
    left_out = set(NEVER)
    if policy_registry.get_by_type(model).user_has_permission(request.user, "publish"):
        left_out |= PUBLISHERS_NEED_NOT
    if "approve" in names:
        left_out |= APPROVING_DOES_IT
    kept = [item for item in menu_items if item.name not in left_out]
    kept = [OUR_OWN[item.name](order=item.order) if item.name in OUR_OWN else item for item in kept]
    kept = [item for item in kept if item.name not in OUR_OWN or item.is_shown(context)]
    menu_items[:] = sorted(kept, key=lambda item: item.name != "action-locked")
