"""The edit screen of a text that an office drafts and OOBC publishes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import EditView

from portal.accounts.models import StaffRequest
from portal.core.editorial import approval_of_newest


class EditorialEditView(EditView):
    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self.object.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            note = state.current_task_state.comment or _("(no note)")
            messages.warning(request, _("OOBC returned this text: %(note)s") % {"note": note})
        return super().get(request, *args, **kwargs)

    def workflow_action_action(self) -> None:
        """The form saves before it approves: what is approved is what the moderator has just seen and sent."""
        approval_of_newest(self.object)
        super().workflow_action_action()

    def get_success_message(self, instance: Any = None) -> str:
        if self.action != "workflow-action":
            return super().get_success_message(instance)
        if self.workflow_action == "reject":
            message = _("“%(title)s” is back with its office, with your note.")
        elif self.object.approved_schedule:
            message = _("“%(title)s” is approved and will be published as scheduled.")
        else:
            message = _("“%(title)s” is approved and published.")
        return message % {"title": self.object}

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*self.own_buttons(), *super().header_more_buttons]

    def own_buttons(self) -> list[HeaderButton]:
        text = self.live_object
        if not (text.live and text.has_unpublished_changes):
            return []
        url = reverse(self.revisions_compare_url_name, args=[text.pk, "live", "latest"])
        return [HeaderButton(_("See what changed"), url=url, icon_name="view", priority=5)]
