"""The office's desk for comments: what waits for a look, and one page an act."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.registers import ActView, DayColumn, RegisterIndexView, RegisterProfileView, RegisterViewSet
from portal.core.sections import Section

from . import actions
from .enums import CommentState, Reason
from .filters import CommentFilterSet
from .models import Comment
from .notifications import thread_path
from .querysets import CommentQuerySet
from .targets import target_of

ICONS = {"release": "check", "keep": "check", "remove": "cross", "restore": "undo"}
ACTS = {
    "release": gettext_lazy("Release"),
    "keep": gettext_lazy("Keep"),
    "remove": gettext_lazy("Remove"),
    "restore": gettext_lazy("Show again"),
}


def acts_on(comment: Comment, user: Any) -> list[str]:
    """What this person may do with it now."""
    if not actions.may_moderate(user, comment):
        return []
    if comment.state == CommentState.HELD:
        return ["release", "remove"]
    if comment.state == CommentState.VISIBLE:
        return ["keep", "remove"] if comment.reports.filter(closed_at=None).exists() else ["remove"]
    return ["restore"] if comment.state == CommentState.MODERATED and not comment.erased_at else []


class CommentIndexView(RegisterIndexView):
    results_template_name = "portal/core/card_results.html"
    page_title = gettext_lazy("Comments")

    def listed(self, rows: CommentQuerySet) -> CommentQuerySet:
        return rows.with_reports().select_related("author", "target_type").prefetch_related("target")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("text", gettext_lazy("Comment"), "written_at", accessor=_excerpt),
            Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
            Column("reports", label=gettext_lazy("Reports"), accessor=_reports),
            Column("about", label=gettext_lazy("About"), accessor=_about),
            Column("author", label=gettext_lazy("Written by"), accessor=_author),
            DayColumn("written_at", label=gettext_lazy("Written on"), sort_key="written_at"),
        ]

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_list_more_buttons(self, instance: Comment) -> list[Button]:
        return [Button(_("Look at it"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]

    @cached_property
    def no_results_message(self) -> str:
        if self.request.GET.get("waits") and not self.is_searching:
            return _("No comment waits for a look.")
        if self.is_searching or self.is_filtering:
            return _("No comment is like that.")
        return _("Nobody has commented yet.")


class CommentProfileView(RegisterProfileView):
    page_title = gettext_lazy("Comment")

    def get_edit_url(self) -> None:
        return None

    def get_page_subtitle(self) -> str:
        return capfirst(str(self.object))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                ACTS[act], url=reverse(f"comments_register:{act}", args=[self.object.pk]), icon_name=ICONS[act]
            )
            for act in acts_on(self.object, self.request.user)
        ]

    def get_sections(self) -> list[Section]:
        comment = self.object
        target = target_of(comment.about)
        rows = [
            (_("About"), _about(comment)),
            (_("Written by"), _author(comment)),
            (_("Speaks as"), target.voices.get(comment.voice, "")),
            (_("Written at"), _moment(comment.written_at)),
            (_("Changed at"), _moment(comment.edited_at) if comment.edited_at else _("never")),
            (_("State"), comment.get_state_display()),
        ]
        if comment.looked_at:
            rows.append((_("Looked at"), f"{_moment(comment.looked_at)}, {comment.looked_by}"))
        if comment.removed_for:
            rows.append((_("Removed because"), comment.get_removed_for_display()))
            rows.append((_("Its author was told"), comment.removal_words))
        context = {
            "comment": comment,
            "versions": list(comment.versions.all()),
            "reports": list(comment.reports.all()),
            "thread_url": f"{thread_path(comment.about)}#comment-{comment.pk}",
        }
        return [
            Section(_("What it says"), "portal/activity/comments/admin/said.html", **context),
            Section(_("Facts"), "portal/core/_facts.html", rows=rows),
        ]


class RemoveForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What its author is told beside the reason"),
        help_text=gettext_lazy(
            "Only its author reads it, as you write it. The others see that the office removed a comment. One "
            "or two friendly sentences: what was wrong, and what could be written instead."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _ModerateView(ActView):
    permission_required = "moderate"
    act_name: str

    def is_allowed(self) -> bool:
        return self.act_name in acts_on(self.object, self.request.user)


class ReleaseView(_ModerateView):
    act_name = "release"
    page_title = gettext_lazy("Release")
    button_label = gettext_lazy("Yes, show it")
    success_message = gettext_lazy("The comment is shown.")

    def explanation(self) -> list[Any]:
        return [_("Everybody who reads this thread sees it from now on."), self.object.text]

    def act(self, form: Any) -> None:
        actions.release(self.object, by=self.actor)


class KeepView(_ModerateView):
    act_name = "keep"
    page_title = gettext_lazy("Keep")
    button_label = gettext_lazy("Yes, keep it")
    success_message = gettext_lazy("The comment stays, and its reports are closed.")

    def explanation(self) -> list[Any]:
        return [_("Nothing is wrong with it: the reports are closed. Nobody is told."), self.object.text]

    def act(self, form: Any) -> None:
        actions.keep(self.object, by=self.actor)


class RemoveView(_ModerateView):
    act_name = "remove"
    form_class = RemoveForm
    page_title = gettext_lazy("Remove")
    button_label = gettext_lazy("Yes, remove it")
    success_message = gettext_lazy("The comment is removed, and its author is told why.")
    is_serious = True

    def explanation(self) -> list[Any]:
        return [_("Readers see that the office removed a comment here. Answers to it stay."), self.object.text]

    def act(self, form: Any) -> None:
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        actions.remove(self.object, reason=reason, words=words, by=self.actor)


class RestoreView(_ModerateView):
    act_name = "restore"
    page_title = gettext_lazy("Show again")
    button_label = gettext_lazy("Yes, show it again")
    success_message = gettext_lazy("The comment is shown again.")

    def explanation(self) -> list[Any]:
        return [_("It was removed by mistake."), self.object.text]

    def act(self, form: Any) -> None:
        actions.restore(self.object, by=self.actor)


class CommentViewSet(RegisterViewSet):
    model = Comment
    name = "comments_register"
    url_prefix = "needs/comments"
    icon = "comment"
    menu_label = gettext_lazy("Comments")
    menu_name = "comments"
    menu_hook = "register_needs_menu_item"
    menu_order = 80
    ordering = "-written_at"
    index_view_class = CommentIndexView
    inspect_view_class = CommentProfileView
    filterset_class = CommentFilterSet
    form_fields = ["text"]
    acts = {"release": ReleaseView, "keep": KeepView, "remove": RemoveView, "restore": RestoreView}
    left_out = ("add", "edit")

    @cached_property
    def menu_url(self) -> str:
        """What waits for a look."""
        return f"{reverse(self.get_url_name('index'))}?waits=any"


comment_viewset = CommentViewSet()


def _excerpt(comment: Comment) -> str:
    return Truncator(comment.text).chars(90) or _("(erased)")


def _reports(comment: Any) -> str:
    number = comment.open_reports
    return ngettext("%(n)s report", "%(n)s reports", number) % {"n": number} if number else ""


def _about(comment: Comment) -> str:
    return target_of(comment.about).title_of(comment.about)


def _author(comment: Comment) -> str:
    return str(comment.author) if comment.author else _("(erased)")


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
