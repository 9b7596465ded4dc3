"""What a text says: compared from one version to another, in words."""

from decimal import Decimal

import pytest

from portal.policies.contents import Side, budget_of, contents_of, put, sides_of, words_of
from tests.core.factories import SectorFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import PolicyRecommendationFactory

pytestmark = pytest.mark.django_db


def newest(policy, **values):
    text = policy.get_latest_revision_as_object()
    put(text, values)
    return text


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("with ice", "without ice", "<del>with</del> <ins>without</ins> ice"),
        ("", "ice", "<ins>ice</ins>"),
        ("ice", "", "<del>ice</del>"),
        ("a road.", "a road.\n\nAt each bay.", "a road.<ins>\n\nAt each bay.</ins>"),
        ("<b>", "<i>", "<del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins>"),
        ("same", "same", "same"),
    ],
)
def test_changes_when_two_texts_differ_then_mark_what_went_and_what_came(old, new, marked):
    assert str(Side("Title", old, new).changes) == marked


def test_sides_when_versions_differ_then_are_told_in_the_order_of_the_text():
    policy = PolicyRecommendationFactory(sectors=[SectorFactory(name="Social")], cost=1000)
    office = OrganizationFactory(acronym="MAFAR")
    changed = {
        "title": "Other",
        "considerations": ["Ask first."],
        "lead_organizations": [office],
        "budget_years": [(2030, Decimal("5.5"))],
        "expected_beneficiaries": 1200,
    }

    sides = {side.label: (side.old, side.new) for side in sides_of(policy, newest(policy, **changed))}

    year = policy.budget_years.get().fiscal_year
    assert list(sides.items()) == [
        ("Title", (policy.title, "Other")),
        ("Key considerations", ("", "Ask first.")),
        ("Offices in the lead", ("", "MAFAR")),
        ("People it should reach", ("", "1,200")),
        ("Budget required by year", (f"{year}: ₱1,000.00", "2030: ₱5.50")),
    ]


def test_sides_when_nothing_differs_then_are_none():
    policy = PolicyRecommendationFactory(cost=1000)

    assert sides_of(policy, newest(policy, title=policy.title)) == []


def test_contents_when_only_named_values_are_put_then_the_others_stay():
    policy = PolicyRecommendationFactory(sectors=[SectorFactory()], cost=1000)

    text = newest(policy, priority="low")

    assert contents_of(text) == {**contents_of(policy), "priority": "low"}


def test_cost_when_no_year_is_named_then_nobody_has_costed_it():
    assert budget_of(PolicyRecommendationFactory()) is None
    assert budget_of(PolicyRecommendationFactory(cost=0)) == 0


def test_regions_when_none_is_chosen_then_it_is_for_all():
    assert words_of(PolicyRecommendationFactory(), "regions") == "All regions where communities live"
