"""The staff screens of evidence: the list, a page for each item, and one page an act."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models.functions import Left
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import chooser
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    ActView,
    DayColumn,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section, sections

from . import actions
from .enums import TextState
from .finding import Found, excerpt, find
from .forms import EvidenceSearchForm, WithdrawForm
from .models import EvidenceItem, EvidenceText
from .permissions import can_change
from .querysets import EvidenceQuerySet
from .reading.process import READABLE
from .tables import evidence_table

FACTS = "portal/core/_facts.html"
ADD = gettext_lazy("Add evidence")
GIVEN = ("title", "kind", "source", "dated_on")
LOOKED_THROUGH = 200_000  # characters of a text in which the list looks for a line to show


class FoundTitleColumn(TitleColumn):
    """The title, and where words were searched the first line of the text that holds them."""

    cell_template_name = "portal/evidence/_title_cell.html"

    def get_cell_context_data(self, instance: EvidenceItem, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "item": instance, "found_line": vars(instance).get("found_line", [])}


class EvidenceIndexView(RegisterIndexView):
    page_title = gettext_lazy("Evidence")
    add_item_label = ADD
    export_table = staticmethod(evidence_table)
    results_template_name = "portal/evidence/index_results.html"
    found: Found | None = None

    def listed(self, rows: EvidenceQuerySet) -> EvidenceQuerySet:
        rows = rows.select_related("office", "file", "text").defer("text__text")
        return rows.prefetch_related("sectors") if self.is_export else rows

    def search_queryset(self, rows: EvidenceQuerySet) -> EvidenceQuerySet:
        if not self.is_searching:
            return rows
        exactly = self.request.GET.get("exactly") == "1"
        self.found = find(self.search_query, rows, reader=self.request.user, mend=not exactly)
        return self.found.rows if self.is_explicitly_ordered else self.found.rows.order_by("found_at")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        title = self._get_title_column_class(FoundTitleColumn)
        return [
            title(
                "title",
                label=gettext_lazy("Title"),
                sort_key="sort_title",
                get_url=self.get_inspect_url,
                width="38%",
            ),
            Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("source", label=gettext_lazy("Source"), sort_key="source"),
            DayColumn("dated_on", label=gettext_lazy("Date"), sort_key="dated_on"),
            Column("office", label=gettext_lazy("Office"), accessor=_office, sort_key="office__sort_name"),
            Column(
                "confidentiality",
                label=gettext_lazy("Who may see it"),
                accessor=_level,
                sort_key="confidentiality",
            ),
        ]

    def get_table(self, object_list: Any) -> Any:
        lines = self._found_lines([item.pk for item in object_list])
        for item in object_list:
            item.found_line = lines.get(item.pk, [])
        return super().get_table(object_list)

    def _found_lines(self, keys: list[UUID]) -> dict[UUID, list[tuple[str, bool]]]:
        """A line of the text of each item that is shown, where words were searched; one query."""
        if self.found is None or not self.found.findings.marks.phrases:
            return {}
        texts = EvidenceText.objects.filter(item__in=keys, state=TextState.DONE)
        begun = texts.values_list("pk", Left("text", LOOKED_THROUGH))
        return {pk: excerpt(text, self.found.findings.marks) for pk, text in begun}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = self.found.findings if self.found else None
        exactly = self.request.GET.copy()
        exactly["exactly"] = "1"
        return {**super().get_context_data(**kwargs), "findings": findings, "exactly": exactly.urlencode()}

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No evidence that you may see is like that.")
        return _("There is no evidence yet. Add a file or a link: a survey, a report, minutes of a consultation.")


def _office(item: EvidenceItem) -> str:
    return item.office.short_name if item.office else ""


def _level(item: EvidenceItem) -> str:
    """The level in a word; the filter and the item's page say what it means."""
    return str(item.get_confidentiality_display()).partition(":")[0]


