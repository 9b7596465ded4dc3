import pytest

from portal.needs.summaries.naming import warnings
from tests.communities.factories import CommunityFactory
from tests.needs.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Call 0917 123 4567 for it.", "0917 123 4567"),
        ("Write to juan.cruz+1@example.org.", "juan.cruz+1@example.org"),
        ("Ask Datu Salik about it.", "Datu Salik"),
        ("The pump at Purok 4 is broken.", "Purok 4"),
        ("It stands at 12 Rizal Street.", "12 Rizal Street"),
        ("A 9-year-old must fetch it.", "9-year-old"),
        ("People of Upper Kalamansig walk far.", "Upper Kalamansig"),
        ("The bridge of BARANGAYNAME is gone.", "Barangayname"),
    ],
)
def test_warnings_when_a_text_may_tell_who_somebody_is_then_name_the_words(text, told):
    need = NeedFactory(community=CommunityFactory(name="Upper Kalamansig", barangay__name="Barangayname"))

    assert told in " ".join(warnings(need, text))


def test_warnings_when_the_community_is_told_then_its_name_is_fine():
    need = NeedFactory(community=CommunityFactory(name="Upper Kalamansig"))

    assert warnings(need, "People of Upper Kalamansig walk far.", told=[need.community]) == []


def test_warnings_when_a_word_only_begins_like_the_place_then_are_none():
    need = NeedFactory(community=CommunityFactory(name="Sala"))

    assert warnings(need, "The salaries of teachers are late.") == []


@pytest.mark.parametrize("text", ["Wells run dry from March to June 2026, for 1200 people in 40 homes.", ""])
def test_warnings_when_nobody_can_be_found_then_are_none(text):
    assert warnings(NeedFactory(), text) == []
