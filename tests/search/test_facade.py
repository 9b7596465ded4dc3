"""Searching a small index of regions, the nearest noun at hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.geography.models import Region
from search import facade
from search.facade import Marks, Suggestion, search, similar, suggest
from search.words.known import known
from search.words.vocabulary import Group, Role, Vocabulary
from tests.geography.factories import RegionFactory
from tests.search.ground import PLACES

pytestmark = pytest.mark.django_db


def names(text, rows=None, **options):
    found = search(PLACES, text, Region.objects.all() if rows is None else rows, **options).keys
    return [Region.objects.get(pk=key).name for key in found]


def test_search_when_a_synonym_is_typed_then_finds_what_it_means_before_what_is_related(places):
    assert names("bangka") == ["Boats for fishers", "Nets for fishers"]


def test_search_when_a_row_may_not_be_seen_then_is_not_found(places):
    others = Region.objects.exclude(name="Boats for fishers")

    assert names("bangka", others) == ["Nets for fishers"]


def test_search_when_the_keys_are_given_then_answers_the_same(places):
    keys = {str(region.pk) for region in places.values()}

    assert search(PLACES, "bangka", keys) == search(PLACES, "bangka", Region.objects.all())


def test_search_when_a_general_word_names_a_row_then_gives_way_to_the_topic(places):
    assert names("tabang")[0] == "Project Tabang"
    assert names("tabang sa bangka")[0] == "Boats for fishers"


def test_search_when_misspelt_then_says_how_it_was_read(places):
    findings = search(PLACES, "scolarship", Region.objects.all())

    assert (len(findings.keys), findings.corrected, findings.is_close) == (1, "scholarship", True)


def test_search_when_told_to_take_it_as_typed_then_finds_nothing(places):
    findings = search(PLACES, "scolarship", Region.objects.all(), mend=False)

    assert (findings.keys, findings.is_close) == ([], False)


def test_search_when_most_of_it_is_nowhere_then_says_that_nothing_is_close(places):
    findings = search(PLACES, "zebra xylophone boats", Region.objects.all())

    assert not findings.is_close
    assert len(findings.keys) == 2


def test_search_when_other_synonyms_are_tried_then_the_kept_ones_stay(places, synonyms):
    group = Group("lawyer", Role.TOPIC, ("lawyer", "abogado"))
    tried = Vocabulary(synonyms.with_group(group), known("places").vocabulary.indexed)

    assert names("abogado") == []
    assert names("abogado", vocabulary=tried) == ["Free lawyer"]
    assert names("abogado") == []


HOSTILE = [
    *(
        "'",
        '"',
        "a'b\"c",
        "\0",
        "\0boat\0",
        "& | ! ( ) : * <->",
        "boat:*",
        "%s %(x)s",
        "\\",
        "🙂",
        "مدرسة",
        "\u202eboat",
    ),
    *("boat " * 600, "x" * 100_000, "ﬁ", "\ud83d", "1e999", "--", "<script>", "-boat OR net"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_search_when_the_text_is_hostile_then_answers(places, text):
    assert isinstance(search(PLACES, text, Region.objects.all()).keys, list)
    assert isinstance(suggest(PLACES, text, Region.objects.all()), list)


def test_search_when_rows_grow_then_queries_do_not(places):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            search(PLACES, "boats for fishers", Region.objects.all())
        return len(captured)

    before = queries()
    RegionFactory.create_batch(20)
    facade.refresh(PLACES)

    assert queries() == before <= 4


def test_refresh_when_a_row_changed_then_old_words_are_gone(places):
    boats = places["Boats for fishers"]
    Region.objects.filter(pk=boats.pk).update(name="Tractors")

    facade.refresh(PLACES, [boats.pk])

    assert "Boats for fishers" not in names("boats")
    assert names("tractor") == ["Tractors"]


def test_refresh_when_a_row_is_gone_then_is_not_found(places):
    key = places["Free lawyer"].pk
    Region.objects.filter(pk=key).delete()

    facade.refresh(PLACES, [key])

    assert search(PLACES, "lawyer", {str(key)}).keys == []


def test_suggest_when_a_name_begins_like_this_then_offers_it_with_its_row(places):
    boats = places["Boats for fishers"]

    assert suggest(PLACES, "bo", Region.objects.all())[0] == Suggestion("Boats for fishers", str(boats.pk))


@pytest.mark.parametrize("typed", ["fis", "nets fis", "lambat", "scolar"])
def test_suggest_when_typed_any_way_then_offers_something(places, typed):
    assert suggest(PLACES, typed, Region.objects.all())


def test_suggest_when_a_row_may_not_be_seen_then_is_not_offered(places):
    others = Region.objects.exclude(name="Boats for fishers")

    assert "Boats for fishers" not in [s.text for s in suggest(PLACES, "boat", others)]


@pytest.mark.parametrize("typed", ["", " ", "b", "?"])
def test_suggest_when_hardly_anything_is_typed_then_offers_nothing(places, typed):
    assert suggest(PLACES, typed, Region.objects.all()) == []


def test_similar_when_rows_share_telling_words_then_names_them_and_not_itself(places):
    boats, nets = places["Boats for fishers"], places["Nets for fishers"]

    assert similar(PLACES, boats.pk, Region.objects.all())[0] == str(nets.pk)
    assert similar(PLACES, boats.pk, Region.objects.exclude(pk=nets.pk)) == []


def test_marks_when_a_text_holds_what_was_asked_then_it_is_marked_whole(places):
    marks = search(PLACES, "bangka scholarship", Region.objects.all()).marks

    assert marks.split("Two boats, and scholarships.") == [
        ("Two ", False), ("boats", True), (", and ", False), ("scholarships", True), (".", False),
    ]  # fmt: skip


def test_marks_when_nothing_was_asked_then_the_text_is_one_piece():
    assert Marks().split("Any text") == [("Any text", False)]
    assert Marks().split("") == []
