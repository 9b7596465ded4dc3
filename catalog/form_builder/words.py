"""Conditions as sentences, in the language of the page."""

from django.utils.translation import gettext as _

from catalog.questions import Condition, Definition, Question


def in_words(condition: Condition, definition: Definition) -> str:
    """The question and the answers that it is about, such as: “Do you study?” with: Yes."""
    asked = {question.name: question for question in definition.questions()}.get(condition.question)
    return _("“%(question)s” with: %(answers)s") % {
        "question": asked.label if asked else condition.question,
        "answers": ", ".join(_answer(asked, value) for value in condition.values),
    }


def _answer(question: Question | None, value: str) -> str:
    words = {"yes": _("Yes"), "no": _("No")}
    return words.get(value) or (question.label_of(value) if question else value)
