"""Two web processes that share nothing but the database, and people who press buttons in both at once.

The processes are started once for all of these tests, since that takes longer than a test.
"""

import uuid
from decimal import Decimal
from html import unescape
from itertools import cycle

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.accounts.roles import sync_groups
from portal.monitoring.actions import changing
from portal.monitoring.actions.ceilings import ceiling_mark
from portal.monitoring.actions.contracts import slices_mark
from portal.monitoring.actions.money import line_mark
from portal.monitoring.ceilings.rooms import used
from portal.monitoring.enums import PPAStatus
from portal.monitoring.figures.money import execution_of
from portal.monitoring.ledger import verify
from portal.monitoring.models import (
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryFunding,
    MultiYearContract,
    NeedAddressed,
)
from portal.needs.enums import EventKind, NeedStatus
from portal.notifications import alerts
from portal.notifications.models import Alert, InboxMessage, OutboxMessage
from tests.at_once import together
from tests.core.factories import FundingSourceFactory
from tests.monitoring.conftest import REASON, acts_on, fresh, make_desk, status_of
from tests.monitoring.factories import (
    ACT,
    YEAR,
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFundingFactory,
    MultiYearContractFactory,
    NeedAddressedFactory,
    in_days,
)
from tests.needs.factories import NeedFactory
from tests.serving import signed_in, two_servers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("two web processes with PPAs"),
]

WRITERS = 8
DONE, SHOWN_AGAIN = 302, 200


@pytest.fixture(scope="module")
def servers(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), two_servers() as both:
        yield both


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_desk()


class Buttons:
    """The buttons of pages, pressed by people who are signed in, in both processes in turn."""

    def __init__(self, servers):
        self.servers, self.visitors = cycle(servers), {}

    def press(self, person, name, ppa, **fields):
        """As the form of an act on a PPA is sent, by somebody who looks at it now."""
        fields = {"shown": str(ppa.version), **fields}
        return self.send(person, reverse(f"monitoring_ppas:{name}", args=[ppa.pk]), **fields)

    def send(self, person, address, **fields):
        if person.pk not in self.visitors:
            self.visitors[person.pk] = signed_in(person)
        server, visitor = next(self.servers), self.visitors[person.pk]
        return lambda: server.post(address, visitor, **{name: str(value) for name, value in fields.items()})


@pytest.fixture
def buttons(servers, desk):
    return Buttons(servers)


def statuses(answers):
    return sorted(answer.status for answer in answers)


def pages(answers):
    """What those read who were refused."""
    return [unescape(answer.body.decode()) for answer in answers if answer.status == SHOWN_AGAIN]


def crossings(ceiling):
    return ModelLogEntry.objects.filter(object_id=str(ceiling.pk), action="monitoring.cross_ceiling").count()


# ---- A burst on a ceiling --------------------------------------------------------------------------------------------


def approvals(desk, buttons, amounts):
    """PPAs under review; both leaders press "Approve"."""
    leaders = cycle([desk.leader, desk.second_leader])
    for amount in amounts:
        yield buttons.press(next(leaders), "approve", desk.ppa(under_review=True, amount=amount))


def changes(desk, buttons, amounts):
    """PPAs that hold 10 and ask for more; both leaders press "Approve the change"."""
    leaders = cycle([desk.leader, desk.second_leader])
    for amount in amounts:
        ppa = desk.ppa(approved=True, amount=10)
        wanted = [changing.LineWanted(amount=Decimal(10 + amount), line=ppa.lines.get())]
        change = changing.ask(ppa, lines=wanted, reason=REASON, by=desk.focal)
        yield buttons.press(next(leaders), "approve_change", ppa, shown=change.pk, reason="Yes.")


def new_lines(desk, buttons, amounts):
    """The same by a new line."""
    source = FundingSourceFactory(code="gaab")
    for amount in amounts:
        ppa = desk.ppa(enacted=True, amount=10)
        wanted = changing.LineWanted(amount=Decimal(amount), fiscal_year=YEAR, expense_class="CO", source=source)
        change = changing.ask(ppa, lines=[wanted], reason=REASON, by=desk.focal)
        yield buttons.press(desk.leader, "approve_change", ppa, shown=change.pk, reason="Yes.")


def resumptions(desk, buttons, amounts):
    """PPAs on hold; both budget officers press "It goes on"."""
    officers = cycle([desk.officer, desk.second_officer])
    for amount in amounts:
        yield buttons.press(next(officers), "resume", desk.ppa(on_hold=True, amount=amount))


def all_ways(desk, buttons, amounts):
    ways = cycle([approvals, changes, resumptions, new_lines])
    for amount in amounts:
        yield from next(ways)(desk, buttons, [amount])


