"""Linking PPAs with needs: who may, which shares, and how needs follow their PPAs."""

from decimal import Decimal

import pytest
from django.utils import timezone

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.monitoring.actions import lifecycle
from portal.monitoring.actions.drafting import draft_for
from portal.monitoring.actions.linking import link, unlink
from portal.monitoring.models import NeedAddressed
from portal.monitoring.sweeps import needs_catch_up_with_ppas
from portal.needs.actions import ending
from portal.needs.enums import EventKind, NeedStatus
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.monitoring.conftest import acts_on
from tests.monitoring.factories import (
    BudgetJustificationFactory,
    MonitoringEntryFactory,
    NeedAddressedFactory,
)
from tests.needs.factories import ForwardingFactory, NeedFactory, NeedSummaryFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)


@pytest.fixture
def planner():
    return UserFactory(role="oobc_planner")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def a_need(**fields):
    leader = RepresentativeFactory()
    own = {"community": leader.community, "submitted_by_user": leader.user}
    return NeedFactory(**{**own, "prioritized": True, **fields})


def told(need):
    return list(InboxMessage.objects.filter(user=need.submitted_by_user).order_by("pk").values_list("kind", flat=True))


# ---- Linking ---------------------------------------------------------------------------------------------------------


def test_link_when_the_ppa_is_a_draft_then_is_kept_and_the_need_waits(planner):
    ppa, need = MonitoringEntryFactory(with_money=1000), a_need()

    row = link(ppa, need, share=Decimal("400"), by=planner)

    assert (row.share, row.linked_by, fresh(need).status) == (Decimal("400.00"), planner, NeedStatus.PRIORITIZED)
    assert told(need) == []
    assert acts_on(ppa) == ["link_need"]


@pytest.mark.parametrize("trait", ["proposed", "under_review", "approved", "enacted", "on_hold"])
def test_link_when_the_ppa_is_on_its_way_then_the_need_is_planned_and_its_leader_told(planner, trait):
    ppa, need = MonitoringEntryFactory(**{trait: True}), a_need()

    link(ppa, need, by=planner)

    expected = {"on_hold": (NeedStatus.IN_PROGRESS, "needs.started")}.get(trait, (NeedStatus.PLANNED, "needs.planned"))
    assert (fresh(need).status, *told(need)) == expected
    assert need.events.last().from_status == NeedStatus.PRIORITIZED


def test_link_when_done_twice_then_has_one_effect(planner):
    ppa, need = MonitoringEntryFactory(proposed=True), a_need()

    assert link(ppa, need, by=planner) == link(ppa, need, by=planner)

    assert [step.kind for step in need.events.all()] == [EventKind.PLANNED]


def test_share_when_given_later_then_replaces_the_old_one(planner):
    ppa, need = MonitoringEntryFactory(with_money=1000), a_need()
    link(ppa, need, share=Decimal(1000), by=planner)

    link(ppa, need, share=Decimal(900), by=planner)

    assert NeedAddressed.objects.get().share == 900
    assert acts_on(ppa) == ["link_need", "share_need"]


@pytest.mark.parametrize(("share", "said"), [(Decimal("600.01"), "600.00 pesos are left"), (Decimal(0), "more than z")])
def test_share_when_the_money_does_not_hold_it_then_is_refused(planner, share, said):
    ppa = MonitoringEntryFactory(with_money=1000)
    link(ppa, a_need(), share=Decimal(400), by=planner)

    with pytest.raises(ActionRefused, match=said):
        link(ppa, a_need(), share=share, by=planner)


def test_link_when_the_ppa_has_parts_then_is_refused(planner):
    part = MonitoringEntryFactory(parent=MonitoringEntryFactory())

    with pytest.raises(ActionRefused, match="has parts"):
        link(part.parent, a_need(), by=planner)


@pytest.mark.parametrize("trait", ["rejected", "cancelled"])
def test_link_when_the_ppa_was_stopped_then_is_refused(planner, trait):
    with pytest.raises(ActionRefused, match="refused or cancelled"):
        link(MonitoringEntryFactory(**{trait: True}), a_need(), by=planner)


