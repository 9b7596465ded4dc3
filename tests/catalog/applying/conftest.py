import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from catalog.questions import Bilingual, Check, Condition, Definition, Kind, Question, Section
from portal.core import abuse
from tests.catalog.factories import ApplicationFormFactory, OfferingFactory, PrivacyNoticeFactory
from tests.cms.conftest import _empty_caches, pages  # noqa: F401 - what public pages stand on
from tests.geography.factories import BarangayFactory


def wide_definition():
    """Two pages with every kind of question but a paper, and a question that depends on one of the same page."""
    return Definition(
        sections=(
            Section(
                Bilingual("Your studies", "Ang pag-aaral ninyo"),
                (
                    Question("studies", Kind.YES_NO, Bilingual("Do you study?", "Nag-aaral ba kayo?")),
                    Question(
                        "school",
                        Kind.SHORT,
                        Bilingual("Name of the school"),
                        reason=Bilingual("To ask the school"),
                        is_personal=True,
                        show_if=Condition("studies", ("yes",)),
                    ),
                ),
            ),
            Section(
                Bilingual("Your plan"),
                (
                    Question("income", Kind.MONEY, Bilingual("Income a month"), is_required=False),
                    Question("why", Kind.LONG, Bilingual("Why do you need it?")),
                ),
            ),
        ),
        checks=(Check(Bilingual("Do you live outside BARMM?"), "yes", Bilingual("It is for people outside BARMM.")),),
    )


@pytest.fixture
def offering(pages, monkeypatch):  # noqa: F811
    """A service with a form in use; forms may be sent at once."""
    monkeypatch.setattr(abuse, "FASTEST_SECONDS", -1)
    PrivacyNoticeFactory()
    offering = OfferingFactory(published=True, open_now=True, transaction_class="complex", title="School allowance")
    ApplicationFormFactory(offering=offering, definition=wide_definition())
    return offering


@pytest.fixture
def home(db):
    """A barangay with all that lies above it."""
    barangay = BarangayFactory()
    town = barangay.municipality
    return SimpleNamespace(
        barangay=barangay,
        steps={
            "region": town.province.region.code,
            "province": town.province.psgc,
            "municipality": town.psgc,
            "barangay": barangay.name,
        },
    )


class Applicant:
    """Somebody who applies, page by page, as a browser without scripts does."""

    def __init__(self, client, offering, steps):
        self.client, self.offering, self.steps = client, offering, steps

    def address(self, page=None, name="page"):
        args = [self.offering.pk] + ([page] if page else [])
        return reverse(f"applications:{name}", args=args)

    def opened(self, address):
        found = re.search(r'name="opened" value="([^"]+)"', self.client.get(address).text)
        return found[1] if found else ""

    def begin(self, **data):
        address = self.address(name="start")
        data = {"notice": 1, "agree": "on", "channel": "online", "opened": self.opened(address), **data}
        return self.client.post(address, {name: value for name, value in data.items() if value is not None})

    def fill(self, page, **data):
        press = {} if {"later", "again", "remove"} & set(data) else {"next": "1"}
        return self.client.post(self.address(page), {**data, **press})

    def about(self, **data):
        return self.fill("about", **{"name": "Amina Sali", "email": "amina@example.org", **data})

    def place(self):
        chosen = {}
        for step, value in self.steps.items():
            chosen[f"place-{step}"] = value
            response = self.fill("place", **chosen)
        return response

    def answer_all(self):
        self.begin()
        self.about()
        self.place()
        self.fill("1", **{"a-studies": "no"})
        return self.fill("2", **{"a-why": "For books."})

    def send(self, **data):
        address = self.address(name="check")
        return self.client.post(address, {"opened": self.opened(address), **data})


@pytest.fixture
def applicant(client, offering, home):
    return Applicant(client, offering, home.steps)
