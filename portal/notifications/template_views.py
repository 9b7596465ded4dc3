"""The staff screens of the words that people are told in: which kinds there are, and one of them in one language."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import ModelLogEntry

from portal.accounts.models import StaffRequest

from . import actions
from .editing import EditableMessage, editable_message, editable_messages, languages
from .models import MessageTemplate
from .permissions import can_change_words
from .sms import plain_sms, sms_length
from .template_forms import WordsForm
from .wording import Wording

VERSIONS_SHOWN = 20


class WordsPage(WagtailAdminTemplateMixin, TemplateView):
    request: StaffRequest
    header_icon = "mail"
    page_title: Any = gettext_lazy("Texts of notices")
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")},
        {"url": reverse_lazy("admin_notices:words"), "label": gettext_lazy("Texts of notices")},
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_change_words(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class WordsList(WordsPage):
    template_name = "portal/notifications/admin/words_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = set(MessageTemplate.objects.values_list("kind", "language"))
        rows = [
            (entry, [(code, name, (entry.kind, code) in own) for code, name in languages().items()])
            for entry in editable_messages()
        ]
        return super().get_context_data(rows=rows, languages=languages().values(), **kwargs)


class WordsEdit(WordsPage):
    """The words as they are now, or as they would be: the preview shows both before anything is saved."""

    template_name = "portal/notifications/admin/words_edit.html"

    @cached_property
    def entry(self) -> EditableMessage:
        return entry_or_404(self.kwargs["kind"], self.kwargs["language"])

    @cached_property
    def language(self) -> str:
        return self.kwargs["language"]

    @cached_property
    def own(self) -> MessageTemplate | None:
        return MessageTemplate.objects.filter(kind=self.entry.kind, language=self.language).first()

    @property
    def page_subtitle(self) -> str:
        return f"{self.entry.title}, {languages()[self.language]}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_subtitle}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self._form()
        words = kwargs.pop("words", None) or self._current()
        example = self.entry.example(words)
        sms = plain_sms(example.sms)
        shown = {
            "form": form,
            "entry": self.entry,
            "language": self.language,
            "own": self.own,
            "example": example,
            "sms": sms,
            "sms_length": sms_length(sms),
            "gaps": self.entry.message.placeholders.items(),
            "builtin": self.entry.builtin(self.language),
            "versions": self._versions(),
        }
        return super().get_context_data(**kwargs | shown)

    def post(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved: please mend what is marked below."))
            return self.render_to_response(self.get_context_data(form=form))
        if "preview" in request.POST:
            return self.render_to_response(self.get_context_data(form=form, words=form.wording, is_preview=True))
        actions.change_words(kind=self.entry.kind, language=self.language, wording=form.wording, by=request.user)
        messages.success(request, _("The words are saved. Notices from now on are written in them."))
        return redirect("admin_notices:words_edit", kind=self.entry.kind, language=self.language)

    def _form(self, data: Any = None) -> WordsForm:
        words = self._current()
        initial = {"subject": words.subject, "text": words.text, "sms": words.sms}
        return WordsForm(data, initial=initial, entry=self.entry)

    def _current(self) -> Wording:
        return self.own.wording if self.own else self.entry.builtin(self.language)

    def _versions(self) -> Any:
        """Of all rows that there were: going back to the built-in words deletes one."""
        templates = ContentType.objects.get_for_model(MessageTemplate)
        entries = ModelLogEntry.objects.filter(
            content_type=templates, data__kind=self.entry.kind, data__language=self.language
        )
        return entries.select_related("user").order_by("-timestamp", "-pk")[:VERSIONS_SHOWN]


@require_POST
def to_builtin(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    if not can_change_words(request.user):
        raise PermissionDenied
    entry = entry_or_404(kind, language)
    actions.back_to_builtin_words(kind=entry.kind, language=language, by=request.user)
    messages.success(request, _("The built-in words are used again."))
    return redirect("admin_notices:words_edit", kind=entry.kind, language=language)


def entry_or_404(kind: str, language: str) -> EditableMessage:
    entry = editable_message(kind)
    if entry is None or language not in languages():
        raise Http404
    return entry
