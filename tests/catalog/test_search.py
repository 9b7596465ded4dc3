"""Finding the services that come with the portal, by the words of people who look for them."""

import random
import re
import string
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.loaders import load_offerings
from catalog.models import ServiceOffering
from catalog.search_index import SERVICES
from search.evaluation import measure, read_judged
from search.facade import search
from search.loaders import load_vocabulary
from search.words.forms import words_of
from search.words.known import known
from search.words.vocabulary import Vocabulary
from tests.catalog.ground import lay_ground

pytestmark = pytest.mark.django_db

JUDGED = Path(__file__).parents[2] / "catalog" / "data" / "judged"
SEED = 20261122


@dataclass(frozen=True)
class Catalog:
    """The services that come with the portal: their keys by their primary keys, and what is known of their words."""

    keys: dict[str, str]
    vocabulary: Vocabulary

    def search(self, text):
        return search(SERVICES, text, self.keys.keys(), vocabulary=self.vocabulary)

    def first(self, text, most=3):
        return [self.keys[key] for key in self.search(text).keys[:most]]


@pytest.fixture
def services():
    lay_ground()
    list(load_vocabulary())
    list(load_offerings())
    keys = {str(pk): key for pk, key in ServiceOffering.objects.offered().values_list("pk", "import_key")}
    return Catalog(keys, known("services").vocabulary)


@pytest.mark.parametrize(("split", "bar"), [("development", 0.85), ("tuning", 0.82), ("check", 0.78)])
def test_judged_queries_when_asked_then_the_search_is_as_good_as_its_bar(services, split, bar):
    measured = measure(SERVICES, read_judged([JUDGED / f"{split}.json"]))

    assert measured.ndcg_at_10 >= bar
    assert measured.zero_rate <= 0.03


def distinctive_words():
    """Words of six letters and more that stand in the names of one or two services, with these."""
    places = defaultdict(set)
    for offering in ServiceOffering.objects.all():
        for word in {word for name in (offering.title, offering.alternate_name) for word in words_of(name)}:
            places[word].add(offering.import_key)
    return {word: keys for word, keys in sorted(places.items()) if len(word) >= 6 and len(keys) <= 2}


def misspelt(word, chance):
    """The word with one letter changed, left out, added, or put before its neighbour."""
    at, letter = chance.randrange(len(word)), chance.choice(string.ascii_lowercase)
    swapped = min(at, len(word) - 2)
    return chance.choice([
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:swapped] + word[swapped + 1] + word[swapped] + word[swapped + 2 :],
    ])  # fmt: skip


def test_names_when_one_letter_is_wrong_then_the_service_is_among_the_first_three(services):
    chance = random.Random(SEED)  # noqa: S311 - to be repeatable
    tries = [(misspelt(word, chance), keys) for word, keys in distinctive_words().items() for _ in range(4)]
    tries = [(typed, keys) for typed, keys in tries if re.search(r"\w", typed)]

    missed = [typed for typed, keys in tries if not keys & set(services.first(typed))]

    assert len(tries) >= 300
    assert len(missed) <= 0.05 * len(tries), missed


@pytest.mark.parametrize(
    "typed", ["4ps", "4P's", "4 Ps", "4-PS", "  4p’s  ", "pantawid pamilya", "PANTAWÍD", "pantawid  pamilyang-pilipino"]
)
def test_acronym_when_written_in_any_way_then_is_found_first(services, typed):
    assert services.first(typed, most=1) == ["4ps"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tabang sa patay", "aics"),
        ("iskolarsip", "ahme-sp"),
        ("walay trabaho", "tupad"),
        ("ospital nga bayranan", "maifip"),
        ("nasunog ang among balay", "nha-ehap"),
        ("pag aabogado na libre", "pao"),
        ("semilya para sa mag-uuma", "mafar-farm"),
        ("haj registration", "ncmf-hajj"),
    ],
)
def test_need_when_told_in_ones_own_words_then_the_service_is_among_the_first(services, typed, wanted):
    assert wanted in services.first(typed, most=5)


def test_words_when_nothing_like_them_is_offered_then_says_so(services):
    assert not services.search("netflix premium").is_close
