from typing import TYPE_CHECKING, TypeAlias

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task, TaskState

from catalog.permissions import can_publish

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from .form import ApplicationForm
    from .offering import ServiceOffering

    Moderated: TypeAlias = ServiceOffering | ApplicationForm


class ReturnForm(TaskStateCommentForm):
    """Who gets a text back must know why."""

    comment = forms.CharField(label=_("What should the office mend?"), widget=forms.Textarea({"rows": 4}))


class CatalogModerationTask(Task):
    """OOBC reads what an office has written before the public does."""

    class Meta:
        verbose_name = _("catalog moderation")
        verbose_name_plural = _("catalog moderations")

    def user_can_access_editor(self, obj: "Moderated", user: AbstractUser) -> bool:
        return can_publish(user, obj)

    def locked_for_user(self, obj: "Moderated", user: AbstractUser) -> bool:
        return not can_publish(user, obj)

    def user_can_lock(self, obj: "Moderated", user: AbstractUser) -> bool:
        return can_publish(user, obj)

    def get_actions(self, obj: "Moderated", user: AbstractUser) -> "list[tuple[str, StrOrPromise, bool]]":
        if not can_publish(user, obj):
            return []
        return [
            ("reject", _("Return to the office with a note"), True),
            ("approve", _("Approve and publish"), False),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else TaskStateCommentForm

    def get_task_states_user_can_moderate(self, user: AbstractUser, **kwargs: object) -> "QuerySet[TaskState]":
        from .form import ApplicationForm  # these modules are above this one in the package
        from .offering import ServiceOffering

        theirs = Q(pk__in=[])
        for model in (ServiceOffering, ApplicationForm):
            keys = model.objects.permitted(user, "publish").annotate(key=Cast("pk", CharField())).values("key")
            theirs |= Q(revision__base_content_type=model.get_base_content_type(), revision__object_id__in=keys)
        return TaskState.objects.filter(theirs, status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Staff who may publish services and application forms approve the text or return it with a note."))
