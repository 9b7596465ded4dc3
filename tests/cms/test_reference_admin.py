import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from catalog.models import RefusalReason
from cms.reference_admin import ReferenceDataGroup
from portal.accounts.models import User
from portal.communities.models import EthnolinguisticGroup
from portal.core.models import (
    ContentVersion,
    DevelopmentGoal,
    FundingSource,
    Holiday,
    NeedCategory,
    Sector,
    ServiceCategory,
)
from portal.geography.models import Barangay, Municipality, Province, Region

pytestmark = pytest.mark.django_db

MODELS = [admin.model for admin in ReferenceDataGroup.items]


@pytest.fixture
def rows():
    """One row of each model."""
    sector = Sector.objects.create(code="social", name="Social", name_fil="Panlipunan")
    region = Region.objects.create(psgc="0900000000", code="IX", name="Zamboanga Peninsula", island_group="mindanao")
    province = Province.objects.create(psgc="0907200000", name="Zamboanga del Norte", region=region, kind="province")
    town = Municipality.objects.create(psgc="0907201000", name="Piñan", province=province, level="mun")
    return {
        Sector: sector,
        FundingSource: FundingSource.objects.create(code="gaab", name="GAAB"),
        NeedCategory: NeedCategory.objects.create(code="health", name="Health", sector=sector),
        ServiceCategory: ServiceCategory.objects.create(code="health", name="Health", sector=sector),
        RefusalReason: RefusalReason.objects.create(code="papers_missing", name="Papers are missing"),
        EthnolinguisticGroup: EthnolinguisticGroup.objects.create(code="sama", name="Sama"),
        DevelopmentGoal: DevelopmentGoal.objects.create(code="sdg-01", name="No Poverty", plan="SDG"),
        Holiday: Holiday.objects.create(date="2026-03-20", name="Eid al-Fitr"),
        Region: region,
        Province: province,
        Municipality: town,
        Barangay: Barangay.objects.create(psgc="0907201001", name="Adante", municipality=town, population=0),
    }


