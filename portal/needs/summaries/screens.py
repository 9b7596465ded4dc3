"""The list of public texts, and the screen on which one is written: the need's own words beside it."""

from functools import cached_property
from typing import Any
from uuid import UUID

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from portal.accounts.models import StaffRequest
from portal.core.actions import ActionRefused
from portal.core.registers import DayColumn, RegisterIndexView, RegisterViewSet
from portal.needs.actions import summarizing
from portal.needs.menu import NEEDS_MENU
from portal.needs.models import Need, NeedFile, NeedSummary
from portal.needs.models.summary import LONGEST_TEXT
from portal.needs.permissions import can_publish, can_summarize, can_unpublish
from portal.needs.policies import OfficeWidePolicy
from portal.needs.public.timeline import public_steps
from portal.needs.querysets import NeedSummaryQuerySet

from .forms import NoteForm, SummaryForm
from .naming import warnings
from .words import state_of

STATES = [
    ("moderation", gettext_lazy("Waits for my look")),
    ("handed_in", gettext_lazy("Waits for a second look")),
    ("returned", gettext_lazy("Returned to me")),
    ("live", gettext_lazy("Published")),
    ("changed", gettext_lazy("Published, with a draft of a change")),
    ("draft", gettext_lazy("Never published, or taken off")),
]


class SummaryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="in_state")

    class Meta:
        model = NeedSummary
        fields = ["state"]

    def in_state(self, rows: NeedSummaryQuerySet, name: str, value: str) -> NeedSummaryQuerySet:
        user = self.request.user
        if value == "moderation":
            return rows.in_moderation().exclude(latest_revision__user=user)
        if value == "handed_in":
            return rows.in_moderation()
        if value == "returned":
            return rows.returned().filter(latest_revision__user=user)
        conditions = {
            "live": Q(live=True),
            "changed": Q(live=True, has_unpublished_changes=True),
            "draft": Q(live=False),
        }
        return rows.filter(conditions[value])


class SummaryIndexView(RegisterIndexView):
    page_title = gettext_lazy("Public texts of needs")
    request: StaffRequest

    def listed(self, rows: NeedSummaryQuerySet) -> NeedSummaryQuerySet:
        return rows.with_editorial_state().select_related("need__category", "need__community")

    def get_inspect_url(self, instance: NeedSummary) -> str:
        return reverse("needs_summaries:write", args=[instance.need_id])

    def get_edit_url(self, instance: Any) -> None:
        return None

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("title", gettext_lazy("Title"), "title"),
            Column("number", label=gettext_lazy("Number"), accessor="need.spoken_reference"),
            Column("need.category", label=gettext_lazy("Category"), sort_key="need__category__name"),
            Column("state", label=gettext_lazy("Text"), accessor=state_of),
            Column("status", label=gettext_lazy("Need"), accessor="need.get_status_display", sort_key="need__status"),
            DayColumn("last_published_at", label=gettext_lazy("Published on"), sort_key="last_published_at"),
        ]

    def get_list_more_buttons(self, instance: NeedSummary) -> list[Button]:
        need = reverse("needs_register:inspect", args=[instance.need_id])
        return [
            Button(_("Open the text"), url=self.get_inspect_url(instance), icon_name="edit", priority=10),
            Button(_("The need"), url=need, icon_name="view", priority=20),
        ]

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No public text is like that.")
        return _("No need has a public text yet. It is written from the page of a need.")


class SummaryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One need's public text, with every act that is possible now. Buttons name the act; each is one action."""

    model = NeedSummary
    any_permission_required = ["view", "change"]
    index_url_name = "needs_summaries:index"
    header_icon = "doc-full"
    page_title = gettext_lazy("What the public reads")
    template_name = "portal/needs/summaries/write.html"
    _show_breadcrumbs = True
    request: StaffRequest
    form: SummaryForm
    note_form: NoteForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.need_key: UUID = kwargs["need"]
        self.note_form = NoteForm(prefix="back")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user_has_any_permission(self.any_permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    # ---- What there is ---------------------------------------------------------------------------------------------

    @cached_property
    def need(self) -> Need:
        needs = Need.objects.visible_to(self.request.user).with_place()
        return get_object_or_404(needs.select_related("category", "submitted_by_user", "submitter"), pk=self.need_key)

    @cached_property
    def summary(self) -> NeedSummary | None:
        found = NeedSummary.objects.with_editorial_state().filter(need=self.need).first()
        if found:
            found.need = self.need
        return found

    @cached_property
    def newest(self) -> NeedSummary:
        """The newest draft; without one, what the community wrote, to be shortened."""
        if self.summary:
            draft: NeedSummary = self.summary.get_latest_revision_as_object()
            draft.need = self.need
            return draft
        return NeedSummary(need=self.need, title=self.need.title[:120], text=self.need.description[:LONGEST_TEXT])

    @cached_property
    def may_write(self) -> bool:
        return can_summarize(self.request.user, self.need)

    def get_form(self, data: Any = None) -> SummaryForm:
        newest = NeedSummary(**{name: getattr(self.newest, name) for name in summarizing.TEXTS})
        return SummaryForm(data, instance=newest, need=self.need)

    # ---- Acts ------------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.get_form()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = getattr(self, f"act_{request.POST.get('act', '')}", None)
        if act is None:
            raise Http404
        self.form = self.get_form(request.POST) if "title" in request.POST else self.get_form()
        try:
            done = act()
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            done = ""
            self._forget_what_was_read()
        if not done:
            return self.render_to_response(self.get_context_data())
        messages.success(request, done)
        return redirect("needs_summaries:write", need=self.need.pk)

    def act_save(self) -> str:
        if not self._is_valid():
            return ""
        self._write()
        return _("The draft is saved. Nobody outside of the office sees it yet.")

    def act_hand_in(self) -> str:
        if not self._is_valid():
            return ""
        if "looked" not in self.request.POST:
            raise ActionRefused(_("Say that you have read it word for word."))
        summarizing.hand_in(self._write(), by=self.request.user)
        return _("A colleague is asked to look at it and publish it.")

    def act_publish(self) -> str:
        if "looked" not in self.request.POST:
            raise ActionRefused(_("Say that you have read it word for word."))
        summarizing.publish(self._existing(), shown=self._shown(), by=self.request.user)
        return _("The text is published.")

    def act_send_back(self) -> str:
        self.note_form = NoteForm(self.request.POST, prefix="back")
        if not self.note_form.is_valid():
            return ""
        summarizing.send_back(self._existing(), note=self.note_form.cleaned_data["note"], by=self.request.user)
        return _("The text is back with who wrote it, with your note.")

    def act_unpublish(self) -> str:
        summarizing.unpublish(self._existing(), by=self.request.user)
        return _("The text is off the public list.")

    def act_show_file(self) -> str:
        summarizing.show_file(self._file(), by=self.request.user)
        return _("The picture is shown with the text, once that is published.")

    def act_hide_file(self) -> str:
        summarizing.hide_file(self._file(), by=self.request.user)
        return _("The picture is private again.")

    def act_keep_private(self) -> str:
        summarizing.hide_file(self._file(), shows_children=True, by=self.request.user)
        return _("The picture stays private for good, because children can be recognised.")

    def _write(self) -> NeedSummary:
        texts = self.form.cleaned_data
        return summarizing.write(self.need, texts=texts, shown=self._shown(), by=self.request.user)

    def _shown(self) -> int:
        """The key of the version on the screen of who pressed the button."""
        shown = self.request.POST.get("shown", "")
        return int(shown) if shown.isdecimal() else 0

    def _forget_what_was_read(self) -> None:
        """An act that was refused may have saved the draft before."""
        for name in ("summary", "newest"):
            self.__dict__.pop(name, None)

    def _is_valid(self) -> bool:
        if not self.form.is_valid():
            messages.error(self.request, _("The text is not saved: look at the marked fields."))
            return False
        return True

    def _existing(self) -> NeedSummary:
        if self.summary is None:
            raise Http404
        return self.summary

    def _file(self) -> NeedFile:
        files = {str(file.pk): file for file in self.need.files.all()}
        try:
            return files[self.request.POST.get("file", "")]
        except KeyError:
            raise Http404 from None

    # ---- The page --------------------------------------------------------------------------------------------------

    def get_page_subtitle(self) -> str:
        return f"{self.need.spoken_reference}, {self.need.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Public texts of needs")},
            {"url": "", "label": self.need.spoken_reference},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        summary, user = self.summary, self.request.user
        is_waiting = bool(summary and summary.workflow_in_progress)
        state = summary.current_workflow_state if summary else None
        return {
            **super().get_context_data(**kwargs),
            "need": self.need,
            "summary": summary,
            "newest": self.newest,
            "form": self.form,
            "note_form": self.note_form,
            "may_write": self.may_write,
            "state": state_of(summary) if summary else _("Nothing is written yet"),
            "note": state.current_task_state.comment if state and not is_waiting else "",
            "warnings": self._warnings(),
            "is_waiting": is_waiting,
            "may_publish": bool(summary and is_waiting and can_publish(user, summary)),
            "may_unpublish": bool(summary and summary.live and can_unpublish(user, summary)),
            "is_own_words": bool(summary and is_waiting and summary.latest_revision.user_id == user.pk),
            "files": list(self.need.files.select_related("file")),
            "pictures": summarizing.PICTURES,
            "shown": self._shown() if self.form.errors else (summary.latest_revision_id if summary else 0),
            "saved_meanwhile": self._saved_meanwhile(),
            "told": [step for step in public_steps(self.need, told=self.newest.place_steps) if step.reason],
        }

    def _saved_meanwhile(self) -> NeedSummary | None:
        """What a colleague has saved since the words in the form were opened."""
        if self.summary is None or not self.form.is_bound:
            return None
        newest = self.summary.latest_revision
        return self.newest if newest.pk != self._shown() and newest.user_id != self.request.user.pk else None

    def _warnings(self) -> list[str]:
        text = " ".join(getattr(self.newest, name) for name in summarizing.TEXTS[:-1])
        return warnings(self.need, text, told=self.newest.place_steps)


class SummaryViewSet(RegisterViewSet):
    model = NeedSummary
    name = "needs_summaries"
    url_prefix = "needs/summaries"
    icon = "doc-full"
    menu_label = gettext_lazy("Public texts")
    menu_name = "needs-summaries"
    menu_hook = NEEDS_MENU
    menu_order = 60
    index_view_class = SummaryIndexView
    inspect_view_enabled = False
    filterset_class = SummaryFilterSet
    form_fields = ["title"]
    ordering = "-last_published_at"
    left_out = ("add", "edit", "inspect", "history", "history_results")

    @cached_property
    def permission_policy(self) -> OfficeWidePolicy:
        return OfficeWidePolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        write = self.construct_view(SummaryView)
        return [*super().get_urlpatterns(), path("of/<uuid:need>/", write, name="write")]


summary_viewset = SummaryViewSet()