@pytest.mark.parametrize(
    ("way", "amounts", "passed", "has"),
    [
        (approvals, [300] * WRITERS, 3, 0),
        (changes, [200] * WRITERS, 4, 10 * WRITERS),
        (resumptions, [250] * WRITERS, 4, 0),
        (all_ways, [240] * WRITERS, 4, 40),
    ],
)
def test_ceiling_when_eight_press_at_once_then_holds_and_each_refusal_names_who_took_it(
    desk, buttons, way, amounts, passed, has
):
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    sector = desk.ppa(amount=None).sector
    narrow = CeilingManagementFactory(sector=sector, ceiling_amount=1000, mode="warn")
    presses = list(way(desk, buttons, amounts))

    answers = together(*presses)

    refusals = pages(answers)
    assert statuses(answers) == [SHOWN_AGAIN] * (WRITERS - passed) + [DONE] * passed
    for room in used([ceiling, narrow]).values():
        assert room.used == has + passed * amounts[0] <= 1000
    takers = MonitoringEntry.objects.counted().values_list("title", flat=True)
    assert all("Most of it is taken by:" in page and any(title in page for title in takers) for page in refusals)
    assert [crossings(each) for each in (ceiling, narrow)] == [int(room.used >= 900)] * 2
    told = OutboxMessage.objects.filter(kind="monitoring.ceiling_crossed").values_list("user", "key")
    assert len(told) == len(set(told)) == 2 * 2 * int(room.used >= 900)  # two ceilings, two budget officers
    assert verify() == []


def test_ceiling_when_lowered_while_eight_press_then_nothing_passes_that_is_above_it(desk, buttons):
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    presses = list(approvals(desk, buttons, [200] * (WRITERS - 1)))
    lower = {"ceiling_amount": 500, "threshold": "0.90", "mode": "block", "note": "", "reason": REASON}
    lower["shown"] = ceiling_mark(fresh(ceiling))

    answers = together(
        *presses, buttons.send(desk.officer, reverse("monitoring_ceilings:edit", args=[ceiling.pk]), **lower)
    )

    passed = statuses(answers[:-1]).count(DONE)
    assert answers[-1].status == DONE
    room = used([fresh(ceiling)])[ceiling]
    assert room.used == passed * 200 <= 1000
    assert statuses(answers[:-1]) == [SHOWN_AGAIN] * (WRITERS - 1 - passed) + [DONE] * passed
    assert fresh(ceiling).told_state == room.state
    assert crossings(ceiling) <= 2  # none if it was lowered early enough; nearly full, then exceeded at most
    assert verify() == []


# ---- One decision, on what was shown ---------------------------------------------------------------------------------


def test_decision_when_two_leaders_press_at_once_then_one_of_them_decided(desk, buttons):
    ppa = desk.ppa(under_review=True)

    answers = together(*[buttons.press(leader, "approve", ppa) for leader in (desk.leader, desk.second_leader)] * 2)

    decided = fresh(ppa)
    assert statuses(answers) == [SHOWN_AGAIN] * 2 + [DONE] * 2  # who decided pressed twice
    assert all("Only what a budget officer has reviewed is approved." in page for page in pages(answers))
    assert (decided.status, acts_on(ppa)) == (PPAStatus.APPROVED, ["approve"])
    told = InboxMessage.objects.filter(kind="monitoring.approved").values_list("user", flat=True)
    assert len(told) == len(set(told)) > 0


def test_approval_when_the_proposal_is_taken_back_and_raised_meanwhile_then_binds_to_what_was_shown(desk, buttons):
    for _round in range(3):
        ppa = desk.ppa(under_review=True, version=1)
        line = ppa.lines.get()
        raised = {"fiscal_year": YEAR, "expense_class": "MOOE", "source": line.source_id, "amount": 5000, "reason": ""}
        raised["shown"] = line_mark(line)

        def raises(ppa=ppa, raised=raised):
            if buttons.press(desk.focal, "take_back", ppa)().status == SHOWN_AGAIN:
                return
            assert buttons.press(desk.focal, "line", ppa, **raised)().status == DONE
            assert buttons.press(desk.focal, "propose", ppa)().status == DONE

        approve, _raised = together(buttons.press(desk.leader, "approve", ppa), raises)

        now = (status_of(ppa), fresh(ppa).version, ppa.lines.get().amount)
        if approve.status == DONE:
            assert now == (PPAStatus.APPROVED, 1, 1000)
        else:
            assert now == (PPAStatus.PROPOSED, 2, 5000)
            again = buttons.press(desk.leader, "approve", ppa)()
            assert "It was changed and proposed again meanwhile." in again.body.decode()


