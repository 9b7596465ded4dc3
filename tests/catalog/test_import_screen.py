import pytest
from django.urls import reverse

from catalog.models import ServiceOffering
from portal.core.models import KeptFile
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.catalog.sheets import json_file
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/catalog/services/import/"


@pytest.fixture
def staff(client):
    ServiceCategoryFactory()
    OrganizationFactory(acronym="MSSD")
    user = UserFactory(role="oobc_staff")
    client.force_login(user)
    return user


def record(key="one", **fields):
    return {
        "id": key, "offering_mao": "MSSD", "title": f"Service {key}", "description": "A bag.", "category": "Education",
        "service_type": "other",
    } | fields  # fmt: skip


def send(client, *records):
    """Choose a file; the address of the page that says what it would do."""
    response = client.post(CHOOSE, {"file": json_file(*(records or [record()]))})
    assert response.status_code == 302
    return response.url


def confirm(client, url):
    return client.post(url, {"fingerprint": client.get(url).context["report"].fingerprint}, follow=True)


def sentences(response):
    return [str(message).strip() for message in response.context["messages"]]


def test_check_when_a_file_is_good_then_the_page_shows_all_and_nothing_is_written(client, staff):
    OfferingFactory(import_key="old", title="Old name", published=True)

    page = client.get(send(client, record(), record("old", title="New name"))).content.decode()

    assert "Service one" in page
    assert "Old name" in page
    assert "New name" in page
    assert "1 new, 1 changed, 0 unchanged." in page
    assert "Import now" in page
    assert ServiceOffering.objects.count() == 1


def test_confirm_when_checked_then_exactly_the_checked_file_is_imported(client, staff):
    response = confirm(client, send(client))

    service = ServiceOffering.objects.get()
    assert (service.import_key, service.live, service.latest_revision.user) == ("one", False, staff)
    assert sentences(response) == ["1 new, 0 changed, 0 unchanged."]
    assert response.redirect_chain[-1][0] == reverse("catalog_offerings:list")


def test_confirm_when_clicked_twice_then_it_has_one_effect_and_the_file_is_gone(client, staff):
    url = send(client)
    fingerprint = client.get(url).context["report"].fingerprint
    client.post(url, {"fingerprint": fingerprint})

    response = client.post(url, {"fingerprint": fingerprint}, follow=True)

    assert sentences(response)[-1] == "This file was imported already. Nothing was done a second time."
    assert ServiceOffering.objects.count() == 1
    assert bytes(KeptFile.objects.get().content) == b""


def test_confirm_when_rows_changed_since_the_check_then_nothing_is_imported_and_the_page_shows_it_anew(client, staff):
    service = OfferingFactory(import_key="one", title="Old name")
    url = send(client, record(offering_mao="MSSD", title="New name"))
    fingerprint = client.get(url).context["report"].fingerprint
    service.title = "Changed by somebody"
    service.save_revision()

    response = client.post(url, {"fingerprint": fingerprint}, follow=True)

    assert sentences(response) == [
        "Since the check somebody changed what this file is about. Nothing was imported: look again below."
    ]
    assert "Changed by somebody" in response.content.decode()
    assert ServiceOffering.objects.get().latest_revision.as_object().title == "Changed by somebody"
    assert KeptFile.objects.get().used_at is None


def test_confirm_when_the_stored_bytes_were_changed_then_it_is_refused(client, staff):
    url = send(client)
    fingerprint = client.get(url).context["report"].fingerprint
    KeptFile.objects.update(content=json_file(record(), record("two")).getvalue())

    response = client.post(url, {"fingerprint": fingerprint}, follow=True)

    assert sentences(response) == ["The stored file is not the one that was checked. Choose the file again."]
    assert not ServiceOffering.objects.exists()


def test_check_when_a_file_has_errors_then_they_stand_by_row_and_column_and_cannot_be_confirmed(client, staff):
    url = send(client, record(category="Educaton"), record("two", slots_available="many"))

    response = client.get(url)
    page = response.content.decode()
    client.post(url, {"fingerprint": response.context["report"].fingerprint})

    assert "There are 2 errors." in page
    assert "Educaton" in page
    assert "Slots available" in page
    assert "Import now" not in page
    assert not ServiceOffering.objects.exists()


def test_errors_when_downloaded_then_the_csv_has_row_column_value_and_sentence(client, staff):
    url = send(client, record(category="=Educaton"))

    response = client.get(f"{url}errors/")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Row,Column,What it holds,What is wrong",
        "2,Category,'=Educaton,This is not one of the choices. Close: Education.",
    ]


def test_check_when_everything_is_there_already_then_it_says_so(client, staff):
    confirm(client, send(client))

    page = client.get(send(client)).content.decode()

    assert "There is nothing to import." in page
    assert "Import now" not in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("services.pdf", b"%PDF", "Choose an Excel workbook (.xlsx), a CSV or a JSON file."),
        ("services.xlsx", b"junk", "This is not an .xlsx workbook, or it is protected by a password."),
        ("services.csv", b"Import key\n", "The file has no rows below its header."),
    ],
)
def test_file_when_it_cannot_be_read_then_one_sentence_says_why(client, staff, name, content, sentence):
    file = json_file()
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    file.name = name

    response = client.post(CHOOSE, {"file": file}, follow=True)

    assert sentences(response) == [sentence]


def test_file_when_none_is_chosen_then_the_form_says_so(client, staff):
    assert "This field is required." in client.post(CHOOSE).content.decode()


def test_kept_file_when_somebody_elses_or_expired_then_it_does_not_exist_for_anybody(client, staff):
    url = send(client)
    other = UserFactory(role="oobc_staff")
    gone = "The checked file is no longer here. Choose the file again."
    client.force_login(other)

    foreign = [client.get(url, follow=True), client.get(f"{url}errors/", follow=True), client.post(url, follow=True)]
    client.force_login(staff)
    KeptFile.objects.update(expires_at="2020-01-01T00:00Z")
    expired = client.get(url, follow=True)

    assert [sentences(response)[-1] for response in [*foreign, expired]] == [gone] * 4
    assert not ServiceOffering.objects.exists()


def test_kept_file_when_the_next_one_comes_then_expired_ones_are_thrown_away(client, staff):
    send(client)
    KeptFile.objects.update(expires_at="2020-01-01T00:00Z")

    send(client)

    assert KeptFile.objects.count() == 1


@pytest.mark.parametrize("role", ["oobc_planner", "ocm_leadership", "administrator", "mao_editor"])
def test_screen_when_somebody_may_not_write_services_then_every_address_is_closed(client, staff, role):
    url = send(client)
    client.force_login(UserFactory(role=role))

    for address in (CHOOSE, url, f"{url}errors/", f"{CHOOSE}example/"):
        assert client.get(address).status_code in (302, 403)
        assert client.get(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_example_when_downloaded_then_it_is_a_workbook(client, staff):
    response = client.get(f"{CHOOSE}example/")

    assert b"".join(response.streaming_content).startswith(b"PK")
    assert response["Content-Disposition"] == 'attachment; filename="services-example.xlsx"'
    assert "no-store" in response["Cache-Control"]
