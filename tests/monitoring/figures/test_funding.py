"""The database divides money as the formula says; rates, gaps and the alert count what they say they count."""

from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.funding import (
    GroupFunding,
    funding_by,
    funding_by_place,
    funding_of,
    funding_total,
    is_unaddressed,
    parts_of,
    parts_of_ppa,
    unaddressed_assessments,
    with_linked_ppa,
)
from portal.monitoring.formulas.attribution import Shared, funding
from portal.monitoring.models import MonitoringEntry, NeedAddressed
from portal.needs.models import Need
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, NeedAddressedFactory
from tests.needs.factories import AssessmentFactory, NeedFactory

pytestmark = pytest.mark.django_db
STATES = ["draft", "proposed", "under_review", "approved", "enacted", "in_execution", "completed", "on_hold"]
STATES += ["rejected", "cancelled"]


def a_need(cost=None, **fields):
    return NeedFactory(estimated_cost=cost, **{"prioritized": True, **fields})


def a_ppa(amount, *needs, state="enacted", **shares):
    ppa = MonitoringEntryFactory(**({} if state == "draft" else {state: True}), with_money=amount)
    for need in needs:
        NeedAddressedFactory(ppa=ppa, need=need, share=shares.get(need.title))
    return ppa


@pytest.fixture
def sample():
    """Forty needs and sixty PPAs of all kinds, with odd amounts, shares, and shares above the money."""
    random = Random("funding")  # noqa: S311 - a sample
    needs = [a_need(random.choice([None, 0, 1, 333, 1000, Decimal("99.99")])) for _number in range(40)]
    for _number in range(60):
        ppa = a_ppa(random.choice([0, 100, 1000, Decimal("77.77")]), state=random.choice(STATES))
        if random.random() < 0.3:
            MoneyLineFactory(ppa=ppa, amount=Decimal("0.05"), capital=True)
        for need in random.sample(needs, random.choice([1, 1, 2, 3, 7])):
            NeedAddressedFactory(ppa=ppa, need=need, share=random.choice([None, None, None, 10, Decimal("60.01")]))
    return needs


def by_hand(needs):
    """The formula over plain rows, a PPA at a time."""
    costs = {need.pk: need.estimated_cost for need in Need.objects.all()}
    shares = defaultdict(dict)
    for link in NeedAddressed.objects.order_by("pk"):
        shares[link.ppa_id][link.need_id] = link.share
    ppas = [
        Shared(sum((line.amount for line in ppa.lines.all()), Decimal()), ppa.status, shares[ppa.pk])
        for ppa in MonitoringEntry.objects.all()
    ]
    found = funding(costs, ppas)
    return {need.pk: found[need.pk] for need in needs}


def test_funding_when_counted_by_the_database_then_is_what_the_formula_says(sample):
    assert funding_of(Need.objects.all()) == by_hand(sample)


def test_funding_when_asked_of_some_needs_then_is_the_same_as_of_all(sample):
    some = Need.objects.filter(pk__in=[need.pk for need in sample[:7]])

    assert funding_of(some) == by_hand(sample[:7])
    assert funding_of(Need.objects.none()) == {}


def test_funding_when_rows_grow_then_is_one_statement(sample):
    with CaptureQueriesContext(connection) as captured:
        funding_of(Need.objects.all())
        funding_total(Need.objects.all())
        funding_by(Need.objects.all(), sector="category__sector")

    assert len(captured) == 3


def test_funding_when_the_parts_of_a_need_are_added_then_is_its_money(sample):
    expected = {key: found.funded + found.pipeline for key, found in by_hand(sample).items()}

    sums = dict.fromkeys(expected, Decimal())
    for (_ppa, need), amount in parts_of(Need.objects.all()).items():
        sums[need] += amount

    assert sums == expected