def test_money_of_a_draft_when_set_while_it_is_proposed_then_stands_as_proposed_or_not_at_all(desk, buttons):
    ppa = desk.ppa()
    source = ppa.lines.get().source
    line = {"fiscal_year": YEAR, "expense_class": "CO", "source": source.pk, "reason": "", "shown": ""}

    answers = together(
        buttons.press(desk.focal, "propose", ppa),
        *[buttons.press(desk.focal, "line", ppa, **line, amount=amount) for amount in (10, 20, 30)],
    )

    assert answers[0].status == DONE
    written = [answer for answer in answers[1:] if answer.status == DONE]
    assert len(acts_on(ppa)) == 1 + len(written)
    assert acts_on(ppa)[-1] == "propose"
    assert MoneyLine.objects.filter(ppa=ppa, expense_class="CO").count() == min(1, len(written))


# ---- Pressed twice ---------------------------------------------------------------------------------------------------


def once_each(desk):
    """Acts by name: who presses, on which PPA, and what the form says."""
    asked = desk.ppa(approved=True)
    change = changing.ask(asked, values={"title": "Two wells"}, reason=REASON, by=desk.focal)
    line = MoneyLineFactory(ppa=desk.ppa(in_execution=True, amount=None))
    flow = MonitoringEntryFundingFactory(line=MoneyLineFactory(ppa=desk.ppa(enacted=True, amount=None)))
    moved = {"line": line.pk, "type": "obligation", "amount": 40, "on": in_days(-1), "key": uuid.uuid4()}
    contract = {"title": "Roads", "authority": "MYCA 1", f"slice_{YEAR}": 700, f"slice_{YEAR + 1}": 300}
    yield "propose", desk.focal, desk.ppa(), {}
    yield "take_back", desk.focal, desk.ppa(proposed=True), {}
    yield "review", desk.officer, desk.ppa(proposed=True), {}
    yield "send_back", desk.officer, desk.ppa(under_review=True), {"reason": REASON}
    yield "approve", desk.leader, desk.ppa(under_review=True), {}
    yield "refuse", desk.leader, desk.ppa(under_review=True), {"reason": REASON}
    yield "enact", desk.officer, desk.ppa(approved=True), {"act": ACT, "on": in_days(-1)}
    yield "start", desk.focal, desk.ppa(enacted=True), {"on": in_days(-1)}
    yield "complete", desk.focal, desk.ppa(in_execution=True), {"on": in_days(-1)}
    yield "hold", desk.officer, desk.ppa(approved=True), {"reason": REASON}
    yield "resume", desk.officer, desk.ppa(on_hold=True), {}
    yield "cancel", desk.leader, desk.ppa(enacted=True), {"reason": REASON}
    yield "approve_change", desk.leader, asked, {"shown": change.pk, "reason": "Yes."}
    yield "flow", desk.officer, line.ppa, moved
    yield "reverse", desk.officer, flow.line.ppa, {"flow": flow.pk, "reason": "The wrong voucher."}
    yield "contract", desk.officer, desk.ppa(enacted=True), {**contract, "key": uuid.uuid4()}


RECORDED = {"flow": "record_flow", "reverse": "reverse_flow", "contract": "make_contract"}


def test_form_when_sent_twice_at_once_through_two_processes_then_is_one_act(desk, buttons):
    sent = list(once_each(desk))
    known = {ppa.pk: len(acts_on(ppa)) for _name, _person, ppa, _fields in sent}

    answers = together(
        *[buttons.press(person, name, ppa, **fields) for name, person, ppa, fields in sent for _press in range(2)]
    )

    found = {name: acts_on(ppa)[known[ppa.pk] :] for name, _person, ppa, _fields in sent}
    assert found == {name: [RECORDED.get(name, name)] for name in found}
    assert statuses(answers) == [DONE] * 2 * len(sent)
    assert MonitoringEntryFunding.objects.filter(type="obligation").count() == 1
    assert MonitoringEntryFunding.objects.exclude(reverses=None).count() == 1
    assert MultiYearContract.objects.count() == 1
    for kind in (OutboxMessage, InboxMessage):
        told = kind.objects.values_list("kind", "key", "user")
        assert len(told) == len(set(told))
    assert verify() == []


# ---- Money that moves ------------------------------------------------------------------------------------------------


def test_obligations_when_entered_in_a_burst_above_the_allotment_then_all_stand_and_one_alert_tells_it(desk, buttons):
    line = MoneyLineFactory(ppa=desk.ppa(in_execution=True, amount=None), amount=1000)
    MonitoringEntryFundingFactory(line=line, amount=900)
    entered = {"line": line.pk, "type": "obligation", "amount": "150.50", "on": in_days(-1)}
    people = cycle([desk.officer, desk.second_officer, desk.focal])

    answers = together(
        *[buttons.press(next(people), "flow", line.ppa, **entered, key=uuid.uuid4()) for _flow in range(WRITERS)]
    )
    alerts.sweep()

    execution = execution_of(MoneyLine.objects.filter(pk=line.pk))
    assert statuses(answers) == [DONE] * WRITERS
    assert (execution.obligations, execution.flags) == (Decimal("1204.00"), {"over_obligated"})
    alert = Alert.objects.open().get(rule="monitoring.over_obligated")
    assert (alert.object_id, alert.facts["above_allotment"]) == (str(line.ppa_id), "304.00")
    told = OutboxMessage.objects.filter(kind="notifications.urgent_alerts").values_list("user", flat=True)
    assert sorted(told) == [desk.officer.pk, desk.second_officer.pk]
    assert verify() == []


