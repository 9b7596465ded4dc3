"""How well a PPA fits a recommendation: by what it is called and says, its kind, its office and the needs it answers.

Words count by how rare they are in what all PPAs say, so that "program" tells nothing and "madaris" much; and less if
several recommendations use them, since then they do not tell which. What the title of the recommendation says counts in
full, what the rest of its text says half; words of the description of the PPA count a quarter of those of its title.
Sector, kind and office alone suggest nothing: there must be words in common that tell something, or a need.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from portal.core.text import words_of
from portal.monitoring.enums import InterventionType
from portal.policies.enums import PolicyCategory

IN_TEXT, IN_DESCRIPTION = 0.5, 0.25
WORDS, SECTOR, KIND, OFFICE, NEED = 0.6, 0.1, 0.1, 0.15, 0.4
"""How much each can add to the score: at most 1.35, of which words are 0.6."""

ENOUGH = 0.08
"""What words alone must add for a suggestion."""

TELLING = log(10)
"""How rare a word must be to suggest anything: one PPA in ten, or fewer, uses it."""

FEWEST = 60
"""Of fewer PPAs nobody learns which words are common."""

UNTELLING = frozenset(
    """
    all also and any are but can does each for from has have her his how into its more most not one only other our
    out over own she some such than that the their them then there these they this those through too under until was
    were what when where which while who whom why will with within without you your ang ating kung mga may nang para
    sila ito iyon hindi
    """.split()  # noqa: SIM905 - a list would be read line by line
)
"""Words of which sentences are made."""

WORDS_TOLD = 5
FEW_POLICIES = 5
KINDS: dict[str, list[str]] = {
    PolicyCategory.ECONOMIC: [InterventionType.LIVELIHOOD],
    PolicyCategory.SOCIAL: [InterventionType.EDUCATION, InterventionType.HEALTH, InterventionType.SOCIAL_PROTECTION],
    PolicyCategory.CULTURAL: [InterventionType.EDUCATION],
    PolicyCategory.WELFARE: [InterventionType.SOCIAL_PROTECTION, InterventionType.HEALTH],
    PolicyCategory.REHABILITATION: [InterventionType.INFRASTRUCTURE, InterventionType.ENVIRONMENT],
    PolicyCategory.RIGHTS: [InterventionType.GOVERNANCE, InterventionType.PEACE_SECURITY],
}
"""Kinds of work that serve a category of recommendations."""


@dataclass(frozen=True)
class Recommended:
    """A recommendation, as far as it is compared."""

    title: str
    text: str
    category: str = ""
    sectors: frozenset[int] = frozenset()
    offices: frozenset[int] = frozenset()
    """In the lead, or helping."""

    needs: frozenset[object] = frozenset()

    @cached_property
    def words(self) -> dict[str, float]:
        return {**dict.fromkeys(words_of(self.text), IN_TEXT), **dict.fromkeys(words_of(self.title), 1.0)}


@dataclass(frozen=True)
class Planned:
    """A PPA, as far as it is compared."""

    title: str
    description: str = ""
    kind: str = ""
    sector: int | None = None
    office: int | None = None
    needs: frozenset[object] = frozenset()

    @cached_property
    def named(self) -> set[str]:
        return words_of(self.title)

    @cached_property
    def words(self) -> dict[str, float]:
        return {**dict.fromkeys(words_of(self.description), IN_DESCRIPTION), **dict.fromkeys(self.named, 1.0)}


@dataclass(frozen=True, order=True)
class Match:
    """How well they fit, and why."""

    score: float
    words: tuple[str, ...] = field(compare=False, default=())
    """In common, the most telling first."""

    by_words: float = field(compare=False, default=0)
    """What of the score the words add."""

    same_sector: bool = field(compare=False, default=False)
    same_kind: bool = field(compare=False, default=False)
    same_office: bool = field(compare=False, default=False)
    same_need: bool = field(compare=False, default=False)

    @property
    def fits(self) -> bool:
        return self.same_need or self.by_words >= ENOUGH


class Rarity:
    """How much a word tells, by how many PPAs and how many recommendations use it."""

    def __init__(self, ppas: Mapping[str, int], of: int, policies: Collection[Recommended] = ()) -> None:
        self.ppas, self.of = ppas, max(of, FEWEST)
        self.policies, self.of_policies = Counter(word for one in policies for word in one.words), len(policies)

    def __getitem__(self, word: str) -> float:
        if word in UNTELLING:
            return 0
        return log((self.of + 1) / max(self.ppas.get(word, 1), 1))

    def of_choice(self, word: str) -> float:
        """From 1, where one recommendation alone uses it, down to nearly 0 where all do."""
        if self.of_policies < FEW_POLICIES:
            return 1
        return log((self.of_policies + 1) / max(self.policies[word], 1)) / log(self.of_policies + 1)


def matched(ppa: Planned, policy: Recommended, rarity: Rarity) -> Match:
    common = {
        word: weight * policy.words[word] * rarity[word] * rarity.of_choice(word)
        for word, weight in ppa.words.items()
        if word in policy.words
    }
    telling = [word for word in common if rarity[word] >= TELLING]
    whole = sum(rarity[word] for word in ppa.named)
    share = min(1.0, sum(common[word] for word in telling) / whole) if whole else 0.0
    same = {
        "same_sector": ppa.sector is not None and ppa.sector in policy.sectors,
        "same_kind": ppa.kind in KINDS.get(policy.category, []),
        "same_office": ppa.office is not None and ppa.office in policy.offices,
        "same_need": not ppa.needs.isdisjoint(policy.needs),
    }
    adds = {"same_sector": SECTOR, "same_kind": KIND, "same_office": OFFICE, "same_need": NEED}
    score = WORDS * share + sum(adds[name] for name, holds in same.items() if holds)
    told = sorted(telling, key=lambda word: (-common[word], word))[:WORDS_TOLD]
    return Match(round(score, 3), tuple(told), WORDS * share, **same)
