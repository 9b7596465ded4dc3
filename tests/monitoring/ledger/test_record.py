"""The page of a PPA says of each change of a figure of its budget who, when, before, after and why, by any act."""

from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from portal.monitoring.actions import changing, contracts, lifecycle, money
from portal.monitoring.enums import FlowType
from portal.monitoring.history import steps_of
from portal.monitoring.ledger import changes_of, verify
from tests.core.factories import FundingSourceFactory
from tests.monitoring.conftest import fresh
from tests.monitoring.factories import ACT, YEAR, in_days


def changed(ppa, act):
    """The newest change of a money line by this act."""
    found = next(change for change in changes_of(ppa.pk) if change.act == act)
    return found.by, found.before, found.after, found.reason


@pytest.fixture
def story(desk):
    """A PPA whose figures change by every act there is."""
    source, ppa = FundingSourceFactory(code="gaab"), desk.ppa(amount=None)
    line = {"fiscal_year": YEAR, "expense_class": "CO", "source": source, "by": desk.focal}
    money.set_line(ppa, **line, amount=Decimal(100))
    kept = money.set_line(ppa, **line, amount=Decimal(200), reason="The wells go deeper.")
    gone = money.set_line(ppa, **{**line, "expense_class": "PS"}, amount=Decimal(7))
    money.remove_line(gone, reason="The province pays them.", by=desk.focal)
    lifecycle.propose(ppa, by=desk.focal)
    lifecycle.review(ppa, version=1, by=desk.officer)
    lifecycle.approve(ppa, version=1, by=desk.leader)
    lifecycle.enact(ppa, act=ACT, on=in_days(-1), by=desk.officer)
    wanted = changing.LineWanted(amount=Decimal(300), line=kept)
    change = changing.ask(ppa, lines=[wanted], reason="The river moved.", by=desk.focal)
    changing.approve_change(change, reason="Seen.", by=desk.leader)
    flow = money.record_flow(kept, type=FlowType.OBLIGATION, amount=Decimal(40), on=in_days(-1), by=desk.officer)
    money.reverse_flow(flow, reason="The wrong voucher.", by=desk.second_officer)
    slices = {YEAR: Decimal(200), YEAR + 1: Decimal(100)}
    contract = contracts.make_contract(ppa, title="Wells", authority="MYCA 1", slices=slices, by=desk.officer)
    contracts.change_contract(contract, slices={YEAR: Decimal(250)}, reason="Done sooner.", by=desk.officer)
    return fresh(ppa)


def test_figures_when_changed_by_any_act_then_the_ledger_has_who_before_after_and_why(desk, story):
    assert changed(story, "set_line")[0] == desk.focal
    assert (desk.focal, 100, 200, "The wells go deeper.") in [
        (each.by, each.before, each.after, each.reason) for each in changes_of(story.pk)
    ]
    assert changed(story, "remove_line") == (desk.focal, 7, None, "The province pays them.")
    assert changed(story, "approve_change") == (desk.leader, 200, 300, "The river moved.")
    assert verify() == []


def test_page_when_figures_changed_then_its_record_says_who_when_before_after_and_why(client, desk, story):
    client.force_login(desk.second_officer)

    page = client.get(story.get_absolute_url()).text

    today = date_format(timezone.localtime(), "DATE_FORMAT")
    record = [step for step in steps_of(story) if step.reason]
    assert {step.reason for step in record} >= {
        "The wells go deeper.", "The province pays them.", "The river moved.", "The wrong voucher.", "Done sooner.",
    }  # fmt: skip
    for step in record:
        assert step.reason in page
        assert str(step.by) in page
        assert date_format(timezone.localtime(step.at), "DATE_FORMAT") == today
    for words in (today, "100.00 → 200.00", "200.00 → 300.00", "Done sooner."):
        assert words in page
