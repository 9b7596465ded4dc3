"""Places known again from what people write."""

import pytest

from portal.needs.assessments.gazetteer import BadPlace, Gazetteer, label_of
from portal.needs.enums import AssessmentLevel
from tests.communities.factories import CommunityFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory
from tests.needs.factories import AssessmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_region(region):
    return AssessmentFactory(level=AssessmentLevel.REGIONAL, province=None, region=region)


@pytest.fixture
def general_santos(region):
    """An independent city is a province of its own; people say that it lies in South Cotabato."""
    ProvinceFactory(psgc="1206300000", name="South Cotabato", region=region)
    city = ProvinceFactory(
        psgc="1230800000",
        name="City of General Santos",
        region=region,
        kind="independent_city",
        map_shape="1206300000",
    )
    return MunicipalityFactory(province=city)


@pytest.mark.parametrize(
    "written",
    [
        "Sama of Calabanit",
        "sama of calabanit",
        "Sama of Calabanit, Calabanit",
        "SAMA OF CALABANIT, Brgy. Calabanit, Glan",
        "Sama of Calabanit, Barangay Calabanit, Glan, Sarangani",
        "Sama of Calabanit, Region XII",
    ],
)
def test_community_when_written_with_what_lies_around_it_then_is_found(of_region, calabanit, written):
    assert Gazetteer(of_region).read(written) == calabanit


def test_label_when_read_again_then_is_the_place_it_was_made_of(of_region, calabanit):
    gazetteer = Gazetteer(of_region)

    labels = gazetteer.labels

    assert labels == ["Region XII – SOCCSKSARGEN", "Sama of Calabanit, Barangay Calabanit, Glan, Sarangani"]
    assert [gazetteer.read(label) for label in labels] == [of_region.region, calabanit]


def test_town_when_a_barangay_has_its_name_then_the_town_is_meant(of_region, glan):
    barangay = BarangayFactory(name="Glan", municipality=glan)
    gazetteer = Gazetteer(of_region)

    assert gazetteer.read("Glan") == glan
    assert gazetteer.read("Barangay Glan") == barangay


def test_independent_city_when_written_then_is_the_city_in_its_own_and_in_the_old_province(of_region, general_santos):
    gazetteer = Gazetteer(of_region)

    found = [gazetteer.read(written) for written in ("Gensan", "General Santos City, South Cotabato")]

    assert found == [general_santos, general_santos]


def test_name_when_it_repeats_then_must_say_where(of_region, calabanit, glan):
    other = CommunityFactory(name="Sama of Calabanit", barangay=BarangayFactory(name="Big Margus", municipality=glan))
    gazetteer = Gazetteer(of_region)

    with pytest.raises(BadPlace, match=r"more than one place.*Calabanit, Glan.*Big Margus"):
        gazetteer.read("Sama of Calabanit")
    with pytest.raises(BadPlace, match="more than one place"):
        gazetteer.named({"community": "Sama of Calabanit"})
    assert gazetteer.named({"community": "Sama of Calabanit", "barangay": "Brgy Big Margus"}) == other


def test_name_when_unknown_then_close_ones_are_offered(assessment, calabanit):
    CommunityFactory(name="Sama of elsewhere")

    with pytest.raises(BadPlace) as wrong:
        Gazetteer(assessment).read("Samah of Calabanitt")

    assert str(wrong.value) == (
        "“Samah of Calabanitt” is not known in Sarangani. "
        "Close: Sama of Calabanit, Barangay Calabanit, Glan, Sarangani; Barangay Calabanit, Glan, Sarangani."
    )


def test_columns_when_they_contradict_each_other_then_the_wrong_one_is_named(of_region, calabanit, region):
    other = MunicipalityFactory(
        psgc="1206501000", name="Alabel", province=calabanit.barangay.municipality.province, level="mun"
    )

    with pytest.raises(BadPlace) as wrong:
        Gazetteer(of_region).named({"community": "Sama of Calabanit", "municipality": other.name})

    assert (wrong.value.kind, str(wrong.value)) == ("municipality", "Sama of Calabanit lies in Glan.")


def test_columns_when_empty_then_name_no_place(assessment):
    assert Gazetteer(assessment).named({"community": None, "barangay": ""}) is None


def test_community_when_deactivated_then_is_not_known(of_region, calabanit):
    calabanit.is_active = False
    calabanit.save()

    with pytest.raises(BadPlace):
        Gazetteer(of_region).read(calabanit.name)


def test_label_when_of_each_kind_then_names_what_lies_around(calabanit, region):
    barangay = calabanit.barangay

    labels = [label_of(place) for place in (barangay, barangay.municipality, barangay.municipality.province, region)]

    assert labels == [
        "Barangay Calabanit, Glan, Sarangani",
        "Glan, Sarangani",
        "Sarangani",
        "Region XII – SOCCSKSARGEN",
    ]
