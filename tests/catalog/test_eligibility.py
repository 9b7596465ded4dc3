"""Can somebody who lives there get it? All cases."""

import pytest
from django.utils import translation

from catalog.eligibility import Places, answer, code_of, codes_for, label_of
from catalog.enums import Eligibility, OBCAccess

OPEN, CASE, RESIDENTS, UNKNOWN = (
    OBCAccess.OPEN_TO_OBC,
    OBCAccess.CASE_BY_CASE,
    OBCAccess.BARMM_RESIDENTS,
    OBCAccess.UNKNOWN,
)
PLACES = {
    "nationwide": Places(everywhere=True),
    "XII": Places(regions=frozenset({"XII"})),
    "a part of XII": Places(parts=frozenset({"XII"})),
    "BARMM": Places(regions=frozenset({"BARMM"})),
    "BARMM and XII": Places(regions=frozenset({"BARMM", "XII"})),
    "not said": Places(),
}
# Who asks: somebody in Region XII, somebody in Region IX, somebody in BARMM.
ASKERS = ("XII", "IX", "BARMM")
ANSWERS = {
    (OPEN, "nationwide"): ("open", "open", "open"),
    (OPEN, "XII"): ("open", "not there", "not there"),
    (OPEN, "a part of XII"): ("open", "not there", "not there"),
    (OPEN, "BARMM"): ("not there", "not there", "open"),
    (OPEN, "BARMM and XII"): ("open", "not there", "open"),
    (OPEN, "not said"): ("ask", "ask", "ask"),
    (CASE, "nationwide"): ("case", "case", "case"),
    (CASE, "XII"): ("case", "not there", "not there"),
    (CASE, "a part of XII"): ("case", "not there", "not there"),
    (CASE, "BARMM"): ("case", "case", "open"),
    (CASE, "BARMM and XII"): ("case", "not there", "open"),
    (CASE, "not said"): ("case", "case", "ask"),
    (RESIDENTS, "nationwide"): ("residents", "residents", "open"),
    (RESIDENTS, "XII"): ("residents", "residents", "open"),
    (RESIDENTS, "a part of XII"): ("residents", "residents", "open"),
    (RESIDENTS, "BARMM"): ("residents", "residents", "open"),
    (RESIDENTS, "BARMM and XII"): ("residents", "residents", "open"),
    (RESIDENTS, "not said"): ("residents", "residents", "open"),
    (UNKNOWN, "nationwide"): ("ask", "ask", "ask"),
    (UNKNOWN, "XII"): ("ask", "not there", "not there"),
    (UNKNOWN, "a part of XII"): ("ask", "not there", "not there"),
    (UNKNOWN, "BARMM"): ("ask", "ask", "open"),
    (UNKNOWN, "BARMM and XII"): ("ask", "not there", "open"),
    (UNKNOWN, "not said"): ("ask", "ask", "ask"),
}
CODES = {
    "open": Eligibility.OPEN,
    "case": Eligibility.CASE_BY_CASE,
    "residents": Eligibility.BARMM_RESIDENTS,
    "ask": Eligibility.UNKNOWN,
    "not there": Eligibility.NOT_THERE,
}
CASES = [
    (access, places, lives, CODES[said])
    for (access, places), all_said in ANSWERS.items()
    for lives, said in zip(ASKERS, all_said, strict=True)
]


def test_cases_when_counted_then_none_is_left_out():
    assert ANSWERS.keys() == {(access, places) for access in OBCAccess for places in PLACES}


@pytest.mark.parametrize(("access", "places", "lives", "code"), CASES)
def test_code_when_somebody_asks_then_follows_access_and_places(access, places, lives, code):
    assert code_of(access, PLACES[places], lives) == code


@pytest.mark.parametrize("access", OBCAccess)
@pytest.mark.parametrize("places", PLACES)
def test_code_when_nobody_says_where_they_live_then_is_about_people_outside_barmm(access, places):
    assert code_of(access, PLACES[places]) == access


@pytest.mark.parametrize(
    ("code", "lives", "words", "sentence"),
    [
        (OPEN, "", "Open to people outside BARMM", "You can get this if you live outside BARMM."),
        (CASE, "", "Case by case: ask the office", "Case by case."),
        (RESIDENTS, "", "Only for residents of BARMM", "Only for residents of BARMM."),
        (
            UNKNOWN,
            "",
            "Not known if people outside BARMM can get it",
            "We do not know yet if people outside BARMM can get this.",
        ),
        (OPEN, "XII", "Open to you", "You can get this if you live in Region XII."),
        (CASE, "XII", "Case by case: ask the office", "Case by case."),
        (RESIDENTS, "NCR", "Only for residents of BARMM", "Only for residents of BARMM."),
        (UNKNOWN, "MIMAROPA", "Ask the office", "We do not know yet if people in MIMAROPA can get this."),
        (RESIDENTS, "BARMM", "Open to you", "You can get this if you live in BARMM."),
    ],
)
def test_answer_when_said_in_words_then_names_where_the_reader_lives(code, lives, words, sentence):
    said = answer(code, Places(everywhere=True), lives)

    assert (said.words, said.sentence) == (words, sentence)


def test_answer_when_not_offered_where_the_reader_lives_then_says_so():
    said = answer(OPEN, PLACES["XII"], "IX")

    assert (said.words, said.sentence) == ("Not offered in Region IX", "Not offered in Region IX.")
    assert said.advice == "Look below where it is offered."


def test_answer_when_only_some_provinces_are_named_then_says_in_parts():
    said = answer(OPEN, PLACES["a part of XII"], "XII")

    assert (said.code, said.words) == (Eligibility.OPEN, "Open to you in parts of Region XII")
    assert said.advice == "Look below in which provinces it is offered."


@pytest.mark.parametrize("language", ["en", "fil"])
@pytest.mark.parametrize("lives", ["", "XII", "BARMM"])
def test_every_code_when_it_can_be_answered_then_has_words(lives, language):
    with translation.override(language):
        labels = [label_of(code, lives) for code in codes_for(lives)]

    assert len(set(labels)) == len(labels) >= 4
    assert all(labels)
    assert not any("%" in label for label in labels)


def test_codes_when_the_reader_lives_somewhere_then_are_those_they_may_meet():
    assert Eligibility.NOT_THERE not in codes_for()
    assert Eligibility.BARMM_RESIDENTS not in codes_for("BARMM")
    assert codes_for("XII") == list(Eligibility)
