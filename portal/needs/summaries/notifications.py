"""What staff are told about public texts: a notice at once, and one mail a day that lists them.

None holds a word of the text or of the note: both may still name somebody. Each leads to the text.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from portal.needs.models import NeedSummary
from portal.needs.people import publishers_of
from portal.notifications.messages import Message, Recipient


class _AboutText(Message):
    """A message about one look at a text, by the second person or back at who wrote it."""

    is_digested = True

    def __init__(self, summary: NeedSummary) -> None:
        self.summary = summary
        self.reference = summary.need.spoken_reference
        self.look: TaskState = summary.current_workflow_state.current_task_state

    def key(self) -> str:
        return str(self.look.pk)

    def context(self) -> dict[str, Any]:
        return {"need": self.reference}

    def path(self) -> str:
        return reverse("needs_summaries:write", args=[self.summary.need_id])


class SummaryHandedIn(_AboutText):
    """Tells those who may publish a text that it waits for them."""

    kind = "needs.summary_handed_in"
    template = "portal/needs/messages/summary_handed_in.txt"

    def recipients(self) -> Iterable[Recipient]:
        return publishers_of(self.summary.need).exclude(pk=self.look.revision.user_id)

    def subject(self) -> str:
        return _("Public text of need %(reference)s: please look at it") % {"reference": self.reference}


class SummarySentBack(_AboutText):
    """Tells who wrote a text that it came back with a note."""

    kind = "needs.summary_sent_back"
    template = "portal/needs/messages/summary_sent_back.txt"

    def recipients(self) -> Iterable[Recipient]:
        return [self.look.revision.user] if self.look.revision.user else []

    def subject(self) -> str:
        return _("Public text of need %(reference)s: please mend it") % {
            "reference": self.summary.need.spoken_reference
        }
