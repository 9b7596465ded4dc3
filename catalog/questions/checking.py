"""What is wrong with a form while somebody builds it, each thing in words and in its place."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .grammar import Condition, Definition, Kind, Question

RESERVED = {"applicant", "helper"}  # what the portal itself asks of everybody


@dataclass(frozen=True)
class Problem:
    section: int
    """Which section, counted from 0."""

    question: int | None
    """Which question in it; None if it is about the section itself."""

    field: str
    message: str


def problems(definition: Definition, *, papers: Collection[int]) -> list[Problem]:
    """All that keeps this form from being used. ``papers`` are the keys of the service's required papers."""
    return list(_problems(definition, papers))


def _problems(definition: Definition, papers: Collection[int]) -> Iterator[Problem]:
    earlier: dict[str, Question] = {}
    later = {question.name for question in definition.questions()}
    for place, section in enumerate(definition.sections):
        if not section.title:
            yield Problem(place, None, "title", _("Give this page a title."))
        if section.show_if:
            for message in _of_condition(section.show_if, earlier, later):
                yield Problem(place, None, "show_if", message)
        if not section.questions:
            yield Problem(place, None, "questions", _("This section asks nothing. Add a question or remove it."))
        for number, question in enumerate(section.questions):
            for field, message in _of_question(question, earlier, later, papers):
                yield Problem(place, number, field, message)
            earlier[question.name] = question


def _of_question(
    question: Question, earlier: dict[str, Question], later: Collection[str], papers: Collection[int]
) -> Iterator[tuple[str, str]]:
    if not question.label:
        yield "label", _("Write the question.")
    if question.name in earlier:
        yield (
            "name",
            _("Another question already has the name “%(name)s”: “%(other)s”. Empty this field, and it gets its own.")
            % {"name": question.name, "other": earlier[question.name].label},
        )
    if question.name in RESERVED:
        yield "name", _("The portal itself uses the name “%(name)s”.") % {"name": question.name}
    if question.is_personal and not question.reason:
        yield "reason", _("Say why you ask: the applicant reads it beside the question.")
    if question.kind.has_choices:
        yield from _of_choices(question)
    if question.kind == Kind.FILE and question.paper not in papers:
        yield "paper", _("Choose which of the required papers of the service this file is.")
    if question.show_if:
        for message in _of_condition(question.show_if, earlier, later):
            yield "show_if", message
    yield from _of_limits(question)


def _of_choices(question: Question) -> Iterator[tuple[str, str]]:
    values = [choice.value for choice in question.choices]
    if len(values) < 2:
        yield "choices", _("Give at least two choices.")
    if len(set(values)) < len(values):
        yield "choices", _("Two choices are the same.")
    if any(not choice.label for choice in question.choices):
        yield "choices", _("A choice has no words.")


def _of_limits(question: Question) -> Iterator[tuple[str, str]]:
    limits = {}
    for field in ("minimum", "maximum"):
        written = getattr(question, field)
        try:
            limits[field] = Decimal(written) if written else None
        except InvalidOperation:
            yield field, _("“%(written)s” is not a number.") % {"written": written}
    smallest, largest = limits.get("minimum"), limits.get("maximum")
    if smallest is not None and largest is not None and smallest > largest:
        yield "maximum", _("The largest cannot be below the smallest.")


def _of_condition(condition: Condition, earlier: dict[str, Question], later: Collection[str]) -> Iterator[str]:
    names = {"name": condition.question}
    if condition.question not in earlier:
        if condition.question in later:
            yield _("It depends on “%(name)s”, which is asked later. Move that question before this one.") % names
        else:
            yield _("It depends on “%(name)s”, which is not in this form.") % names
        return
    question = earlier[condition.question]
    if not question.kind.can_be_condition:
        yield _("It depends on “%(name)s”, which has no choices to depend on.") % names
        return
    unknown = [value for value in condition.values if value not in question.choice_values()]
    if unknown or not condition.values:
        yield _("Say at which answers to “%(name)s” it is shown; “%(values)s” is none of them.") % {
            **names,
            "values": ", ".join(unknown),
        }
