"""The screens of the desk: who sees what, and what each shows."""

import pytest
from django.urls import reverse

from catalog.desk.acts import ACTS

LIST = "/admin/catalog/applications/"


def page(case, name="inspect"):
    return reverse(f"catalog_applications:{name}", args=[case.pk])


def test_case_when_opened_then_shows_the_person_the_answers_and_the_acts(client, desk):
    client.force_login(desk.editor)
    case = desk.case(applicant_email="amina@example.org")

    text = client.get(page(case)).text

    assert "Amina Sali" in text
    assert "Notre Dame" in text
    assert "amina@example.org" in text


@pytest.mark.parametrize("name", ACTS)
def test_act_when_its_page_opens_then_names_the_case(client, desk, name):
    client.force_login(desk.editor)
    case = desk.case()

    response = client.get(page(case, name))

    assert response.status_code == 200
    assert case.spoken_reference in response.text


def test_list_when_opened_then_shows_cases(client, desk):
    client.force_login(desk.editor)
    case = desk.case()

    text = client.get(LIST).text

    assert case.spoken_reference in text
    assert "Amina Sali" in text