@pytest.mark.parametrize("state", ["draft", "enacted"])
def test_parts_of_a_ppa_when_some_have_shares_then_the_rest_goes_by_cost(state):
    first, second, third = a_need(300), a_need(100), a_need(50)
    ppa = a_ppa(500, first, second, third, state=state, **{third.title: 100})

    assert parts_of_ppa(ppa) == {first.pk: 300, second.pk: 100, third.pk: 100}


def test_totals_when_counted_then_are_the_sums_of_their_needs(sample):
    NeedFactory(found=True, estimated_cost=5)
    rows = {need: found for need in Need.objects.all() for found in [by_hand([need])[need.pk]]}
    costed = [found for found in rows.values() if found.cost is not None]
    pressing = [found for need, found in rows.items() if (need.priority_score or 0) > 4]

    found = funding_total(Need.objects.all())

    assert found == GroupFunding(
        needs=len(rows),
        costed=len(costed),
        cost=sum(one.cost for one in costed),
        funded=sum(one.funded for one in rows.values()),
        capped=sum(min(one.funded, one.cost) for one in costed),
        gap=sum(one.gap for one in costed),
        pipeline=sum(one.pipeline for one in rows.values()),
        pressing=len(pressing),
        unfunded=sum(one.funded <= 0 and one.cost != 0 for one in pressing),
        without_money=sum(one.funded <= 0 for one in pressing),
    )
    assert funding_total(Need.objects.none()) == GroupFunding()


@pytest.mark.parametrize("split", [funding_by_place, lambda rows: funding_by(rows, sector="category__sector")])
def test_groups_when_added_then_are_the_total(sample, split):
    groups = split(Need.objects.all())

    assert sum(groups.values(), GroupFunding()) == funding_total(Need.objects.all())


def test_rate_when_a_need_has_more_than_its_cost_then_counts_its_cost_alone():
    a_ppa(300, a_need(100))
    a_need(100)
    a_need(None)

    found = funding_total(Need.objects.all())

    assert (found.funding_rate, found.gap, found.uncosted, found.funded) == (Decimal("50.00"), 100, 1, 300)


def test_rate_when_nothing_is_costed_then_there_is_none():
    a_need(None)

    assert funding_total(Need.objects.all()).funding_rate is None


def test_pressing_when_the_score_is_just_four_then_does_not_count():
    need = a_need(100)
    Need.objects.filter(pk=need.pk).update(priority_score=4)
    a_need(100)

    found = funding_total(Need.objects.all())

    assert (found.needs, found.pressing, found.unfunded) == (2, 1, 1)


@pytest.mark.parametrize(
    ("with_money", "without", "is_told"), [(0, 0, False), (0, 1, True), (1, 1, False), (1, 2, True)]
)
def test_assessment_when_more_than_half_of_what_presses_has_no_money_then_is_told(with_money, without, is_told):
    assessment = AssessmentFactory(completed=True)
    needs = [a_need(100, found=True, assessment=assessment) for _number in range(with_money + without)]
    for need in needs[:with_money]:
        a_ppa(10, need)
    for need in needs[with_money:]:
        a_ppa(10, need, state="approved")
    a_need(100, found=True, assessment=AssessmentFactory())

    assert (assessment.pk in unaddressed_assessments()) == is_told
    assert len(unaddressed_assessments()) == is_told


def test_unaddressed_when_nothing_presses_then_is_not():
    assert not is_unaddressed(GroupFunding(needs=3))


def test_linked_ppa_when_several_answer_then_is_the_first_that_was_not_stopped():
    need, alone = a_need(), a_need()
    a_ppa(1, need, state="rejected")
    first = a_ppa(1, need, state="proposed")
    a_ppa(1, need)

    found = {row.pk: row.linked_ppa for row in with_linked_ppa(Need.objects.all())}

    assert found == {need.pk: first.pk, alone.pk: None}


def test_statuses_when_sampled_then_are_all_there_are():
    assert set(STATES) == set(PPAStatus.values)
