"""The traits of the factories, so that a test that uses one fails for its own reason only."""

import factory
import pytest
from django.db import IntegrityError, transaction

from portal.monitoring.enums import PPAStatus
from tests.monitoring import factories
from tests.monitoring.factories import MonitoringEntryFactory, MonitoringEntryFundingFactory, MultiYearContractFactory

pytestmark = pytest.mark.django_db

TRAITS = [
    pytest.param(made_by, name, id=f"{made_by.__name__}-{name}")
    for made_by in vars(factories).values()
    if isinstance(made_by, factory.base.FactoryMetaClass) and made_by.__module__ == factories.__name__
    for name in made_by._meta.parameters
]


@pytest.mark.parametrize(("made_by", "trait"), TRAITS)
def test_factory_when_asked_for_a_trait_then_makes_a_row_that_may_be(made_by, trait):
    row = made_by(**{trait: True})

    row.full_clean()


@pytest.mark.parametrize("status", PPAStatus.values)
def test_ppa_when_made_at_a_point_of_its_way_then_stands_there(status):
    trait = {} if status == PPAStatus.DRAFT else {status: True}

    assert MonitoringEntryFactory(**trait).status == status


def test_ppa_when_given_money_then_has_a_line_of_it():
    ppa = MonitoringEntryFactory(with_money=300, with_money__fiscal_year=2025)

    assert list(ppa.lines.values_list("amount", "fiscal_year")) == [(300, 2025)]


def test_flow_when_reversed_then_both_add_up_to_nothing():
    flow = MonitoringEntryFundingFactory()

    assert MonitoringEntryFundingFactory.reversing(flow).amount + flow.amount == 0


def test_contract_when_given_slices_then_has_them():
    contract = MultiYearContractFactory(slices={2026: 600_000, 2027: 400_000})

    assert list(contract.slices.values_list("fiscal_year", "amount")) == [(2026, 600_000), (2027, 400_000)]


@pytest.mark.parametrize("status", ["approved", "enacted", "in_execution", "completed"])
def test_ppa_when_nobody_approved_it_then_only_published_law_may_stand_so(status):
    published = MonitoringEntryFactory(published=True)
    published.status, published.actual_end = status, "2024-12-31"
    own = MonitoringEntryFactory(enacted_on="2024-01-01", enacted_by_act="An act", source="An act", status="draft")
    own.status, own.actual_end = status, "2024-12-31"

    with pytest.raises(IntegrityError):
        saved(own)
    if status == PPAStatus.APPROVED:
        with pytest.raises(IntegrityError):
            saved(published)
    else:
        saved(published)


def saved(ppa):
    with transaction.atomic():
        ppa.save()
