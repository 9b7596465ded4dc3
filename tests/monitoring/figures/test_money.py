"""Figures of money against plain loops over the rows."""

import datetime
from collections import defaultdict
from decimal import Decimal

import pytest

from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.figures import money
from portal.monitoring.formulas.execution import Flow, execution
from portal.monitoring.formulas.validity import valid_until
from portal.monitoring.models import MoneyLine
from tests.core.factories import FundingSourceFactory
from tests.geography.factories import MunicipalityFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PPAPlaceFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 6, 30)
SUMS = ("obligations", "disbursements", "adjustments")


@pytest.fixture
def lines():
    """Lines of PPAs at every step, of two years, three classes and two sources; released or not, adjusted, reversed."""
    other = FundingSourceFactory(code="sdf")
    for number, status in enumerate(PPAStatus.values * 2):
        ppa = MonitoringEntryFactory(**({} if status == PPAStatus.DRAFT else {status: True}))
        for part in range(number % 3 + 1):
            line = MoneyLineFactory(
                ppa=ppa,
                amount=Decimal(1000 * number + 100 * part) + Decimal("0.33"),
                fiscal_year=2025 + part % 2,
                expense_class=["MOOE", "PS", "CO"][part],
                **({"source": other} if number % 2 else {}),
            )
            if status in PPAStatus.spending() and (number + part) % 2:
                flow = MonitoringEntryFundingFactory(line=line, amount=700 + number, on=datetime.date(2026, 2, 1))
                if part == 1:
                    MonitoringEntryFundingFactory.reversing(flow, on=datetime.date(2026, 3, 1))
            if status in PPAStatus.spending():
                MonitoringEntryFundingFactory(line=line, amount=-50, adjustment=True)
                MonitoringEntryFundingFactory(line=line, amount=300 + part, obligation=True)
                MonitoringEntryFundingFactory(line=line, amount=90, disbursement=True, on=datetime.date(2026, 7, 1))
    return MoneyLine.objects.all()


def by_loop(line, as_of=None):
    """One line by the formula alone."""
    ppa = line.ppa
    is_law = (ppa.status_before or ppa.status) in PPAStatus.funding() and (not as_of or ppa.enacted_on <= as_of)
    flows = [Flow(flow.type, flow.amount, flow.on) for flow in line.flows.all()]
    return execution(flows, budget_allocation=line.amount if is_law else None, as_of=as_of)


@pytest.mark.parametrize("as_of", [None, DAY, datetime.date(2025, 1, 1)])
def test_execution_when_of_many_lines_then_is_the_sum_of_each(lines, as_of):
    each = [by_loop(line, as_of) for line in lines]

    whole = money.execution_of(lines, as_of)

    assert (whole.net_allotment or 0) == net(each)
    for name in SUMS:
        assert getattr(whole, name) == sum(getattr(one, name) for one in each)


def net(executions):
    """What lines begin with, and all that was adjusted; none of them begins with anything on the first day."""
    starts = [one.net_allotment - one.adjustments for one in executions if one.net_allotment is not None]
    return sum(starts) + sum(one.adjustments for one in executions) if starts else 0


@pytest.mark.parametrize("what", [money.YEAR, money.CLASS, money.SOURCE, money.STATUS, money.OFFICE, money.SECTOR])
def test_totals_when_broken_down_then_each_group_is_the_loop_over_its_lines(lines, what):
    groups = defaultdict(list)
    for line in lines:
        value = line
        for name in what.split("__"):
            value = getattr(value, f"{name}_id" if hasattr(value, f"{name}_id") and what.endswith(name) else name)
        groups[value].append(line)

    totals = money.totals_by(what, lines)

    assert totals.keys() == groups.keys()
    for key, own in groups.items():
        assert totals[key].lines == len(own)
        assert totals[key].asked == total(own, PPAStatus.asking())
        assert totals[key].approved == total(own, [PPAStatus.APPROVED])
        assert (totals[key].execution.net_allotment or 0) == net([by_loop(line) for line in own])


def total(lines, statuses):
    return sum(line.amount for line in lines if line.ppa.status in statuses)


def test_totals_when_there_are_no_lines_then_nothing_is_known():
    nothing = money.totals(MoneyLine.objects.all())

    assert nothing == money.Money()
    assert nothing.execution.net_allotment is None
    assert nothing.execution.obligation_rate is None


