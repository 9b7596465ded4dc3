"""What recommendations get: the database says what a loop over plain rows says."""

from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core.money import pesos
from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.figures.breakdown import Spending
from portal.monitoring.figures.by_policy import spending_by_policy
from portal.monitoring.figures.money import totals
from portal.monitoring.figures.policies import (
    Column,
    PoliciesMoney,
    PolicyMoney,
    YearMoney,
    money_of_policies,
    money_together,
    parts_of_policies,
    parts_of_ppa_for_policies,
    sums_of_matrix,
    years_of_policies,
)
from portal.monitoring.formulas.attribution import Shared, attributed, funding
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding, PolicyImplemented
from portal.policies.models import PolicyBudgetYear, PolicyRecommendation
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PolicyImplementedFactory,
)
from tests.policies.factories import PolicyBudgetYearFactory, PolicyRecommendationFactory

pytestmark = pytest.mark.django_db
YEARS = (2025, 2026, 2027)
GRANTED = ("enacted", "in_execution", "completed")
COUNTED = ("proposed", "under_review", "approved", *GRANTED)


def a_policy(cost=None, **fields):
    return PolicyRecommendationFactory(cost=cost, **fields)


def a_ppa(amount, *policies, state="enacted", shares=None):
    ppa = MonitoringEntryFactory(**({} if state == "draft" else {state: True}), with_money=amount)
    for policy in policies:
        PolicyImplementedFactory(ppa=ppa, policy=policy, share=(shares or {}).get(policy))
    return ppa


@pytest.fixture
def sample():
    """Fifteen recommendations and forty PPAs of all statuses: odd amounts, several years, shares, shares above the
    money, flows taken back, and PPAs that implement nothing."""
    random = Random("policies")  # noqa: S311 - a sample
    policies = [PolicyRecommendationFactory() for _number in range(15)]
    for policy in policies:
        for year in random.sample(YEARS, random.choice([0, 1, 1, 2])):
            amount = random.choice([0, 1, 333, 1000, Decimal("99.99")])
            PolicyBudgetYearFactory(policy=policy, fiscal_year=year, amount=amount)
    for number in range(40):
        state = PPAStatus.values[number % len(PPAStatus.values)]
        ppa = MonitoringEntryFactory(**({} if state == "draft" else {state: True}))
        for year in random.sample(YEARS, random.choice([0, 1, 2, 3])):
            amount = random.choice([0, 100, 1000, Decimal("77.77"), Decimal("0.05")])
            line = MoneyLineFactory(ppa=ppa, fiscal_year=year, amount=amount)
            for kind in ("obligation", "disbursement"):
                if random.random() < 0.6:
                    moved = random.choice([Decimal("33.33"), Decimal(7), Decimal("0.01")])
                    flow = MonitoringEntryFundingFactory(line=line, amount=moved, **{kind: True})
                    if random.random() < 0.2:
                        MonitoringEntryFundingFactory.reversing(flow)
        for policy in random.sample(policies, random.choice([0, 1, 1, 2, 3, 6])):
            share = random.choice([None, None, None, 10, Decimal("60.01")])
            PolicyImplementedFactory(ppa=ppa, policy=policy, share=share)
    return policies


# ---- The plain loop --------------------------------------------------------------------------------------------------


def costs_by_hand():
    costs = dict.fromkeys(PolicyRecommendation.objects.values_list("pk", flat=True))
    for year in PolicyBudgetYear.objects.all():
        costs[year.policy_id] = (costs[year.policy_id] or Decimal()) + year.amount
    return costs


def shared_by_hand():
    """Of each PPA its money with the shares of what it implements."""
    shares = defaultdict(dict)
    for link in PolicyImplemented.objects.order_by("pk"):
        shares[link.ppa_id][link.policy_id] = link.share
    return {
        ppa: Shared(sum((line.amount for line in ppa.lines.all()), Decimal()), ppa.status, shares[ppa.pk])
        for ppa in MonitoringEntry.objects.all()
    }


def parts_by_hand(statuses=COUNTED):
    """Pesos by PPA and recommendation."""
    costs = costs_by_hand()
    return {
        (ppa.pk, key): amount
        for ppa, shared in shared_by_hand().items()
        if ppa.status in statuses
        for key, amount in (dict.fromkeys(shared.shares, Decimal()) | attributed(shared, costs)).items()
    }


