"""Which words mean the same, and which are known: what staff keep, together with what an index holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .forms import joined_words_of, sound, stem, words_of

Stems = tuple[str, ...]
LONGEST_PHRASE = 6


class Role(StrEnum):
    """How far a word narrows down what is looked for."""

    TOPIC = "topic"  # what is wanted
    PERSON = "person"  # who wants it
    PLACE = "place"  # where
    GENERAL = "general"  # help, apply, free: nearly every row speaks of it


@dataclass(frozen=True)
class Group:
    """Words and phrases that mean the same, in any language, and what else those who use them may want."""

    meaning: str
    role: Role
    phrases: tuple[str, ...]
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Synonyms:
    """All groups and the words that say nothing by themselves."""

    groups: tuple[Group, ...] = ()
    stopwords: frozenset[str] = frozenset()

    @cached_property
    def by_meaning(self) -> dict[str, Group]:
        return {group.meaning: group for group in self.groups}

    @cached_property
    def by_words(self) -> dict[Stems, list[Group]]:
        """The groups that a phrase belongs to, as it is written."""
        return self._by(lambda words: tuple(words))

    @cached_property
    def by_stems(self) -> dict[Stems, list[Group]]:
        """The groups that a phrase belongs to by its stems; also by what is left without words that say nothing."""
        return self._by(lambda words: tuple(map(stem, words)))

    def _by(self, key_of: Callable[[list[str]], Stems]) -> dict[Stems, list[Group]]:
        found: dict[Stems, list[Group]] = defaultdict(list)
        for group in self.groups:
            for phrase in group.phrases:
                words = words_of(phrase)
                bare = [word for word in words if word not in self.stopwords]
                for key in {key_of(words), key_of(bare if len(bare) > 1 else words)}:
                    if key and group not in found[key]:
                        found[key].append(group)
        return dict(found)

    def groups_of(self, words: Sequence[str]) -> list[Group]:
        """The groups of a phrase: ``programs`` is not ``programming``, although their stems are the same."""
        return self.by_words.get(tuple(words)) or self.by_stems.get(tuple(map(stem, words)), [])

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for group in self.groups for phrase in group.phrases for word in words_of(phrase))

    def stems_of(self, group: Group) -> frozenset[Stems]:
        """The phrases of a group as an index holds them."""
        return self._stems[group.meaning]

    @cached_property
    def _stems(self) -> dict[str, frozenset[Stems]]:
        return {
            group.meaning: frozenset(stems for phrase in group.phrases if (stems := stems_of(phrase)))
            for group in self.groups
        }

    def related_to(self, groups: Iterable[Group]) -> Iterator[Group]:
        for group in groups:
            for meaning in group.related:
                if meaning in self.by_meaning:
                    yield self.by_meaning[meaning]

    def without(self, meaning: str) -> "Synonyms":
        return Synonyms(tuple(group for group in self.groups if group.meaning != meaning), self.stopwords)

    def with_group(self, group: Group) -> "Synonyms":
        """With this group, in place of the one of the same meaning."""
        return Synonyms((*self.without(group.meaning).groups, group), self.stopwords)


@dataclass(frozen=True)
class Vocabulary:
    """What the reader of a typed text knows: the synonyms and the words of one index."""

    synonyms: Synonyms
    indexed: Mapping[str, bool] = field(default_factory=dict)
    """Words as they are written in the index; whether they stand in a name."""

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.indexed)

    @cached_property
    def words(self) -> frozenset[str]:
        return self.synonyms.words | self.indexed.keys() | self.synonyms.stopwords

    @cached_property
    def by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.correctable:
            found[sound(word)].append(word)
        return dict(found)

    @cached_property
    def correctable(self) -> list[str]:
        """What a misspelt word may have meant: long enough to be told apart."""
        words = self.synonyms.words | self.indexed.keys()
        return sorted(word for word in words if len(word) >= 4 and not word.isdigit())

    def knows(self, word: str) -> bool:
        return word in self.words or stem(word) in self.stems

    def is_indexed(self, phrase: Stems) -> bool:
        return all(part in self.stems for part in phrase)


def stems_of(phrase: str) -> Stems:
    return tuple(stem(word) for word in words_of(phrase))


def forms_of(text: str) -> list[str]:
    """Every word of a text as an index keeps it, hyphenated ones apart and together."""
    return [*words_of(text), *joined_words_of(text)]
