"""Which recommendation a PPA fits: by words that tell something, by its kind, its office and its needs."""

import json

import pytest

from portal.monitoring.enums import InterventionType
from portal.monitoring.formulas.matching import Planned, Rarity, Recommended, matched
from portal.policies.enums import PolicyCategory
from portal.policies.recommendations import FILE

COMMON = {"program": 40, "support": 30, "development": 35, "and": 50, "for": 50, "assistance": 25}


def the_ten():
    rows = json.loads(FILE.read_text(encoding="utf-8"))["recommendations"]
    texts = ("summary", "problem_statement", "proposed_solution")
    return {
        row["core_key"]: Recommended(row["title"], " ".join(row[name] for name in texts), row["category"])
        for row in rows
    }


RARITY = Rarity(COMMON, 60, the_ten().values())


@pytest.mark.parametrize(
    ("title", "best"),
    [
        ("Scholarship Program for Higher Education", "scholarships"),
        ("Honoraria of Madaris Teachers", "madaris_support"),
        ("Bangsamoro Standards and Halal Testing Laboratories", "halal_enterprise"),
        ("Tourism Sites Development", "tourism"),
        ("Cultural Development and Advocacy", "cultural_development"),
        ("Women's Welfare Program", "women_youth"),
        ("Concreting of farm-to-market roads", "infrastructure"),
    ],
)
def test_ppa_when_its_words_are_those_of_one_of_the_ten_then_that_fits_best(title, best):
    found = {key: matched(Planned(title), policy, RARITY) for key, policy in the_ten().items()}

    assert max(found, key=found.get) == best
    assert found[best].fits


@pytest.mark.parametrize("title", ["Support to Operations", "Development Program", "General Administration"])
def test_ppa_when_it_shares_common_words_alone_then_fits_nothing(title):
    assert not any(matched(Planned(title), policy, RARITY).fits for policy in the_ten().values())


def test_sector_kind_and_office_when_alone_then_suggest_nothing():
    ppa = Planned("Zeppelin", kind=InterventionType.LIVELIHOOD, sector=1, office=2)
    policy = Recommended("Halal", "", PolicyCategory.ECONOMIC, sectors=frozenset([1]), offices=frozenset([2]))

    found = matched(ppa, policy, RARITY)

    assert (found.same_sector, found.same_kind, found.same_office, found.fits) == (True, True, True, False)


def test_need_when_both_answer_it_then_fits_without_a_word():
    found = matched(Planned("Zeppelin", needs=frozenset([7])), Recommended("Halal", "", needs=frozenset([7])), RARITY)

    assert (found.same_need, found.fits, found.words) == (True, True, ())


def test_words_when_rare_then_are_told_first_and_common_ones_not_at_all():
    policy = Recommended("Halal enterprise program", "markets of fishers")

    found = matched(Planned("Program for halal enterprises", "Fishers sell at markets"), policy, RARITY)

    assert found.words == ("enterprise", "halal", "fisher", "market")
