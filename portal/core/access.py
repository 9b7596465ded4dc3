"""Who may reach which row: the machinery. What makes a row somebody's own is said by the rooms above.

A model with row rights has a queryset with ``permitted(user, *actions)`` and ``visible_to(user)``, and registers a
``ScopedPolicy``. Wagtail's generic views ask the policy about the model only, not about the row, on most routes (edit,
delete, history, compare, unpublish, …). ``RowGuardMixin`` closes them all in the one place where views are built: a row
that the person may not see, or on which they may not do what the view is for, does not exist (404).
"""

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .actions import ActionRefused
from .tables import Table, csv_response, xlsx_response

AnyUser = AbstractUser | AnonymousUser


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that know whose they are. Rooms say so in ``permitted``."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        """The rows on which this person may do any of these acts ("view", "change", "publish", …)."""
        raise NotImplementedError

    def visible_to(self, user: AnyUser) -> Self:
        """The rows this person may know of on staff screens."""
        return self.permitted(user, "view")


class ScopedPolicy(ModelPermissionPolicy):
    """Wagtail's permission policy, answered by the model's own ``permitted``."""

    def instances_user_has_any_permission_for(self, user: AnyUser, actions: Collection[str]) -> ScopedQuerySet:
        return self.model._default_manager.permitted(user, *actions)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: models.Model) -> bool:
        return self.model._default_manager.permitted(user, action).filter(pk=instance.pk).exists()


def visible(model: type[models.Model], user: AnyUser) -> ScopedQuerySet:
    return model._default_manager.visible_to(user)  # type: ignore[attr-defined]


Answer = TypeVar("Answer")


def asked_once(user: AnyUser, name: str, ask: Callable[[], Answer]) -> Answer:
    """An answer about this person, kept on the user object: it lives as long as the request."""
    # By name, not in ``vars``: what a request carries is a proxy, and its answers belong to the user behind it.
    answers: dict[str, Any] | None = getattr(user, "_asked_once", None)
    if answers is None:
        answers = user._asked_once = {}  # type: ignore[union-attr]
    if name not in answers:
        answers[name] = ask()
    return answers[name]


def actions_of(view_class: type, settings: Mapping[str, Any]) -> Collection[str]:
    """What a Wagtail admin view is for: as its viewset sets it, else as it declares it itself.

    A view that declares nothing, or decides by the request, needs only sight of the row.
    """
    one = settings.get("permission_required", getattr(view_class, "permission_required", None))
    return {one} if isinstance(one, str) else {"view"}


def row_or_404(model: type[models.Model], user: AnyUser, key: str, actions: Collection[str]) -> models.Model:
    try:
        row = visible(model, user).filter(pk=unquote(str(key))).first()
    except (ValidationError, ValueError):
        row = None
    if row is None or not _may(user, actions, row):
        raise Http404
    return row


def _may(user: AnyUser, actions: Collection[str], row: models.Model) -> bool:
    policy = policy_registry.get_by_type(type(row))
    if policy.user_has_any_permission_for_instance(user, actions, row):
        return True
    task = getattr(row, "current_workflow_task", None)
    return bool(task and task.user_can_access_editor(row, user))


class RowGuardMixin:
    """Put before any Wagtail viewset: every view with a ``pk`` first finds the row among those the person may reach."""

    model: type[models.Model]

    def lock(self, row: models.Model) -> None:
        """Hold the row until the POST is done; a room whose acts lock other rows before it does so here too."""
        self.model._default_manager.select_for_update().filter(pk=row.pk).first()

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]
        actions = actions_of(view_class, kwargs)

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "pk" not in kwargs:
                return view(request, *args, **kwargs)
            if request.method != "POST":
                row_or_404(self.model, request.user, kwargs["pk"], actions)
                return view(request, *args, **kwargs)
            # Two people or a double click: one after the other, and each sees what the one before has done.
            with transaction.atomic():
                row = row_or_404(self.model, request.user, kwargs["pk"], actions)
                self.lock(row)
                return view(request, *args, **kwargs)

        return guarded


class ScopedChooserMixin:
    """A chooser offers only visible rows. Its answers are checked again by the forms that take them."""

    model_class: type[models.Model]
    request: HttpRequest

    def get_object_list(self) -> ScopedQuerySet:
        return visible(self.model_class, self.request.user)

    def get_objects(self, keys: Collection[str]) -> ScopedQuerySet:
        return visible(self.model_class, self.request.user).filter(pk__in=keys)


class ScopedChooserViewSetMixin(RowGuardMixin):
    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        scoped = type(f"Scoped{view_class.__name__}", (ScopedChooserMixin, view_class), {})
        return super().construct_view(scoped, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """No "create" in a chooser: its form does not know who fills it in, so it could not be scoped."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]  # type: ignore[misc]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "create_url_name": None}  # type: ignore[misc]


class ScopedSnippetChooserViewSet(ScopedChooserViewSetMixin, SnippetChooserViewSet):
    pass


class ScopedChooserViewSet(ScopedChooserViewSetMixin, ChooserViewSet):
    """A chooser of plain records; ``model`` is the class itself, not its name."""


class ScopedIndexMixin:
    """A listing shows, searches and exports only visible rows.

    The export is the room's own table (``export_table``), so that a spreadsheet cannot run what somebody typed.
    """

    model: type[models.Model]
    request: HttpRequest
    export_table: Callable[[Any], Table] | None = None

    def get_base_queryset(self) -> ScopedQuerySet:
        return self.listed(visible(self.model, self.request.user))

    def listed(self, rows: Any) -> Any:
        """Add here what the columns need, so that the number of queries stays the same however many rows there are."""
        return rows

    @property
    def show_export_buttons(self) -> bool:
        return self.export_table is not None

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        if self.export_table is None:
            raise Http404
        table = self.export_table(queryset)
        answer = {"csv": csv_response, "xlsx": xlsx_response}[spreadsheet_format]
        return answer(table, self.get_filename())  # type: ignore[attr-defined]


class ScopedSnippetViewSet(RowGuardMixin, SnippetViewSet):
    """A snippet whose rows belong to somebody. The model registers a ``ScopedPolicy``."""

    chooser_viewset_class = ScopedSnippetChooserViewSet
    add_to_reference_index = True


class ScopedModelViewSet(RowGuardMixin, ModelViewSet):
    """A plain record whose rows belong to somebody. Its index view class mixes in ``ScopedIndexMixin``."""

    copy_view_enabled = False


@dataclass(frozen=True)
class BulkResult:
    """What became of one row of a bulk action: done, or refused and why."""

    row: models.Model
    refusal: str = ""


class ScopedBulkAction(SnippetBulkAction):
    """A room's action on many rows: rows the person may not see are never named, and each row's result is shown.

    Each row stands for itself: a refusal leaves the others done.
    """

    needs: str
    template_name = "portal/core/bulk_confirm.html"
    results_template_name = "portal/core/bulk_results.html"
    question: str | Promise
    done: str | Promise

    def __init__(self, request: HttpRequest, model: type[models.Model]) -> None:
        super().__init__(request, model)
        if not self.permission_policy.user_has_permission(request.user, self.needs):
            raise Http404

    def act(self, row: Any) -> None:
        """Call the room's action; it may raise ``ActionRefused``."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        rows, out_of_reach = self.get_actionable_objects()
        results = [self._result(row) for row in rows]
        results += [BulkResult(row, _("You may not do this.")) for row in out_of_reach["items_with_no_access"]]
        context = {
            "results": [(result.row, result.refusal) for result in results],
            "done_count": sum(not result.refusal for result in results),
            "action": self,
            "next": self.next_url,
            "header_icon": self.model.snippet_viewset.icon,
        }
        return render(self.request, self.results_template_name, context)

    def _result(self, row: models.Model) -> BulkResult:
        try:
            self.act(row)
        except ActionRefused as refusal:
            return BulkResult(row, str(refusal))
        return BulkResult(row)

    def get_queryset(self, model: type[models.Model], object_ids: Collection[str]) -> ScopedQuerySet:
        return visible(model, self.request.user).filter(pk__in=[key for key in object_ids if _is_key(model, key)])

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        return visible(self.model, self.request.user).values_list("pk", flat=True)

    def check_perm(self, obj: models.Model) -> bool:
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, self.needs, obj))


def _is_key(model: type[models.Model], key: Any) -> bool:
    try:
        model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True
