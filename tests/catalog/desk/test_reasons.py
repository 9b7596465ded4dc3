"""The reasons of refusal: they come with the portal, and administrators keep them."""

import pytest
from django.urls import reverse

from catalog.loaders import load_refusal_reasons
from catalog.models import RefusalReason
from tests.accounts.factories import UserFactory

LIST = reverse("catalog_refusalreason_modeladmin_index")


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


def test_reasons_when_loaded_twice_then_each_is_there_once_in_both_languages():
    for _time in range(2):
        list(load_refusal_reasons())

    reasons = RefusalReason.objects.all()
    assert 8 <= len(reasons) <= 10
    assert all(reason.name and reason.name_fil and reason.is_active for reason in reasons)


def test_reasons_when_kept_then_by_administrators_alone(client):
    list(load_refusal_reasons())
    client.force_login(UserFactory(role="administrator"))
    kept = client.get(LIST)
    client.force_login(UserFactory(role="oobc_staff"))

    assert "A required paper is missing" in kept.text
    assert client.get(LIST).status_code in (302, 403, 404)