def test_totals_when_only_asked_for_then_have_no_budget_that_is_zero():
    MoneyLineFactory(ppa__proposed=True, amount=500)

    asked = money.totals(MoneyLine.objects.all())

    assert (asked.asked, asked.granted, asked.execution.net_allotment) == (500, 0, None)


def test_execution_when_one_line_is_released_and_another_not_then_counts_both():
    ppa = MonitoringEntryFactory(enacted=True)
    MonitoringEntryFundingFactory(line=MoneyLineFactory(ppa=ppa, amount=1000), amount=400)
    MoneyLineFactory(ppa=ppa, amount=600, capital=True)

    both = money.execution_of(ppa.lines.all())

    assert (both.net_allotment, both.basis) == (1000, "both")


def test_totals_by_region_when_a_ppa_serves_two_then_each_has_its_half_and_nothing_is_lost():
    first, second = (
        MunicipalityFactory(psgc=f"{code}1", province__psgc=code, province__region__code=code) for code in ("IX", "X")
    )
    shared = MonitoringEntryFactory(enacted=True, with_money=Decimal("100.01"))
    PPAPlaceFactory(ppa=shared, in_municipality=True, municipality=first)
    PPAPlaceFactory(ppa=shared, in_municipality=True, municipality=second)
    PPAPlaceFactory(ppa=shared, community=None, province=second.province)
    MonitoringEntryFundingFactory(line=shared.lines.get(), obligation=True, amount=Decimal("10.01"))
    MonitoringEntryFactory(enacted=True, with_money=7)
    lines = MoneyLine.objects.all()

    regions = money.totals_by_region(lines)

    keys = sorted([first.province.region_id, second.province.region_id])
    assert {key: each.granted for key, each in regions.items()} == {
        keys[0]: Decimal("50.01"),
        keys[1]: Decimal("50.00"),
        None: 7,
    }
    assert sum(each.execution.obligations for each in regions.values()) == Decimal("10.01")


@pytest.mark.parametrize("day", [datetime.date(2025, 12, 31), DAY, datetime.date(2027, 1, 1)])
def test_usable_when_of_many_lines_then_is_the_loop_over_each(lines, day):
    available = lapsed = Decimal()
    for line in lines:
        one = by_loop(line, day)
        if one.net_allotment is None:
            continue
        left = one.net_allotment - one.obligations
        if day <= valid_until(line.fiscal_year, line.expense_class, line.ppa.cost_structure):
            available += left
        else:
            lapsed += left

    assert money.usable(lines, day) == money.Usable(available, lapsed)


def test_lapsing_when_the_last_day_is_near_then_names_the_ppa_and_what_is_left():
    near = MonitoringEntryFactory(enacted=True, cost_structure="GAS")
    MoneyLineFactory(ppa=near, amount=1000)
    MonitoringEntryFundingFactory(
        line=MoneyLineFactory(ppa=near, amount=500, personnel=True), obligation=True, amount=200
    )
    MoneyLineFactory(ppa=near, amount=9000, capital=True)  # a year longer
    used = MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True), personnel=True, amount=100)
    MonitoringEntryFundingFactory(line=used, obligation=True, amount=100)
    MoneyLineFactory(ppa__proposed=True, personnel=True)

    (found,) = money.lapsing(MoneyLine.objects.all(), datetime.date(2026, 10, 15))

    assert (found.ppa, found.title, found.office) == (near.pk, near.title, near.lead_organization_id)
    assert (found.validity.valid_until, found.validity.available) == (datetime.date(2026, 12, 31), 1300)
    assert money.lapsing(MoneyLine.objects.all(), datetime.date(2026, 9, 1)) == []


def test_figures_when_rows_grow_then_take_the_same_statements(django_assert_num_queries, lines):
    figures = {
        lambda: money.totals(lines): 2,
        lambda: money.totals_by(money.OFFICE, lines): 2,
        lambda: money.totals_by_region(lines): 2,
        lambda: money.usable(lines, DAY): 2,
        lambda: money.lapsing(lines, datetime.date(2026, 12, 1)): 1,
    }

    for figure, statements in figures.items():
        with django_assert_num_queries(statements):
            figure()
    assert FlowType.ALLOCATION in {flow for line in lines for flow in line.flows.values_list("type", flat=True)}
