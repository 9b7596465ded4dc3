"""What holds of every engine: PostgreSQL in ``make test``, the servers in ``make test-search``."""

import random

import pytest

from search.engines import postgresql
from search.engines.base import MOST_HITS
from search.engines.elasticsearch import ElasticsearchClient
from search.engines.opensearch import OpenSearchClient
from search.engines.server import Server
from search.facade import search
from search.indexes import SearchIndex
from search.models import KnownWord, SearchEntry

from .asking import asks, document, keys, some_documents, some_reading, term
from .servers import let_elasticsearch_speak_plainly

pytestmark = pytest.mark.django_db

INDEX = "tests"
ROWS = SearchIndex(name=INDEX, rows=lambda: KnownWord.objects.none(), texts={})
ON_A_SERVER = ["imitation, OpenSearch client", "imitation, Elasticsearch client", "OpenSearch"]


@pytest.fixture(params=["PostgreSQL", *(pytest.param(name, marks=pytest.mark.searchserver) for name in ON_A_SERVER)])
def engine(request, monkeypatch):
    """Each engine, with an empty index."""
    if request.param == "PostgreSQL":
        yield postgresql
        return
    if request.param == "OpenSearch":
        engine = Server("opensearch", OpenSearchClient(request.getfixturevalue("real_opensearch")), "contract")
    elif request.param == "imitation, OpenSearch client":
        engine = Server("opensearch", OpenSearchClient(request.getfixturevalue("imitated")), "contract")
    else:
        let_elasticsearch_speak_plainly(monkeypatch)
        engine = Server("elasticsearch", ElasticsearchClient(request.getfixturevalue("imitated")), "contract")
    engine.write(INDEX, [], keys=None)
    yield engine


# ---- Finding -------------------------------------------------------------------------------------------------------


def test_find_when_the_index_is_empty_then_nothing(engine):
    assert engine.find(INDEX, asks("scholarship")) == []


@pytest.mark.parametrize("reading", [asks(), asks(term())], ids=["no terms", "a term without alternatives"])
def test_find_when_nothing_known_is_asked_then_nothing(engine, reading):
    engine.write(INDEX, [document("a", scholarship=0.5)], keys=None)

    assert engine.find(INDEX, reading) == []


def test_find_when_a_stem_is_asked_then_the_rows_that_hold_it_whole(engine):
    rows = [document("a", scholarship=0.5), document("b", scholarships=0.5), document("c", aid=0.5)]
    engine.write(INDEX, rows, keys=None)

    assert keys(engine.find(INDEX, asks("scholarship"))) == ["a"]


def test_find_when_rows_say_more_or_less_then_by_weight(engine):
    rows = [document("a", aid=0.2), document("b", aid=0.9), document("c", aid=0.5), document("d", boat=0.9)]
    engine.write(INDEX, rows, keys=None)

    assert keys(engine.find(INDEX, asks("aid"))) == ["b", "c", "a"]


def test_find_when_rows_say_the_same_then_by_key(engine):
    engine.write(INDEX, [document(key, aid=0.5) for key in "cab"], keys=None)

    assert keys(engine.find(INDEX, asks("aid"))) == ["a", "b", "c"]


def test_find_when_another_word_means_the_same_then_found_after_the_one_asked(engine):
    rows = [document("a", iskolarship=0.5), document("b", scholarship=0.5), document("c", boat=0.5)]
    engine.write(INDEX, rows, keys=None)

    assert keys(engine.find(INDEX, asks(term("scholarship", ("iskolarship", 0.8))))) == ["b", "a"]


def test_find_when_a_row_answers_by_several_alternatives_then_the_best_one_counts(engine):
    engine.write(INDEX, [document("a", aid=0.4, help=0.4), document("b", aid=0.5)], keys=None)

    assert keys(engine.find(INDEX, asks(term("aid", ("help", 0.9))))) == ["b", "a"]


def test_find_when_an_alternative_has_several_stems_then_all_are_needed_and_their_mean_counts(engine):
    rows = [
        document("a", birth=0.9),
        document("b", birth=0.4, certif=0.6),
        document("c", certif=0.9),
        document("d", birth=0.7, certif=0.4),
    ]
    engine.write(INDEX, rows, keys=None)

    assert keys(engine.find(INDEX, asks("birth certif"))) == ["d", "b"]


