"""Where money goes against the figures it is made of, and a plain loop."""

from collections import defaultdict
from decimal import Decimal

import pytest

from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.figures import money
from portal.monitoring.figures.spending import reach_of_ppas, spending
from portal.monitoring.models import MoneyLine, MonitoringEntry
from tests.core.factories import SectorFactory
from tests.geography.factories import MunicipalityFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PPAPlaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """Two years, three towns of as many regions, with and without sector and place, released in part."""
    towns = [
        MunicipalityFactory(psgc=f"{code}1", province__psgc=code, province__region__code=code)
        for code in ("IX", "X", "XI")
    ]
    sectors = [SectorFactory(), SectorFactory(), None]
    for number in range(9):
        ppa = MonitoringEntryFactory(enacted=True, sector=sectors[number % 3])
        for town in towns[: number % 4]:
            PPAPlaceFactory(ppa=ppa, community=None, municipality=town)
        line = MoneyLineFactory(ppa=ppa, fiscal_year=2025 + number % 2, amount=Decimal(1000 * number) + Decimal("0.01"))
        if number % 2:
            MonitoringEntryFundingFactory(line=line, amount=Decimal(500) + Decimal("0.01"))
            MonitoringEntryFundingFactory(line=line, amount=Decimal("33.33"), obligation=True)
        if number % 3:
            MonitoringEntryFundingFactory(line=line, amount=-5, adjustment=True)
    return MoneyLine.objects.all()


@pytest.mark.parametrize("year", [None, 2025, 2026])
def test_spending_when_broken_down_then_says_the_same_as_the_figures_of_money(lines, year):
    found = spending(lines) if year is None else spending(lines).of(year)

    chosen = lines if year is None else lines.filter(fiscal_year=year)
    assert found.total == money.totals(chosen)
    assert found.by_office == money.totals_by(money.OFFICE, chosen)
    assert found.by_sector == money.totals_by(money.SECTOR, chosen)
    assert found.by_year == money.totals_by(money.YEAR, chosen)
    regions = money.totals_by_region(chosen)
    assert found.by_region.keys() == regions.keys()
    for key, of_region in regions.items():
        for name in ("granted", "execution"):
            assert getattr(found.by_region[key], name) == getattr(of_region, name)


def test_spending_when_a_ppa_lies_in_three_regions_then_its_centavos_add_up(lines):
    parts = spending(lines).by_region.values()

    assert sum(part.granted for part in parts) == money.totals(lines).granted
    assert sum(part.execution.obligations for part in parts) == money.totals(lines).execution.obligations


def test_moved_when_flows_are_entered_then_names_their_kinds_alone(lines):
    assert money.totals(lines).moved == {FlowType.ALLOCATION, FlowType.ADJUSTMENT, FlowType.OBLIGATION}
    assert money.totals(lines.none()).moved == frozenset()


def test_reach_when_units_differ_then_each_stands_alone_and_unknown_is_not_zero():
    rows = [("persons", 10, 4), ("persons", None, None), ("persons", 5, 0), ("households", None, None)]
    for unit, target, actual in rows:
        MonitoringEntryFactory(
            enacted=True, beneficiary_unit=unit, target_beneficiaries=target, actual_beneficiaries=actual
        )
    MonitoringEntryFundingFactory(line__ppa=MonitoringEntry.objects.first())

    found = reach_of_ppas(MonitoringEntry.objects.public())

    expected = defaultdict(list)
    for unit, target, actual in rows:
        expected[unit].append((target, actual))
    assert (found.ppas, found.with_flows) == (4, 1)
    for one in found.served:
        reached = [actual for _target, actual in expected[one.unit] if actual is not None]
        targets = [target for target, _actual in expected[one.unit] if target is not None]
        assert (one.ppas, one.counted) == (len(expected[one.unit]), len(reached))
        assert one.reached == (sum(reached) if reached else None)
        assert one.target == (sum(targets) if targets else None)


def test_spending_when_asked_for_then_takes_two_statements(lines, django_assert_num_queries):
    assert set(PPAStatus.public()) >= {ppa.status for ppa in MonitoringEntry.objects.all()}

    with django_assert_num_queries(2):
        found = spending(lines)
        assert found.by_region
        assert found.by_office
