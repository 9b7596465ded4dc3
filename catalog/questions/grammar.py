"""The parts of a form.

An answer is what JSON holds, by the name of its question: text for ``short``, ``long`` and ``choice``, a number as
text for ``number`` and ``money`` (pesos), a day as ``2026-11-22``, ``yes`` or ``no``, a list of values for
``several``, and for ``place`` the codes of region, province and municipality with the barangay's name. Files are rows
of their own, not answers. What was not answered is absent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Answers = Mapping[str, Any]


class Kind(models.TextChoices):
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money in pesos")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several choices")
    SEVERAL = "several", _("Several choices")
    YES_NO = "yes_no", _("Yes or no")
    PLACE = "place", _("Place")
    FILE = "file", _("A paper, as a file")

    @property
    def has_choices(self) -> bool:
        return self in (Kind.CHOICE, Kind.SEVERAL)

    @property
    def can_be_condition(self) -> bool:
        """Whether later questions may depend on its answer."""
        return self in (Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO)


@dataclass(frozen=True)
class Bilingual:
    """A text that an office wrote in English and perhaps in Filipino; as text it is in the language of the page."""

    en: str = ""
    fil: str = ""

    def __str__(self) -> str:
        return self.fil if get_language() == "fil" and self.fil else self.en

    def __bool__(self) -> bool:
        return bool(self.en)

    @property
    def lang(self) -> str:
        """The language to mark it with where it differs from the page's; else empty."""
        return "en" if get_language() == "fil" and self.en and not self.fil else ""


@dataclass(frozen=True)
class Choice:
    value: str
    label: Bilingual


@dataclass(frozen=True)
class Condition:
    """Shown only if this earlier question was answered with one of these values."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        given = answers.get(self.question)
        return bool(set(given if isinstance(given, list) else [given]) & set(self.values))


@dataclass(frozen=True)
class Question:
    name: str
    """What its answer is kept under: a slug, once in a form."""

    kind: Kind
    label: Bilingual
    help: Bilingual = Bilingual()
    reason: Bilingual = Bilingual()
    """Why the office asks; shown to the applicant. A personal question must have one."""

    is_personal: bool = False
    is_required: bool = True
    choices: tuple[Choice, ...] = ()
    show_if: Condition | None = None
    paper: int | None = None
    """For a file: the key of the service's row of required papers."""

    minimum: str = ""
    maximum: str = ""
    """Limits of a number or an amount, as text; empty if there is none."""

    def choice_values(self) -> tuple[str, ...]:
        """What a condition on this question may name."""
        return ("yes", "no") if self.kind == Kind.YES_NO else tuple(choice.value for choice in self.choices)

    def label_of(self, value: str) -> str:
        return next((str(choice.label) for choice in self.choices if choice.value == value), value)


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    title: Bilingual
    questions: tuple[Question, ...]
    intro: Bilingual = Bilingual()
    show_if: Condition | None = None


@dataclass(frozen=True)
class Check:
    """A question before the form: advice whether it fits, never a block."""

    question: Bilingual
    fits_if: str  # yes or no
    advice: Bilingual
    """Told to who answers otherwise."""


@dataclass(frozen=True)
class Criterion:
    """What reviewers give points for."""

    code: str
    name: str
    maximum: int


@dataclass(frozen=True)
class Definition:
    sections: tuple[Section, ...] = ()
    checks: tuple[Check, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    _by_name: dict[str, Question] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update({question.name: question for question in self.questions()})

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def question(self, name: str) -> Question:
        """By its name; ``KeyError`` if there is none."""
        return self._by_name[name]

    # ---- Which are shown -------------------------------------------------------------------------------------------

    def shown_answers(self, answers: Answers) -> dict[str, Any]:
        """Without what was answered to questions that the later answers hide again."""
        kept: dict[str, Any] = {}
        for section in self.sections:
            if section.show_if and not section.show_if.holds(kept):
                continue
            for question in section.questions:
                if question.name in answers and (question.show_if is None or question.show_if.holds(kept)):
                    kept[question.name] = answers[question.name]
        return kept

    def shown_sections(self, answers: Answers) -> list[Section]:
        """The pages this applicant fills in, of those that have a question for them."""
        shown = self.shown_answers(answers)
        return [
            section
            for section in self.sections
            if (section.show_if is None or section.show_if.holds(shown)) and self.shown_questions(section, answers)
        ]

    def shown_questions(self, section: Section, answers: Answers) -> list[Question]:
        """The questions of a page. One that depends on a question of the same page is asked once that is answered."""
        shown = self.shown_answers(answers)
        return [question for question in section.questions if question.show_if is None or question.show_if.holds(shown)]

    # ---- As JSON ---------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        return {name: asdict(self)[name] for name in ("sections", "checks", "criteria")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            sections=tuple(_section(section) for section in data.get("sections", ())),
            checks=tuple(
                Check(Bilingual(**check["question"]), check["fits_if"], Bilingual(**check["advice"]))
                for check in data.get("checks", ())
            ),
            criteria=tuple(Criterion(**criterion) for criterion in data.get("criteria", ())),
        )


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        title=Bilingual(**data["title"]),
        questions=tuple(_question(question) for question in data["questions"]),
        intro=Bilingual(**data["intro"]),
        show_if=_condition(data["show_if"]),
    )


def _question(data: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **data,
            "kind": Kind(data["kind"]),
            **{name: Bilingual(**data[name]) for name in ("label", "help", "reason")},
            "choices": tuple(Choice(choice["value"], Bilingual(**choice["label"])) for choice in data["choices"]),
            "show_if": _condition(data["show_if"]),
        }
    )


def _condition(data: Mapping[str, Any] | None) -> Condition | None:
    return Condition(data["question"], tuple(data["values"])) if data else None
