"""Which open needs are offered as perhaps the same: measured on pairs, and by place and state."""

import pytest

from portal.needs.similar import ALIKE, MOST_OFFERED, Said, likeness, similar_open, words
from tests.communities.factories import CommunityFactory
from tests.core.factories import NeedCategoryFactory
from tests.geography.factories import BarangayFactory

from .factories import NeedFactory

SAME = [  # one need in the words of two people of one place, both under the same category
    ("A second well for Sitio Riverside", "We need another well"),
    ("No clean water in the dry season", "Lack of potable water"),
    ("Kailangan namin ng malinis na tubig", "Clean water for the community"),
    ("Repair of the road to the market", "Farm-to-market road is broken"),
    ("Sirang daan papunta sa bayan", "Road repair to the town"),
    ("New classroom for the elementary school", "The school has too few classrooms"),
    ("Honoraria for asatidz", "Honorarium for our ustadz teachers"),
    ("Midwife for the health center", "No midwife or nurse in our clinic"),
    ("Solar street lights", "No electricity at night, solar lights needed"),
    ("Foot bridge over the river", "Tulay sa ilog"),
    ("Fishing boats for 30 families", "Motor boats for fishers"),
    ("Seeds and tools for farmers", "Farm seeds"),
    ("Public toilet at the mosque", "Kubeta sa masjid, toilet"),
    ("Drainage against floods", "Flooding: canal is blocked"),
    ("Repair of the madrasah roof", "Roof of the madrasah leaks"),
    ("Birth registration of children", "Children without birth certificates, birth registration"),
]
DIFFERENT = [
    ("A second well for Sitio Riverside", "Road to Sitio Riverside"),
    ("Fishing boats", "Seeds for farmers"),
    ("New classroom", "Scholarships for college students"),
    ("Midwife for the health center", "Street lights"),
    ("Solar street lights", "Street children need shelter"),
    ("Foot bridge over the river", "Clean water"),
    ("Training in carpentry for youth", "Training in first aid for health workers"),
    ("Repair of the road", "Repair of the roof of the mosque"),
    ("Livelihood for widows", "Burial ground for Muslims"),
    ("Peace talks between two clans", "Birth registration of children"),
    ("Halal slaughter house", "Shelter after the fire"),
    ("Internet signal", "Cellphone charging with solar power"),
    ("Cemetery fence", "Basketball court"),
    ("Radio for barangay watch", "Water pump"),
    ("Sewing machines for women", "Rice mill for the cooperative"),
    ("", "Clean water"),
    ("We need help", "Please help our community"),
]


def measured(one, other):
    """As ``similar_open`` compares two needs of one municipality, with the same category."""
    return likeness(Said(words(one), words(""), 1), Said(words(other), words(""), 1))


def test_pairs_when_measured_then_nearly_all_of_the_same_are_found_and_few_others():
    found = [pair for pair in SAME if measured(*pair) >= ALIKE]
    wrong = [pair for pair in DIFFERENT if measured(*pair) >= ALIKE]

    assert len(found) / len(SAME) >= 0.85, [pair for pair in SAME if pair not in found]
    assert len(wrong) / len(DIFFERENT) <= 0.12, wrong


def test_likeness_when_turned_round_then_is_the_same():
    assert [measured(one, other) for one, other in SAME] == [measured(other, one) for one, other in SAME]


def test_likeness_when_community_or_category_is_the_same_then_is_higher():
    one = Said(words("A well"), words(""), 1, community=1, barangay=1)

    def beside(**fields):
        return likeness(one, Said(words("The well"), words(""), **{"category": 2, **fields}))

    elsewhere = beside(community=9, barangay=9)
    assert elsewhere < beside(community=9, barangay=1) < beside(community=1, barangay=1)
    assert elsewhere < beside(community=9, barangay=9, category=1)


def test_likeness_when_a_word_stands_in_what_is_told_then_counts_less():
    one = Said(words("Midwife"), words(""), 1)

    in_title = likeness(one, Said(words("Midwife wanted"), words(""), 1))
    only_told = likeness(one, Said(words("Clean beds"), words("and a midwife"), 1))

    assert 0 < only_told < in_title


# ---- Rows ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def community(db):
    return CommunityFactory()


def found(community, title="A second well", **fields):
    return similar_open(community=community, title=title, category=NeedCategoryFactory(), **fields)


def test_needs_when_open_and_alike_then_are_offered_the_likest_first(community):
    beside = CommunityFactory(barangay=community.barangay)
    near = NeedFactory(title="Another well", community=beside)
    own = NeedFactory(title="A second well", community=community)
    NeedFactory(title="Road repair", description="Holes.", community=community)

    assert found(community) == [own, near]


@pytest.mark.parametrize("trait", ["rejected", "held"])
def test_needs_when_ended_or_held_then_are_not_offered(community, trait):
    NeedFactory(title="A second well", community=community, **{trait: True})

    assert found(community) == []


def test_needs_when_of_another_municipality_then_are_not_offered(community):
    far = BarangayFactory(municipality__psgc="1230900000", municipality__name="Far")
    NeedFactory(title="A second well", community=CommunityFactory(barangay=far))

    assert found(community) == []


def test_needs_when_found_by_an_assessment_of_the_barangay_then_are_offered(community):
    need = NeedFactory(found=True, title="Second well", community=None, barangay=community.barangay)

    assert found(community) == [need]


def test_needs_when_many_are_alike_then_a_few_are_offered_by_one_query(community, django_assert_num_queries):
    NeedFactory.create_batch(8, title="A second well", community=community)
    category = NeedCategoryFactory()

    with django_assert_num_queries(1):
        offered = similar_open(community=community, title="A second well", category=category)

    assert len(offered) == MOST_OFFERED
