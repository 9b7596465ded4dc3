"""What keeps a form from being published, said in its place: on the page, question or choice that it is about."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from catalog.questions import Definition, Problem, problems

from .definitions import definition_of

if TYPE_CHECKING:
    from catalog.models import ApplicationForm

WITH_PARTS = {"questions": StreamBlockValidationError, "choices": ListBlockValidationError}


def errors_of(form: "ApplicationForm") -> dict[str, ValidationError]:
    """By field of the form; those of its streams know the block they are about."""
    definition = definition_of(form)
    found = problems(definition, papers=_papers(form))
    errors = {
        "sections": _of_sections(found) if definition.sections else _one(_("Add at least one page with questions.")),
        "checks": _of_stream(_checks(definition)),
        "criteria": _of_stream(_criteria(definition)),
    }
    if form.offering_id and not form.offering.transaction_class:
        errors["offering"] = _one(
            _("Say first in the service which class under RA 11032 it has: the receipt promises a day by it.")
        )
    if not form.receiving_unit:
        errors["receiving_unit"] = _one(_("Say who receives applications: it stands on the receipt."))
    return {name: error for name, error in errors.items() if error is not None}


def sentences(form: "ApplicationForm") -> list[str]:
    """The same in words, each with the place it is about."""
    definition = definition_of(form)
    told = [_in_words(definition, problem) for problem in problems(definition, papers=_papers(form))]
    errors = errors_of(form)
    for name in ("offering", "receiving_unit"):
        told += errors[name].messages if name in errors else []
    if not definition.sections:
        told += errors["sections"].messages
    return told + [
        message for _place, fields in (*_checks(definition), *_criteria(definition)) for message in fields.values()
    ]


def _in_words(definition: Definition, problem: Problem) -> str:
    section = definition.sections[problem.section]
    place = section.title.en or _("Page %(number)d") % {"number": problem.section + 1}
    if problem.question is not None:
        question = section.questions[problem.question]
        place = f"{place}, {question.label.en or question.name}"
    return f"{place}: {problem.message}"


def _papers(form: "ApplicationForm") -> set[int]:
    return {key for key, _name in form.papers()}


def _one(message: str) -> ValidationError:
    return ValidationError(message)


def _of_sections(found: list[Problem]) -> ValidationError | None:
    by_section: dict[int, list[Problem]] = defaultdict(list)
    for problem in found:
        by_section[problem.section].append(problem)
    if not by_section:
        return None
    return StreamBlockValidationError({place: _of_section(problems) for place, problems in by_section.items()})


def _of_section(found: list[Problem]) -> ValidationError:
    errors = _of_fields([problem for problem in found if problem.question is None])
    by_question: dict[int, list[Problem]] = defaultdict(list)
    for problem in found:
        if problem.question is not None:
            by_question[problem.question].append(problem)
    if by_question:
        parts = {place: StructBlockValidationError(_of_fields(problems)) for place, problems in by_question.items()}
        errors["questions"] = StreamBlockValidationError(parts)
    return StructBlockValidationError(errors)


def _of_fields(found: list[Problem]) -> dict[str, ValidationError]:
    messages: dict[str, list[str]] = defaultdict(list)
    for problem in found:
        messages[problem.field].append(problem.message)
    return {
        field: WITH_PARTS[field](non_block_errors=told) if field in WITH_PARTS else ValidationError(told)
        for field, told in messages.items()
    }


# ---- Checks and criteria ---------------------------------------------------------------------------------------------

Told = Iterator[tuple[int, dict[str, str]]]


def _of_stream(told: Told) -> ValidationError | None:
    errors = {
        place: StructBlockValidationError({name: ValidationError(message) for name, message in fields.items()})
        for place, fields in told
    }
    return StreamBlockValidationError(errors) if errors else None


def _checks(definition: Definition) -> Told:
    for place, check in enumerate(definition.checks):
        fields = {}
        if not check.question:
            fields["question"] = _("Write the question of the check.")
        if not check.advice:
            fields["advice"] = _("Say what you advise those whom the service does not fit.")
        if fields:
            yield place, fields


def _criteria(definition: Definition) -> Told:
    codes = [criterion.code for criterion in definition.criteria]
    for place, criterion in enumerate(definition.criteria):
        fields = {}
        if not criterion.name:
            fields["name"] = _("Say what reviewers look at.")
        if criterion.maximum < 1:
            fields["maximum"] = _("Say how many points it can have.")
        if criterion.code in codes[:place]:
            fields["code"] = _("Another criterion already has this name.")
        if fields:
            yield place, fields