def test_find_when_an_alternative_says_a_stem_twice_then_once_is_enough(engine):
    engine.write(INDEX, [document("a", aid=0.5)], keys=None)

    assert keys(engine.find(INDEX, asks("aid aid"))) == ["a"]


def test_find_when_one_of_the_terms_is_rare_then_it_tells_more(engine):
    rows = [document("rare", halal=0.5), document("common", aid=0.55), *(document(f"{n}", aid=0.5) for n in range(9))]
    engine.write(INDEX, rows, keys=None)

    assert keys(engine.find(INDEX, asks("aid", "halal")))[:2] == ["rare", "common"]


def test_find_when_a_term_weighs_more_then_its_rows_come_first(engine):
    engine.write(INDEX, [document("a", aid=0.5), document("b", boat=0.5)], keys=None)

    assert keys(engine.find(INDEX, asks(term("aid", weight=0.2), term("boat", weight=1.0)))) == ["b", "a"]


def test_find_when_a_row_answers_all_terms_then_before_one_that_answers_a_single_one_better(engine):
    engine.write(INDEX, [document("one", aid=0.9), document("all", aid=0.4, boat=0.4)], keys=None)

    assert keys(engine.find(INDEX, asks("aid", "boat"))) == ["all", "one"]


def test_find_when_alternatives_are_strong_or_weak_then_only_strong_ones_answer(engine):
    rows = [document("both", aid=0.5, boat=0.5), document("weak", aid=0.5, ship=0.9), document("one", boat=0.5)]
    engine.write(INDEX, rows, keys=None)

    hits = engine.find(INDEX, asks("aid", term("boat", ("ship", 0.3))))

    assert {hit.key: hit.answered for hit in hits} == {"both": {0, 1}, "weak": {0}, "one": {1}}


def test_find_when_there_are_more_rows_than_it_may_give_then_the_best_of_them(engine):
    rows = [document(f"{number:05}", aid=0.5) for number in range(MOST_HITS + 40)]
    engine.write(INDEX, [*rows, document("both", aid=0.5, boat=0.5)], keys=None)

    hits = engine.find(INDEX, asks("aid", "boat"))

    assert len(hits) == MOST_HITS
    assert hits[0].key == "both"


def test_find_when_asked_by_chance_then_as_postgresql_does(engine):
    chance = random.Random(8)  # noqa: S311
    documents = some_documents(chance, 300)
    postgresql.write(INDEX, documents, keys=None)
    engine.write(INDEX, documents, keys=None)

    for _ in range(40):
        reading = some_reading(chance)
        found, expected = engine.find(INDEX, reading), postgresql.find(INDEX, reading)
        assert {hit.key: hit.answered for hit in found} == {hit.key: hit.answered for hit in expected}
        scores = {hit.key: hit.score for hit in expected}
        assert [scores[hit.key] for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-4)


# ---- Finding among the rows that the reader may know of ------------------------------------------------------------


def entries(*keys):
    """The numbers of these rows, which PostgreSQL has written."""
    return dict(SearchEntry.objects.filter(index=INDEX, key__in=keys).values_list("key", "pk"))


@pytest.fixture
def write_both(engine):
    """The numbers of the rows are PostgreSQL's, whichever engine is asked."""

    def write(documents):
        postgresql.write(INDEX, documents, keys=None)
        engine.write(INDEX, documents, keys=None)

    return write


def test_find_among_when_others_answer_better_then_only_those_known(engine, write_both):
    write_both([document("seen", aid=0.2), document("hidden", aid=0.9), document("other", boat=0.5)])

    assert keys(engine.find(INDEX, asks("aid"), entries("seen", "other"))) == ["seen"]


def test_find_among_when_nothing_is_known_then_nothing(engine, write_both):
    write_both([document("hidden", aid=0.9)])

    assert engine.find(INDEX, asks("aid"), {}) == []


def test_find_among_when_a_phrase_is_split_over_rows_then_the_hidden_part_does_not_help(engine, write_both):
    write_both([document("seen", birth=0.4), document("hidden", birth=0.9, certif=0.9)])

    assert engine.find(INDEX, asks("birth certif"), entries("seen")) == []


