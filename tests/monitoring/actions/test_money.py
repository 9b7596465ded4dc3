"""Lines, flows, reversals and contracts: their effect, each refusal, the record and the ledger."""

import datetime
import uuid
from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions.contracts import change_contract, make_contract
from portal.monitoring.actions.money import record_flow, remove_line, reverse_flow, set_line
from portal.monitoring.actions.results import report_actual
from portal.monitoring.enums import ExpenseClass, FlowType, PPAStatus
from portal.monitoring.models import MoneyLine, MoneyLineEvent, MonitoringEntryFundingEvent
from portal.monitoring.money.statement import contracts_of, flows_of, lines_of
from tests.accounts.factories import UserFactory
from tests.core.factories import FundingSourceFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MultiYearContractFactory,
    OutcomePeriodFactory,
    in_days,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture
def planner():
    return UserFactory(role="oobc_planner")


@pytest.fixture
def officer():
    return UserFactory(role="budget_officer")


def line_of(ppa, by, amount=100, **values):
    key = {"fiscal_year": 2026, "expense_class": ExpenseClass.CO, "source": FundingSourceFactory(code="gaab")}
    return set_line(ppa, **{**key, "amount": Decimal(amount), **values}, by=by)


def test_set_line_when_new_and_then_changed_then_is_one_line_with_two_events(planner):
    ppa = MonitoringEntryFactory()

    line = line_of(ppa, planner)
    again = line_of(ppa, planner, 250, reason="The price went up.")
    line_of(ppa, planner, 250)

    assert again == line
    assert ppa.lines.get().amount == 250
    told = [(event.amount, event.pgh_context) for event in MoneyLineEvent.objects.filter(chain=ppa.pk)]
    assert told == [
        (100, {"act": "set_line", "by": planner.pk, "reason": ""}),
        (250, {"act": "set_line", "by": planner.pk, "reason": "The price went up."}),
    ]
    audit = ModelLogEntry.objects.filter(action="monitoring.set_line").order_by("pk").last()
    assert (audit.data["before"], audit.data["after"]) == ({"amount": "100.00"}, {"amount": "250.00"})


def test_set_line_when_the_ppa_stands_or_has_parts_or_the_source_is_unnamed_then_is_refused(planner):
    proposed, whole = MonitoringEntryFactory(proposed=True), MonitoringEntryFactory()
    MonitoringEntryFactory(parent=whole)
    draft, other = MonitoringEntryFactory(), FundingSourceFactory(code="other")

    for ppa, values in (
        (proposed, {}),
        (whole, {}),
        (draft, {"source": other}),
        (draft, {"source_name": "Not on the list"}),
        (draft, {"amount": Decimal(-1)}),
        (draft, {"fiscal_year": 2018}),
    ):
        with pytest.raises(ActionRefused):
            line_of(ppa, planner, **values)


def test_set_line_when_tried_by_another_role_then_is_refused(officer):
    with pytest.raises(ActionRefused):
        line_of(MonitoringEntryFactory(), officer)


def test_remove_line_when_pressed_twice_then_is_gone_once(planner):
    line = MoneyLineFactory()

    remove_line(line, reason="Another office does it.", by=planner)
    remove_line(type(line)(pk=line.pk, ppa=line.ppa), by=planner)

    assert MoneyLineEvent.objects.filter(chain=line.ppa_id, pgh_label="delete").count() == 1


def test_remove_line_when_money_of_it_moved_then_is_refused(planner):
    line = MoneyLineFactory()
    MonitoringEntryFundingFactory(line=line)

    with pytest.raises(ActionRefused, match="Reverse the flows"):
        remove_line(line, by=planner)


def test_record_flow_when_money_moves_then_is_in_the_ledger_with_who_entered_it(officer):
    line = MoneyLineFactory(ppa__enacted=True)

    flow = record_flow(
        line, type=FlowType.ALLOCATION, amount=Decimal(70), on=in_days(-1), tranche=" first ", by=officer
    )

    assert (flow.amount, flow.tranche, flow.entered_by) == (70, "first", officer)
    assert MonitoringEntryFundingEvent.objects.get(pgh_obj=flow).pgh_context["act"] == "record_flow"


