"""What Wagtail's workflow does to a service, told to the right people, and its new text compared with others.

Wagtail's own mails would go to every member of a group and past the outbox; they are switched off.
"""

from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from portal.notifications import enqueue

from .models import CatalogModerationTask, ServiceOffering
from .notifications import OfferingPublished, OfferingReturned, OfferingSubmitted
from .overlaps import compare_soon

WAGTAIL_MAILS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
]


def connect() -> None:
    for signal, sender, uid in WAGTAIL_MAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(send_nothing, sender=sender, dispatch_uid=uid)  # Wagtail's own is ready later, and finds this
    task_submitted.connect(tell_moderators, sender=TaskState, dispatch_uid="catalog.submitted")
    workflow_rejected.connect(tell_returned, sender=WorkflowState, dispatch_uid="catalog.returned")
    workflow_approved.connect(tell_published, sender=WorkflowState, dispatch_uid="catalog.published")
    published.connect(compare_text, sender=ServiceOffering, dispatch_uid="catalog.compare_published")
    unpublished.connect(compare_text, sender=ServiceOffering, dispatch_uid="catalog.compare_unpublished")


def send_nothing(**kwargs: Any) -> None:
    """In the place of a mail of Wagtail's."""


def tell_moderators(instance: TaskState, **kwargs: Any) -> None:
    if isinstance(instance.task.specific, CatalogModerationTask):
        enqueue(OfferingSubmitted(instance))
        text = instance.workflow_state.content_object
        if isinstance(text, ServiceOffering):
            compare_soon(text)


def compare_text(instance: ServiceOffering, **kwargs: Any) -> None:
    compare_soon(instance)


def tell_returned(instance: WorkflowState, **kwargs: Any) -> None:
    if _is_ours(instance):
        enqueue(OfferingReturned(instance))


def tell_published(instance: WorkflowState, **kwargs: Any) -> None:
    if _is_ours(instance):
        instance.content_object.refresh_from_db()
        enqueue(OfferingPublished(instance))


def _is_ours(state: WorkflowState) -> bool:
    task = state.current_task_state.task.specific if state.current_task_state else None
    return isinstance(task, CatalogModerationTask)
