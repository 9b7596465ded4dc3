import pytest

from search.words.reading import NUMBER_WEIGHT, ROLE_WEIGHTS, read
from search.words.vocabulary import Group, Role, Synonyms, Vocabulary

BURIAL = Group("burial", Role.TOPIC, ("burial", "funeral", "libing", "patay"), related=("crisis",))
CRISIS = Group("crisis", Role.TOPIC, ("crisis", "emergency"))
HELP = Group("help", Role.GENERAL, ("help", "tabang", "tulong"))
ELDERLY = Group("elderly", Role.PERSON, ("senior citizen", "lola"))
PAPERS = Group("birth certificate", Role.TOPIC, ("birth certificate", "live birth"))
SYNONYMS = Synonyms((BURIAL, CRISIS, HELP, ELDERLY, PAPERS), frozenset({"sa", "for", "the", "of", "my"}))
INDEXED = "burial funeral crisis help tabang senior citizen birth certificate scholarship fishing boat 4ps"
VOCABULARY = Vocabulary(SYNONYMS, dict.fromkeys(INDEXED.split(), True))


def offered(term):
    return {" ".join(alternative.stems): alternative.weight for alternative in term.alternatives}


def test_read_when_a_word_has_synonyms_then_they_are_alternatives_and_related_ones_are_weaker():
    (term,) = read("libing", VOCABULARY).terms

    alternatives = offered(term)

    assert alternatives["burial"] == alternatives["funer"] > alternatives["crisi"]


def test_read_when_a_synonym_stands_nowhere_in_the_index_then_is_not_asked_for():
    (term,) = read("burial", VOCABULARY).terms

    assert "libing" not in offered(term)
    assert offered(term)["burial"] == 1.0


def test_read_when_a_general_word_stands_beside_a_topic_then_counts_little():
    general, topic = read("tabang sa patay", VOCABULARY).terms

    assert (general.weight, general.is_telling) == (ROLE_WEIGHTS[Role.GENERAL], False)
    assert (topic.weight, topic.is_telling) == (1.0, True)


def test_read_when_a_general_word_stands_alone_then_is_what_is_wanted():
    (term,) = read("tabang", VOCABULARY).terms

    assert term.is_telling


def test_read_when_a_phrase_is_known_then_is_one_term_although_small_words_stand_between():
    (one,) = read("birth certificate", VOCABULARY).terms
    (other,) = read("certificate of my birth", VOCABULARY).terms[:1]

    assert one.typed == "birth certificate"
    assert one.alternatives[0].stems == ("birth", "certif")
    assert other.typed == "certificate"


def test_read_when_all_words_say_nothing_then_they_are_asked_for_anyway():
    assert [term.typed for term in read("for the", VOCABULARY).terms] == ["for", "the"]


@pytest.mark.parametrize("typed", ["scholarshp", "scolarship", "skolarsip", "iskolarship", "Schoolarship"])
def test_read_when_misspelt_then_says_how_it_was_read(typed):
    reading = read(typed, VOCABULARY)

    assert reading.corrected == "scholarship"
    assert "scholarship" in offered(reading.terms[0])


def test_read_when_told_not_to_mend_then_takes_words_as_typed():
    reading = read("scolarship", VOCABULARY, mend=False)

    assert reading.corrected == ""
    assert not reading.terms[0].alternatives


def test_read_when_some_words_are_mended_then_the_others_stay_as_typed():
    assert read("Scolarship for my LOLA!", VOCABULARY).corrected == "scholarship for my LOLA!"


@pytest.mark.parametrize("typed", ["4P's", "4 Ps", "4ps", "4-Ps"])
def test_read_when_an_acronym_is_written_in_any_way_then_is_the_same(typed):
    (term,) = read(typed, VOCABULARY).terms

    assert offered(term) == {"4ps": 1.0}


def test_read_when_two_words_are_run_together_then_are_read_apart():
    assert read("birthcertificate", VOCABULARY).corrected == "birth certificate"


def test_read_when_a_number_stands_among_words_then_hardly_counts():
    number = read("burial 2026", VOCABULARY).terms[1]

    assert (number.weight, number.is_telling) == (NUMBER_WEIGHT, False)


@pytest.mark.parametrize("typed", ["", "   ", "\0", "'\"&|!():*<->", "🙂" * 50, "-" * 5000])
def test_read_when_nothing_is_asked_then_there_are_no_terms(typed):
    assert read(typed, VOCABULARY).terms == ()


def test_read_when_a_letter_is_pasted_then_only_its_beginning_is_read():
    assert len(read("burial boat " * 300, VOCABULARY).terms) <= 16
