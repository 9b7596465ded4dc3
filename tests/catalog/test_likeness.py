"""Which services are alike: by hand, in general, and among the 59 that come with the portal."""

import json
import uuid
from itertools import combinations
from pathlib import Path

import pytest

from catalog import loaders
from catalog.likeness import ALIKE, KEPT_EACH, Compared, alike


def service(title="Rice seeds", for_whom="Farmers", what="Two sacks of seeds for each farmer.", **facts):
    facts = {"service_type": "livelihood_program", "category": 1, "regions": frozenset({"XII"}), **facts}
    return Compared(uuid.uuid4(), title, for_whom, what, **facts)


OTHERS = [
    service("Wheelchairs", "Persons with disability", "A wheelchair fitted by a therapist.", category=2),
    service("Scholarship", "College students", "Tuition and a monthly allowance.", category=3),
    service("Housing", "Families that lost their home", "A small house with water and light.", category=4),
]


def keys(found):
    return [{like.first.key, like.second.key} for like in found]


def pair_of(one, other):
    return keys(alike([one, other, *OTHERS]))


@pytest.mark.parametrize(
    ("changed", "is_alike"),
    [
        ({}, True),
        ({"title": "Seed for rice", "what": "Two sacks of seed."}, True),
        ({"service_type": "other"}, True),  # the same category is enough
        ({"category": 9}, True),  # and so is the same type
        ({"service_type": "other", "category": 9}, False),
        ({"regions": frozenset({"XII", "XI"})}, True),
        ({"regions": frozenset({"XI"})}, False),
        ({"regions": frozenset(), "everywhere": True}, True),
        ({"regions": frozenset()}, False),  # nobody knows where it is offered
        ({"title": "Carabaos", "for_whom": "Cooperatives", "what": "One animal for three years."}, False),
    ],
)
def test_pair_when_one_fact_differs_then_is_alike_only_as_the_rule_says(changed, is_alike):
    one, other = service(), service(**changed)

    assert pair_of(one, other) == ([{one.key, other.key}] if is_alike else [])


def test_pair_when_both_are_offered_everywhere_then_share_every_region_and_else_those_they_name():
    def regions(one, other):
        return alike([one, other, *OTHERS])[0].regions

    everywhere = {"regions": frozenset(), "everywhere": True}
    assert regions(service(**everywhere), service(**everywhere)) == []
    assert regions(service(**everywhere), service()) == ["XII"]
    assert regions(service(), service(**everywhere)) == ["XII"]
    assert regions(service(regions=frozenset({"IX", "XII"})), service()) == ["XII"]


def test_words_about_who_it_is_for_when_they_are_the_same_then_weigh_more_than_others():
    one = service("Boat", "Fishers", "")
    same_people, same_thing = service("Net", "Fishers", ""), service("Boat", "Traders", "")

    by_people, by_thing = (alike([one, other, *OTHERS])[0].score for other in (same_people, same_thing))

    assert by_people > by_thing


def test_words_when_all_services_use_them_then_tell_less_than_when_only_two_do():
    one, other = service("Program bees", "", ""), service("Program ants", "", "")
    others = [service(f"Kit item{n}", "", "", category=7, service_type="other") for n in range(9)]
    sayers = [service(f"Program item{n}", "", "", category=7, service_type="other") for n in range(9)]

    rare, common = alike([one, other, *others])[0], alike([one, other, *sayers], only=one.key)

    assert rare.words == ("program",)
    assert not common or common[0].score < rare.score


def test_words_when_in_the_plural_or_with_accents_then_are_the_same():
    one = service("Señor families", "Businesses", "Boxes.")
    other = service("SENOR FAMILY", "business", "box")

    assert alike([one, other, *OTHERS])[0].score == pytest.approx(1)


@pytest.mark.parametrize("words", ["", "a 12 of"])
def test_pair_when_a_text_says_nothing_then_is_not_alike(words):
    assert pair_of(service(words, words, words), service(words, words, words)) == []


def test_fingerprint_when_only_marks_and_spaces_change_then_stays_and_else_changes():
    as_it_was = service().fingerprint

    assert service(title="RICE   seeds!").fingerprint == as_it_was
    changes = [{"title": "Corn"}, {"for_whom": "All"}, {"what": "One."}, {"category": 2}, {"service_type": "other"}]
    for change in [*changes, {"regions": frozenset()}, {"everywhere": True}]:
        assert service(**change).fingerprint != as_it_was


def test_pairs_when_many_are_the_same_then_each_service_keeps_its_ten_closest():
    many = [service(what=f"Two sacks of seeds {'and a hoe ' * (n % 3)}") for n in range(40)]

    found = alike([*many, *OTHERS])

    assert 40 * KEPT_EACH / 2 <= len(found) <= 40 * KEPT_EACH
    assert all(any(one.key in pair for pair in keys(found)) for one in many)


# ---- The services that come with the portal --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    records = json.loads((Path(loaders.DATA) / "offerings.json").read_text(encoding="utf-8"))["offerings"]
    return {
        record["id"]: service(
            record["title"],
            record["target_beneficiaries"] or "",
            record["description"],
            service_type=record["service_type"],
            category=record["category"],
            regions=frozenset(record["geographic_coverage"]),
            everywhere=record["is_nationwide"],
        )
        for record in records
    }


def test_own_services_when_compared_then_those_that_do_the_same_are_found_and_few_others(own):
    names = {compared.key: name for name, compared in own.items()}

    found = [frozenset(names[key] for key in pair) for pair in keys(alike(list(own.values())))]

    same = (
        "bcares aics, base-most dost-sei, kapyanan mhsd-resettlement, bsk slp, mafar-fishery bfar-boats, ambag maifip"
    )
    assert {frozenset(pair.split()) for pair in same.split(", ")} <= set(found[:16])
    assert 25 <= len(found) <= 35
    assert not {frozenset({"deped-madrasah", "rffa"}), frozenset({"bcares", "pao"})} & set(found)


def test_blocks_when_compared_with_every_pair_then_lose_none(own):
    """Against plain Python: all pairs of the 59, each looked at by the rule alone."""
    services = list(own.values())

    def may_be_alike(one, other):
        is_comparable = one.service_type == other.service_type or one.category == other.category
        return is_comparable and (one.everywhere or other.everywhere or one.regions & other.regions)

    found = alike(services)
    looked_at = [alike(services, only=one.key) for one in services]

    pairs = {frozenset(pair) for pair in keys(found)}
    assert pairs == {frozenset(pair) for some in looked_at for pair in keys(some)}
    assert all(may_be_alike(like.first, like.second) and like.score >= ALIKE for like in found)
    assert len([1 for one, other in combinations(services, 2) if may_be_alike(one, other)]) == 317
