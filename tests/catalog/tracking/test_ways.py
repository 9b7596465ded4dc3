"""Where people find the way to follow their application."""

import pytest

from tests.catalog.factories import ApplicationFormFactory

pytestmark = pytest.mark.django_db

WAY = 'href="/applications/track/"'


def test_following_when_the_home_page_is_opened_then_stands_in_the_head_the_page_and_the_foot(client, pages):
    text = client.get("/").text

    head, rest = text.split("</header>")
    page, foot = rest.split("<footer")
    assert [WAY in part for part in (head, page, foot)] == [True, True, True]


def test_following_when_a_service_is_applied_for_here_then_stands_on_its_page(client, pages):
    here, elsewhere = ApplicationFormFactory().offering, ApplicationFormFactory(in_use=False).offering

    said = {
        offering: "Already applied?" in client.get(offering.get_absolute_url()).text for offering in (here, elsewhere)
    }

    assert said == {here: True, elsewhere: False}


def test_following_in_filipino_when_linked_then_leads_to_the_filipino_page(client, pages):
    assert 'href="/fil/applications/track/"' in client.get("/fil/").text