@pytest.mark.parametrize("fields", [{"rejected": True}, {"deferred": True}, {}, {"validated": True, "held": True}])
def test_link_when_the_need_is_not_to_be_planned_then_is_refused(planner, fields):
    with pytest.raises(ActionRefused, match="Only a validated need"):
        link(MonitoringEntryFactory(), NeedFactory(**fields), by=planner)


def test_link_when_somebody_sent_the_need_then_others_link_it(planner):
    with pytest.raises(ActionRefused, match="somebody else"):
        link(MonitoringEntryFactory(), a_need(submitted_by_user=planner), by=planner)


def test_link_when_an_office_drafts_then_links_the_needs_it_has_in_hand():
    focal = FocalPersonFactory().membership
    draft = MonitoringEntryFactory(lead_organization=focal.organization)
    proposed = MonitoringEntryFactory(lead_organization=focal.organization, proposed=True)
    asked, other = a_need(), a_need()
    ForwardingFactory(need=asked, mao=focal.organization)

    link(draft, asked, by=focal.user)

    for ppa, need in [(draft, other), (proposed, asked), (MonitoringEntryFactory(), asked)]:
        with pytest.raises(ActionRefused):
            link(ppa, need, by=focal.user)


@pytest.mark.parametrize("role", ["oobc_staff", "budget_officer", "me_officer", "ocm_leadership", "administrator"])
def test_link_when_asked_for_by_other_roles_then_is_refused(role):
    with pytest.raises(ActionRefused):
        link(MonitoringEntryFactory(), a_need(), by=UserFactory(role=role))


# ---- Unlinking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [NeedStatus.VALIDATED, NeedStatus.PRIORITIZED])
def test_unlink_when_no_other_ppa_carries_it_then_the_need_falls_back_to_where_it_was(planner, before):
    ppa, need = MonitoringEntryFactory(enacted=True), a_need(status=before)
    link(ppa, need, by=planner)

    unlink(ppa, need, by=planner)

    assert fresh(need).status == before
    assert told(need) == ["needs.planned", "needs.fell_back"]


def test_unlink_when_another_ppa_carries_it_then_the_need_stays(planner):
    ppa, need = MonitoringEntryFactory(enacted=True), a_need()
    link(ppa, need, by=planner)
    link(MonitoringEntryFactory(proposed=True), need, by=planner)

    unlink(ppa, need, by=planner)
    unlink(ppa, need, by=planner)

    assert fresh(need).status == NeedStatus.PLANNED


def test_unlink_when_the_proposal_rests_on_this_need_alone_then_is_refused_unless_a_reason_is_on_record(planner):
    ppa, need = MonitoringEntryFactory(proposed=True), a_need()
    link(ppa, need, by=planner)

    with pytest.raises(ActionRefused, match="this need alone"):
        unlink(ppa, need, by=planner)

    BudgetJustificationFactory(ppa=ppa, without_needs=True)
    unlink(ppa, need, by=planner)
    assert not NeedAddressed.objects.exists()


# ---- Following -------------------------------------------------------------------------------------------------------


def proposable(need):
    ppa = MonitoringEntryFactory(with_money=1000, sector=need.category.sector)
    BudgetJustificationFactory(ppa=ppa)
    NeedAddressedFactory(ppa=ppa, need=need)
    return ppa


def test_need_when_its_ppa_goes_its_way_then_follows_step_by_step(planner):
    need = a_need()
    ppa = proposable(need)
    officer, ocm = UserFactory(role="budget_officer"), UserFactory(role="ocm_leadership")
    today = timezone.localdate()
    seen = []

    for act in [
        lambda: lifecycle.propose(ppa, by=planner),
        lambda: lifecycle.review(ppa, version=1, by=officer),
        lambda: lifecycle.approve(ppa, version=1, by=ocm),
        lambda: lifecycle.enact(ppa, act="Act 77", on=today, by=officer),
        lambda: lifecycle.start(ppa, on=today, by=planner),
        lambda: lifecycle.hold(ppa, reason="Flood", by=officer),
        lambda: lifecycle.resume(ppa, by=officer),
        lambda: lifecycle.complete(ppa, on=today, by=planner),
    ]:
        act()
        seen.append(fresh(need).status)

    assert seen == [NeedStatus.PLANNED] * 4 + [NeedStatus.IN_PROGRESS] * 4
    assert told(need) == ["needs.planned", "needs.started"]


