"""What machines read of a service is what its page says to people, word for word."""

import datetime
import html as html_module
import json
import re

import pytest
from django.utils.translation import override

from catalog.enums import ApplicationMode
from portal.core.days import long_date
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import RegionFactory

pytestmark = pytest.mark.django_db

NOT_WORDS = {"@context", "@type", "@id", "inLanguage", "url"}
CODES = {"PH"}


def texts(value, key=""):
    """Every text and number of the data, under its innermost key."""
    if isinstance(value, dict):
        return [found for name, part in value.items() for found in texts(part, name)]
    if isinstance(value, list):
        return [found for part in value for found in texts(part, key)]
    return [(key, value)]


def words_shown(page):
    """What the page says to a reader; where its links lead; and its own address."""
    main = page[page.index("<main") : page.index("</main>")]
    addresses = " ".join(re.findall(r'href="([^"]*)"', main))
    return " ".join(html_module.unescape(re.sub(r"<[^>]+>", " ", main) + " " + addresses).split())


def as_shown(text):
    """A day as the page writes it, anything else as it is."""
    try:
        return long_date(datetime.date.fromisoformat(str(text)))
    except ValueError:
        return " ".join(str(text).split())


def data_of(client, offering, prefix=""):
    return json.loads(client.get(f"{prefix}/catalog/{offering.pk}/service.jsonld").content)


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("fil", "/fil")])
@pytest.mark.parametrize("state", ["open", "closed", "later", "nationwide", "bare"])
def test_linked_data_when_compared_with_the_page_then_each_word_stands_there(client, full, state, language, prefix):
    today = datetime.date.today()  # noqa: DTZ011 - far from midnight or not, the days below are weeks away
    changes = {
        "open": {},
        "closed": {"opens_on": today - datetime.timedelta(60), "closes_on": today - datetime.timedelta(30)},
        "later": {"opens_on": today + datetime.timedelta(30), "closes_on": today + datetime.timedelta(60)},
        "nationwide": {"is_nationwide": True},
        "bare": {},
    }[state]
    offering = OfferingFactory(published=True) if state == "bare" else full
    for name, value in changes.items():
        setattr(offering, name, value)
    offering.save_revision().publish()

    page = client.get(f"{prefix}/catalog/{offering.pk}/").text
    data = data_of(client, offering, prefix)

    with override(language):
        shown = words_shown(page)
        missing = [
            (key, text)
            for key, text in texts(data)
            if key not in NOT_WORDS and text not in CODES and as_shown(text) not in shown
        ]
    assert missing == []
    assert data["@type"] == "GovernmentService"
    assert data["inLanguage"] == language


def test_linked_data_when_everything_is_known_then_says_it(client, full):
    data = data_of(client, full)

    assert data["identifier"] == str(full.pk)
    assert data["url"] == data["@id"] == f"http://testserver/catalog/{full.pk}/"
    assert data["provider"] == {
        "@type": "GovernmentOrganization",
        "name": "Ministry of Social Services & Development",
        "alternateName": "MSSD",
    }
    assert data["audience"]["requiredMinAge"] == 18
    assert data["areaServed"][0] == {"@type": "AdministrativeArea", "name": "Region XII – SOCCSKSARGEN"}
    assert data["areaServed"][1]["containedInPlace"]["@type"] == "AdministrativeArea"
    assert data["serviceOutput"]["name"] == "₱5,000 to ₱30,000"
    assert "Hospital bill – the newest (only if you have it)" in data["termsOfService"]
    assert data["offers"] == {"@type": "Offer", "description": "Free", "validThrough": "2099-12-31"}
    assert data["availableChannel"]["processingTime"] == "5 working days"
    assert data["availableChannel"]["serviceUrl"] == "https://apply.example.gov.ph/form"
    assert data["availableChannel"]["servicePhone"]["telephone"] == "+63 64 123 4567"
    assert data["subjectOf"]["lastReviewed"] == "2026-06-06"


def test_linked_data_when_little_is_known_then_says_nothing_empty(client):
    data = data_of(client, OfferingFactory(published=True))

    assert [key for key, value in texts(data) if value in ("", None)] == []
    assert not {"offers", "availableChannel", "audience", "areaServed", "subjectOf"} & data.keys()


def test_linked_data_when_the_office_takes_no_applications_online_then_names_no_address_for_them(client):
    offering = OfferingFactory(
        published=True,
        application_mode=ApplicationMode.OFFICE,
        apply_url="https://apply.gov.ph/x",
        contact_phone="123456",
    )

    assert "serviceUrl" not in data_of(client, offering)["availableChannel"]


@pytest.mark.parametrize("prefix", ["", "/fil"])
def test_page_when_read_then_leads_machines_to_its_data(client, prefix):
    offering = OfferingFactory(published=True)
    offering.geographic_coverage.set_base([RegionFactory()])
    offering.save()

    page = client.get(f"{prefix}/catalog/{offering.pk}/").text

    address = f"{prefix}/catalog/{offering.pk}/service.jsonld"
    assert f'<link rel="alternate" type="application/ld+json" href="{address}">' in page
    assert client.get(address)["Content-Type"] == "application/ld+json"


def test_linked_data_when_the_service_is_a_draft_then_does_not_exist(client):
    assert client.get(f"/catalog/{OfferingFactory().pk}/service.jsonld").status_code == 404