def test_record_flow_when_not_possible_then_is_refused(officer, planner):
    line, draft = MoneyLineFactory(ppa__enacted=True), MoneyLineFactory()
    foreign = MultiYearContractFactory()
    values = {"type": FlowType.OBLIGATION, "amount": Decimal(5), "on": in_days(-1), "by": officer}

    for of, changed in (
        (draft, {}),
        (line, {"on": in_days(1)}),
        (line, {"amount": Decimal(0)}),
        (line, {"amount": Decimal(-5)}),
        (line, {"type": FlowType.ADJUSTMENT}),
        (line, {"contract": foreign}),
        (line, {"by": planner}),
    ):
        with pytest.raises(ActionRefused):
            record_flow(of, **{**values, **changed})
    assert not line.flows.exists()


def test_reverse_flow_when_pressed_twice_then_is_one_reversal_and_none_of_a_reversal(officer):
    flow = MonitoringEntryFundingFactory(amount=70)

    once = reverse_flow(flow, reason="Entered twice.", by=officer)
    again = reverse_flow(flow, reason="Entered twice.", by=officer)

    assert (once, once.amount) == (again, -70)
    for of, reason in ((once, "Why"), (MonitoringEntryFundingFactory(), " ")):
        with pytest.raises(ActionRefused):
            reverse_flow(of, reason=reason, by=officer)


def test_contract_when_made_and_changed_then_its_slices_are_its_cost(officer):
    ppa = MonitoringEntryFactory(enacted=True)
    slices = {2026: Decimal(600), 2027: Decimal(400)}

    contract = make_contract(ppa, title="Bridge", authority="MYCA 1", slices=slices, by=officer)
    change_contract(contract, slices={2026: Decimal(500), 2028: Decimal(600)}, reason="The rains.", by=officer)

    contract.refresh_from_db()
    assert contract.total_cost == 1100
    assert dict(contract.slices.values_list("fiscal_year", "amount")) == {2026: 500, 2028: 600}


def test_contract_when_not_possible_then_is_refused(officer, planner):
    enacted, draft = MonitoringEntryFactory(enacted=True), MonitoringEntryFactory()
    contract = MultiYearContractFactory(slices={2026: 1_000_000})
    right = {"title": "Bridge", "authority": "MYCA 1", "slices": {2026: Decimal(1)}}

    for ppa, values, by in (
        (draft, right, officer),
        (enacted, {**right, "slices": {}}, officer),
        (enacted, {**right, "slices": {2026: Decimal(-1)}}, officer),
        (enacted, right, planner),
    ):
        with pytest.raises(ActionRefused):
            make_contract(ppa, **values, by=by)
    with pytest.raises(ActionRefused, match="reason"):
        change_contract(contract, slices={2026: Decimal(1)}, reason=" ", by=officer)


def test_contract_when_a_year_obligates_more_than_its_slice_then_says_so():
    contract = MultiYearContractFactory(total_cost=1000, slices={2026: 600, 2027: 400})
    line = MoneyLineFactory(ppa=contract.ppa)
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=601, contract=contract)

    (told,) = contracts_of(contract.ppa, TODAY)

    assert told.years == [(2026, 600, 601), (2027, 400, 0)]
    assert (told.figures.over_years, told.figures.future_commitment) == ([2026], 400)
    assert told.figures.flags == {"obligated_above_slice"}


