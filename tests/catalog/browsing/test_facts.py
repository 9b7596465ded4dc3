"""What is kept of every service, and sets of services."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalog.browsing.facts import Facts, Row, current_facts
from catalog.eligibility import Places
from catalog.enums import OBCAccess
from catalog.models import OfferingTranslation
from catalog.words import Words
from portal.core.models import ContentVersion
from tests.catalog.factories import OfferingFactory


def row(number, **values):
    usual = {
        "pk": UUID(int=number),
        "title": Words(f"Service {number:05}"),
        "sort_key": f"service {number:05}",
        "access": OBCAccess.OPEN_TO_OBC,
        "places": Places(everywhere=True),
        "category": "health",
        "type": "other",
        "office": "moh",
        "takes_applications": False,
        "closes_on": None,
        "checked_on": None,
    }
    return Row(**{**usual, **values})


def facts_of(*rows):
    return Facts(rows, {"category": {}, "region": {"IX": "", "XII": ""}, "type": {}, "office": {}})


@given(st.sets(st.integers(0, 99)), st.permutations(range(100)))
def test_set_when_made_of_places_then_counts_and_gives_them_back_in_any_order(places, order):
    facts = facts_of(*(row(number) for number in range(100)))

    chosen = facts.bits(places)

    assert chosen.bit_count() == len(places)
    assert [row.pk.int for row in facts.rows_in(chosen, order)] == [place for place in order if place in places]


def test_sets_when_there_is_no_service_then_are_empty():
    facts = facts_of()

    assert facts.everything == 0
    assert list(facts.rows_in(facts.bits([]), facts.by_name)) == []


def test_regions_when_a_service_is_nationwide_then_it_is_in_each():
    facts = facts_of(row(0), row(1, places=Places(parts=frozenset({"IX"}))))

    assert [facts.having["region"][code].bit_count() for code in ("IX", "XII")] == [2, 1]


def test_order_by_check_when_some_were_never_checked_then_they_come_last_by_name():
    facts = facts_of(row(1), row(2, checked_on=date(2026, 1, 1)), row(3, checked_on=date(2026, 6, 1)), row(4))

    assert [facts.rows[place].pk.int for place in facts.lately_checked_first] == [3, 2, 1, 4]


def test_order_by_closing_when_intake_differs_then_the_nearest_last_day_comes_first():
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    facts = facts_of(
        row(1),
        row(2, takes_applications=True),
        row(3, takes_applications=True, closes_on=july),
        row(4, closes_on=june),  # not open now: closed, or opens later
        row(5, takes_applications=True, closes_on=june),
    )

    assert [facts.rows[place].pk.int for place in facts.closing_soon_first] == [5, 3, 2, 1, 4]


@pytest.mark.django_db
def test_facts_when_nothing_changed_then_are_read_once_for_each_language(between_requests):
    OfferingTranslation.objects.create(offering=OfferingFactory(title="Seeds", published=True), title="Binhi")
    version = ContentVersion.current()

    english = current_facts(version)
    with CaptureQueriesContext(connection) as queries:
        again = current_facts(version)
    with translation.override("fil"):
        filipino = current_facts(version)

    assert again is english
    assert len(queries) == 0
    assert [facts.rows[0].title for facts in (english, filipino)] == [Words("Seeds"), Words("Binhi")]


@pytest.mark.django_db
def test_facts_when_something_is_published_then_are_read_anew(between_requests):
    before = len(current_facts().rows)

    OfferingFactory(published=True)

    assert (before, len(current_facts().rows)) == (0, 1)


@pytest.mark.django_db
def test_facts_when_read_inside_a_transaction_then_are_not_kept():
    OfferingFactory(published=True)
    before = current_facts()

    after = current_facts()

    assert after is not before


@pytest.mark.django_db
def test_facts_when_the_day_changes_then_taking_applications_does_too(between_requests, time_machine):
    time_machine.move_to("2026-06-05T15:30:00Z", tick=False)  # 23:30 in Manila
    OfferingFactory(published=True, closes_on=date(2026, 6, 5))
    before = current_facts().rows[0].takes_applications

    time_machine.move_to("2026-06-05T16:30:00Z", tick=False)

    assert (before, current_facts().rows[0].takes_applications) == (True, False)


@pytest.mark.django_db
def test_title_when_it_is_not_translated_then_is_marked_as_english():
    OfferingFactory(title="Seeds", published=True)

    with translation.override("fil"):
        assert current_facts().rows[0].title == Words("Seeds", "en")
