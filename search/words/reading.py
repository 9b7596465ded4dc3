"""From what somebody typed to what is asked for: terms, each with its alternatives, and what was mended on the way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.core.text import fold

from .forms import LONGEST, PREFIXES, roots, sound, stem, words_of
from .vocabulary import LONGEST_PHRASE, Group, Role, Stems, Vocabulary

SHORTEST_MENDED = 4
ALIKE = 0.6  # share of letters that two words must have in common to be taken for each other by their sound
MOST_WORDS = 16  # that are read of one text; a longer one is a letter, not a search

# How much a term counts by its role, when a more telling one stands beside it.
ROLE_WEIGHTS = {Role.TOPIC: 1.0, Role.PERSON: 0.6, Role.PLACE: 0.25, Role.GENERAL: 0.2}
UNKNOWN_WEIGHT = 0.8
NUMBER_WEIGHT = 0.2

# How well an alternative stands for what was typed.
SAME_MEANING = 0.8
ONE_OF_SEVERAL_MEANINGS = 0.7
CLOSE_SPELLING = 0.9
FAR_SPELLING = 0.6
SAME_SOUND = 0.85
BEGINNING = 0.7
PART_OF_PHRASE = 0.4
RELATED = 0.3
STRONG = 0.55
"""From here on an alternative is taken for what was meant; below it is only related."""


@dataclass(frozen=True)
class Alternative:
    stems: Stems
    weight: float

    @property
    def is_strong(self) -> bool:
        return self.weight >= STRONG


@dataclass(frozen=True)
class Term:
    """One thing that is asked for; a row answers it by its best alternative."""

    typed: str
    weight: float
    alternatives: tuple[Alternative, ...]
    is_telling: bool = True
    """Whether it narrows down what is wanted, so that a row without it does not fit closely."""


@dataclass(frozen=True)
class Reading:
    terms: tuple[Term, ...] = ()
    corrected: str = ""
    """The text as it was read, if words in it were taken for misspelt."""

    strong_stems: frozenset[Stems] = field(default=frozenset())
    """What to mark in a text that is shown."""


@dataclass(frozen=True)
class _Word:
    """A typed word and what it may have been meant as, best first."""

    typed: str
    meant: tuple[tuple[str, float], ...]
    mended: str = ""


def read(text: str, vocabulary: Vocabulary, *, mend: bool = True) -> Reading:
    """What the text asks for. Words that say nothing by themselves are left out unless there are no others."""
    words = _joined(words_of(text)[:MOST_WORDS], vocabulary)
    understood = [_understand(word, vocabulary, mend=mend) for word in words]
    terms = _terms(understood, vocabulary)
    if not any(term.is_telling for term in terms):
        terms = [Term(term.typed, max(term.weight, 0.5), term.alternatives) for term in terms]
    mended = {word.typed: word.mended for word in understood if word.mended}
    strong = {a.stems for term in terms if term.is_telling for a in term.alternatives if a.is_strong}
    return Reading(
        terms=tuple(terms),
        corrected=_with_words(text, mended) if mended else "",
        strong_stems=frozenset(strong),
    )


def _with_words(text: str, mended: Mapping[str, str]) -> str:
    """The text as it was typed, with these words in place of the misspelt ones."""
    spaced = " ".join(text.split())
    return re.sub(r"\w+(?:['’`ʼ]\w+)*", lambda match: mended.get(fold(match.group()), match.group()), spaced)


def _joined(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """``["4", "ps"]`` as ``["4ps"]``: neighbours that are one known word, when they are not both known apart."""
    joined: list[str] = []
    for word in words:
        both = (joined[-1] + word)[:LONGEST] if joined else ""
        if both in vocabulary.words and not (len(word) > 3 and word in vocabulary.words):
            joined[-1] = both
        else:
            joined.append(word)
    return joined


# ---- A word at a time ----------------------------------------------------------------------------------------------


def _understand(word: str, vocabulary: Vocabulary, *, mend: bool) -> _Word:
    if not mend:
        return _Word(word, ((word, 1.0),))
    if vocabulary.knows(word) or word.isdigit():
        return _Word(word, ((word, 1.0), *((other, SAME_SOUND) for other in _sounding_like(word, vocabulary))))
    if root := next((root for root in roots(word) if root in vocabulary.synonyms.words), None):
        return _Word(word, ((root, CLOSE_SPELLING),))
    if pair := _split(word, vocabulary):
        return _Word(word, ((pair, CLOSE_SPELLING),), mended=pair)
    if meant := _misspelt(word, vocabulary):
        return _Word(word, tuple(meant), mended=meant[0][0])
    if begun := _begun(word, vocabulary):
        return _Word(word, tuple((other, BEGINNING) for other in begun))
    return _Word(word, ((word, 1.0),))


def _sounding_like(word: str, vocabulary: Vocabulary) -> list[str]:
    """Other spellings of a long word that the index holds: ``madrasah`` for ``madrasa``."""
    if len(word) < 6:
        return []
    alike = vocabulary.by_sound.get(sound(word), [])
    return [other for other in alike if other != word and other in vocabulary.indexed]


def _split(word: str, vocabulary: Vocabulary) -> str:
    """``birthcertificate`` as ``birth certificate``."""
    for at in range(4, len(word) - 3):
        left, right = word[:at], word[at:]
        if left in vocabulary.words and right in vocabulary.words:
            return f"{left} {right}"
    return ""


def _misspelt(word: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Known words that this one may be with a letter wrong (two from eight letters on) or as it sounds, best first."""
    if len(word) < SHORTEST_MENDED:
        return []
    allowed = 1 if len(word) < 8 else 2
    heard = sound(word)
    near = process.extract(word, vocabulary.correctable, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    distances = {other: float(distance) for other, distance, _ in near}
    distances |= {other: min(distances.get(other, 9), 0.9) for other in vocabulary.by_sound.get(heard, ())}
    if not distances and len(heard) >= 5:
        sounds = process.extract(heard, list(vocabulary.by_sound), scorer=OSA.distance, score_cutoff=1, limit=None)
        alike = [other for key, _, _ in sounds for other in vocabulary.by_sound[key]]
        distances = {other: 1.9 for other in alike if OSA.normalized_similarity(word, other) >= ALIKE}
    if len(word) == SHORTEST_MENDED:  # so short a word is close to many: only names are worth a guess
        distances = {other: far for other, far in distances.items() if vocabulary.indexed.get(other)}

    def likelihood(other: str) -> tuple[float, float, int, bool, str]:
        in_name = vocabulary.indexed.get(other)
        known = 0.0 if in_name else 0.3 if in_name is not None else 0.4
        return (
            distances[other] + known,
            OSA.distance(heard, sound(other)),
            abs(len(other) - len(word)),
            other[0] != word[0],
            other,
        )

    best = sorted(distances, key=likelihood)[:3]
    nearest = distances[best[0]] if best else 0
    return [(other, CLOSE_SPELLING if distances[other] <= nearest else FAR_SPELLING) for other in best]


def _begun(word: str, vocabulary: Vocabulary) -> list[str]:
    """Known words that begin like this one, the shortest first."""
    if len(word) < 4:
        return []
    return sorted((other for other in vocabulary.indexed if other.startswith(word)), key=lambda w: (len(w), w))[:5]


# ---- Words together ------------------------------------------------------------------------------------------------


def _terms(words: Sequence[_Word], vocabulary: Vocabulary) -> list[Term]:
    """The longest known phrases first; then single words."""
    terms, at = [], 0
    spare: list[Term] = []
    while at < len(words):
        length, groups = _phrase_at(words, at, vocabulary)
        typed = words[at : at + length]
        if groups or not _says_nothing(typed, vocabulary):
            terms.append(_term(typed, groups, vocabulary))
        else:
            spare.append(_term(typed, [], vocabulary))
        at += length
    return terms or spare


def _phrase_at(words: Sequence[_Word], at: int, vocabulary: Vocabulary) -> tuple[int, list[Group]]:
    """How many words from here on are one phrase that groups know, and these groups."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        best = [word.meant[0][0] for word in words[at : at + length]]
        flat = [part for meant in best for part in meant.split()]
        bare = [part for part in flat if part not in vocabulary.synonyms.stopwords]
        if length > 1 and (flat[0] in vocabulary.synonyms.stopwords or flat[-1] in vocabulary.synonyms.stopwords):
            candidates: Iterable[list[str]] = [flat]
        else:
            candidates = [flat, bare]
        for parts in candidates:
            if parts and (groups := vocabulary.synonyms.groups_of(parts)):
                return length, groups
    return 1, []


def _says_nothing(typed: Sequence[_Word], vocabulary: Vocabulary) -> bool:
    silent = vocabulary.synonyms.stopwords.union(PREFIXES)
    return all(word.meant[0][0] in silent or len(word.typed) == 1 for word in typed)


def _term(typed: Sequence[_Word], groups: Sequence[Group], vocabulary: Vocabulary) -> Term:
    weights: dict[Stems, float] = {}

    def offer(phrase: Stems, weight: float) -> None:
        if phrase and vocabulary.is_indexed(phrase):
            weights[phrase] = max(weight, weights.get(phrase, 0.0))

    if len(typed) == 1:
        for meant, weight in typed[0].meant:
            offer(tuple(stem(part) for part in meant.split()), weight)
            if meant != typed[0].meant[0][0]:
                for group in vocabulary.synonyms.groups_of([meant]):
                    for phrase in vocabulary.synonyms.stems_of(group):
                        offer(phrase, weight * SAME_MEANING)
    else:
        parts = [part for word in typed for part in word.meant[0][0].split()]
        offer(tuple(map(stem, parts)), 1.0)
        for part in parts:
            if part not in vocabulary.synonyms.stopwords:
                for group in vocabulary.synonyms.groups_of([part]):
                    for phrase in vocabulary.synonyms.stems_of(group):
                        offer(phrase, PART_OF_PHRASE)
    certainty = min(word.meant[0][1] for word in typed)
    same = certainty * (SAME_MEANING if len(groups) == 1 else ONE_OF_SEVERAL_MEANINGS)
    for group in groups:
        for phrase in vocabulary.synonyms.stems_of(group):
            offer(phrase, same)
    for group in vocabulary.synonyms.related_to(groups):
        for phrase in vocabulary.synonyms.stems_of(group):
            offer(phrase, certainty * RELATED)
    role = _role(groups)
    weight = NUMBER_WEIGHT if typed[0].typed.isdigit() else ROLE_WEIGHTS[role] if role else UNKNOWN_WEIGHT
    return Term(
        typed=" ".join(word.typed for word in typed),
        weight=weight,
        alternatives=_needed(weights),
        is_telling=role not in (Role.GENERAL, Role.PLACE) and not typed[0].typed.isdigit(),
    )


def _needed(weights: Mapping[Stems, float]) -> tuple[Alternative, ...]:
    """The best first, without phrases that ask for more than a part of them that counts as much."""
    needed: list[Alternative] = []
    for phrase, weight in sorted(weights.items(), key=lambda offered: (-offered[1], len(offered[0]), offered[0])):
        if not any(set(other.stems) < set(phrase) for other in needed):
            needed.append(Alternative(phrase, weight))
    return tuple(needed)


def _role(groups: Sequence[Group]) -> Role | None:
    """Of what the groups may say, that which tells most."""
    roles = {group.role for group in groups}
    return next((role for role in Role if role in roles), None)