def url(model, action: str, *args: object) -> str:
    return reverse(f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_{action}", args=args)


def pages(row) -> list[str]:
    """Every page of a model but the one that would delete."""
    model = type(row)
    return [url(model, "index"), url(model, "create"), url(model, "edit", row.pk), url(model, "history", row.pk)]


@pytest.fixture
def administrator(client):
    """Holds what the group administrator is given: to add and change reference rows."""
    user = User.objects.create_user("admin", "admin@example.org", "x")
    names = [f"{act}_{model._meta.model_name}" for model in MODELS for act in ("add", "change", "delete", "view")]
    user.user_permissions.set(Permission.objects.filter(codename__in=[*names, "access_admin"]))
    client.force_login(user)
    return user


def test_group_when_listed_then_it_holds_every_reference_model():
    assert set(MODELS) == {
        Sector, FundingSource, NeedCategory, ServiceCategory, DevelopmentGoal, Holiday, RefusalReason,
        EthnolinguisticGroup,
        Region, Province, Municipality, Barangay,
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_pages_when_an_administrator_opens_them_then_they_answer(client, administrator, rows, model):
    for address in pages(rows[model]):
        response = client.get(address)

        assert response.status_code == 200
        assert "/delete/" not in response.content.decode()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_row_when_anybody_deletes_it_then_it_stays(client, administrator, rows, model, method, is_superuser):
    User.objects.update(is_superuser=is_superuser)

    response = getattr(client, method)(url(model, "delete", rows[model].pk))

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
    assert model.objects.filter(pk=rows[model].pk).exists()


@pytest.mark.parametrize("model", MODELS)
def test_pages_when_somebody_without_the_permissions_opens_them_then_they_are_sent_away(client, rows, model):
    user = User.objects.create_user("editor", "editor@example.org", "x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    for address in pages(rows[model]):
        for method in (client.get, client.post):
            response = method(address, {"export": "xlsx"})

            assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert "reference-data" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_menu_when_an_administrator_looks_then_the_group_stands_in_it(client, administrator):
    home = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "reference-data" in home


def test_group_permissions_when_offered_then_deleting_is_not_among_them():
    offered = ReferenceDataGroup().get_permissions_for_registration()

    assert offered.exists()
    assert not offered.filter(codename__startswith="delete").exists()


def test_row_when_edited_then_the_public_sees_it_and_the_history_says_what_changed(client, administrator, rows):
    sector = rows[Sector]
    version = ContentVersion.current()
    data = {"code": "changed", "name": "People", "name_fil": "Panlipunan", "position": 3}

    client.post(url(Sector, "edit", sector.pk), data)

    sector.refresh_from_db()
    assert (sector.code, sector.name, sector.is_active) == ("social", "People", False)
    assert ContentVersion.current() > version
    entry = ModelLogEntry.objects.get(action="reference.edit")
    assert entry.user == administrator
    assert entry.data["changes"] == {
        "name": ["Social", "People"], "position": ["0", "3"], "is_active": ["True", "False"]
    }  # fmt: skip
    assert (
        "Name: Social → People; Position: 0 → 3; In use: True → False"
        in client.get(url(Sector, "history", sector.pk)).content.decode()
    )


def test_row_when_added_then_the_public_sees_it(client, administrator, rows):
    version = ContentVersion.current()
    data = {
        "code": "new",
        "name": "New",
        "name_fil": "Bago",
        "position": 1,
        "is_active": "on",
        "sector": rows[Sector].pk,
    }

    client.post(url(NeedCategory, "create"), data)

    assert NeedCategory.objects.get(code="new").loaded == {}
    assert ContentVersion.current() > version


def test_place_when_it_would_end_before_it_starts_then_the_form_says_so(client, administrator, rows):
    region = rows[Region]
    data = {
        "name": "IX", "position": 1, "island_group": "mindanao", "obc_scope": "yes",
        "valid_from": "2026-01-02", "valid_until": "2026-01-01",
    }  # fmt: skip

    response = client.post(url(Region, "edit", region.pk), data)

    assert "A place cannot end before it starts." in response.content.decode()


@pytest.mark.parametrize(
    "query", ["junk=1", "p=999", "p=-3", "p=x", "o=99", "q=%00", "is_active__exact=maybe", "sector__nope=1"]
)
def test_list_when_the_address_is_odd_then_it_still_answers(client, administrator, rows, query):
    response = client.get(f"{url(NeedCategory, 'index')}?{query}", follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("action", ["edit", "delete", "history"])
@pytest.mark.parametrize("key", ["abc", "999999", "9" * 30])
def test_row_when_it_does_not_exist_then_the_page_does_not(client, administrator, rows, action, key):
    address = url(Sector, action, 1).replace("/1/", f"/{key}/")

    assert client.get(address).status_code == 404


def test_list_when_it_grows_then_queries_do_not(client, administrator, rows, count_queries):
    town = rows[Municipality]
    few = count_queries(client, url(Barangay, "index"))
    Barangay.objects.bulk_create(
        [Barangay(psgc=str(number), name=f"B {number}", municipality=town) for number in range(40)]
    )

    assert count_queries(client, url(Barangay, "index")) == few <= 20


@pytest.mark.parametrize("word", ["pinan", "Piñan", "0907201000", "zamboanga"])
def test_search_when_spelt_without_accents_then_the_place_is_found(client, administrator, rows, word):
    page = client.get(url(Municipality, "index"), {"q": word}).content.decode()

    assert "Piñan" in page


def test_export_when_taken_then_it_is_the_list_with_zero_kept_and_formulas_guarded(client, administrator, rows):
    Barangay.objects.update(name="=1+1")

    response = client.get(url(Barangay, "index"), {"export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["Name", "Municipality", "Urban or rural", "Population, census 2024", "PSGC", "Valid until"],
        ["'=1+1", "Piñan", None, 0, "0907201001", None],
    ]
