"""One word in the forms that count as the same: folded, by its stem, as it sounds, without Filipino affixes."""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from portal.core.text import fold

LONGEST = 40  # characters of a word that count; nobody types a longer one on purpose
_english = snowballstemmer.stemmer("english")
_hyphenated = re.compile(r"\w+(?:[-/]\w+)+")


def words_of(text: str) -> list[str]:
    """The folded words of a text in order: ``"Doña  4P's"`` → ``["dona", "4ps"]``."""
    return [word[:LONGEST] for word in fold(text).split()]


def joined_words_of(text: str) -> list[str]:
    """What is written with hyphens or strokes, also as one word: ``"B-CARES"`` → ``["bcares"]``."""
    return [fold(part).replace(" ", "")[:LONGEST] for part in _hyphenated.findall(text)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The English stem, after Snowball's Porter2; Filipino words pass nearly untouched, the same way everywhere."""
    return _english.stemWord(word) if len(word) > 3 else word


# How Filipinos write English and Spanish words by ear: f as p, v as b, z as s, c as k or s, o as u, e as i …
_SOUNDS = [
    (r"^h", ""), (r"ph", "p"), (r"sch", "sk"), (r"tion|siyon|syon|sion", "sun"), (r"sh|sy(?=[aeiou])|ci(?=[aou])", "s"),
    (r"ts|tch|ch", "s"), (r"dy|j", "d"), (r"ck", "k"), (r"qu(?=[ei])", "k"), (r"qu", "kw"), (r"c(?=[eiy])", "s"),
    (r"[cq]", "k"), (r"x", "ks"), (r"f", "p"), (r"v", "b"), (r"z", "s"), (r"th", "t"), (r"h", ""), (r"gu(?=[ei])", "g"),
    (r"ee|ea|ie|ai|ay|ei|ey|iy|y|e", "i"), (r"oo|ou|uw|o|w", "u"), (r"^is(?=[kpt])", "s"), (r"(.)\1+", r"\1"),
    (r"(?<=..)i$", ""),
]  # fmt: skip
_sounds = [(re.compile(pattern), sound) for pattern, sound in _SOUNDS]


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """How a word sounds to a Filipino ear: ``scholarship`` and ``iskolarsip`` give the same."""
    for pattern, sounded in _sounds:
        word = pattern.sub(sounded, word)
    return word


PREFIXES = (
    "pinakama", "nakikipag", "makikipag", "nagpapa", "magpapa", "nagka", "magka", "pagka", "nakaka", "makaka", "ipinag",
    "pinag", "ipag", "nanga", "manga", "panga", "naka", "maka", "paki", "napag", "napa", "mapa", "nang", "mang", "pang",
    "nag", "mag", "pag", "nam", "mam", "pam", "nan", "man", "pan", "taga", "tag", "gi", "mo", "mi", "ni", "na", "ma",
    "ka", "pa", "ipa", "i",
)  # fmt: skip
_SUFFIXES = ("hanan", "anan", "han", "hin", "nan", "nin", "an", "in", "on", "ng", "g")
SHORTEST_ROOT = 4


def roots(word: str) -> Iterator[str]:
    """What may be left of a Filipino or Bisaya word without its affixes, the longest first; most are no words."""
    starts = {word, *(word[len(prefix) :] for prefix in PREFIXES if word.startswith(prefix))}
    starts |= {re.sub(r"^([^aeiou]?)(?:um|in)(?=[aeiou])", r"\1", start) for start in starts}
    starts |= {start[2:] for start in starts if start[:2] == start[2:4]}  # first syllable said twice
    found = starts | {start[: -len(end)] for start in starts for end in _SUFFIXES if start.endswith(end)}
    long_enough = (root for root in found if len(root) >= SHORTEST_ROOT and root != word)
    yield from sorted(long_enough, key=lambda root: (-len(root), root))
