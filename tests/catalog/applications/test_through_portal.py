"""What a service's public page tells of applications made through the portal, and the count of each night."""

import datetime

import pytest
import time_machine

from catalog.applications.through_portal import count_services
from catalog.models import ServiceFigures
from portal.core.models import ContentVersion
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFactory,
    ApplicationFormFactory,
    OfferingFactory,
    RefusalReasonFactory,
    ServiceFiguresFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def received():
    """Makes cases of one service, received and decided in November."""
    version = ApplicationFormFactory().current
    day = {"received_at": "2026-11-03T01:00:00Z", "application_date": "2026-11-03", "due_on": "2026-11-12"}
    by = UserFactory()

    def make(count, decided_at=None, **facts):
        decided = {"decided_at": decided_at, "decided_by": by} if decided_at else {}
        same = {"service": version.form.offering, "form_version": version}
        return ApplicationFactory.create_batch(count, **same, **day, **decided, **facts)

    make.service = version.form.offering
    return make


# ---- Counting --------------------------------------------------------------------------------------------------------


@time_machine.travel("2026-11-20T03:20:00+08:00", tick=False)
def test_count_when_night_comes_then_each_service_has_its_figures_of_that_day(received):
    received(6, decided_at="2026-11-06T01:00:00Z", approved=True)  # after three working days
    received(7, decided_at="2026-11-13T01:00:00Z", rejected=True, refusal_reason=RefusalReasonFactory())
    received(2)
    received(3, withdrawn=True, closed_reason="duplicate")
    OfferingFactory(published=True)

    assert count_services() == 1

    counted = ServiceFigures.objects.values().get()
    assert counted == {
        "offering_id": received.service.pk,
        "counted_on": datetime.date(2026, 11, 20),
        "received": 15,
        "decided": 13,
        "approved": 6,
        "median_days": 8,
        "on_time": 6,
        "late": 9,
    }


def test_count_when_run_again_then_counts_anew_and_pages_are_made_again(received, django_assert_num_queries):
    received(5)
    count_services()
    received(2)
    before = ContentVersion.current()

    count_services()

    assert ServiceFigures.objects.get().received == 7
    assert ContentVersion.current() == before + 1
    with django_assert_num_queries(6):  # cases, holidays, one upsert, the content version, the transaction's own two
        count_services()


def test_count_when_nobody_applied_then_pages_stay_as_they_are():
    before = ContentVersion.current()

    assert count_services() == 0
    assert ContentVersion.current() == before


# ---- The page --------------------------------------------------------------------------------------------------------


def told(client, service, prefix=""):
    """The part of the page, as text."""
    page = client.get(f"{prefix}{service.get_absolute_url()}").text
    if 'id="through-portal"' not in page:
        return ""
    part = page.split('id="through-portal"')[1].split("</section>")[0]
    return " ".join(part.split())


@pytest.mark.parametrize("facts", [{}, {"received": 4}])
def test_page_when_never_counted_or_too_few_then_shows_no_number(client, pages, facts):
    service = OfferingFactory(published=True)
    if facts:
        ServiceFiguresFactory(offering=service, **facts)

    part = told(client, service)

    assert ("Fewer than five people have applied here so far." in part) is bool(facts)
    assert "Decided" not in part


def test_page_when_counted_then_says_how_many_how_fast_and_on_which_day(client, pages):
    figures = ServiceFiguresFactory(received=1200, decided=1000, approved=640, on_time=900, late=50)
    ServiceFigures.objects.update(counted_on="2026-11-20")

    part = told(client, figures.offering)

    for said in ("<p>1,200</p>", "<p>1,000</p>", "<p>640 of 1,000</p>", "6.5 working days", "95% of 950 that were due"):
        assert said in part
    assert "Counted on 20 November 2026." in part


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"decided": 4, "approved": 2, "on_time": 2, "late": 2}, ["Decided", "Approved", "Usual time", "in time"]),
        ({"decided": 30, "approved": 27}, ["Approved"]),  # three were refused
        ({"decided": 30, "approved": 3}, ["Approved"]),
        ({"on_time": 3, "late": 1}, ["in time"]),
        ({}, []),
    ],
)
def test_page_when_a_number_is_under_five_or_would_give_one_away_then_it_is_not_shown(client, pages, facts, missing):
    part = told(client, ServiceFiguresFactory(**facts).offering)

    hidden = [fact.split("</dt>")[0] for fact in part.split("<dt>")[1:] if "Too few to show" in fact]
    assert len(hidden) == len(missing)
    assert all(name in label for name, label in zip(missing, hidden, strict=True))


def test_page_when_nothing_is_decided_then_what_is_unknown_is_left_out(client, pages):
    figures = ServiceFiguresFactory(decided=0, approved=0, median_days=None, on_time=0, late=0)

    part = told(client, figures.offering)

    assert "Applications received" in part
    assert "Approved" not in part
    assert "in time" not in part


def test_page_when_it_has_figures_then_takes_no_query_more(client, count_queries, pages):
    service = OfferingFactory(published=True)
    other = ServiceFiguresFactory().offering

    assert count_queries(client, f"{service.get_absolute_url()}?lives=IX") == count_queries(
        client, f"{other.get_absolute_url()}?lives=IX"
    )
