"""Many people at once, over connections of their own: a ceiling holds, and nobody waits in a circle."""

import pytest

from portal.accounts.roles import sync_groups
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.money import record_flow, reverse_flow
from portal.monitoring.ceilings.gate import CeilingRefused, under_ceilings
from portal.monitoring.ceilings.rooms import used
from portal.monitoring.enums import FlowType
from portal.monitoring.ledger import verify
from portal.monitoring.models import MonitoringEntry, MonitoringEntryFunding
from tests.accounts.factories import UserFactory
from tests.at_once import together
from tests.core.factories import FundingSourceFactory
from tests.monitoring.factories import (
    YEAR,
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    in_days,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader(transactional_db):
    sync_groups()
    return UserFactory(role="ocm_leadership")


def asking(*amounts):
    ppas = [MonitoringEntryFactory(under_review=True) for _amount in amounts]
    for ppa, amount in zip(ppas, amounts, strict=True):
        MoneyLineFactory(ppa=ppa, amount=amount)
    return ppas


def approving(ppa, by):
    return lambda: lifecycle.approve(ppa, version=ppa.version, by=by)


@pytest.mark.parametrize(
    ("ceiling_amount", "amounts", "passed"),
    [(100, [60, 60], 1), (100, [10] * 10, 10), (1000, [200] * 8, 5), (1000, [300] * 8, 3)],
)
def test_approvals_when_many_at_once_then_the_ceiling_holds_and_each_refusal_names_who_took_it(
    leader, ceiling_amount, amounts, passed
):
    ceiling = CeilingManagementFactory(ceiling_amount=ceiling_amount)
    ppas = asking(*amounts)

    results = together(*[approving(ppa, leader) for ppa in ppas])

    refusals = [result for result in results if isinstance(result, CeilingRefused)]
    assert sum(isinstance(result, MonitoringEntry) for result in results) == passed
    assert len(refusals) == len(amounts) - passed
    assert used([ceiling])[ceiling].used == passed * amounts[0]
    approved = [ppa.title for ppa in MonitoringEntry.objects.counted()]
    assert all(any(title in str(refusal) for title in approved) for refusal in refusals)
    assert verify() == []


def test_money_when_moved_both_ways_at_once_then_nobody_waits_in_a_circle(leader):
    officer = UserFactory(role="budget_officer")
    one, other = FundingSourceFactory(code="gaab"), FundingSourceFactory(code="sdf")
    ceilings = [CeilingManagementFactory(source=source, ceiling_amount=1000) for source in (one, other)]
    ppas = [MonitoringEntryFactory(approved=True) for _number in range(6)]
    for number, ppa in enumerate(ppas):
        MoneyLineFactory(ppa=ppa, amount=100, source=[one, other][number % 2])

    def moves(ppa, source):
        def move():
            envelopes = [(YEAR, one.pk), (YEAR, other.pk)]
            with under_ceilings(envelopes if source == one else envelopes[::-1], ppa=ppa, by=officer):
                ppa.lines.update(source=source)

        return move

    together(*[moves(ppa, [other, one][number % 2]) for number, ppa in enumerate(ppas)])

    assert [room.used for room in used(ceilings).values()] == [300, 300]


def test_flow_when_reversed_by_many_at_once_then_is_reversed_once(leader):
    officer = UserFactory(role="budget_officer")
    flow = MonitoringEntryFundingFactory()

    done = together(*[lambda: reverse_flow(flow, reason="Twice.", by=officer) for _press in range(4)])

    assert len({each.pk for each in done}) == 1
    assert MonitoringEntryFunding.objects.count() == 2


def test_flows_when_entered_at_once_for_one_ppa_then_all_stand_in_one_chain(leader):
    officer = UserFactory(role="budget_officer")
    lines = [MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True))]
    lines.append(MoneyLineFactory(ppa=lines[0].ppa, capital=True))

    together(
        *[
            lambda line=line: record_flow(line, type=FlowType.OBLIGATION, amount=5, on=in_days(-1), by=officer)
            for line in lines * 4
        ]
    )

    assert MonitoringEntryFunding.objects.count() == 8
    assert verify() == []
