import pytest

from search.words.forms import joined_words_of, roots, sound, stem, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("4P's", ["4ps"]),
        ("4P’s", ["4ps"]),
        ("Piñan  -  Doña", ["pinan", "dona"]),
        ("B-CARES", ["b", "cares"]),
        ("مدرسة", ["مدرسة"]),
        ("  ", []),
        ("\0", []),
    ],
)
def test_words_when_typed_in_any_way_then_are_folded(typed, words):
    assert words_of(typed) == words


def test_joined_words_when_hyphenated_then_stand_together_too():
    assert joined_words_of("B-CARES or MAFAR/BFAR help") == ["bcares", "mafarbfar"]


def test_stem_when_a_word_is_inflected_then_is_the_same():
    assert stem("scholarships") == stem("scholarship")
    assert stem("4ps") == "4ps"


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("scholarship", "iskolarsip"),
        ("hospital", "ospital"),
        ("certification", "sertipikasyon"),
        ("fishery", "pisheri"),
        ("license", "laysens"),
        ("training", "trening"),
        ("school", "iskul"),
        ("madrasah", "madrasa"),
        ("pension", "pensyon"),
        ("birth", "bert"),
        ("check", "tsek"),
    ],
)
def test_sound_when_written_by_ear_then_is_the_same(written, heard):
    assert sound(written) == sound(heard)


def test_sound_when_words_differ_then_differs():
    assert sound("boat") != sound("seed")


@pytest.mark.parametrize(
    ("word", "root"),
    [("nagkasakit", "sakit"), ("pagsasanay", "sanay"), ("sumakay", "sakay"), ("gikiha", "kiha"), ("utangan", "utang")],
)
def test_roots_when_a_word_has_affixes_then_hold_what_is_left(word, root):
    assert root in list(roots(word))
