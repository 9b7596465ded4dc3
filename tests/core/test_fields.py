import pytest

from portal.geography.models import Region


@pytest.mark.django_db
def test_sort_name_when_saved_in_any_way_then_it_is_folded():
    region = Region.objects.create(psgc="1", code="1", name="Ñuñoa")
    Region.objects.bulk_create([Region(psgc="2", code="2", name="City of Davao")])
    region.name = "Parañaque"
    region.save(update_fields=["name", "sort_name"])

    assert set(Region.objects.values_list("sort_name", flat=True)) == {"paranaque", "davao city of"}
