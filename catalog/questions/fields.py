"""The questions of a page as a form, and answers in words.

A form's cleaned data hold answers as the grammar keeps them (text, lists, codes of places): what is cleaned can be
saved as it is. What is typed badly is refused in its place with a sentence, and shown again as it was typed.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.words import pesos
from portal.core.days import long_date
from portal.core.uploads.checking import ENDINGS

from .grammar import Answers, Bilingual, Definition, Kind, Question, Section
from .places import PlaceField, PlaceWidget, in_words, is_unfinished, was_offered

PREFIX = "a"
LONGEST_SHORT = 255
LONGEST_LONG = 5_000
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
FEW_CHOICES = 7
NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
OLD_BROWSERS = {"placeholder": "1990-06-15"}  # those that show a day as plain text; others ignore it
BLANK = gettext_lazy("Answer this question.")
BAD_SIGN = gettext_lazy("There is a sign in it that we cannot keep. Please type it again.")
APPLICANT = "applicant"
"""What the answers hold the applicant's own place under: the portal asks it of everybody."""

LIVES = Question(APPLICANT, Kind.PLACE, Bilingual("Where the applicant lives", "Kung saan nakatira ang aplikante"))


class SectionForm(forms.Form):
    """One page of questions. Valid or not, ``answered`` holds what can be kept of it."""

    use_required_attribute = False

    def __init__(self, *args: Any, questions: Collection[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.unfinished: dict[str, Any] = {}
        """Places that are not chosen to the end yet: the page asks on."""

    @property
    def answered(self) -> dict[str, Any]:
        """Answers by the name of their question, None for what was emptied; without files and what is typed badly."""
        return {
            question.name: self.cleaned_data.get(question.name) or self.unfinished.get(question.name)
            for question in self.questions
            if question.kind != Kind.FILE and self._is_blank_at_most(question.name)
        }

    def _is_blank_at_most(self, name: str) -> bool:
        return all(error.code == "required" for error in self.errors.as_data().get(name, []))

    @property
    def uploads(self) -> dict[str, Any]:
        """The files that came along, by the name of their question."""
        names = [question.name for question in self.questions if question.kind == Kind.FILE]
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    @property
    def has_only_blanks(self) -> bool:
        """Whether all that is wrong is that something was left empty."""
        return all(self._is_blank_at_most(name) for name in self.errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places = [question.name for question in self.questions if question.kind == Kind.PLACE]
        self.unfinished = {name: cleaned[name] for name in places if is_unfinished(cleaned.get(name))}
        for name, chosen in self.unfinished.items():
            if was_offered(self.data, self.add_prefix(name), chosen):
                self.add_error(name, forms.ValidationError(_("Choose here too, or choose again."), code="required"))
        return cleaned


def section_form(
    section: Section,
    definition: Definition,
    answers: Answers,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    *,
    sent: Collection[str] = (),
    is_required: bool = True,
) -> SectionForm:
    """The questions of this page that the answers so far lead to. ``sent`` names the papers already sent."""
    questions = definition.shown_questions(section, answers)
    form = SectionForm(
        data,
        files,
        prefix=PREFIX,
        initial={question.name: answers.get(question.name) for question in questions},
        questions=questions,
    )
    for question in questions:
        field = _field(question)
        field.required = is_required and question.is_required and question.name not in sent
        form.fields[question.name] = field
    return form


def _field(question: Question) -> forms.Field:
    field = FIELDS[question.kind](question)
    field.label = _marked(question.label)
    field.help_text = _help(question, str(field.help_text))
    if question.kind != Kind.FILE:
        field.error_messages["required"] = BLANK
    return field


def _help(question: Question, usual: str) -> SafeString | str:
    """What helps to answer, and why the office asks."""
    words = [_marked(question.help) if question.help else usual]
    if question.reason:
        if question.help and not str(question.help).endswith((".", "!", "?", ":")):
            words[0] = format_html("{}.", words[0])
        words.append(format_html("{} {}", _("Why we ask:"), _marked(question.reason)))
    return format_html_join(" ", "{}", ((text,) for text in words if text))


def _marked(text: Bilingual) -> SafeString | str:
    """Its words, marked where they are in another language than the page."""
    return format_html('<span lang="{}">{}</span>', text.lang, text) if text.lang else str(text)


# ---- One kind each -------------------------------------------------------------------------------------------------


class _Text(forms.CharField):
    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, **kwargs)
        self.error_messages["max_length"] = _("Write it shorter: at most %(limit)s letters and signs.") % {
            "limit": f"{longest:,}"
        }
        for validator in self.validators:
            if isinstance(validator, ProhibitNullCharactersValidator):
                validator.message = BAD_SIGN

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # a browser's own limit would cut off silently what is pasted


def _short(question: Question) -> forms.Field:
    return _Text(longest=LONGEST_SHORT)


def _long(question: Question) -> forms.Field:
    return _Text(longest=LONGEST_LONG, widget=forms.Textarea(attrs={"rows": 5}))


class NumberField(forms.CharField):
    """A number as people write it, with commas or a peso sign; cleaned, as plain digits."""

    def __init__(self, question: Question) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        self.is_money = question.kind == Kind.MONEY
        self.help_text = _("In pesos, for example 12,500.") if self.is_money else ""
        self.minimum = Decimal(question.minimum) if question.minimum else (Decimal(0) if self.is_money else None)
        self.maximum = Decimal(question.maximum) if question.maximum else None
        self.validators = []

    def clean(self, value: Any) -> str:
        typed = str(value or "").strip()
        if not typed:
            return super().clean("")
        plain = re.sub(r"(?i)^(₱|php|p)\s*", "", typed).replace("\xa0", "").replace(" ", "")
        if not NUMBER.fullmatch(plain) or not plain.isascii():
            raise forms.ValidationError(self._how, code="invalid")
        whole, _dot, part = plain.replace(",", "").partition(".")
        if len(whole.lstrip("-")) > 12 or len(part) > (2 if self.is_money else 4):
            raise forms.ValidationError(_("This number is too long."), code="invalid")
        number = Decimal(f"{whole}.{part or 0}")
        if self.minimum is not None and number < self.minimum:
            raise forms.ValidationError(_("Write at least %(limit)s.") % {"limit": self._words(self.minimum)})
        if self.maximum is not None and number > self.maximum:
            raise forms.ValidationError(_("Write at most %(limit)s.") % {"limit": self._words(self.maximum)})
        return _plain(number)

    @property
    def _how(self) -> str:
        if self.is_money:
            return _("Write an amount in pesos, for example 12,500.")
        return _("Write a number in digits, for example 12.")

    def _words(self, number: Decimal) -> str:
        return pesos(number) if self.is_money else _grouped(number)


def _plain(number: Decimal) -> str:
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number.normalize():f}"


def _grouped(number: Decimal) -> str:
    return f"{Decimal(_plain(number)):,}"


class DayField(forms.CharField):
    """A day, as browsers send it or as people write it; cleaned, as ``2026-11-22``."""

    def __init__(self) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off", **OLD_BROWSERS}))
        self.validators = []

    def clean(self, value: Any) -> str:
        typed = str(value or "").strip()
        if not typed:
            return super().clean("")
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", typed, re.ASCII):
            raise forms.ValidationError(_("Write the day as year, month and day, for example 1990-06-15."))
        try:
            day = datetime.date(*(int(part) for part in typed.split("-")))
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day. Check the month and the day.")) from error
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Check the year."))
        return day.isoformat()


def _choice(question: Question) -> forms.Field:
    mark = str if len(question.choices) > FEW_CHOICES else _marked  # a list to open holds no marks
    return _one_of([(choice.value, mark(choice.label)) for choice in question.choices], question)


def _yes_no(question: Question) -> forms.Field:
    return _one_of([("yes", _("Yes")), ("no", _("No"))], question)


def _one_of(choices: list[tuple[str, str]], question: Question) -> forms.Field:
    if len(choices) > FEW_CHOICES:
        field = forms.ChoiceField(choices=[("", _("Choose")), *choices])
    else:
        nothing = [] if question.is_required else [("", _("I do not want to say"))]
        field = forms.ChoiceField(choices=[*choices, *nothing], widget=forms.RadioSelect)
    field.error_messages["invalid_choice"] = _("Choose from the list.")
    return field


def _several(question: Question) -> forms.Field:
    choices = [(choice.value, _marked(choice.label)) for choice in question.choices]
    field = forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, help_text=_("Choose all that fit.")
    )
    field.error_messages["invalid_choice"] = _("Choose from the list.")
    return field


