"""What an address asks for."""

import pytest
from django.http import QueryDict

from catalog.browsing.asked import Asked
from catalog.browsing.facts import Facts
from portal.core.browsing.asked import LONGEST_SEARCH

LABELS = {
    "category": {"education": "Education", "health": "Health"},
    "region": {"IX": "Region IX", "XII": "Region XII"},
    "type": {"scholarship": "Scholarship"},
    "office": {"dti-sb-corp": "SB Corporation"},
}
FACTS = Facts([], LABELS)


def read(address):
    return Asked.read(QueryDict(address), FACTS)


@pytest.mark.parametrize(
    "address",
    [
        "?q=boats&exact=1&lives=XII&sort=closing&access=open_to_obc&now=yes&category=education&category=health",
        "?region=IX&region=XII&type=scholarship&office=dti-sb-corp",
        "?lives=IX&access=not_there",
        "",
    ],
)
def test_address_when_read_and_written_then_is_the_same(address):
    assert read(address.removeprefix("?")).query == address


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("category=nothing&category=health", "?category=health"),
        ("office=DTI-SB+Corp", "?office=dti-sb-corp"),
        ("lives=Atlantis&lives_in=XII", ""),
        ("access=not_there", ""),  # only somebody who lives somewhere can be told so
        ("access=UNKNOWN&now=maybe&sort=random&page=2", ""),
        ("sort=best&q=boats", "?q=boats"),
        ("sort=best", ""),
        ("sort=name", ""),
        ("exact=1", ""),
        ("q=%00+boats%0A%0A+x", "?q=boats+x"),
    ],
)
def test_address_when_it_holds_what_nobody_knows_then_that_is_left_out(address, kept):
    assert read(address).query == kept


def test_words_when_very_long_then_are_cut():
    assert len(read("q=" + "a" * 10_000).q) == LONGEST_SEARCH


@pytest.mark.parametrize(("typed", "has_words"), [("boats", True), ("&|!:*()", False), ("", False), ("٤", True)])
def test_words_when_only_signs_are_typed_then_nothing_is_searched_for(typed, has_words):
    assert Asked(q=typed).has_words is has_words


def test_forms_when_sent_then_carry_along_what_they_do_not_ask():
    asked = read("q=boats&exact=1&lives=XII&sort=name&category=health")

    assert asked.pairs_beside_region == [("q", "boats"), ("exact", "1"), ("sort", "name"), ("category", "health")]
    assert asked.pairs_beside_words == [("lives", "XII"), ("category", "health")]
    assert asked.pairs_beside_filters == [("q", "boats"), ("exact", "1"), ("lives", "XII")]


def test_links_when_something_is_changed_then_the_rest_stays():
    asked = read("q=baots&lives=XII&category=health&category=education")

    assert asked.address_as_typed == "?q=baots&exact=1&lives=XII&category=education&category=health"
    assert asked.address_without_words == "?lives=XII&category=education&category=health"
    assert asked.address_without_choices == "?q=baots&lives=XII"
    assert asked.without("category", "health").address == "?q=baots&lives=XII&category=education"
    assert asked.searching("boats").address == "?q=boats&lives=XII&category=education&category=health"
    assert asked.query_to_keep == "?category=education&category=health"


def test_last_choice_when_taken_off_then_the_address_is_the_bare_list():
    assert read("category=health").without("category", "health").address == "./"
