"""What the applicant answered, as the form asked it."""

from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog.questions import Definition, Kind, Question


def rows(definition: Definition, answers: dict[str, Any]) -> Iterator[tuple[Question, str]]:
    """Each question that was shown to this applicant and is no file, with the answer in words."""
    shown = definition.shown_answers(answers)
    for section in definition.shown_sections(answers):
        for question in definition.shown_questions(section, answers):
            if question.kind != Kind.FILE:
                yield question, _as_text(question, shown.get(question.name))


def _as_text(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(question.label_of(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    if question.kind == Kind.YES_NO:
        return _("Yes") if value == "yes" else _("No")
    if question.kind == Kind.MONEY:
        return f"₱{number_format(value, decimal_pos=2, force_grouping=True)}"
    if question.kind == Kind.DATE and (day := parse_date(value)):
        return date_format(day)
    return question.label_of(value)