class AddItemView(RegisterCreateView):
    page_title = ADD
    success_message = gettext_lazy("%(object)s is added.")

    def save_instance(self) -> EvidenceItem:
        values = dict(self.form.cleaned_data)
        upload, client_key = values.pop("upload"), values.pop("client_key")
        return actions.add_item(values=values, upload=upload, client_key=client_key, by=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        """What the page that led here knows of it."""
        return {**super().get_initial(), **{name: self.request.GET[name] for name in GIVEN if name in self.request.GET}}

    def get_add_url(self) -> str:
        query = self.request.GET.urlencode()
        return f"{super().get_add_url()}?{query}" if query else str(super().get_add_url())

    def get_success_url(self) -> str:
        """The page that asked for it, which then attaches it; else its own."""
        if asked_by := get_valid_next_url_from_request(self.request):
            return f"{asked_by}?{urlencode({'item': self.object.pk})}"
        return reverse("evidence_register:inspect", args=[self.object.pk])


class ChangeItemView(RegisterEditView):
    success_message = gettext_lazy("%(object)s is changed.")

    def save_instance(self) -> EvidenceItem:
        return actions.change_item(self.object, values=self.form.cleaned_data, by=self.request.user)


class ItemProfileView(RegisterProfileView):
    page_title = gettext_lazy("Evidence")

    def get_object(self, queryset: Any = None) -> EvidenceItem:
        item = super().get_object(queryset)
        return EvidenceItem.objects.select_related("office", "file", "text", "added_by", "withdrawn_by").get(pk=item.pk)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if not can_change(self.request.user, self.object):
            return buttons
        act, label = ("restore", _("Take back into use")) if self.object.is_withdrawn else ("withdraw", _("Withdraw"))
        acts = [(act, label, "cross")]
        if self.object.file and self.object.file.content_type in READABLE:
            acts.append(("read_again", _("Read the text again"), "rotate"))
        return [*buttons, *(self._act_button(*act) for act in acts)]

    def _act_button(self, act: str, label: str, icon: str) -> Button:
        url = reverse(f"evidence_register:{act}", args=[self.object.pk])
        return Button(label, url=url, icon_name=icon, priority=95)

    def get_sections(self) -> list[Section]:
        item = self.object
        opened = Section(
            _("File") if item.file else _("Link"),
            "portal/evidence/_open.html",
            item=item,
            text=item.text,
            size=_size(item),
            may_be_opened=item.file is None or item.file.may_be_opened,
        )
        facts = Section(_("Facts"), FACTS, rows=list(self._facts()))
        return [opened, facts, *sections("EVIDENCE_SECTIONS", item, self.request.user)]

    def _facts(self) -> Iterator[tuple[str, Any]]:
        item = self.object
        yield _("Kind"), item.get_kind_display()
        yield _("Source"), item.source
        yield _("Date"), item.dated_on
        yield _("What it shows"), item.summary
        yield _("Who may see it"), item.get_confidentiality_display()
        if item.office:
            yield _("Office"), item.office
        yield _("Sectors"), ", ".join(sector.name for sector in item.sectors.all())
        yield _("Language"), item.get_language_display()
        yield _("Reliability"), item.get_reliability_display()
        yield _("Added"), _by(item.added_at, item.added_by)
        if item.is_withdrawn:
            yield _("Withdrawn"), _by(item.withdrawn_at, item.withdrawn_by)
            yield _("Why it was withdrawn"), item.withdrawal_reason


def _size(item: EvidenceItem) -> str:
    """How large the file is, and how long where that is known."""
    if item.file is None:
        return ""
    size, pages = filesizeformat(item.file.size), item.text.pages
    if not pages:
        return size
    if READABLE.get(item.file.content_type) == "xlsx":
        length = ngettext("%(number)d sheet", "%(number)d sheets", pages)
    else:
        length = ngettext("%(number)d page", "%(number)d pages", pages)
    return f"{size}, {length % {'number': pages}}"


def _by(moment: Any, person: Any) -> str:
    return _("%(day)s by %(person)s") % {"day": date_format(timezone.localtime(moment)), "person": person}


class WithdrawView(ActView):
    form_class = WithdrawForm
    page_title = gettext_lazy("Withdraw evidence")
    button_label = gettext_lazy("Yes, withdraw")
    success_message = gettext_lazy("%(object)s is withdrawn.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_change(self.actor, self.object)

    def explanation(self) -> list[str]:
        return [
            _("From now on only those who keep it see it. Its file can be opened by nobody else, and nobody finds it."),
            _("Where it was attached it is no longer shown. You can take it back into use."),
        ]

    def act(self, form: Any) -> None:
        actions.withdraw_item(self.object, reason=form.cleaned_data["reason"], by=self.actor)


class RestoreView(ActView):
    page_title = gettext_lazy("Take back into use")
    button_label = gettext_lazy("Yes, take it back into use")
    success_message = gettext_lazy("%(object)s is in use again.")

    def is_allowed(self) -> bool:
        return can_change(self.actor, self.object)

    def act(self, form: Any) -> None:
        actions.restore_item(self.object, by=self.actor)


class ReadAgainView(ActView):
    page_title = gettext_lazy("Read the text again")
    button_label = gettext_lazy("Yes, read it again")
    success_message = gettext_lazy("%(object)s is read again in a moment.")

    def is_allowed(self) -> bool:
        return can_change(self.actor, self.object)

    def act(self, form: Any) -> None:
        actions.read_again(self.object, by=self.actor)


class _Choosing:
    """Items in use, newest first, with what tells them apart."""

    request: Any

    def apply_object_list_ordering(self, items: EvidenceQuerySet) -> EvidenceQuerySet:
        return items.current().select_related("office").order_by("-added_at", "pk")

    def get_filter_form(self) -> EvidenceSearchForm:
        form = EvidenceSearchForm(self.request.GET)
        form.reader = self.request.user
        return form

    @property
    def columns(self) -> list[BaseColumn]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("office", label=_("Office"), accessor=_office),
            Column("level", label=_("Who may see it"), accessor=_level),
        ]


class ChooseItemView(_Choosing, chooser.ChooseView):
    pass


class ChooseItemResultsView(_Choosing, chooser.ChooseResultsView):
    pass
