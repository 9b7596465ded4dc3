"""The receipt of a need: on the page, as a PDF, and for nobody else."""

import re
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory, NeedFileFactory, NeedSubmitterFactory

pytestmark = pytest.mark.django_db


def receipt(need, end=""):
    return f"/community-needs/receipt/{need.pk}/{end}"


@pytest.fixture
def leader():
    return RepresentativeFactory(community__name="Maguindanaon of Calumpang")


@pytest.fixture
def need(leader):
    need = NeedFactory(title="Quetzal", community=leader.community, submitted_by_user=leader.user)
    NeedFileFactory(need=need)
    return need


def test_receipt_when_opened_by_who_sent_it_then_says_number_day_and_what_comes_next(client, pages, need, leader):
    client.force_login(leader.user)

    response = client.get(receipt(need))

    assert response.status_code == 200
    for words in (need.spoken_reference, "Maguindanaon of Calumpang", "1 file", "What happens next", "30 days"):
        assert words in response.text
    assert "no-store" in response["Cache-Control"]
    assert "Quetzal" not in response.text


def test_receipt_when_asked_for_by_others_then_there_is_none(pages, need):
    for person in (None, RepresentativeFactory().user, UserFactory(role="mao_focal"), UserFactory(role="oobc_planner")):
        browser = Client()
        if person:
            browser.force_login(person)
        assert {browser.get(receipt(need, end)).status_code for end in ("", "receipt.pdf")} == {404}


def test_receipt_when_another_speaks_for_the_community_then_opens_too(client, pages, need):
    client.force_login(RepresentativeFactory(community=need.community).user)

    assert client.get(receipt(need)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "a@example.org"}, "by e-mail and text message"),
        ({"email": "a@example.org", "phone": ""}, "The person, by e-mail"),
        ({}, "by text message"),
        ({"phone": ""}, "Who entered it: no mobile number"),
    ],
)
def test_receipt_when_entered_for_somebody_then_says_who_gets_notices(client, pages, fields, words):
    need = NeedSubmitterFactory(**fields).need
    client.force_login(UserFactory(role="oobc_staff"))

    response = client.get(receipt(need))

    assert words in response.text
    assert "Amina" not in response.text


@pytest.mark.parametrize("phone", ["", "+639171234567"])
@pytest.mark.parametrize("role", ["oobc_staff", "community_representative"])
def test_receipt_when_entered_for_somebody_then_leads_to_a_page_that_opens(client, pages, settings, phone, role):
    settings.STAFF_SECOND_FACTOR = "optional"
    leader = RepresentativeFactory()
    person = leader.user if role == "community_representative" else UserFactory(role=role)
    need = NeedFactory(community=leader.community, submitted_by_user=person, channel="facilitator")
    NeedSubmitterFactory(need=need, phone=phone)
    client.force_login(person)

    where = re.search(r'href="([^"]+)">See where it stands', client.get(receipt(need)).text)[1]

    page = client.get(where)
    assert page.status_code == 200
    assert need.title in page.text


def test_receipt_when_sent_with_an_account_then_promises_no_looking_up_by_number(client, pages, need, leader):
    client.force_login(leader.user)

    text = client.get(receipt(need)).text
    pdf = client.get(receipt(need, "receipt.pdf"))

    assert "Under “My community” you can see" in text
    assert "/community-needs/dashboard/" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text().replace("\n", "")


@pytest.mark.parametrize("language", ["", "/fil"])
def test_pdf_when_made_then_holds_the_same_facts_in_the_language_of_the_page(client, pages, need, leader, language):
    client.force_login(leader.user)

    response = client.get(f"{language}{receipt(need, 'receipt.pdf')}")

    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    assert response["Content-Disposition"] == f'attachment; filename="receipt-{need.spoken_reference}.pdf"'
    assert need.spoken_reference in text
    assert "Maguindanaon of Calumpang" in text
