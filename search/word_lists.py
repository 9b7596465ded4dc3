"""How words are typed into a list, and what is refused in plain words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.text import fold

from .languages import LANGUAGES

Words = Mapping[str, Sequence[str]]
"""Words and phrases by the code of their language."""

LONGEST_WORD = 80
FEWEST_WORDS = 2
MOST_WORDS = 200
TOO_FEW = gettext_lazy("A group needs at least two words or phrases, in one language or several.")
NO_PHRASE = gettext_lazy("Write at least one search.")


def split_words(typed: str) -> list[str]:
    """What stands one a line or between commas, without stray blanks."""
    words = (" ".join(part.split()) for part in re.split(r"[,;\r\n]", typed))
    return [word for word in words if word]


def faults_of_words(words: Words) -> Iterator[tuple[str, str]]:
    """What is wrong with the words of a group: the language it stands in ("" for all together), and a sentence."""
    first: dict[str, str] = {}
    for language, several in words.items():
        for word in several:
            if fault := fault_of_phrase(word):
                yield language, fault
            elif fold(word) in first:
                yield language, _twice(word, first[fold(word)], language)
            else:
                first[fold(word)] = language
    count = sum(len(several) for several in words.values())
    if count < FEWEST_WORDS:
        yield "", str(TOO_FEW)
    if count > MOST_WORDS:
        yield "", _("A group holds at most %(most)d words; these are %(count)d.") % {"most": MOST_WORDS, "count": count}


def check_words(words: Words) -> None:
    """A model field's validator."""
    if faults := [fault for _language, fault in faults_of_words(words)]:
        raise ValidationError(faults)


def check_phrases(phrases: Iterable[str]) -> None:
    """A model field's validator."""
    if faults := [fault for phrase in phrases if (fault := fault_of_phrase(phrase))]:
        raise ValidationError(faults)


def fault_of_phrase(phrase: str) -> str:
    """Why this cannot be searched for, or nothing."""
    shown = phrase if len(phrase) <= LONGEST_WORD else f"{phrase[:LONGEST_WORD]}…"
    if any(unicodedata.category(character).startswith("C") for character in phrase):
        visible = "".join(c for c in shown if not unicodedata.category(c).startswith("C"))
        return _("“%(word)s” holds a character that cannot be seen. Type it again.") % {"word": visible}
    if len(phrase) > LONGEST_WORD:
        return _("“%(word)s” is longer than %(most)d characters.") % {"word": shown, "most": LONGEST_WORD}
    if not fold(phrase):
        return _("“%(word)s” has no letter and no digit.") % {"word": shown}
    return ""


def _twice(word: str, first: str, again: str) -> str:
    if first == again:
        return _("“%(word)s” stands twice under %(language)s.") % {"word": word, "language": label_of(first)}
    return _("“%(word)s” stands under %(first)s already. One place is enough.") % {
        "word": word,
        "first": label_of(first),
    }


def label_of(language: str) -> str:
    """The language's name; its code where it is none of ours."""
    return str(LANGUAGES.get(language, language))
