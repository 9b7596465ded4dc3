"""Changes of what was approved: old and new values, a reason on both sides, all or nothing, under the ceilings."""

import datetime
from decimal import Decimal

import pytest

from portal.core.actions import ActionRefused
from portal.monitoring.actions import changing
from portal.monitoring.actions.changing import LineWanted
from portal.monitoring.ceilings.gate import CeilingRefused
from portal.monitoring.enums import CeilingState, ChangeState, PPAStatus
from portal.monitoring.models import ChangeRequest, MoneyLineEvent, MonitoringEntry
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.monitoring.conftest import REASON, acts_on, audit, fresh, told
from tests.monitoring.factories import YEAR, CeilingManagementFactory, MonitoringEntryFactory, NeedAddressedFactory

LATER = datetime.date(YEAR, 12, 1)


def ask(desk, ppa, **options):
    return changing.ask(ppa, **{"values": {"title": "Two wells"}, "reason": REASON, "by": desk.focal, **options})


def line_of(ppa):
    return ppa.lines.get()


def to(line, amount):
    return LineWanted(amount=Decimal(amount), line=line)


# ---- Asking ----------------------------------------------------------------------------------------------------------


def test_ask_when_values_and_money_differ_then_keeps_old_and_new_and_tells_ocm(desk):
    ppa = desk.ppa(approved=True, title="A well")
    line = line_of(ppa)

    change = ask(
        desk,
        ppa,
        values={"title": "Two wells", "revised_end": LATER, "sector": ppa.sector, "target_obc": None},
        lines=[to(line, 800)],
    )

    assert fresh(change).changes == [
        {"field": "title", "line": None, "old": "A well", "new": "Two wells"},
        {"field": "revised_end", "line": None, "old": "", "new": LATER.isoformat()},
        {"field": "amount", "line": line.pk, "old": "1000.00", "new": "800.00"},
    ]
    assert (change.reason, change.state, change.asked_by) == (REASON, ChangeState.ASKED, desk.focal)
    assert fresh(ppa).title == "A well"
    assert told("change_asked") == {desk.leader, desk.second_leader}
    assert audit(ppa, "ask_change").data["fields"] == "title, revised end, money lines"


def test_ask_when_sent_twice_then_is_one_request(desk):
    ppa = desk.ppa(approved=True)

    first, second = ask(desk, ppa), ask(desk, ppa)

    assert first == second
    assert acts_on(ppa) == ["ask_change"]


def test_ask_when_another_change_is_open_then_is_refused(desk):
    ppa = desk.ppa(approved=True)
    ask(desk, ppa)

    with pytest.raises(ActionRefused, match="already waits"):
        ask(desk, ppa, values={"title": "Three wells"}, by=desk.planner)


@pytest.mark.parametrize("trait", [{}, {"proposed": True}, {"completed": True}, {"cancelled": True}])
def test_ask_when_not_approved_or_ended_then_is_refused(desk, trait):
    with pytest.raises(ActionRefused, match="once the PPA is approved"):
        ask(desk, desk.ppa(**trait))


def test_ask_when_nothing_differs_or_no_reason_is_given_then_is_refused(desk):
    ppa = desk.ppa(approved=True)

    with pytest.raises(ActionRefused, match="Nothing is different"):
        ask(desk, ppa, values={"title": ppa.title}, lines=[to(line_of(ppa), 1000)])
    with pytest.raises(ActionRefused, match="Give the reason"):
        ask(desk, ppa, reason=" ")

    assert not ChangeRequest.objects.exists()


def test_ask_when_the_line_is_another_ppas_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="another PPA"):
        ask(desk, desk.ppa(approved=True), lines=[to(line_of(desk.ppa()), 5)])


def test_ask_when_a_new_line_lacks_something_then_is_refused(desk):
    ppa = desk.ppa(approved=True)
    other = FundingSourceFactory(code="other")

    for wanted in (
        LineWanted(amount=Decimal(5), fiscal_year=YEAR),
        LineWanted(amount=Decimal(5), fiscal_year=YEAR, expense_class="CO", source=other),
    ):
        with pytest.raises(ActionRefused):
            ask(desk, ppa, lines=[wanted])


# ---- Deciding --------------------------------------------------------------------------------------------------------


def test_approve_change_when_decided_then_all_values_stand_and_before_and_after_are_on_record(desk):
    ppa, sector = desk.ppa(approved=True, title="A well"), SectorFactory()
    new = LineWanted(amount=Decimal(300), fiscal_year=YEAR + 1, expense_class="CO", source=line_of(ppa).source)
    line = line_of(ppa)
    change = ask(
        desk,
        ppa,
        values={"title": "Two wells", "revised_end": LATER, "sector": sector, "target_beneficiaries": 900},
        lines=[to(line, 800), new],
    )

    changing.approve_change(change, reason="The site was seen.", by=desk.leader)
    changing.approve_change(change, reason="Twice", by=desk.leader)

    row = fresh(ppa)
    assert (row.title, row.revised_end, row.sector, row.target_beneficiaries) == ("Two wells", LATER, sector, 900)
    assert list(row.lines.values_list("fiscal_year", "amount")) == [(YEAR, Decimal(800)), (YEAR + 1, Decimal(300))]
    decided = fresh(change)
    assert (decided.state, decided.decided_by, decided.decision_reason) == (
        ChangeState.APPROVED,
        desk.leader,
        "The site was seen.",
    )
    data = audit(ppa, "approve_change").data
    name = f"money line {line.fiscal_year} {line.expense_class} (number {line.pk}, ₱)"
    assert (data["before"][name], data["after"][name]) == ("1000.00", "800.00")
    event = MoneyLineEvent.objects.filter(pgh_obj=line).last()
    assert event.pgh_context == {"act": "approve_change", "by": desk.leader.pk, "reason": change.reason}
    assert told("change_approved") >= {desk.focal}