def test_find_among_when_asked_by_chance_then_as_if_the_others_were_not_there(engine, write_both):
    """Neither the finds nor their order nor a single score tells anything of what is hidden."""
    chance = random.Random(16)  # noqa: S311
    documents = some_documents(chance, 200)
    seen = [row for row in documents if chance.random() < 0.5]
    readings = [some_reading(chance) for _ in range(30)]
    postgresql.write(INDEX, seen, keys=None)
    expected = [postgresql.find(INDEX, reading) for reading in readings]
    write_both(documents)

    among = entries(*(row.key for row in seen))
    found = [engine.find(INDEX, reading, among) for reading in readings]

    for hits, alone in zip(found, expected, strict=True):
        assert {hit.key: (hit.answered, hit.touched) for hit in hits} == {
            hit.key: (hit.answered, hit.touched) for hit in alone
        }
        scores = {hit.key: hit.score for hit in alone}
        assert [scores[hit.key] for hit in hits] == pytest.approx([hit.score for hit in alone], abs=1e-4)


# ---- Writing -------------------------------------------------------------------------------------------------------


def test_write_when_a_row_is_named_then_replaced_and_the_others_stay(engine):
    engine.write(INDEX, [document("a", aid=0.5), document("b", aid=0.4)], keys=None)

    engine.write(INDEX, [document("a", boat=0.5)], keys=["a"])

    assert keys(engine.find(INDEX, asks("aid"))) == ["b"]
    assert keys(engine.find(INDEX, asks("boat"))) == ["a"]


def test_write_when_a_named_row_is_not_given_then_it_is_gone(engine):
    engine.write(INDEX, [document("a", aid=0.5), document("b", aid=0.4)], keys=None)

    engine.write(INDEX, [], keys=["a", "never there"])

    assert keys(engine.find(INDEX, asks("aid"))) == ["b"]


def test_write_when_no_key_is_named_then_everything_is_replaced(engine):
    engine.write(INDEX, [document("a", aid=0.5), document("b", aid=0.4)], keys=None)

    engine.write(INDEX, [document("c", aid=0.3)], keys=None)

    assert keys(engine.find(INDEX, asks("aid"))) == ["c"]


def test_write_when_repeated_then_nothing_changes(engine):
    for _ in range(2):
        engine.write(INDEX, [document("a", aid=0.5)], keys=["a"])

    assert keys(engine.find(INDEX, asks("aid"))) == ["a"]


def test_write_when_there_are_two_indexes_then_they_do_not_mix(engine):
    engine.write(INDEX, [document("a", aid=0.5)], keys=None)
    engine.write(f"{INDEX}-other", [document("b", aid=0.5)], keys=None)

    engine.write(INDEX, [document("c", aid=0.5)], keys=None)

    assert keys(engine.find(INDEX, asks("aid"))) == ["c"]
    assert keys(engine.find(f"{INDEX}-other", asks("aid"))) == ["b"]


# ---- What people type ----------------------------------------------------------------------------------------------

HOSTILE = [
    "scholarship'; DROP TABLE search_posting; --",
    '"scholarship" \\"',
    "scholarship\0",
    "scholarship " * 600,
    "+scholarship -boat && || ! ( ) { } [ ] ^ ~ * ? : \\ / AND OR NOT",
    "scholarship* schol?rship scholarship~2 stems:scholarship",
    '{"query": {"match_all": {}}} scholarship',
    "😀 scholarship 🛶",
    "\u202escholarship\u202c",
    "<script>scholarship</script>",
]


@pytest.fixture
def found_among(engine, monkeypatch):
    """What a text finds among these documents, as everywhere in the portal but by this engine alone."""
    monkeypatch.setattr("search.engines.named", lambda name: engine)

    def search_among(text, *documents):
        for written in (postgresql, engine):
            written.write(INDEX, documents, keys=None)
        return search(ROWS, text, [document.key for document in documents], engine="this one").keys

    return search_among


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_search_when_the_text_is_hostile_then_its_words_are_searched_and_no_more(found_among, text):
    assert found_among(text, document("a", scholarship=0.5), document("c", halal=0.5)) == ["a"]


WITHOUT_WORDS = ["", "\0", "'", '"', "*", "😀", " " * 1000, "a" * 10_000, "()" * 500, "%00", "\ud800"]


@pytest.mark.parametrize("text", WITHOUT_WORDS, ids=range(len(WITHOUT_WORDS)))
def test_search_when_the_text_has_no_word_that_is_known_then_nothing(found_among, text):
    assert found_among(text, document("a", scholarship=0.5)) == []


def test_search_when_the_text_is_written_from_right_to_left_then_found(found_among):
    assert found_among("مدرسة", document("a", مدرسة=0.5), document("b", aid=0.5)) == ["a"]