def _place(question: Question) -> forms.Field:
    return PlaceField(widget=PlaceWidget)


def _file(question: Question) -> forms.Field:
    endings = sorted(f".{ending}" for endings in ENDINGS.values() for ending in endings)
    field = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ",".join(endings)}),
        help_text=_("A photo, or PDF, JPEG, PNG, DOCX or XLSX, at most 7 MB."),
    )
    field.error_messages |= {
        "missing": _("No file came along. Choose it again."),
        "empty": _("This file is empty. Choose another one."),
        "required": _("Add this paper."),
    }
    return field


FIELDS: dict[Kind, Callable[[Question], forms.Field]] = {
    Kind.SHORT: _short,
    Kind.LONG: _long,
    Kind.NUMBER: NumberField,
    Kind.MONEY: NumberField,
    Kind.DATE: lambda question: DayField(),
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.YES_NO: _yes_no,
    Kind.PLACE: _place,
    Kind.FILE: _file,
}


# ---- In words ------------------------------------------------------------------------------------------------------


def as_text(question: Question, value: Any) -> str:
    """An answer in words, in the language of the page; empty where there is none. Files have no words."""
    if not value or question.kind == Kind.FILE:
        return ""
    match question.kind:
        case Kind.MONEY:
            return pesos(Decimal(value))
        case Kind.NUMBER:
            return _grouped(Decimal(value))
        case Kind.DATE:
            return long_date(datetime.date.fromisoformat(value))
        case Kind.CHOICE:
            return question.label_of(value)
        case Kind.SEVERAL:
            return ", ".join(question.label_of(each) for each in value)
        case Kind.YES_NO:
            return _("Yes") if value == "yes" else _("No")
        case Kind.PLACE:
            return in_words(value)
    return str(value)


def rows(definition: Definition, answers: Answers) -> list[tuple[Question, str]]:
    """Every question that was asked of this applicant with the answer in words, in their order; first where they live.

    What was not answered is there with an empty text, and so is a paper: files are rows of their own.
    """
    lives = [(LIVES, as_text(LIVES, answers[APPLICANT]))] if answers.get(APPLICANT) else []
    return [
        *lives,
        *((question, as_text(question, answers.get(question.name))) for question in asked(definition, answers)),
    ]


def asked(definition: Definition, answers: Answers) -> Iterator[Question]:
    """The questions that these answers lead to."""
    for section in definition.shown_sections(answers):
        yield from definition.shown_questions(section, answers)


def unanswered(definition: Definition, answers: Answers, *, sent: Collection[str]) -> list[Question]:
    """What must still be answered before the form can be sent; ``sent`` names the papers that were."""
    return [
        question
        for question in asked(definition, answers)
        if is_unfinished_answer(question, answers.get(question.name))
        or (
            question.is_required
            and not (question.name in sent if question.kind == Kind.FILE else answers.get(question.name))
        )
    ]


def is_unfinished_answer(question: Question, value: Any) -> bool:
    return question.kind == Kind.PLACE and is_unfinished(value)
