"""The groups of synonyms: list, profile, forms."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets.button import Button

from portal.core.registers import (
    ActView,
    RegisterCreateView,
    RegisterEditView,
    RegisterIndexView,
    RegisterProfileView,
)
from portal.core.sections import Section
from search import actions
from search.models import SynonymGroup
from search.permissions import can_keep_synonyms
from search.querysets import SynonymGroupQuerySet
from search.tables import synonym_table
from search.word_lists import label_of

WORDS_SHOWN = 12
SEARCHES_SHOWN = 20


def words_in_short(group: SynonymGroup) -> str:
    words = group.all_words
    more = _(" and %(count)d more") % {"count": len(words) - WORDS_SHOWN} if len(words) > WORDS_SHOWN else ""
    return ", ".join(words[:WORDS_SHOWN]) + more


class SynonymIndexView(RegisterIndexView):
    export_table = staticmethod(synonym_table)

    def listed(self, rows: SynonymGroupQuerySet) -> SynonymGroupQuerySet:
        return rows.prefetch_related("related") if self.is_export else rows

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.profile_column("meaning", gettext_lazy("Meaning"), "sort_name"),
            Column("words", label=gettext_lazy("Words"), accessor=words_in_short, classname="portal-words"),
            Column("role", label=gettext_lazy("What the words tell"), accessor="role_label", sort_key="role"),
            InUseColumn("is_active", label=gettext_lazy("In use"), sort_key="is_active"),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Add synonyms")


class InUseColumn(Column):
    def get_value(self, instance: SynonymGroup) -> str:
        return _("Yes") if instance.is_active else _("No")


class AddSynonymsView(RegisterCreateView):
    page_title = gettext_lazy("Add synonyms")
    success_message = gettext_lazy("“%(object)s” is added. Searches know its words from now on.")

    def save_instance(self) -> SynonymGroup:
        return actions.add_synonyms(by=self.request.user, values=self.form.values)


class EditSynonymsView(RegisterEditView):
    success_message = gettext_lazy("“%(object)s” is changed. Searches know it from now on.")

    def save_instance(self) -> SynonymGroup:
        return actions.change_synonyms(self.object, by=self.request.user, values=self.form.values)


class SynonymProfileView(RegisterProfileView):
    acts = (
        ("deactivate", gettext_lazy("Take out of use"), "cross", True),
        ("activate", gettext_lazy("Use again"), "check", False),
    )

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if can_keep_synonyms(self.request.user):
            buttons = [
                *buttons,
                *[
                    Button(label, url=reverse(f"synonyms:{name}", args=[self.object.pk]), icon_name=icon, priority=95)
                    for name, label, icon, when_active in self.acts
                    if self.object.is_active is when_active
                ],
            ]
        return buttons

    def get_sections(self) -> list[Section]:
        group: SynonymGroup = self.object
        words = [(label_of(code), ", ".join(several)) for code, several in group.words_by_language()]
        facts = [
            (_("What the words tell"), group.get_role_display()),
            (_("Also shows"), _meanings(group.related.all())),
            (_("Is shown by"), _meanings(group.shown_by.all())),
            (_("In use"), _("Yes") if group.is_active else _("No")),
            (_("Source"), group.source),
            (_("Note"), group.note),
        ]
        answered = group.answered_searches.by_text().order_by("-times", "folded")[:SEARCHES_SHOWN]
        return [
            Section(_("Words"), "portal/core/_facts.html", rows=words),
            Section(_("How they are used"), "portal/core/_facts.html", rows=[fact for fact in facts if fact[1]]),
            Section(_("Failed searches they answer"), "search/admin/answered.html", rows=answered),
        ]


class DeactivateSynonymsView(ActView):
    page_title = gettext_lazy("Take out of use")
    button_label = gettext_lazy("Yes, take out of use")
    success_message = gettext_lazy("“%(object)s” is out of use.")
    is_serious = True

    def is_allowed(self) -> bool:
        return can_keep_synonyms(self.request.user)

    def explanation(self) -> list[Any]:
        return [_("Searches forget these words at once. The group stays here and can be used again.")]

    def act(self, form: Any) -> None:
        actions.deactivate_synonyms(self.object, by=self.actor)


class ActivateSynonymsView(ActView):
    page_title = gettext_lazy("Use again")
    button_label = gettext_lazy("Yes, use again")
    success_message = gettext_lazy("“%(object)s” is in use again.")

    def is_allowed(self) -> bool:
        return can_keep_synonyms(self.request.user)

    def explanation(self) -> list[Any]:
        return [_("Searches know these words again at once.")]

    def act(self, form: Any) -> None:
        actions.activate_synonyms(self.object, by=self.actor)


def _meanings(groups: QuerySet[SynonymGroup]) -> str:
    return ", ".join(group.meaning for group in groups)
