"""Places: a barangay stands in General Santos, an independent city, unless told otherwise."""

import factory
from factory.django import DjangoModelFactory

from portal.geography.models import Barangay, MapShape, Municipality, Province, Region

REGION_NAMES = {"IX": "Zamboanga Peninsula", "X": "Northern Mindanao", "XII": "SOCCSKSARGEN"}
GENERAL_SANTOS = {"psgc": "1230800000", "name": "City of General Santos"}


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = "XII"
    name = factory.LazyAttribute(lambda region: REGION_NAMES.get(region.code, f"Region named {region.code}"))
    psgc = factory.Sequence(lambda n: f"{n:010}")
    island_group = "mindanao"


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ["psgc"]

    psgc = factory.Sequence(lambda n: f"9{n:09}")
    name = factory.Sequence(lambda n: f"Province {n}")
    region = factory.SubFactory(RegionFactory)
    kind = "province"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ["psgc"]

    psgc = GENERAL_SANTOS["psgc"]
    name = GENERAL_SANTOS["name"]
    province = factory.SubFactory(ProvinceFactory, **GENERAL_SANTOS, kind="independent_city")
    level = "city"


class BarangayFactory(DjangoModelFactory):
    class Meta:
        model = Barangay
        django_get_or_create = ["psgc"]

    psgc = factory.Sequence(lambda n: f"12308{n:05}")
    name = factory.Sequence(lambda n: f"Barangay {n}")
    municipality = factory.SubFactory(MunicipalityFactory)


class MapShapeFactory(DjangoModelFactory):
    class Meta:
        model = MapShape

    code = factory.Sequence(lambda n: f"region-{n:010}")
    path = path_far = "M0 0h9v9z"
    label_x = label_y = 4
    attribution = "Drawn for a test"
