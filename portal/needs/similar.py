"""Is this need there already? Open needs of the place that say much the same.

Arithmetic on words: how many of the words of the shorter of two titles stand in the other need's title or, for less,
in what it tells; more for the same category and for the same place. Words that every need has ("we", "need", "lack")
and endings do not count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left

from portal.communities.models import OBCCommunity
from portal.core.models import NeedCategory
from portal.core.text import fold

from .enums import NeedStatus
from .models import Need
from .querysets import NeedQuerySet

ALIKE = 0.6
"""From here on two needs are offered as perhaps the same."""

MOST_OFFERED = 5
LOOKED_AT = 300
"""Of a place, the newest: a municipality with more open needs has the same ones among them again."""

TOLD = 400
"""Signs of what is told that are looked at: the beginning says what it is about."""

SAME_CATEGORY, SAME_COMMUNITY, SAME_BARANGAY, IN_WHAT_IS_TOLD = 0.15, 0.15, 0.1, 0.5

EMPTY_WORDS = frozenset(
    fold(
        "a an and are as at be been but by can could do does for from get give had has have help here how i if in into "
        "is it its lack lacking less many more most much my need needed needs new no not of on or our out please "
        "request s so some that the their there they this to too under until very want was we where which who with "
        "without years year repair broken build building construct construction community barangay people village "
        "purok sitio families residents ang ng na sa mga ay at para kami namin kailangan kulang wala walang po natin "
        "amin aming isang may dito"
    ).split()
)
NAMED_PLACE = re.compile(r"\b(sitio|purok|barangay|brgy|zone) \w+")
"""Two needs of one sitio need not be alike."""

ENDINGS = ("ings", "ing", "ies", "ed", "es", "s")
SHORTEST_STEM = 3
SAME_THING = {
    word: words[0]
    for words in (
        ("water", "tubig", "potable", "drink", "well", "balon", "poso", "faucet", "gripo"),
        ("road", "daan", "kalsada", "street", "farmtomarket", "pathway"),
        ("school", "classroom", "paaralan", "eskwelahan", "madrasa", "madrasah", "madari"),
        ("teacher", "guro", "ustad", "asatidz", "ustadz"),
        ("clinic", "health", "kalusugan", "medicine", "gamot", "midwife", "doctor", "nurse", "doktor"),
        ("light", "electricity", "kuryente", "ilaw", "power", "solar"),
        ("bridge", "tulay"),
        ("boat", "bangka", "fish", "isda", "mangingisda"),
        ("house", "bahay", "shelter", "housing", "pabahay"),
        ("seed", "farm", "magsasaka", "binhi", "farmer", "rice", "palay", "crop"),
        ("toilet", "kubeta", "latrine", "sanitation", "palikuran"),
        ("flood", "baha", "drainage", "canal", "dike"),
    )
    for word in words
}


@dataclass(frozen=True)
class Said:
    """What a need says, as words to compare."""

    title: frozenset[str]
    told: frozenset[str]
    category: int
    community: int | None = None
    barangay: int | None = None


def similar_open(*, community: OBCCommunity, title: str, category: NeedCategory, description: str = "") -> list[Need]:
    """Open needs of the community's municipality that may be the same, the likest first."""
    here = Said(words(title), words(description), category.pk, community.pk, community.barangay_id)
    scored = [(likeness(here, _said(need)), need) for need in _open_around(community)]
    found = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], str(pair[1].pk)))
    return [need for _likeness, need in found[:MOST_OFFERED]]


def likeness(one: Said, other: Said) -> float:
    """From 0 (nothing in common) to about 1.3 (the same words about the same in the same community)."""
    shared = _share(one, other)
    if not shared:
        return 0.0
    near = SAME_COMMUNITY if one.community and one.community == other.community else 0.0
    near = near or (SAME_BARANGAY if one.barangay and one.barangay == other.barangay else 0.0)
    return shared + near + (SAME_CATEGORY if one.category == other.category else 0.0)


def words(text: str) -> frozenset[str]:
    """The words that say what it is about, without endings; two words for one thing are one."""
    said = NAMED_PLACE.sub(" ", fold(text))
    kept = (_stem(word) for word in said.split() if word not in EMPTY_WORDS and not word.isdigit())
    return frozenset(SAME_THING.get(word, word) for word in kept if len(word) >= SHORTEST_STEM)


def _share(one: Said, other: Said) -> float:
    """How much of the shorter title the other need says too."""
    shorter, longer = sorted((one, other), key=lambda said: len(said.title))
    if not shorter.title:
        return 0.0
    in_title = len(shorter.title & longer.title)
    only_told = len((shorter.title & longer.told) - longer.title)
    return (in_title + only_told * IN_WHAT_IS_TOLD) / len(shorter.title)


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _open_around(community: OBCCommunity) -> Iterable[Need]:
    return (
        near(Need.objects.all(), community)
        .select_related("community", "category")
        .annotate(beginning=Left("description", TOLD))
        .defer("description")
        .order_by("-created_at")[:LOOKED_AT]
    )


def near(needs: NeedQuerySet, community: OBCCommunity) -> NeedQuerySet:
    """Open needs of the municipality of this community, that are no copies and not held."""
    municipality = community.barangay.municipality_id
    return needs.filter(
        Q(community__barangay__municipality=municipality)
        | Q(barangay__municipality=municipality)
        | Q(municipality=municipality),
        is_held=False,
        status__in=NeedStatus.open(),
    )


def _said(need: Need) -> Said:
    barangay = need.community.barangay_id if need.community else need.barangay_id
    told = words(need.beginning)  # type: ignore[attr-defined]
    return Said(words(need.title), told, need.category_id, need.community_id, barangay)