def moved_by_hand(ppa, kind):
    """By fiscal year."""
    sums = defaultdict(Decimal)
    for flow in MonitoringEntryFunding.objects.filter(line__ppa=ppa, type=kind).select_related("line"):
        sums[flow.line.fiscal_year] += flow.amount
    return sums


def money_by_hand():
    found = funding(costs_by_hand(), shared_by_hand().values())
    spent = {key: {"obligated": Decimal(), "disbursed": Decimal(), "ppas": 0, "reported": 0} for key in found}
    wholes = {ppa.pk: (ppa, shared.amount) for ppa, shared in shared_by_hand().items()}
    for (key, policy), part in parts_by_hand().items():
        ppa, whole = wholes[key]
        spent[policy]["ppas"] += 1
        spent[policy]["reported"] += MonitoringEntryFunding.objects.filter(line__ppa=key).exists()
        for name, kind in (("obligated", FlowType.OBLIGATION), ("disbursed", FlowType.DISBURSEMENT)):
            for amount in moved_by_hand(ppa, kind).values():
                spent[policy][name] += pesos(amount * part / whole) if whole else 0
    return {key: PolicyMoney(found[key], **spent[key]) for key in found}


def years_by_hand():
    found = defaultdict(lambda: defaultdict(Decimal))
    ppas, shared = MonitoringEntry.objects.in_bulk(), {ppa.pk: one.amount for ppa, one in shared_by_hand().items()}
    for (key, policy), part in parts_by_hand().items():
        ppa, lines = ppas[key], defaultdict(Decimal)
        for line in ppas[key].lines.order_by("fiscal_year"):
            lines[line.fiscal_year] += line.amount
        name = "granted" if ppa.status in GRANTED else "asked"
        until = before = Decimal()
        for year, amount in lines.items():
            until += amount
            so_far = pesos(until * part / shared[key]) if shared[key] else Decimal()
            found[policy, year][name] += so_far - before
            before = so_far
        for sums, kind in (("obligated", FlowType.OBLIGATION), ("disbursed", FlowType.DISBURSEMENT)):
            for year, amount in moved_by_hand(ppa, kind).items():
                whole = sum(lines.values())
                found[policy, year][sums] += pesos(amount * part / whole) if whole else 0
                found[policy, year]["is_reported"] = True
    for row in PolicyBudgetYear.objects.all():
        found[row.policy_id, row.fiscal_year]["required"] = row.amount
    return {group: YearMoney(**{"required": None, **sums}) for group, sums in found.items()}


# ---- Worked cases ----------------------------------------------------------------------------------------------------

