"""From blocks to the grammar and back: names, conditions in words, nothing lost."""

from dataclasses import replace

import pytest

from catalog.form_builder.definitions import definition_of, streams_of, write_names
from catalog.models import ApplicationForm
from catalog.questions import Bilingual, Check, Choice, Condition, Criterion, Definition, Kind, Section

from .building import LEVEL, STUDIES, a_question, one_page, only_if


def read(definition):
    return definition_of(ApplicationForm(**streams_of(definition)))


def blocks_without_names(definition):
    streams = streams_of(definition)
    for section in streams["sections"]:
        for question in section["value"]["questions"]:
            question["value"]["name"] = ""
            for choice in question["value"].get("choices", []):
                choice["value"] = ""
    return ApplicationForm(**streams)


def test_definition_when_put_into_blocks_and_read_then_it_is_the_same(db):
    everything = Definition(
        sections=(
            Section(
                Bilingual("Your studies", "Ang inyong pag-aaral"),
                (STUDIES, only_if(LEVEL, "studies", "yes"), *(a_question(kind.value, kind) for kind in SIMPLE)),
                intro=Bilingual("Short", "Maikli"),
            ),
            Section(
                Bilingual("More"),
                (
                    a_question("age", Kind.NUMBER, minimum="1", maximum="120", is_required=False),
                    a_question("paper", Kind.FILE, paper=7),
                    a_question(
                        "school",
                        is_personal=True,
                        reason=Bilingual("To ask", "Upang magtanong"),
                        help=Bilingual("Full"),
                    ),
                ),
                show_if=Condition("level", ("high", "college")),
            ),
        ),
        checks=(Check(Bilingual("Do you live outside?", "Sa labas?"), "no", Bilingual("Ask your town", "Magtanong")),),
        criteria=(Criterion("need", "Need", 40),),
    )

    assert read(everything) == everything


SIMPLE = [Kind.LONG, Kind.MONEY, Kind.DATE, Kind.PLACE]


def test_names_when_left_empty_then_made_from_the_words_and_each_its_own(db):
    form = blocks_without_names(
        one_page(
            a_question("a", label=Bilingual("Name of the school?")),
            a_question("b", label=Bilingual("Name of the school")),
            a_question("c", label=Bilingual("Ñame")),
            a_question("d", label=Bilingual("Applicant")),
            a_question("e", label=Bilingual("؟")),
        )
    )

    names = [question.name for question in definition_of(form).questions()]

    assert names == ["name_of_the_school", "name_of_the_school_2", "name", "applicant_2", "question"]


def test_values_of_choices_when_left_empty_then_made_from_the_words(db):
    form = blocks_without_names(one_page(LEVEL))

    (question,) = definition_of(form).questions()

    assert question.choice_values() == ("high_school", "college")


@pytest.mark.parametrize("written", ["studies", "Studies", " studies "])
@pytest.mark.parametrize("answer", ["yes", "Yes", "yes, "])
def test_condition_when_written_in_words_then_names_are_found(db, written, answer):
    form = ApplicationForm(**streams_of(one_page(STUDIES, only_if(a_question("school"), "studies", "yes"))))
    value = form.sections[0].value["questions"][1].value
    value["show_if"], value["show_if_values"] = written, answer

    assert definition_of(form).question("school").show_if == Condition("studies", ("yes",))


def test_condition_when_answer_is_written_as_its_words_then_its_value_is_found(db):
    form = ApplicationForm(**streams_of(one_page(LEVEL, only_if(a_question("school"), "level", "High school"))))

    assert definition_of(form).question("school").show_if == Condition("level", ("high",))


def test_names_when_written_down_then_new_words_do_not_change_them(db):
    form = blocks_without_names(one_page(a_question("a", label=Bilingual("Which school?"))))
    write_names(form)

    form.sections[0].value["questions"][0].value["label"] = "Name of your school"

    assert [question.name for question in definition_of(form).questions()] == ["which_school"]


def test_names_when_missing_in_a_later_draft_then_the_published_ones_stay(db):
    published = ApplicationForm(**streams_of(one_page(a_question("which_school", label=Bilingual("Which school?")))))
    streams = streams_of(one_page(a_question("x", label=Bilingual("Name of your school"))))
    block = streams["sections"][0]["value"]["questions"][0]
    block["id"], block["value"]["name"] = published.sections[0].value["questions"][0].id, ""
    draft = ApplicationForm(**streams)

    write_names(draft, kept=published)

    assert [question.name for question in definition_of(draft).questions()] == ["which_school"]


def test_paper_when_nothing_is_chosen_then_none(db):
    definition = one_page(a_question("paper", Kind.FILE, paper=None))

    assert read(definition).question("paper").paper is None


def test_choice_when_two_have_the_same_typed_value_then_both_keep_it_for_the_checking_to_find(db):
    twice = (Choice("a", Bilingual("One")), Choice("a", Bilingual("Two")))

    assert read(one_page(replace(LEVEL, choices=twice))).question("level").choice_values() == ("a", "a")