def test_statement_when_money_moved_then_each_flow_shows_the_state_it_led_to():
    line = MoneyLineFactory(ppa__in_execution=True, amount=1000, personnel=True)
    first = MonitoringEntryFundingFactory(line=line, amount=800, on=datetime.date(2026, 1, 5))
    MonitoringEntryFundingFactory(line=line, amount=-100, adjustment=True, on=datetime.date(2026, 2, 1))
    MonitoringEntryFundingFactory(line=line, amount=300, obligation=True, on=datetime.date(2026, 3, 1))
    MonitoringEntryFundingFactory(line=line, amount=200, disbursement=True, on=datetime.date(2026, 4, 1))
    MonitoringEntryFundingFactory.reversing(first, on=datetime.date(2026, 5, 1))

    told = [(row.allotted, row.obligated, row.paid, row.is_reversed) for row in flows_of(line.ppa)]
    (shown,) = lines_of(line.ppa, datetime.date(2027, 1, 1))

    assert told == [
        (800, 0, 0, True),
        (700, 0, 0, False),
        (700, 300, 0, False),
        (700, 300, 200, False),
        (-100, 300, 200, False),
    ]
    assert (shown.execution.net_allotment, shown.valid_until) == (-100, datetime.date(2026, 12, 31))
    assert (shown.validity.available, shown.validity.lapsed) == (0, -400)


@pytest.mark.parametrize(
    "aside",
    [
        {"approved": True, "status": PPAStatus.ON_HOLD, "status_before": PPAStatus.APPROVED, "reason": "Later."},
        {"approved": True, "status": PPAStatus.CANCELLED, "reason": "The province does it."},
    ],
)
def test_money_when_the_ppa_was_put_aside_before_an_act_granted_it_then_nothing_moves(officer, aside):
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(**aside))
    period = OutcomePeriodFactory(outcome__ppa=line.ppa)

    for move in (
        lambda: record_flow(line, type=FlowType.OBLIGATION, amount=Decimal(5), on=in_days(-1), by=officer),
        lambda: make_contract(line.ppa, title="Bridge", authority="MYCA 1", slices={2026: Decimal(1)}, by=officer),
        lambda: report_actual(period, actual=Decimal(5), by=UserFactory(role="me_officer")),
    ):
        with pytest.raises(ActionRefused, match="act has granted"):
            move()
    assert not line.ppa.is_granted


def test_flow_when_its_form_is_sent_twice_then_is_one_and_with_other_words_refused(officer):
    line, key = MoneyLineFactory(ppa__enacted=True), uuid.uuid4()
    said = {"type": FlowType.OBLIGATION, "on": in_days(-1), "key": key}

    once = record_flow(line, amount=Decimal(5), **said, by=officer)
    again = record_flow(line, amount=Decimal("5.00"), **said, by=officer)

    assert (once.pk, again.pk) == (key, key)
    for amount, by in ((Decimal(6), officer), (Decimal(5), UserFactory(role="budget_officer"))):
        with pytest.raises(ActionRefused, match="sent before"):
            record_flow(line, amount=amount, **said, by=by)
    assert line.flows.count() == 1


def test_contract_when_its_form_is_sent_twice_then_is_one_and_with_other_words_refused(officer):
    ppa, key = MonitoringEntryFactory(enacted=True), uuid.uuid4()
    said = {"title": "Bridge", "authority": "MYCA 1", "key": key, "by": officer}

    once = make_contract(ppa, slices={2026: Decimal(5)}, **said)
    again = make_contract(ppa, slices={2026: Decimal("5.00")}, **said)

    assert once == again
    with pytest.raises(ActionRefused, match="sent before"):
        make_contract(ppa, slices={2026: Decimal(6)}, **said)
    assert ppa.contracts.count() == 1


def test_contract_when_its_years_add_up_to_more_than_a_figure_holds_then_is_refused_in_words(officer):
    slices = dict.fromkeys(range(2026, 2032), Decimal("999999999999.99"))

    with pytest.raises(ActionRefused, match="more than a trillion"):
        make_contract(MonitoringEntryFactory(enacted=True), title="All", authority="MYCA 1", slices=slices, by=officer)


def test_amounts_when_given_with_more_than_centavos_then_the_record_and_the_ledger_say_the_same(planner):
    ppa = MonitoringEntryFactory()

    line = line_of(ppa, planner, Decimal("10.005"))
    line_of(ppa, planner, Decimal("10.0051"))

    assert (line.amount, MoneyLine.objects.get().amount) == (Decimal("10.01"), Decimal("10.01"))
    assert ModelLogEntry.objects.get(action="monitoring.set_line").data["after"] == {"amount": "10.01"}
