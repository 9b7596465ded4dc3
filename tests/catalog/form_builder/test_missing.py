"""What keeps a form from being published is said on the very page, question or choice that it is about."""

from dataclasses import replace

import pytest

from catalog.form_builder.missing import errors_of, sentences
from catalog.questions import Bilingual, Check, Choice, Criterion, Definition, Kind, Section
from tests.catalog.factories import RequiredDocumentFactory

from .building import LEVEL, STUDIES, a_question, drafted, one_page, only_if

WHY = a_question("why")


def at(form, *path):
    """The messages at this block, as the page shows them."""
    error = errors_of(form)[path[0]].as_json_data()
    for step in path[1:]:
        error = error["blockErrors"][step]
    return error["messages"]


QUESTIONS = {
    "without words": ([a_question("why", label=Bilingual())], 0, "label", "Write the question."),
    "two of one name": (
        [WHY, WHY],
        1,
        "name",
        "Another question already has the name “why”: “Why”. Empty this field, and it gets its own.",
    ),
    "a name of the portal": ([a_question("applicant")], 0, "name", "The portal itself uses the name “applicant”."),
    "personal without reason": (
        [a_question("why", is_personal=True)],
        0,
        "reason",
        "Say why you ask: the applicant reads it beside the question.",
    ),
    "no choices": ([a_question("level", Kind.CHOICE)], 0, "choices", "Give at least two choices."),
    "one choice": ([replace(LEVEL, choices=LEVEL.choices[:1])], 0, "choices", "Give at least two choices."),
    "a choice without words": (
        [replace(LEVEL, choices=(*LEVEL.choices, Choice("x", Bilingual())))],
        0,
        "choices",
        "A choice has no words.",
    ),
    "a choice twice": ([replace(LEVEL, choices=LEVEL.choices * 2)], 0, "choices", "Two choices are the same."),
    "a file that is no paper": (
        [a_question("paper", Kind.FILE)],
        0,
        "paper",
        "Choose which of the required papers of the service this file is.",
    ),
    "depends on a later one": (
        [only_if(WHY, "studies", "yes"), STUDIES],
        0,
        "show_if",
        "It depends on “studies”, which is asked later. Move that question before this one.",
    ),
    "depends on a removed one": (
        [only_if(WHY, "gone", "yes")],
        0,
        "show_if",
        "It depends on “gone”, which is not in this form.",
    ),
    "depends on itself": (
        [only_if(STUDIES, "studies", "yes")],
        0,
        "show_if",
        "It depends on “studies”, which is asked later. Move that question before this one.",
    ),
    "depends on a text": (
        [WHY, only_if(a_question("more"), "why", "yes")],
        1,
        "show_if",
        "It depends on “why”, which has no choices to depend on.",
    ),
    "depends on no such answer": (
        [LEVEL, only_if(WHY, "level", "kindergarten")],
        1,
        "show_if",
        "Say at which answers to “level” it is shown; “kindergarten” is none of them.",
    ),
    "largest below smallest": (
        [a_question("age", Kind.NUMBER, minimum="9", maximum="1")],
        0,
        "maximum",
        "The largest cannot be below the smallest.",
    ),
}


@pytest.mark.parametrize(("questions", "place", "field", "message"), QUESTIONS.values(), ids=QUESTIONS)
def test_question_when_something_is_wrong_then_said_at_its_field(db, questions, place, field, message):
    form = drafted(one_page(*questions))

    assert at(form, "sections", 0, "questions", place, field) == [message]


@pytest.mark.parametrize(
    ("section", "field", "message"),
    [
        (Section(Bilingual(), (WHY,)), "title", "Give this page a title."),
        (Section(Bilingual("More"), ()), "questions", "This section asks nothing. Add a question or remove it."),
        (
            replace(Section(Bilingual("More"), (WHY,)), show_if=only_if(WHY, "gone", "yes").show_if),
            "show_if",
            "It depends on “gone”, which is not in this form.",
        ),
    ],
)
def test_page_when_something_is_wrong_then_said_at_its_field(db, section, field, message):
    form = drafted(Definition(sections=(Section(Bilingual("First"), (STUDIES,)), section)))

    assert at(form, "sections", 1, field) == [message]


def test_check_and_criterion_when_empty_then_said_at_their_fields(db):
    form = drafted(
        replace(
            one_page(WHY),
            checks=(Check(Bilingual("Outside?"), "yes", Bilingual()),),
            criteria=(Criterion("need", "Need", 10), Criterion("need", "Need more", 0)),
        )
    )

    assert at(form, "checks", 0, "advice") == ["Say what you advise those whom the service does not fit."]
    assert at(form, "criteria", 1, "maximum") == ["Say how many points it can have."]
    assert at(form, "criteria", 1, "code") == ["Another criterion already has this name."]


def test_form_when_service_has_no_class_or_no_page_or_no_desk_then_said(db):
    form = drafted(Definition(), transaction_class="")
    form.receiving_unit = ""

    told = {name: error.messages for name, error in errors_of(form).items()}

    assert told == {
        "sections": ["Add at least one page with questions."],
        "offering": ["Say first in the service which class under RA 11032 it has: the receipt promises a day by it."],
        "receiving_unit": ["Say who receives applications: it stands on the receipt."],
    }
    assert len(sentences(form)) == 3


def test_file_when_paper_is_removed_from_the_service_then_said(db):
    form = drafted(one_page(WHY))
    paper = RequiredDocumentFactory(offering=form.offering)
    form.sections = drafted(one_page(a_question("paper", Kind.FILE, paper=paper.pk))).sections
    before = errors_of(form)

    paper.delete()

    assert before == {}
    assert at(form, "sections", 0, "questions", 0, "paper")


def test_sentences_when_told_then_each_names_its_page_and_question(db):
    form = drafted(one_page(a_question("age", is_personal=True)))

    assert sentences(form) == ["Your plan, Age: Say why you ask: the applicant reads it beside the question."]
