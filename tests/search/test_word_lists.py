import pytest

from search.word_lists import LONGEST_WORD, MOST_WORDS, fault_of_phrase, faults_of_words, split_words


def test_split_words_when_lines_and_commas_are_mixed_then_each_word_is_one():
    assert split_words(" scholarship,  tuition help\r\n\n;study grant , ") == [
        "scholarship",
        "tuition help",
        "study grant",
    ]


def test_faults_when_words_are_fine_then_there_are_none():
    assert list(faults_of_words({"en": ["scholarship"], "fil": ["iskolarsip", "4Ps"]})) == []


def test_faults_when_a_word_stands_twice_in_one_language_then_it_is_named():
    words = {"en": ["Tuition", "tuition"]}

    assert list(faults_of_words(words)) == [("en", "“tuition” stands twice under English.")]


def test_faults_when_a_word_stands_in_two_languages_then_says_where_it_was_first():
    words = {"en": ["4Ps", "help"], "fil": ["4P's"]}

    assert list(faults_of_words(words)) == [("fil", "“4P's” stands under English already. One place is enough.")]


def test_faults_when_words_are_too_few_or_too_many_then_says_how_many():
    few = list(faults_of_words({"en": ["help"]}))
    many = list(faults_of_words({"en": [f"word{n}" for n in range(MOST_WORDS + 1)]}))

    assert few == [("", "A group needs at least two words or phrases, in one language or several.")]
    assert many == [("", "A group holds at most 200 words; these are 201.")]


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("para sa anak", ""),
        ("ñandú", ""),
        ("w" * LONGEST_WORD, ""),
        ("w" * (LONGEST_WORD + 1), f"“{'w' * LONGEST_WORD}…” is longer than 80 characters."),
        ("—", "“—” has no letter and no digit."),
        ("a\x00b", "“ab” holds a character that cannot be seen. Type it again."),
        ("zero\u200bwidth", "“zerowidth” holds a character that cannot be seen. Type it again."),
    ],
)
def test_fault_of_phrase_when_it_cannot_be_searched_for_then_says_why(phrase, fault):
    assert fault_of_phrase(phrase) == fault
