"""What the catalog tells people."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from portal.notifications.messages import Message, Recipient

from .models import ApplicationForm, OfferingReport, ServiceOffering
from .people import keepers_of, moderators

Text = ServiceOffering | ApplicationForm


def edit_path(text: Text) -> str:
    screens = "catalog_forms" if isinstance(text, ApplicationForm) else "catalog_offerings"
    return reverse(f"{screens}:edit", args=[text.pk])


class OfferingSubmitted(Message):
    """Tells OOBC's moderators that an office's text waits for them."""

    kind = "catalog.offering_submitted"
    template = "catalog/messages/offering_submitted.txt"

    def __init__(self, state: TaskState) -> None:
        self.state = state
        self.text: Text = state.workflow_state.content_object

    def key(self) -> str:
        return str(self.state.pk)

    def recipients(self) -> Iterable[Recipient]:
        return moderators().exclude(pk=self.state.workflow_state.requested_by_id)

    def subject(self) -> str:
        return _("To publish: %(title)s") % {"title": self.state.revision.object_str}

    def context(self) -> dict[str, Any]:
        return {"title": self.state.revision.object_str, "by": self._submitter()}

    def path(self) -> str:
        return edit_path(self.text)

    def _submitter(self) -> str:
        by = self.state.workflow_state.requested_by
        return str(by) if by else ""


class OfferingReturned(Message):
    """Tells who submitted a text that it came back, and why."""

    kind = "catalog.offering_returned"
    template = "catalog/messages/offering_returned.txt"

    def __init__(self, state: WorkflowState) -> None:
        self.state = state
        self.text: Text = state.content_object

    def key(self) -> str:
        return str(self.state.current_task_state_id)

    def recipients(self) -> Iterable[Recipient]:
        return [self.state.requested_by] if self.state.requested_by else keepers_of(self.text.office)

    def subject(self) -> str:
        return _("Please mend: %(title)s") % {"title": self.state.current_task_state.revision.object_str}

    def context(self) -> dict[str, Any]:
        return {
            "title": self.state.current_task_state.revision.object_str,
            "note": self.state.current_task_state.comment,
        }

    def path(self) -> str:
        return edit_path(self.text)


class OfferingPublished(Message):
    """Tells who submitted a text that the public can read it."""

    kind = "catalog.offering_published"
    template = "catalog/messages/offering_published.txt"

    def __init__(self, state: WorkflowState) -> None:
        self.state = state
        self.text: Text = state.content_object

    def key(self) -> str:
        return str(self.state.pk)

    def recipients(self) -> Iterable[Recipient]:
        return [self.state.requested_by] if self.state.requested_by else []

    def subject(self) -> str:
        return _("Published: %(title)s") % {"title": str(self.text)}

    def context(self) -> dict[str, Any]:
        return {"title": str(self.text), "starts_on": self._starts_on()}

    def path(self) -> str:
        return self.text.get_absolute_url() if self.text.live else edit_path(self.text)

    def _starts_on(self) -> Any:
        """When a scheduled text becomes public; None when it is."""
        return None if self.text.live else self.text.go_live_at


class MistakeReported(Message):
    """Tells those who keep a service that a reader found something wrong."""

    kind = "catalog.mistake_reported"
    template = "catalog/messages/mistake_reported.txt"

    def __init__(self, report: OfferingReport) -> None:
        self.report = report

    def key(self) -> str:
        return str(self.report.pk)

    def recipients(self) -> Iterable[Recipient]:
        return keepers_of(self.report.offering.offering_mao)

    def subject(self) -> str:
        return _("Something wrong? %(title)s") % {"title": self.report.offering.title}

    def context(self) -> dict[str, Any]:
        return {"title": self.report.offering.title, "message": self.report.message}

    def path(self) -> str:
        return reverse("catalog_reports:inspect", args=[self.report.pk])


class CheckDue(Message):
    """Reminds those who keep a service that its facts should be confirmed again."""

    kind = "catalog.check_due"
    template = "catalog/messages/check_due.txt"

    def __init__(self, offering: ServiceOffering, *, month: str) -> None:
        self.offering = offering
        self.month = month

    def key(self) -> str:
        return f"{self.offering.pk}:{self.month}"

    def recipients(self) -> Iterable[Recipient]:
        return keepers_of(self.offering.offering_mao)

    def subject(self) -> str:
        return _("Still true? %(title)s") % {"title": self.offering.title}

    def context(self) -> dict[str, Any]:
        return {"title": self.offering.title, "last_checked_on": self.offering.last_checked_on}

    def path(self) -> str:
        return edit_path(self.offering)