@pytest.mark.parametrize("ending", ["take_back", "send_back", "refuse", "cancel"])
def test_need_when_its_ppa_goes_no_further_then_falls_back(planner, ending):
    need = a_need()
    ppa = lifecycle.propose(proposable(need), by=planner)
    officer, ocm = UserFactory(role="budget_officer"), UserFactory(role="ocm_leadership")

    {
        "take_back": lambda: lifecycle.take_back(ppa, by=planner),
        "send_back": lambda: lifecycle.send_back(ppa, version=1, reason="No cost", by=officer),
        "refuse": lambda: lifecycle.refuse(ppa, version=1, reason="No", by=ocm),
        "cancel": lambda: lifecycle.cancel(ppa, reason="No", by=ocm),
    }[ending]()

    assert fresh(need).status == NeedStatus.PRIORITIZED
    assert told(need) == ["needs.planned", "needs.fell_back"]


@pytest.mark.parametrize("trait", ["deferred", "rejected"])
def test_need_when_put_off_or_turned_down_then_does_not_follow(planner, trait):
    need = NeedFactory(**{trait: True})
    lifecycle.propose(proposable(need), by=planner)

    assert fresh(need).status == trait
    assert not need.events.exists()


def test_propose_when_shares_are_above_the_money_then_is_refused_and_nothing_moves(planner):
    need = a_need()
    ppa = proposable(need)
    NeedAddressed.objects.update(share=1001)

    with pytest.raises(ActionRefused, match="more than its money"):
        lifecycle.propose(ppa, by=planner)

    assert (fresh(ppa).status, fresh(need).status) == ("draft", NeedStatus.PRIORITIZED)


def test_need_when_it_comes_back_under_a_ppa_then_the_sweep_plans_it_once():
    need = a_need(status=NeedStatus.DEFERRED, status_before=NeedStatus.VALIDATED, review_again_on=timezone.localdate())
    NeedAddressedFactory(ppa__proposed=True, need=need)
    ending.come_back(need)

    assert (needs_catch_up_with_ppas(), needs_catch_up_with_ppas()) == (1, 0)
    assert fresh(need).status == NeedStatus.PLANNED


def test_public_page_when_a_ppa_that_is_law_is_linked_then_is_made_anew(planner):
    need = NeedSummaryFactory(published=True, need__prioritized=True).need
    enacted, second = MonitoringEntryFactory(enacted=True), MonitoringEntryFactory(enacted=True)
    link(enacted, need, by=planner)
    before = ContentVersion.current()

    link(second, need, by=planner)

    assert ContentVersion.current() > before


# ---- A draft for a need ----------------------------------------------------------------------------------------------


def test_draft_when_made_for_a_need_then_brings_its_facts_along(planner):
    need = a_need()
    office = OrganizationMembershipFactory().organization

    ppa = draft_for(need, office=office, title="Wells", plan_year=2027, by=planner)

    assert ppa == draft_for(need, office=office, title=" Wells ", plan_year=2027, by=planner)
    assert (ppa.sector, ppa.target_beneficiaries, ppa.submitted_by_community) == (
        need.category.sector,
        1000,
        need.place,
    )
    assert [place.place for place in ppa.places.all()] == [need.community]
    assert [row.need for row in ppa.needs_addressed.all()] == [need]


def test_draft_when_made_for_another_office_then_is_refused():
    editor = OrganizationMembershipFactory().user

    with pytest.raises(ActionRefused):
        draft_for(a_need(), office=OrganizationMembershipFactory().organization, title="A", plan_year=2027, by=editor)
