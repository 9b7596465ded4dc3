"""Applying, page by page, as a phone without scripts does it."""

import pytest
from django.urls import reverse

from catalog.models import ServiceApplication

pytestmark = pytest.mark.django_db


def test_applying_when_every_page_is_filled_in_then_one_case_with_all_answers(applicant, home):
    last = applicant.answer_all()

    response = applicant.send()

    case = ServiceApplication.objects.get()
    assert last.url == applicant.address(name="check")
    assert response.url == reverse("applications:receipt", args=[case.pk])
    assert case.answers == {"studies": "no", "why": "For books.", "applicant": home.steps}
    assert (case.applicant_name, case.applicant_email) == ("Amina Sali", "amina@example.org")
    assert case.applicant_region == home.barangay.municipality.province.region


def test_receipt_when_the_case_was_sent_here_then_number_office_and_due_day(applicant, client):
    applicant.answer_all()

    page = client.get(applicant.send().url).text

    case = ServiceApplication.objects.get()
    assert case.spoken_reference in page
    assert str(case.service.offering_mao) in page
    assert case.receiving_unit in page
    assert "Amina" not in page


def test_place_when_one_step_is_chosen_then_the_page_goes_on_at_the_field_of_the_next(applicant, client, home):
    applicant.begin()
    applicant.about()

    response = applicant.fill("place", **{"place-region": home.steps["region"]})

    anchor = response.url.partition("#")[2]
    assert f'id="{anchor}"' in client.get(response.url).text


def test_question_when_an_answer_leads_to_it_then_the_page_goes_on_at_it(applicant, client):
    applicant.begin()

    response = applicant.fill("1", **{"a-studies": "yes"})

    assert response.url.endswith("#id_a-school")
    assert 'id="id_a-school"' in client.get(response.url).text
