"""The staff forms of search. They check what was typed; the actions do the rest."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from portal.core.text import fold

from . import promoting
from .actions import PROMOTION_FIELDS, SYNONYM_FIELDS, with_words
from .enums import WordRole
from .languages import LANGUAGES
from .masking import MASK
from .models import PromotedResult, SearchLog, SynonymGroup
from .trial import Proposal
from .word_lists import NO_PHRASE, faults_of_words, split_words


class WordListField(forms.CharField):
    """Words and phrases, one a line or with commas between."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 3, "cols": 40}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(value)

    def clean(self, value: Any) -> Any:
        words = split_words(super().clean(value))
        if self.required and not words:
            raise ValidationError(self.error_messages["required"])
        return words


class GroupsField(WordListField):
    """Groups by their meaning, one a line."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return super().prepare_value([group.meaning for group in value])

    def clean(self, value: Any) -> Any:
        meanings = super().clean(value)
        groups = {g.sort_name: g for g in SynonymGroup.objects.filter(sort_name__in=[fold(m) for m in meanings])}
        if unknown := [meaning for meaning in meanings if fold(meaning) not in groups]:
            told = ", ".join(f"“{meaning}”" for meaning in unknown)
            raise ValidationError(_("There is no group of this meaning: %(unknown)s.") % {"unknown": told})
        return list(groups.values())


class ChoiceWhileTyping(forms.TextInput):
    """A text box that offers what there is while one types; it works without a script."""

    template_name = "search/admin/choice_while_typing.html"

    def __init__(self) -> None:
        super().__init__()
        self.offered: Iterable[str] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        list_id = f"{name}-offered"
        context = super().get_context(name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"})
        return {**context, "list_id": list_id, "offered": self.offered}


# ---- Synonyms ------------------------------------------------------------------------------------------------------

MAIN_LANGUAGES = ("en", "fil", "ceb")
ONE_A_LINE = gettext_lazy("One a line, or with commas between.")


class _SynonymForm(WagtailAdminModelForm):
    related = GroupsField(
        label=gettext_lazy("Also shows"),
        required=False,
        help_text=gettext_lazy(
            "Meanings of other groups, one a line. Who searches for this sees those results too, after their own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.initial[f"words_{code}"] = self.instance.words.get(code, [])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        typed = {code: cleaned.get(f"words_{code}") or [] for code in LANGUAGES}
        others = {code: words for code, words in self.instance.words.items() if code not in LANGUAGES}
        words = {code: several for code, several in {**typed, **others}.items() if several}
        for language, fault in faults_of_words(words):
            self.add_error(f"words_{language}" if language in LANGUAGES else None, fault)
        return {**cleaned, "words": words}

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        return {name: self.cleaned_data[name] for name in SYNONYM_FIELDS}

    class Meta(WagtailAdminModelForm.Meta):
        model = SynonymGroup
        fields = ["meaning", "role", "related", "source", "note"]


SynonymForm = type(
    "SynonymForm",
    (_SynonymForm,),
    {
        f"words_{code}": WordListField(label=label, required=False, help_text=ONE_A_LINE)
        for code, label in LANGUAGES.items()
    },
)


class AnswerForm(forms.Form):
    """Words of a failed search, for a group that exists or for a new one."""

    words = WordListField(
        label=gettext_lazy("Words"),
        error_messages={"required": gettext_lazy("Write at least one word.")},
        help_text=gettext_lazy(
            "What people typed. Leave only the words that should mean something to search; one a line."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of these words"), choices=LANGUAGES)
    group = forms.CharField(
        label=gettext_lazy("They mean the same as"),
        required=False,
        max_length=100,
        widget=ChoiceWhileTyping,
        help_text=gettext_lazy("A group that exists: type the beginning of its meaning and choose."),
    )
    meaning = forms.CharField(
        label=gettext_lazy("Or they begin a new group, which means"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("In English. A new group needs a second word that the texts themselves use."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What the words of the new group tell"), choices=WordRole, initial=WordRole.TOPIC
    )

    def __init__(self, *args: Any, search: SearchLog, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "words": split_words(search.text.replace(MASK, "")),
            "language": search.language,
            **self.initial,
        }
        active = SynonymGroup.objects.active().values_list("meaning", flat=True)
        self.fields["group"].widget.offered = active

    def clean_group(self) -> SynonymGroup | None:
        meaning = self.cleaned_data["group"]
        if not meaning:
            return None
        group: SynonymGroup | None = SynonymGroup.objects.active().called(meaning)
        if group is None:
            raise ValidationError(_("There is no group of this meaning in use: “%(meaning)s”.") % {"meaning": meaning})
        return group

    def clean_meaning(self) -> str:
        meaning: str = self.cleaned_data["meaning"]
        if meaning and SynonymGroup.objects.called(meaning):
            raise ValidationError(_("There is a group of this meaning already. Choose it above."))
        return meaning

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        group, meaning, words = cleaned.get("group"), cleaned.get("meaning"), cleaned.get("words")
        if not self.errors and bool(group) == bool(meaning):
            self.add_error("group", _("Choose a group, or write the meaning of a new one; one of the two."))
        elif words and cleaned.get("language"):
            self._check_words(group, {cleaned["language"]: words})
        return cleaned

    def _check_words(self, group: SynonymGroup | None, words: dict[str, list[str]]) -> None:
        for _language, fault in faults_of_words(with_words(group.words if group else {}, words)):
            self.add_error("words", fault)

    @property
    def proposal(self) -> Proposal:
        data = self.cleaned_data
        words = {data["language"]: data["words"]}
        return Proposal(words, data["group"], data["meaning"], data["role"])


# ---- Promoted results ----------------------------------------------------------------------------------------------


class PromotionForm(WagtailAdminModelForm):
    row = forms.ChoiceField(label=gettext_lazy("What to show first"))
    phrases = WordListField(
        label=gettext_lazy("For these searches"),
        error_messages={"required": NO_PHRASE},
        help_text=gettext_lazy(
            "Whole searches, one a line: it is shown when somebody searches for exactly this. Capitals and accents "
            "do not matter."
        ),
    )
    start_date = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput)
    field_order = ["row", "phrases", "position", "start_date", "end_date", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = [("", _("Choose …")), *promoting.choices()]
        if self.instance.pk:
            self.initial["row"] = f"{self.instance.index}:{self.instance.key}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if row := cleaned.pop("row", ""):
            cleaned["index"], _colon, cleaned["key"] = row.partition(":")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        return {name: self.cleaned_data[name] for name in PROMOTION_FIELDS}

    class Meta(WagtailAdminModelForm.Meta):
        model = PromotedResult
        fields = ["phrases", "position", "start_date", "end_date", "note"]
        widgets = {"end_date": AdminDateInput}