def test_refuse_change_when_decided_then_everything_stays_and_the_office_is_told(desk):
    ppa = desk.ppa(approved=True, title="A well")
    change = ask(desk, ppa)

    changing.refuse_change(change, reason="Later.", by=desk.leader)
    changing.refuse_change(change, reason="Twice", by=desk.leader)

    assert (fresh(ppa).title, fresh(change).decision_reason) == ("A well", "Later.")
    assert told("change_refused") >= {desk.focal}
    assert acts_on(ppa) == ["ask_change", "refuse_change"]


def test_withdraw_when_taken_back_then_another_can_be_asked_for(desk):
    ppa = desk.ppa(approved=True)
    change = ask(desk, ppa)

    changing.withdraw(change, by=desk.planner)
    changing.withdraw(change, by=desk.planner)
    ask(desk, ppa)

    assert fresh(change).state == ChangeState.WITHDRAWN
    assert acts_on(ppa) == ["ask_change", "withdraw_change", "ask_change"]


@pytest.mark.parametrize("act", [changing.approve_change, changing.refuse_change])
def test_decision_when_by_who_asked_or_without_a_reason_then_is_refused(desk, act):
    desk.leader.groups.add(*desk.planner.groups.all())
    change = ask(desk, desk.ppa(approved=True), by=desk.leader)

    with pytest.raises(ActionRefused, match="somebody else decides"):
        act(change, reason="Yes", by=desk.leader)
    with pytest.raises(ActionRefused, match="Give the reason"):
        act(change, reason=" ", by=desk.second_leader)

    assert fresh(change).state == ChangeState.ASKED


@pytest.mark.parametrize("act", [changing.approve_change, changing.refuse_change])
def test_decision_when_somebody_was_faster_then_is_refused(desk, act):
    change = ask(desk, desk.ppa(approved=True))
    changing.withdraw(change, by=desk.focal)

    with pytest.raises(ActionRefused, match="meanwhile"):
        act(change, reason="Yes", by=desk.leader)


def test_approve_change_when_the_ppa_has_moved_on_since_then_is_refused_whole(desk):
    ppa = desk.ppa(approved=True, title="A well")
    change = ask(desk, ppa, lines=[to(line_of(ppa), 800)])
    MonitoringEntry.objects.filter(pk=ppa.pk).update(title="Another")

    with pytest.raises(ActionRefused, match="has changed since"):
        changing.approve_change(change, reason="Yes", by=desk.leader)

    assert (line_of(ppa).amount, fresh(change).state) == (Decimal(1000), ChangeState.ASKED)


def test_approve_change_when_values_do_not_fit_together_then_is_refused_in_plain_words(desk):
    ppa = desk.ppa(approved=True)
    change = ask(desk, ppa, values={"target_beneficiaries": 1, "target_obc": 2})

    with pytest.raises(ActionRefused, match="cannot be more than all"):
        changing.approve_change(change, reason="Yes", by=desk.leader)


def test_approve_change_when_the_ceiling_is_too_full_then_nothing_changes(desk):
    CeilingManagementFactory(fiscal_year=YEAR, ceiling_amount=1000, told_state=CeilingState.EXCEEDED)
    ppa = desk.ppa(approved=True, title="A well", amount=700)
    change = ask(desk, ppa, lines=[to(line_of(ppa), 1200)])

    with pytest.raises(CeilingRefused, match="this needs ₱500"):
        changing.approve_change(change, reason="Yes", by=desk.leader)

    assert (fresh(ppa).title, line_of(ppa).amount, fresh(change).state) == ("A well", Decimal(700), ChangeState.ASKED)


def test_approve_change_when_another_sector_is_full_then_is_refused(desk):
    full = SectorFactory()
    CeilingManagementFactory(fiscal_year=YEAR, ceiling_amount=500, sector=full, told_state=CeilingState.EXCEEDED)
    ppa = desk.ppa(approved=True, amount=700)
    change = ask(desk, ppa, values={"sector": full})

    with pytest.raises(CeilingRefused):
        changing.approve_change(change, reason="Yes", by=desk.leader)


def test_approve_change_when_loaded_from_an_act_then_works_like_any_other(desk):
    ppa = MonitoringEntryFactory(published=True, lead_organization=desk.office)
    change = ask(desk, ppa)

    changing.approve_change(change, reason="Yes", by=desk.leader)

    assert (fresh(ppa).title, fresh(ppa).status) == ("Two wells", PPAStatus.ENACTED)


def test_approval_when_less_money_is_left_than_its_needs_share_then_is_refused_and_nothing_changes(desk):
    ppa = desk.ppa(enacted=True)
    NeedAddressedFactory(ppa=ppa, share=Decimal(900))
    change = ask(desk, ppa, lines=[to(line_of(ppa), 800)])

    with pytest.raises(ActionRefused, match="shares of its needs are more than its money"):
        changing.approve_change(change, reason="Yes.", by=desk.leader)

    assert (fresh(change).state, line_of(ppa).amount) == (ChangeState.ASKED, 1000)


def test_approval_when_the_ppa_got_parts_since_it_was_asked_then_gets_no_line_beside_them(desk):
    ppa = desk.ppa(approved=True, amount=None)
    wanted = LineWanted(
        amount=Decimal(5), fiscal_year=YEAR, expense_class="CO", source=FundingSourceFactory(code="gaab")
    )
    change = ask(desk, ppa, lines=[wanted])
    MonitoringEntryFactory(parent=ppa, lead_organization=desk.office)

    with pytest.raises(ActionRefused, match="has changed since"):
        changing.approve_change(change, reason="Yes.", by=desk.leader)

    assert not ppa.lines.exists()
