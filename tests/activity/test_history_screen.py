import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from portal.activity import record
from portal.core.models import Sector
from portal.organizations.models import Organization

pytestmark = pytest.mark.django_db


def test_history_when_a_row_was_changed_then_says_who_and_what_in_plain_words(client):
    boss = get_user_model().objects.create_superuser("boss", "boss@example.org", first_name="Noraida", last_name="Uy")
    office = Organization.objects.create(acronym="MOH", name="Ministry of Health", organization_type="bmoa")
    health = Sector.objects.create(code="health-test", name="Health services")
    record(
        office,
        "organizations.change",
        by=boss,
        before={"name": "Department of Health", "is_active": False, "sectors": []},
        after={"name": "Ministry of Health", "is_active": True, "sectors": [health.pk]},
    )
    client.force_login(boss)

    html = client.get(reverse("organization_register:history", args=[office.pk])).content.decode()

    assert (
        "Organization changed. Name: Department of Health → Ministry of Health; "
        "Active: no → yes; Sectors: not set → Health services"
    ) in html
    assert "Noraida Uy" in html