CASES = {
    "by cost": ([[300], [100]], 400, [None, None], ["300", "100"]),
    "a cost is the sum of its years": ([[100, 200], [100]], 400, [None, None], ["300", "100"]),
    "nothing is costed: equal parts, the first gets the centavo": (
        [[], [], []], 100, [None] * 3, ["33.34", "33.33", "33.33"]
    ),
    "what is not costed gets nothing beside what is": ([[50], []], 90, [None, None], ["90", "0"]),
    "shares first, the rest by cost": ([[1], [300], [100]], 1000, [200, None, None], ["200", "600", "200"]),
    "a share alone leaves the rest to nobody": ([[500]], 1000, [250], ["250"]),
    "shares above the money are cut, the others get nothing": (
        [[1], [1], [1]], 60, [80, 40, None], ["40", "20", "0"]
    ),
    "no money": ([[10], [20]], 0, [None, None], ["0", "0"]),
    "billions to the centavo": (
        [[1], [2]], "9999999999.99", [None, None], ["3333333333.33", "6666666666.66"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("state", ["enacted", "approved", "on_hold"])
def test_parts_when_worked_out_on_paper_then_are_these(name, state):
    years, amount, shares, expected = CASES[name]
    policies = [PolicyRecommendationFactory() for _costs in years]
    for policy, costs in zip(policies, years, strict=True):
        for year, cost in enumerate(costs, start=2025):
            PolicyBudgetYearFactory(policy=policy, fiscal_year=year, amount=cost)
    ppa = a_ppa(amount, *policies, state=state, shares=dict(zip(policies, shares, strict=True)))

    found = parts_of_policies(PolicyRecommendation.objects.all())
    money = money_of_policies(PolicyRecommendation.objects.all())

    parts = [Decimal(part) for part in expected]
    assert parts_of_ppa_for_policies(ppa) == dict(zip([policy.pk for policy in policies], parts, strict=True))
    assert [found.get((ppa.pk, policy.pk)) for policy in policies] == (
        parts if state != "on_hold" else [None] * len(parts)
    )
    nothing = [0] * len(parts)
    assert [money[policy.pk].funding.funded for policy in policies] == (parts if state == "enacted" else nothing)
    assert [money[policy.pk].funding.pipeline for policy in policies] == (parts if state == "approved" else nothing)


# ---- Money -----------------------------------------------------------------------------------------------------------


def test_money_when_counted_by_the_database_then_is_what_the_loop_says(sample):
    assert money_of_policies(PolicyRecommendation.objects.all()) == money_by_hand()


def test_money_when_asked_of_some_then_is_the_same_as_of_all(sample):
    some = [policy.pk for policy in sample[:4]]
    expected = money_by_hand()

    assert money_of_policies(PolicyRecommendation.objects.filter(pk__in=some)) == {key: expected[key] for key in some}
    assert money_of_policies(PolicyRecommendation.objects.none()) == {}


def test_parts_when_counted_then_are_those_of_the_loop_and_no_peso_stands_twice(sample):
    parts = parts_of_policies(PolicyRecommendation.objects.all())

    assert parts == parts_by_hand()
    for ppa, shared in shared_by_hand().items():
        assert sum((amount for (key, _policy), amount in parts.items() if key == ppa.pk), Decimal()) <= shared.amount


def test_parts_when_asked_of_some_ppas_then_are_theirs(sample):
    some = list(MonitoringEntry.objects.order_by("pk").values_list("pk", flat=True)[:9])

    found = parts_of_policies(PolicyRecommendation.objects.all(), some)

    assert found == {group: amount for group, amount in parts_by_hand().items() if group[0] in some}


def test_sums_of_the_matrix_when_a_ppa_implements_several_then_it_counts_once_in_all(sample):
    ppas = MonitoringEntry.objects.exclude(status="approved")
    states, parts = dict(ppas.values_list("pk", "status")), parts_by_hand()
    own = {group: amount for group, amount in parts.items() if group[0] in states}

    found = sums_of_matrix(PolicyRecommendation.objects.all(), ppas)

    def column(policy=None):
        cells = {group: amount for group, amount in own.items() if policy in (None, group[1])}
        law = {group: amount for group, amount in cells.items() if states[group[0]] in GRANTED}
        granted, all_of_it = sum(law.values(), Decimal()), sum(cells.values(), Decimal())
        return Column(len({ppa for ppa, _policy in cells}), granted, all_of_it - granted)

    expected = {policy: column(policy) for _ppa, policy in own}
    assert found == {**expected, None: column()}
    assert found[None].ppas < sum(one.ppas for key, one in found.items() if key)
    assert sums_of_matrix(PolicyRecommendation.objects.all(), MonitoringEntry.objects.none()) == {None: Column()}


def test_years_when_counted_then_are_those_of_the_loop_and_add_up_to_the_money(sample):
    found = years_of_policies(PolicyRecommendation.objects.all())

    assert found == years_by_hand()
    for key, money in money_of_policies(PolicyRecommendation.objects.all()).items():
        own = [one for (policy, _year), one in found.items() if policy == key]
        sums = [sum((getattr(one, name) for one in own), Decimal()) for name in ("granted", "asked", "obligated")]
        assert sums == [money.funding.funded, money.funding.pipeline, money.obligated]


def test_money_together_when_some_are_not_costed_then_they_are_in_no_sum_of_costs():
    first, second, third = a_policy(100), a_policy(200), a_policy()
    a_ppa(150, first)
    a_ppa(50, second)
    a_ppa(70, third)

    found = money_together(money_of_policies(PolicyRecommendation.objects.all()).values())

    assert found == PoliciesMoney(
        policies=3, costed=2, cost=Decimal(300), granted=Decimal(270), capped=Decimal(150), gap=Decimal(150), funded=3
    )
    assert found.funding_rate == 50


@pytest.mark.parametrize("state", ["draft", "enacted"])
def test_parts_of_a_ppa_when_one_has_a_share_then_the_rest_goes_by_cost(state):
    first, second, third = a_policy(300), a_policy(100), a_policy(50)
    ppa = a_ppa(500, first, second, third, state=state, shares={third: 100})

    assert parts_of_ppa_for_policies(ppa) == {first.pk: 300, second.pk: 100, third.pk: 100}


@pytest.mark.parametrize(
    ("cost", "granted", "unfunded", "underfunded"),
    [
        (100, 0, True, False),
        (100, "49.99", False, True),
        (100, 50, False, False),
        (None, 0, True, False),
        (None, 10, False, False),
        (0, 0, False, False),
    ],
)
def test_money_when_little_or_nothing_is_granted_then_says_so(cost, granted, unfunded, underfunded):
    policy = a_policy(cost)
    a_ppa(1000, policy, state="approved")
    if granted:
        a_ppa(granted, policy)

    found = money_of_policies(PolicyRecommendation.objects.all())[policy.pk]

    assert (found.is_unfunded, found.is_underfunded) == (unfunded, underfunded)


# ---- A budget by recommendation --------------------------------------------------------------------------------------


def spending_by_hand(year):
    """Of each recommendation, and of what implements none: PPAs, with lines, amount, budget and obligated."""
    parts, found = parts_by_hand(PPAStatus.values), defaultdict(lambda: [0, 0, Decimal(), Decimal(), Decimal()])
    for ppa, shared in shared_by_hand().items():
        lines = [line for line in ppa.lines.all() if year in (None, line.fiscal_year)]
        linked = [(key, part) for (own, key), part in parts.items() if own == ppa.pk]
        status = ppa.status_before if ppa.status == "on_hold" else ppa.status
        moved = moved_by_hand(ppa, FlowType.OBLIGATION)
        for key, part in linked or [(None, shared.amount)]:
            for one in {line.fiscal_year for line in lines}:
                amount = sum(line.amount for line in lines if line.fiscal_year == one)
                own = pesos(amount * part / shared.amount) if shared.amount else Decimal()
                found[key][2] += own
                found[key][3] += own if status in COUNTED else 0
                found[key][4] += pesos(moved[one] * part / shared.amount) if shared.amount else 0
            found[key][0] += bool(lines) and status in COUNTED
            found[key][1] += bool(lines)
    return {key: sums for key, sums in found.items() if sums[1]}


@pytest.mark.parametrize("year", [None, 2026])
def test_budget_by_recommendation_when_counted_then_is_what_the_loop_says(sample, year):
    policies, lines = PolicyRecommendation.objects.all(), MoneyLine.objects.all()
    chosen = lines if year is None else lines.filter(fiscal_year__in=[year, year - 1])

    found = spending_by_policy(chosen, policies, each_year=year is not None)[year]

    said = {
        key: [one.ppas, one.lines_of, one.amount, one.budget, one.money.obligated or Decimal()]
        for key, one in found.items()
    }
    assert said == spending_by_hand(year)
    assert None in said


def test_budget_by_recommendation_when_nothing_has_shares_then_adds_up_to_the_budget(sample):
    PolicyImplemented.objects.update(share=None)
    lines = MoneyLine.objects.all()

    found = spending_by_policy(lines, PolicyRecommendation.objects.all(), each_year=False)[None]

    whole = sum((one.money for one in found.values()), Spending().money)
    expected = totals(lines)
    assert (whole.asked, whole.approved) == (expected.asked, expected.approved)
    assert abs(whole.granted - expected.granted) < 1  # rounded for each PPA and year
    assert spending_by_policy(lines.none(), PolicyRecommendation.objects.all()) == {}


def test_figures_when_rows_grow_then_statements_stay_the_same(sample):
    policies, ppas = PolicyRecommendation.objects.all(), MonitoringEntry.objects.all()

    with CaptureQueriesContext(connection) as captured:
        money_of_policies(policies)
        parts_of_policies(policies)
        sums_of_matrix(policies, ppas)
        years_of_policies(policies)
        spending_by_policy(MoneyLine.objects.all(), policies)

    assert len(captured) == 1 + 1 + 1 + 2 + 2
