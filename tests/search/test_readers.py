"""An index of which not everybody may know all: what is hidden from somebody leaves no trace in what they get."""

import pytest

from portal.geography.models import Region
from search import facade
from search.facade import search, similar, suggest
from search.indexes import all_indexes, public_indexes
from search.models import KnownWord, SearchEntry
from search.promoting import choices, is_there
from search.words import known
from search.words.known import known_among
from tests.accounts.factories import UserFactory
from tests.geography.factories import RegionFactory

from .readers import PAPERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(settings):
    settings.SEARCH_INDEXES = ["tests.search.readers.PAPERS", "tests.search.groups.GROUPS"]
    written = {
        "Boats for fishers": "everybody",
        "Cassava farming": "amina",
        "Quarantine report on typhoid": "amina",
        "Nets and typhoons": "everybody",
    }
    made = {
        name: RegionFactory(name=name, code=f"P{n}", island_group=reader)
        for n, (name, reader) in enumerate(written.items())
    }
    facade.refresh(PAPERS)
    return made


@pytest.fixture
def amina():
    return UserFactory(username="amina")


@pytest.fixture
def bashir():
    return UserFactory(username="bashir")


def names(text, reader, **options):
    found = search(PAPERS, text, Region.objects.all(), reader=reader, **options)
    return [Region.objects.get(pk=key).name for key in found.keys]


def test_search_when_the_reader_may_know_of_it_then_found(papers, amina):
    assert names("typhoid", amina)[0] == "Quarantine report on typhoid"


def test_search_when_the_rows_hold_what_the_reader_may_not_know_of_then_still_not_found(papers, bashir):
    assert names("quarantine", bashir) == []


def test_search_when_nobody_is_named_then_refuses_rather_than_answers(papers):
    with pytest.raises(ValueError, match="say who searches"):
        search(PAPERS, "boats", Region.objects.all())
    with pytest.raises(ValueError, match="say who searches"):
        suggest(PAPERS, "boa", Region.objects.all())


def test_search_when_a_word_stands_only_in_what_is_hidden_then_it_is_no_correction(papers, amina, bashir):
    told = search(PAPERS, "quarantin", Region.objects.all(), reader=amina)
    hidden = search(PAPERS, "quarentine", Region.objects.all(), reader=bashir)

    assert told.keys
    assert (hidden.keys, hidden.corrected) == ([], "")


def test_search_when_a_hidden_word_is_typed_exactly_then_it_is_mended_as_if_it_were_nowhere(papers, bashir):
    """Otherwise the missing correction would tell that somebody wrote it."""
    before = search(PAPERS, "typhoid", Region.objects.all(), reader=bashir)

    Region.objects.filter(name__contains="typhoid").delete()
    facade.refresh(PAPERS)

    assert search(PAPERS, "typhoid", Region.objects.all(), reader=bashir) == before


def test_suggest_when_a_name_is_hidden_then_it_is_not_suggested_and_takes_no_place(papers, amina, bashir):
    assert [s.text for s in suggest(PAPERS, "cas", Region.objects.all(), reader=amina)] == ["Cassava farming"]
    assert suggest(PAPERS, "cas", Region.objects.all(), reader=bashir) == []
    assert suggest(PAPERS, "quarantine", Region.objects.all(), reader=bashir) == []


def test_similar_when_not_everybody_may_know_then_refuses(papers):
    with pytest.raises(ValueError, match="not everybody's"):
        similar(PAPERS, papers["Cassava farming"].pk, Region.objects.all())


def test_refresh_when_rows_have_readers_then_their_words_are_kept_nowhere_else(papers):
    assert not KnownWord.objects.filter(index="papers").exists()
    assert "cassava" in SearchEntry.objects.get(key=str(papers["Cassava farming"].pk)).words


def test_known_when_a_row_is_written_anew_then_its_old_words_are_gone(papers, amina):
    row = papers["Cassava farming"]
    row.name = "Rubber farming"
    row.save()

    facade.refresh(PAPERS, [row.pk])

    entries = dict(SearchEntry.objects.filter(index="papers").values_list("key", "pk"))
    words = known_among("papers", entries).vocabulary.indexed
    assert words["rubber"]
    assert "cassava" not in words


@pytest.mark.django_db(transaction=True)
def test_known_when_read_again_then_kept_for_these_rows_and_read_anew_for_others(papers, django_assert_num_queries):
    known.forget()
    entries = dict(SearchEntry.objects.filter(index="papers").values_list("key", "pk"))
    known_among("papers", entries, version=1)

    with django_assert_num_queries(0):
        known_among("papers", entries, version=1)
    fewer = known_among("papers", dict(list(entries.items())[:1]), version=1)

    assert len(fewer.names) == 1
    known.forget()


def test_promoted_results_when_not_everybody_may_know_then_cannot_be_chosen(papers):
    assert PAPERS in all_indexes()
    assert PAPERS not in public_indexes()
    assert [name for name, _rows in choices()] == ["groups"]
    assert not is_there("papers", str(papers["Boats for fishers"].pk))
