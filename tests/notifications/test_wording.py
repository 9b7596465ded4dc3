import pytest

from portal.notifications.wording import Gap, fill, problems

GAPS = {"reference": Gap("number", "7K3M"), "name": Gap("name", "Amina", is_personal=True)}


def test_fill_when_gaps_are_known_then_puts_the_values_in():
    assert fill("Case {reference} of {name}.", {"reference": "7K3M", "name": "Amina"}) == "Case 7K3M of Amina."


def test_fill_when_a_value_looks_like_a_gap_then_is_left_as_it_is():
    assert fill("{name}!", {"name": "{reference} {0.__class__}", "reference": "7K3M"}) == "{reference} {0.__class__}!"


def test_fill_when_all_gaps_of_a_line_stay_empty_then_leaves_the_line_out():
    assert fill("Hello\n\nCall {name}.\n\nBye {reference}", {"name": "", "reference": "1"}) == "Hello\n\nBye 1"


def test_fill_when_one_gap_of_a_line_is_filled_then_keeps_the_line():
    assert fill("{name} {reference}", {"name": "", "reference": "1"}) == "1"


def test_problems_when_all_gaps_are_known_then_finds_none():
    assert list(problems("Case {reference} of {name}, 100 %, <b>", GAPS)) == []


@pytest.mark.parametrize(
    "words",
    [
        "{unknown}",
        "{}",
        "{0}",
        "{reference.__class__}",
        "{reference[0]}",
        "{reference!r}",
        "{reference:>1000000000}",
        "{reference:{name}}",
        "{ reference }",
        "{application.answers}",
        "{Reference}",
    ],
)
def test_problems_when_a_gap_is_anything_but_a_known_name_then_says_what_can_be_used(words):
    (sentence,) = problems(words, GAPS)

    assert "cannot be filled" in sentence
    assert "{reference}" in sentence


@pytest.mark.parametrize("words", ["{", "}", "a { b", "{reference", "{{reference}}", "{{", "}}", "{reference}}"])
def test_problems_when_a_brace_stands_alone_then_says_so(words):
    assert any("stands alone" in sentence for sentence in problems(words, GAPS))


def test_problems_when_a_personal_gap_stands_where_others_may_read_then_says_so():
    (sentence,) = problems("{name}", GAPS, personal=False)

    assert "is personal" in sentence
