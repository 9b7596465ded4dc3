"""From the blocks of a form to its grammar, and back.

Every question, choice and criterion is kept under an internal name. An office need not think of one: what has none is
called after its words, and ``write_names`` writes that down, so that new words do not change it any more.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from catalog.questions import Bilingual, Check, Choice, Condition, Criterion, Definition, Kind, Question, Section
from catalog.questions.checking import RESERVED

if TYPE_CHECKING:
    from catalog.models import ApplicationForm

Values = Mapping[str, Any]
Stream = list[dict[str, Any]]
NAME_LENGTH = 50


def definition_of(form: "ApplicationForm") -> Definition:
    """What this form asks, as it stands on this object: a draft or the published text."""
    names = iter(_names(form))
    conditions = _Conditions(form, _names(form))
    return Definition(
        sections=tuple(_section(section.value, names, conditions) for section in form.sections),
        checks=tuple(_check(check.value) for check in form.checks),
        criteria=tuple(
            Criterion(code, criterion.value.get("name") or "", criterion.value.get("maximum") or 0)
            for criterion, code in zip(form.criteria, _codes(form), strict=True)
        ),
    )


def write_names(form: "ApplicationForm", *, kept: "ApplicationForm | None" = None) -> bool:
    """Put a name on all that has none: the one it had in ``kept``, else one from its words. Tells if anything changed.

    ``kept`` is the published text: what was asked there is still called the same.
    """
    before = kept_names(kept) if kept else {}
    for question in _questions(form):
        question.value["name"] = question.value.get("name") or before.get(question.id, "")
    changed = False
    for question, name in zip(_questions(form), _names(form), strict=True):
        changed |= before.get(question.id) != name
        question.value["name"] = name
        if Kind(question.block_type).has_choices:
            for choice, value in zip(question.value["choices"], _choice_values(question.value), strict=True):
                choice["value"] = value
    for criterion, code in zip(form.criteria, _codes(form), strict=True):
        criterion.value["code"] = code
    return changed


def rename_copies(form: "ApplicationForm", *, before: Mapping[str, str]) -> None:
    """Take the copied name from a question that was duplicated: it gets one of its own, like any without a name.

    ``before`` are the names as last saved, by the identity of the blocks. A copy is what was not named there. Of two
    that were, somebody typed a name twice: that is left for the checking to say.
    """
    questions = list(_questions(form))
    taken = {as_name(name) for question in questions if (name := before.get(question.id)) == _typed(question) and name}
    for question in questions:
        name = as_name(_typed(question))
        if name in taken and not before.get(question.id):
            question.value["name"] = ""
        elif name:
            taken.add(name)


def typed_names(form: "ApplicationForm") -> dict[str, str]:
    """The names that are written down, by the identity of their blocks."""
    return {question.id: _typed(question) for question in _questions(form)}


def _typed(question: Any) -> str:
    return question.value.get("name") or ""


def kept_names(form: "ApplicationForm") -> dict[str, str]:
    """The names of the questions by the identity of their blocks."""
    return dict(zip((question.id for question in _questions(form)), _names(form), strict=True))


def streams_of(definition: Definition) -> dict[str, Stream]:
    """The blocks that make this definition: for forms that start from a template."""
    return {
        "sections": [_block("section", _section_block(section)) for section in definition.sections],
        "checks": [_block("check", _check_block(check)) for check in definition.checks],
        "criteria": [
            _block("criterion", {"name": one.name, "maximum": one.maximum, "code": one.code})
            for one in definition.criteria
        ],
    }


# ---- Names -----------------------------------------------------------------------------------------------------------


def as_name(words: str) -> str:
    return slugify(words).replace("-", "_")[:NAME_LENGTH].strip("_")


def _named(typed_and_words: Iterable[tuple[str, str]], fallback: str, taken: Collection[str] = ()) -> list[str]:
    """The typed name of each, or one from its words that no other has."""
    pairs = [(as_name(typed or ""), words or "") for typed, words in typed_and_words]
    used = {typed for typed, _words in pairs if typed} | set(taken)
    names = []
    for typed, words in pairs:
        name = typed or _unused(as_name(words) or fallback, used)
        used.add(name)
        names.append(name)
    return names


def _unused(name: str, used: Collection[str]) -> str:
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name}_{number}"
    return found


def _questions(form: "ApplicationForm") -> Iterator[Any]:
    for section in form.sections:
        yield from section.value["questions"]


def _names(form: "ApplicationForm") -> list[str]:
    return _named(((one.value.get("name"), one.value.get("label")) for one in _questions(form)), "question", RESERVED)


def _choice_values(question: Values) -> list[str]:
    return _named(((choice.get("value"), choice.get("label")) for choice in question["choices"]), "choice")


def _codes(form: "ApplicationForm") -> list[str]:
    return _named(((one.value.get("code"), one.value.get("name")) for one in form.criteria), "criterion")


# ---- From blocks -----------------------------------------------------------------------------------------------------


def _bilingual(value: Values, name: str) -> Bilingual:
    return Bilingual((value.get(name) or "").strip(), (value.get(f"{name}_fil") or "").strip())


def _section(value: Values, names: Iterator[str], condition: Callable[[Values], Condition | None]) -> Section:
    return Section(
        title=_bilingual(value, "title"),
        intro=_bilingual(value, "intro"),
        show_if=condition(value),
        questions=tuple(
            _question(Kind(one.block_type), one.value, next(names), condition) for one in value["questions"]
        ),
    )


def _question(kind: Kind, value: Values, name: str, condition: Callable[[Values], Condition | None]) -> Question:
    return Question(
        name=name,
        kind=kind,
        label=_bilingual(value, "label"),
        help=_bilingual(value, "help"),
        reason=_bilingual(value, "reason"),
        is_personal=bool(value.get("is_personal")),
        is_required=bool(value.get("is_required")),
        choices=_choices(value) if kind.has_choices else (),
        show_if=condition(value),
        paper=int(value["paper"]) if (value.get("paper") or "").isdecimal() else None,
        minimum=_number(value.get("minimum")),
        maximum=_number(value.get("maximum")),
    )


def _choices(value: Values) -> tuple[Choice, ...]:
    return tuple(
        Choice(key, _bilingual(choice, "label"))
        for choice, key in zip(value["choices"], _choice_values(value), strict=True)
    )


def _number(value: Any) -> str:
    return "" if value is None else str(value)


def _check(value: Values) -> Check:
    return Check(_bilingual(value, "question"), value.get("fits_if") or "yes", _bilingual(value, "advice"))


class _Conditions:
    """Reads “only after this question, if it was answered with”, whether somebody wrote names or words."""

    def __init__(self, form: "ApplicationForm", names: list[str]) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, dict[str, str]] = {}
        for question, name in zip(_questions(form), names, strict=True):
            self.names.setdefault(as_name(question.value.get("label") or ""), name)
            if Kind(question.block_type).has_choices:
                self.values[name] = {as_name(str(one.label.en)): one.value for one in _choices(question.value)}
        self.names |= {name: name for name in names}

    def __call__(self, value: Values) -> Condition | None:
        asked, answers = (value.get("show_if") or "").strip(), value.get("show_if_values") or ""
        if not asked:
            return None
        name = self.names.get(as_name(asked), asked)
        known = self.values.get(name, {})
        written = [answer.strip() for answer in answers.split(",") if answer.strip()]
        return Condition(name, tuple(known.get(as_name(answer), as_name(answer) or answer) for answer in written))


# ---- To blocks -------------------------------------------------------------------------------------------------------


def _block(kind: str, value: Values) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _both(name: str, words: Bilingual) -> dict[str, str]:
    return {name: words.en, f"{name}_fil": words.fil}


def _only_if(condition: Condition | None) -> dict[str, str]:
    if condition is None:
        return {"show_if": "", "show_if_values": ""}
    return {"show_if": condition.question, "show_if_values": ", ".join(condition.values)}


def _section_block(section: Section) -> dict[str, Any]:
    return {
        **_both("title", section.title),
        **_both("intro", section.intro),
        **_only_if(section.show_if),
        "questions": [_block(one.kind.value, _question_block(one)) for one in section.questions],
    }


def _check_block(check: Check) -> dict[str, Any]:
    return {**_both("question", check.question), "fits_if": check.fits_if, **_both("advice", check.advice)}


def _question_block(question: Question) -> dict[str, Any]:
    value: dict[str, Any] = {
        **_both("label", question.label),
        **_both("help", question.help),
        **_both("reason", question.reason),
        **_only_if(question.show_if),
        "is_personal": question.is_personal,
        "is_required": question.is_required,
        "name": question.name,
    }
    if question.kind.has_choices:
        value["choices"] = [{**_both("label", choice.label), "value": choice.value} for choice in question.choices]
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        value |= {"minimum": question.minimum or None, "maximum": question.maximum or None}
    if question.kind == Kind.FILE:
        value["paper"] = str(question.paper or "")
    return value
