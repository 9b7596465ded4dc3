import datetime

import pytest

from catalog.models import ServiceOffering
from catalog.search_index import SERVICES
from search.promoting import promoted
from tests.catalog.factories import OfferingFactory

from .factories import PromotedResultFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def offering():
    return OfferingFactory(published=True)


def shown(text="scholarship", on=TODAY):
    return promoted(SERVICES, text, ServiceOffering.objects.offered(), on)


def promote(offering, **told):
    return PromotedResultFactory(key=str(offering.pk), start_date=TODAY, **told)


@pytest.mark.parametrize("text", ["scholarship", " SCHOLARSHIP ", "Schólarship!", "study  grant", "Study grant."])
def test_promoted_when_the_whole_search_is_a_phrase_then_row_stands_first(offering, text):
    promote(offering, phrases=["Scholarship", "study grant"])

    assert shown(text) == [str(offering.pk)]


@pytest.mark.parametrize("text", ["scholarship for nurses", "scholar", "", "!", "scholarships"])
def test_promoted_when_the_search_asks_for_something_else_then_nothing_is(offering, text):
    promote(offering)

    assert shown(text) == []


@pytest.mark.parametrize(
    ("on", "is_shown"),
    [
        (TODAY - datetime.timedelta(days=1), False),
        (TODAY, True),
        (TODAY + datetime.timedelta(days=9), True),
        (TODAY + datetime.timedelta(days=10), False),
    ],
)
def test_promoted_when_days_pass_then_only_during_its_term(offering, on, is_shown):
    promote(offering, end_date=TODAY + datetime.timedelta(days=10))

    assert bool(shown(on=on)) is is_shown


def test_promoted_when_row_is_not_among_those_to_show_then_is_left_out(offering):
    promote(offering)
    promote(OfferingFactory(draft=True))

    assert shown() == [str(offering.pk)]
    assert promoted(SERVICES, "scholarship", ServiceOffering.objects.none(), TODAY) == []


def test_promoted_when_several_are_for_one_search_then_by_place_and_each_once(offering):
    second = OfferingFactory(published=True)
    promote(second, position=2)
    promote(offering, position=1)
    promote(offering, position=3)

    assert shown() == [str(offering.pk), str(second.pk)]


def test_promoted_when_it_is_for_another_list_then_is_not_shown(offering):
    promote(offering, index="others")

    assert shown() == []


def test_promoted_when_asked_then_is_one_query_and_one_more_if_any_is(offering, django_assert_num_queries):
    promote(offering)

    with django_assert_num_queries(1):
        shown("loan")
    with django_assert_num_queries(2):
        shown()
