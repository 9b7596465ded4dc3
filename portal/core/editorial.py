"""Texts that somebody drafts and somebody else puts before the public: what every room does with them alike.

Drafts, moderation and publishing are Wagtail's; a room says who may do what, and calls these inside its own action,
after it has locked the row and asked for the right.
"""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Prefetch
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowContentType, WorkflowState, WorkflowTask

from .access import ScopedQuerySet
from .actions import ActionRefused

Text = TypeVar("Text", bound=Any)


class EditorialRows(ScopedQuerySet):
    """Rows with drafts and moderation."""

    def with_editorial_state(self) -> Self:
        """With what a listing needs to say draft, live, scheduled or in moderation, without a query for each row."""
        scheduled = Revision.objects.filter(
            object_id=Cast(OuterRef("pk"), CharField()),
            base_content_type=self.model.get_base_content_type(),
            approved_go_live_at__isnull=False,
        )
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return (
            self.select_related("latest_revision")
            .annotate(has_schedule=Exists(scheduled))
            .prefetch_related(Prefetch("_workflow_states", states, to_attr="_current_workflow_states"))
        )

    def in_moderation(self) -> Self:
        """Handed in, and not decided yet."""
        return self._in_workflow(WorkflowState.STATUS_IN_PROGRESS)

    def returned(self) -> Self:
        """Returned with a note, and not handed in again yet."""
        return self._in_workflow(WorkflowState.STATUS_NEEDS_CHANGES)

    def _in_workflow(self, status: str) -> Self:
        states = WorkflowState.objects.filter(base_content_type=self.model.get_base_content_type(), status=status)
        texts = self.model.objects.annotate(key=Cast("pk", CharField())).filter(key__in=states.values("object_id"))
        return self.filter(pk__in=texts.values("pk"))


def locked(text: Text) -> Text:
    """The row itself, locked, with its newest draft."""
    rows = type(text)._default_manager.select_for_update(of=("self",))
    found: Text = rows.select_related("latest_revision").get(pk=text.pk)
    return found


def hand_in(text: Any, *, by: Any) -> None:
    """Hand the newest draft to who publishes; a returned one goes on where it stood."""
    if text.workflow_in_progress:
        raise ActionRefused(_("It is already waiting for OOBC."))
    check_draft(text)
    workflow = text.get_workflow()
    if workflow is None:
        raise ActionRefused(_("No moderation is set up for this. Tell an administrator."))
    state = text.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    else:
        workflow.start(text, by)


def publish_newest(text: Any, *, by: Any) -> None:
    """Put the newest draft before the public; one that waits is approved by it."""
    check_draft(text)
    if text.workflow_in_progress:
        approval_of_newest(text).approve(user=by)
    else:
        text.latest_revision.publish(user=by)


def approval_of_newest(text: Any) -> TaskState:
    """The approval a text waits for, bound to its newest draft. Wagtail approves a version, and only that one."""
    state: TaskState = text.current_workflow_task_state
    state.revision = text.get_latest_revision()
    state.save(update_fields=["revision"])
    return state


def check_draft(text: Any) -> None:
    """Refuse what has nothing new, or a draft that still misses what readers need."""
    if text.live and not text.has_unpublished_changes:
        raise ActionRefused(_("There is no change to publish."))
    try:
        text.get_latest_revision_as_object().check_complete()
    except ValidationError as error:
        raise ActionRefused(_("The draft is not complete. %(missing)s") % {"missing": _missing(text, error)}) from error


def _missing(text: models.Model, error: ValidationError) -> str:
    """What a draft misses, with the names of the fields where it is about one."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{_field_label(text, name)}: {' '.join(told)}" for name, told in error.message_dict.items())


def _field_label(text: models.Model, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return str(text._meta.verbose_name).capitalize()
    fields = {field.name: field for field in text._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name))


@transaction.atomic
def set_up_workflow(name: str, task_model: type[Task], task_name: str, texts: Iterable[type[models.Model]]) -> Workflow:
    """One step between who writes and the public, for these texts. What an administrator changed about it stays."""
    workflow, _created = Workflow.objects.get_or_create(name=name)
    if not workflow.workflow_tasks.exists():
        task, _created = task_model.objects.get_or_create(name=task_name)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for model in texts:
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow
