"""Staff screens of a register: rows that belong to somebody, are kept for good, and change only by actions.

A room's viewset extends ``RegisterViewSet``; its forms hand over to the room's actions, so that page, import and
command do the same. There is no delete route: rows are deactivated or ended.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from .access import ScopedIndexMixin, ScopedModelViewSet
from .actions import ActionRefused
from .many import ManyView
from .shown import MovedOn, in_words

ASIDE = "portal-aside"
"""On a column that is left out where a row is a card, on a phone: the page of the row tells it."""


class DayColumn(Column):
    """A day as it is written, since “a year ago” is no answer to when a role ends."""

    def get_value(self, instance: models.Model) -> str:
        day = super().get_value(instance)
        return date_format(day, "DATE_FORMAT") if day else ""


class LabelledColumn(Column):
    """A cell that says what it is where a row is a card, on a phone."""

    cell_template_name = "portal/core/_labelled.html"


class RegisterIndexView(ScopedIndexMixin, IndexView):
    """A listing that searches with ``queryset.search`` and leads to the profile."""

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def search_queryset(self, rows: Any) -> Any:
        return rows.search(self.search_query) if self.is_searching else rows

    def profile_column(self, name: str, label: Any, sort_key: str, accessor: Any = None) -> TitleColumn:
        """The first column: the row's name, linked to its profile, with its buttons."""
        column = self._get_title_column_class(TitleColumn)
        return column(
            name, label=label, accessor=accessor, sort_key=sort_key, get_url=self.get_inspect_url, width="30%"
        )

    def get_edit_url(self, instance: models.Model) -> str | None:
        if self.edit_url_name and self.user_has_permission_for_instance("change", instance):
            return super().get_edit_url(instance)
        return None

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = [Button(_("Profile"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]
        if url := self.get_edit_url(instance):
            buttons.append(Button(_("Edit"), url=url, icon_name="edit", priority=20))
        return buttons


class RefusalMixin:
    """A form whose action may still refuse: the sentence stands above the form, and nothing typed is lost."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ActionRefused as refusal:
            self.refuse(form, refusal)
        except ValidationError as error:
            _add_errors(form, error)
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined]

    def refuse(self, form: Any, refusal: ActionRefused) -> None:
        form.add_error(None, str(refusal))


class OverValuesMixin:
    """A form over values that others may change too: it carries a mark of those it showed, and its action refuses with
    ``MovedOn`` where others stand there now.

    Then nothing typed is lost, each field that differs says what stands there now, and who presses again writes over
    it knowingly.
    """

    said_anew: Collection[str] = ()
    """Fields that tell of the change and stand in no row, such as its reason."""

    def mark(self) -> str:
        """Of the values that were read for the form, as the action takes it."""
        raise NotImplementedError

    def read_again(self) -> None:
        """Put the values as they are now in place of those that were read."""
        self.object = self.get_object()  # type: ignore[attr-defined]

    def get_form(self, form_class: Any = None) -> Any:
        mark = forms.CharField(widget=forms.HiddenInput, required=False, initial=self.mark())
        form = super().get_form(form_class)  # type: ignore[misc]
        form.fields["shown"] = mark
        return form

    def refuse(self, form: Any, refusal: ActionRefused) -> None:
        super().refuse(form, refusal)  # type: ignore[misc]
        if not isinstance(refusal, MovedOn):
            return
        self.read_again()
        now = self.get_form()  # the same answers, beside what stands there now
        form.data = form.data.copy()
        form.data["shown"] = self.mark()
        form.add_error(
            None,
            _(
                "What you typed is still here, and each field in which it differs says what stands there now. "
                "Save again to put what you typed in its place."
            ),
        )
        for name in now.changed_data:
            if name in self.said_anew or name == "shown":
                continue
            words = in_words(now[name])
            if name in form.fields:
                form.add_error(name, _("Now there: %(value)s") % {"value": words})
            else:
                form.add_error(None, _("%(field)s, now there: %(value)s") % {"field": now[name].label, "value": words})


class RegisterCreateView(RefusalMixin, CreateView):
    def get_page_title(self) -> str:
        """The act in words, such as “Appoint a focal person”; else “Add” and what."""
        if self.page_title == CreateView.page_title:
            return capfirst(_("Add %(model_name)s") % {"model_name": self.model._meta.verbose_name})
        return str(self.page_title)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": capfirst(str(self.model._meta.verbose_name_plural))}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def get_success_buttons(self) -> list[Any]:
        return []


class RegisterEditView(RefusalMixin, EditView):
    def get_success_url(self) -> str:
        return str(self.get_inspect_url())

    def get_success_buttons(self) -> list[Any]:
        return []


class RegisterHistoryView(HistoryView):
    """What happened to the row, for everybody who may see it."""

    any_permission_required = ["view"]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return list(super().header_buttons) if self.get_edit_url(self.object) else []

    def get_edit_url(self, instance: models.Model) -> str | None:
        if self.edit_url_name and self.user_has_permission_for_instance("change", instance):
            return super().get_edit_url(instance)
        return None


class RegisterProfileView(InspectView):
    """One row with everything about it, in sections."""

    any_permission_required = ["view"]
    page_title = gettext_lazy("Profile")
    template_name = "portal/core/profile.html"
    history_url_name: str | None = None
    is_dense = False
    """Whether its tables stand close, and are cards on a phone where they say so."""

    has_contents = False
    """Whether links to its sections follow the first one: of a long page."""

    def get_queryset(self) -> Any:
        """What the page reads beside the row comes along in the same query."""
        return self.model._default_manager.all()

    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(self.get_queryset(), pk=unquote(str(self.pk)))

    def get_sections(self) -> Iterable[Any]:
        """What the profile shows, as ``portal.core.sections.Section``."""
        return []

    def get_fields_context(self) -> list[dict[str, Any]]:
        return []  # the sections say it all

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": capfirst(str(self.model._meta.verbose_name_plural))}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_subtitle()}]

    def get_header_title(self) -> str:
        return str(self.get_page_subtitle())

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")] if url else []

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse(self.history_url_name, args=[self.object.pk])
        return [Button(_("History"), url=url, icon_name="history", priority=90)]

    def get_edit_url(self) -> str | None:
        if self.edit_url_name and self.user_has_permission_for_instance("change", self.object):
            return super().get_edit_url()
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "sections": self.get_sections()}


class ActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, BaseObjectMixin, FormMixin, View):
    """One act on one row: GET asks, POST does it. The row guard stands before it, the action itself behind it."""

    permission_required = "change"
    template_name = "portal/core/act.html"
    form_class: type[forms.BaseForm] = forms.Form
    index_url_name: str | None = None
    inspect_url_name: str | None = None
    button_label: Any
    is_serious = False
    success_message: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Any:
        """The signed-in person, as actions take them."""
        return self.request.user

    def is_allowed(self) -> bool:
        """The room's own rule, such as ``can_end_membership(self.request.user, self.object)``."""
        raise NotImplementedError

    def act(self, form: forms.Form) -> None:
        raise NotImplementedError

    def explanation(self) -> list[Any]:
        """What will follow, in sentences."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            return self.carry_out(form)
        except ActionRefused as refusal:
            self.refuse(form, refusal)
        except ValidationError as error:
            _add_errors(form, error)
        return self.form_invalid(form)

    def carry_out(self, form: forms.Form) -> HttpResponse:
        """Do what was asked; refusals go up to ``post``."""
        self.act(form)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())

    def refuse(self, form: forms.Form, refusal: ActionRefused) -> None:
        form.add_error(None, str(refusal))

    def get_success_message(self) -> str:
        return str(self.success_message) % {"object": self.object}

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.model._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": plural},
            {"url": reverse(self.inspect_url_name, args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse(self.inspect_url_name, args=[self.object.pk])
        return {**super().get_context_data(**kwargs), "object": self.object, "view": self, "back_url": back}


class ShownActView(ActView):
    """An act that rests on what was read: ``form.shown`` says what that was.

    If the row has moved on since, the text stays and the new state is shown. ``preview`` shows what people will read:
    the act is done, its messages are read, and all is undone.
    """

    template_name = "portal/core/shown_act.html"
    is_main = False
    """Whether its button stands out on the page of the row."""

    preview_label: Any = ""
    readers: Any = ""
    """What stands above the letters."""

    nothing_goes: Any = ""
    """Why there may be none."""

    letters: Sequence[Any] | None = None

    def version(self) -> str:
        """A mark of what a screen of the row shows now."""
        raise NotImplementedError

    def letters_of(self, form: Any) -> Sequence[Any]:
        """What people would be sent; it may refuse, like the act itself."""
        raise NotImplementedError

    def state(self) -> list[tuple[str, Any]]:
        """The row as it is now, in a few lines."""
        raise NotImplementedError

    @staticmethod
    def last_step(steps: Any) -> str:
        """What happened to the row last, when, and who did it."""
        step = steps.select_related("by").last()
        if step is None:
            return ""
        words = [step.get_kind_display(), date_format(timezone.localtime(step.at), "DATETIME_FORMAT")]
        return ", ".join([*words, *([str(step.by)] if step.by else [])])

    def get_initial(self) -> dict[str, Any]:
        return {"shown": self.request.GET.get("shown") or self.version()}

    def carry_out(self, form: Any) -> HttpResponse:
        if self.preview_label and "preview" in self.request.POST:
            self.letters = self.letters_of(form)
            return self.render_to_response(self.get_context_data(form=form))
        return super().carry_out(form)

    def refuse(self, form: Any, refusal: ActionRefused) -> None:
        if isinstance(refusal, MovedOn):
            form.data = form.data.copy()
            form.data["shown"] = self.version()
        super().refuse(form, refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": self.state(), "letters": self.letters}


class DeactivatingProfileView(RegisterProfileView):
    """A profile with the button that takes the row out of use, or back into it."""

    may_keep: Callable[[Any], bool]
    """The room's own rule, as a ``staticmethod``: who keeps its rows."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if not self.may_keep(self.request.user):
            return buttons
        act, label = ("deactivate", _("Deactivate")) if self.object.is_active else ("activate", _("Activate"))
        url = reverse(f"{self.request.resolver_match.namespace}:{act}", args=[self.object.pk])
        return [*buttons, Button(label, url=url, icon_name="cross", priority=95)]


class DeactivateView(ActView):
    """Takes a row out of use; nothing that names it changes."""

    may_keep: Callable[[Any], bool]
    page_title = gettext_lazy("Deactivate")
    button_label = gettext_lazy("Yes, deactivate")
    success_message = gettext_lazy("%(object)s is deactivated.")
    is_serious = True

    def is_allowed(self) -> bool:
        return self.may_keep(self.request.user)


class ActivateView(DeactivateView):
    """Takes a row into use again."""

    page_title = gettext_lazy("Activate")
    button_label = gettext_lazy("Yes, activate")
    success_message = gettext_lazy("%(object)s is active again.")
    is_serious = False


class RegisterViewSet(ScopedModelViewSet):
    """A register: list, profile, add, edit, history and the room's own acts."""

    index_view_class = RegisterIndexView
    add_view_class = RegisterCreateView
    edit_view_class = RegisterEditView
    inspect_view_class = RegisterProfileView
    history_view_class = RegisterHistoryView
    inspect_view_enabled = True
    # The index of references only serves the usage route, which registers do not have.
    add_to_reference_index = False
    list_per_page = 30
    acts: dict[str, type[ActView]] = {}
    """Acts on one row by URL name, such as ``{"end": EndMembershipView}``."""

    many: dict[str, type[ManyView]] = {}
    """Acts on several rows by URL name."""

    never = ("delete", "usage")
    """Routes that no register has: rows are never deleted, and usage names rows of other people."""

    left_out: tuple[str, ...] = ()
    """Further routes that this one does not have, such as ``("add", "edit")`` where rows change only by acts."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        left_out = {f"{name}_url_name": self.UNDEFINED for name in (*self.never, *self.left_out)}
        return super().get_common_view_kwargs(**{**left_out, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        left_out = (*self.never, *self.left_out)
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name not in left_out]
        return [*patterns, *self._routes(self.acts, f"<{self.pk_path_converter}:pk>/"), *self._routes(self.many)]

    def _routes(self, views: Mapping[str, type[Any]], row: str = "") -> list[URLPattern]:
        return [
            path(f"{name.replace('_', '-')}/{row}", self.construct_view(view), name=name)
            for name, view in views.items()
        ]


def _add_errors(form: Any, error: ValidationError) -> None:
    """A model's complaints at the form's own fields; about any other field, above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
