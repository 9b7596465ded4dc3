"""Text folded for comparing, sorting and searching: the same in Python at both ends."""

import re
import unicodedata
from typing import Any

LONGEST_NUMBER = 9
LINE_BREAKS = "\n\t"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Signs that turn the direction of what follows: a text in Arabic needs none of them, a text that deceives does."""

_apostrophes = re.compile(r"['’`ʼ]")
_gaps = re.compile(r"\W+")


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes and hyphens, single spaces: ``"Doña  4P's"`` → ``"dona 4ps"``."""
    if not text.isascii():  # most words are, and there are many
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _gaps.sub(" ", _apostrophes.sub("", text.casefold())).strip()


def plain(text: str) -> str:
    """What somebody wrote, without signs that nobody sees and no database keeps; line breaks in one form."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if _is_seen(sign)).strip()


def whole_number(text: Any) -> int | None:
    """The number that stands in an address or a hidden field; what is none, or longer than any key, is None."""
    text = str(text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def _is_seen(sign: str) -> bool:
    return sign in LINE_BREAKS or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in OVERRIDES)


def words_of(text: str) -> set[str]:
    """What texts are compared by: folded words, without short ones and numbers, and in the singular."""
    return {_singular(word) for word in fold(text).split() if len(word) > 2 and not word.isdigit()}


def _singular(word: str) -> str:
    """Nearly: of what English and Filipino texts say, the same for one and for many."""
    if len(word) <= 4 or word.endswith(("ss", "is", "us")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word.removesuffix("s")
