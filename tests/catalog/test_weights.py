"""Budgets of the pages that have no test file of their own for it: the saved list, the menu, suggestions."""

import pytest

from tests.catalog.factories import OfferingFactory
from tests.weight import BUDGETS, Budget, Weight, weigh

pytestmark = pytest.mark.django_db


@pytest.fixture
def offerings():
    """As many as a phone keeps a list of, with long names and texts."""
    return [
        OfferingFactory(
            published=True,
            title=f"A scholarship with a rather long name for students of district {number}",
            description=f"Money for school costs of number {number}, paid each semester through the college. " * 3,
            fees_description="Free",
            is_nationwide=True,
        )
        for number in range(25)
    ]


def test_saved_list_when_visited_first_then_stays_light(pages, offerings):
    address = "/catalog/saved/?" + "&".join(f"id={offering.pk}" for offering in offerings[:20])

    assert weigh(address).over(BUDGETS["saved"]) == []


@pytest.mark.parametrize("path", ["/catalog/menu/", "/fil/catalog/menu/?category=education"])
def test_menu_when_visited_first_then_stays_light(pages, offerings, path):
    assert weigh(path).over(BUDGETS["menu"]) == []


def test_suggestions_when_typed_then_stay_light(pages, offerings):
    assert weigh("/catalog/suggest/?q=schol").over(BUDGETS["suggestions"]) == []


def test_weight_when_over_its_budget_then_says_what_is_too_much():
    weight = Weight(html=2000, total=3000, requests=2, foreign=("https://example.org/font.woff2",))

    assert weight.over(Budget(html=1, total=3, requests=1)) == [
        "html 2000 > 1024",
        "requests 2 > 1",
        "asks https://example.org/font.woff2",
    ]