def test_slices_when_changed_by_many_at_once_then_one_stands_whole_and_the_others_read_that_it_is_there(desk, buttons):
    contract = MultiYearContractFactory(ppa=desk.ppa(in_execution=True), slices={YEAR: 600_000, YEAR + 1: 400_000})
    wanted = [{f"slice_{YEAR}": 100 * number, f"slice_{YEAR + 1}": 1000 - number} for number in range(1, WRITERS + 1)]
    officers = cycle([desk.officer, desk.second_officer])
    said = {"contract": contract.pk, "shown": slices_mark(contract)}

    answers = together(
        *[
            buttons.press(next(officers), "slices", contract.ppa, **said, reason=f"{place}.", **slices)
            for place, slices in enumerate(wanted, 1)
        ]
    )

    slices = dict(contract.slices.values_list("fiscal_year", "amount"))
    assert statuses(answers) == [SHOWN_AGAIN] * (WRITERS - 1) + [DONE]
    assert all("Not saved: " in page and "What you typed is still here" in page for page in pages(answers))
    assert {f"slice_{year}": amount for year, amount in slices.items()} in wanted
    assert fresh(contract).total_cost == sum(slices.values())
    assert acts_on(contract.ppa).count("change_contract") == 1
    assert verify() == []


# ---- Needs -----------------------------------------------------------------------------------------------------------


def needs_page(ppa):
    return reverse("monitoring_linking:needs", args=[ppa.pk])


def test_needs_when_linked_with_shares_at_once_then_never_more_than_all_of_the_money(desk, buttons):
    ppa = desk.ppa(proposed=True, amount=1000)
    needs = [NeedFactory(prioritized=True) for _need in range(WRITERS)]
    shares = [buttons.send(desk.planner, needs_page(ppa), need=need.reference, share=300) for need in needs]

    answers = together(*shares)

    assert statuses(answers) == [SHOWN_AGAIN] * (WRITERS - 3) + [DONE] * 3
    assert all("The shares would be more than its money: 100.00 pesos are left." in page for page in pages(answers))
    linked = {row.need_id: row.share for row in NeedAddressed.objects.filter(ppa=ppa)}
    assert sum(linked.values()) == 900
    for need in needs:
        steps = [step.kind for step in need.events.all()]
        is_linked = need.pk in linked
        assert steps == [EventKind.PLANNED] * is_linked
        assert fresh(need).status == (NeedStatus.PLANNED if is_linked else NeedStatus.PRIORITIZED)


def test_need_when_linked_and_unlinked_by_many_at_once_then_stands_where_its_links_put_it(desk, buttons):
    need = NeedFactory(prioritized=True)
    carrying = [NeedAddressedFactory(ppa=desk.ppa(approved=True, amount=500), need=need) for _ppa in range(3)]
    other = desk.ppa(approved=True, amount=500)

    answers = together(
        *[
            buttons.send(desk.planner, needs_page(row.ppa), act="unlink", row=row.pk)
            for row in carrying
            for _press in range(2)
        ],
        buttons.send(desk.planner, needs_page(other), need=need.reference, share=500),
        buttons.send(desk.planner, needs_page(other), need=need.reference, share=500),
    )

    assert statuses(answers) == [DONE] * WRITERS
    assert list(NeedAddressed.objects.values_list("ppa", "share")) == [(other.pk, 500)]
    assert fresh(need).status == NeedStatus.PLANNED
    steps = [step.kind for step in need.events.all()]
    assert steps.count(EventKind.PLANNED) - steps.count(EventKind.FELL_BACK) == 1
    assert acts_on(other) == ["link_need"]
    assert [acts_on(row.ppa) for row in carrying] == [["unlink_need"]] * 3


def test_draft_for_a_need_when_begun_by_many_presses_at_once_then_is_one_draft(desk, buttons):
    need = NeedFactory(prioritized=True)
    address = reverse("monitoring_gap:propose", args=[need.pk])
    asked = {"office": desk.office.pk, "title": "A well", "plan_year": YEAR}

    answers = together(*[buttons.send(desk.planner, address, **asked) for _press in range(4)])

    assert statuses(answers) == [DONE] * 4
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert MonitoringEntry.objects.count() == 1
