"""A process is killed before each statement of an act: nothing happened or everything, and the ledger holds.

Of long acts, before each one that writes.
"""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.accounts.roles import sync_groups
from portal.core.models import ContentVersion
from portal.monitoring.actions import changing
from portal.monitoring.enums import ChangeState, PPAStatus
from portal.monitoring.ledger import verify
from portal.monitoring.models import LedgerChain, MonitoringEntryFunding, NeedAddressed
from portal.needs.enums import EventKind, NeedStatus
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.core.factories import SectorFactory
from tests.killing import killed_at_each_statement
from tests.monitoring import dying
from tests.monitoring.conftest import REASON, acts_on, fresh, make_desk
from tests.monitoring.factories import ACT, CeilingManagementFactory, NeedAddressedFactory
from tests.needs.factories import NeedFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    return make_desk()


def with_need(ppa):
    need = NeedFactory(prioritized=True)
    NeedSummaryFactory(need=need, live=True)
    NeedAddressedFactory(ppa=ppa, need=need, share=Decimal(400))
    return need


def happened(ppa):
    """What must be there together: its status, the record, notices on the site and by mail, its events of money."""
    assert verify() == []
    notices = InboxMessage.objects.filter(path__contains=str(ppa.pk)).count()
    mails = OutboxMessage.objects.filter(body__contains=str(ppa.pk)).count()
    events = LedgerChain.objects.get(pk=ppa.pk).length
    return fresh(ppa).status, acts_on(ppa), notices, mails, events


def stands(need):
    return fresh(need).status, [step.kind for step in need.events.all()]


def whole_or_nothing(states, before, after):
    """Killed before its commit nothing happened, killed after it everything; some statements lie on both sides."""
    done = states.index(after)
    assert states == [before] * done + [after] * (len(states) - done)
    assert 5 < done < len(states)


def test_approval_when_killed_before_any_statement_then_nothing_or_everything(desk):
    def new():
        ppa = desk.ppa(under_review=True, sector=SectorFactory())
        return ppa, with_need(ppa), desk.leader, CeilingManagementFactory(sector=ppa.sector, ceiling_amount=1000)

    def state(ppa, need, _by, ceiling):
        crossed = ModelLogEntry.objects.filter(object_id=str(ceiling.pk), action="monitoring.cross_ceiling")
        told = OutboxMessage.objects.filter(kind="monitoring.ceiling_crossed", key__startswith=str(ceiling.pk))
        return happened(ppa), stands(need), fresh(ceiling).told_state, crossed.count(), told.count()

    states = killed_at_each_statement(dying.approving, new, state, reads=False)

    whole_or_nothing(
        states,
        before=((PPAStatus.UNDER_REVIEW, [], 0, 0, 1), (NeedStatus.PRIORITIZED, []), "ok", 0, 0),
        after=((PPAStatus.APPROVED, ["approve"], 2, 2, 1), (NeedStatus.PLANNED, [EventKind.PLANNED]), "warning", 1, 2),
    )


def test_enacting_when_killed_before_any_statement_then_nothing_or_everything(desk):
    versions = []

    def new():
        ppa = desk.ppa(approved=True)
        need = with_need(ppa)
        versions.append(ContentVersion.current())
        return ppa, need, desk.officer

    def state(ppa, need, _by):
        return happened(ppa), stands(need), fresh(ppa).enacted_by_act, ContentVersion.current() - versions[-1]

    states = killed_at_each_statement(dying.enacting, new, state, reads=False)

    whole_or_nothing(
        states,
        before=((PPAStatus.APPROVED, [], 0, 0, 1), (NeedStatus.PRIORITIZED, []), "", 0),
        after=((PPAStatus.ENACTED, ["enact"], 2, 2, 1), (NeedStatus.PLANNED, [EventKind.PLANNED]), ACT, 2),
    )


def test_link_when_killed_before_any_statement_then_nothing_or_everything(desk):
    def new():
        return desk.ppa(enacted=True), NeedFactory(prioritized=True), desk.planner

    def state(ppa, need, _by):
        shares = NeedAddressed.objects.filter(ppa=ppa).values_list("need", "share")
        return happened(ppa), stands(need), [(key == need.pk, share) for key, share in shares]

    states = killed_at_each_statement(dying.linking_need, new, state)

    whole_or_nothing(
        states,
        before=((PPAStatus.ENACTED, [], 0, 0, 1), (NeedStatus.PRIORITIZED, []), []),
        after=((PPAStatus.ENACTED, ["link_need"], 0, 0, 1), (NeedStatus.PLANNED, [EventKind.PLANNED]), [(True, 400)]),
    )


def test_flow_when_killed_before_any_statement_then_nothing_or_everything(desk):
    def new():
        return desk.ppa(in_execution=True).lines.get(), desk.officer

    def state(line, _by):
        flows = MonitoringEntryFunding.objects.filter(line=line).values_list("type", "amount")
        return happened(line.ppa), list(flows)

    states = killed_at_each_statement(dying.recording_flow, new, state)

    whole_or_nothing(
        states,
        before=((PPAStatus.IN_EXECUTION, [], 0, 0, 1), []),
        after=((PPAStatus.IN_EXECUTION, ["record_flow"], 0, 0, 2), [("obligation", 400)]),
    )


def test_change_when_killed_before_any_statement_then_nothing_or_everything(desk):
    def new():
        ppa = desk.ppa(enacted=True)
        wanted = [changing.LineWanted(amount=Decimal(1200), line=ppa.lines.get())]
        return changing.ask(ppa, values={"title": "Two wells"}, lines=wanted, reason=REASON, by=desk.focal), desk.leader

    def state(change, _by):
        ppa = fresh(change.ppa)
        return happened(ppa), fresh(change).state, ppa.title == "Two wells", ppa.lines.get().amount

    states = killed_at_each_statement(dying.approving_change, new, state, reads=False)

    whole_or_nothing(
        states,
        before=((PPAStatus.ENACTED, ["ask_change"], 2, 0, 1), ChangeState.ASKED, False, 1000),
        after=((PPAStatus.ENACTED, ["ask_change", "approve_change"], 4, 2, 2), ChangeState.APPROVED, True, 1200),
    )
