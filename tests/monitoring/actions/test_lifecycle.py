"""A PPA on its way: the effect of each act, who is told, what stands on record, and each refusal."""

import datetime

import pytest
from django.utils import timezone

from portal.core.actions import ActionRefused
from portal.monitoring.actions import lifecycle
from portal.monitoring.ceilings.gate import CeilingRefused
from portal.monitoring.enums import CeilingState, PPAStatus
from portal.monitoring.models import BudgetJustification, CeilingOverride, GivenReason, MonitoringEntry
from portal.monitoring.notifications.ceilings import CeilingCrossed
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.monitoring.conftest import REASON, acts_on, audit, fresh, status_of, told
from tests.monitoring.factories import YEAR, CeilingManagementFactory, MonitoringEntryFactory, NeedAddressedFactory

TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


def proposed(desk, **fields):
    """Proposed by the focal person of the office."""
    return lifecycle.propose(desk.ppa(**fields), by=desk.focal)


def reviewed(desk, **fields):
    ppa = proposed(desk, **fields)
    return lifecycle.review(ppa, version=ppa.version, by=desk.officer)


def approved(desk, **fields):
    ppa = reviewed(desk, **fields)
    return lifecycle.approve(ppa, version=ppa.version, by=desk.leader)


def ceiling(amount, **fields):
    """One that everybody has heard of already: nobody is told again."""
    return CeilingManagementFactory(fiscal_year=YEAR, ceiling_amount=amount, told_state=CeilingState.EXCEEDED, **fields)


# ---- Proposing -------------------------------------------------------------------------------------------------------


def test_propose_when_nothing_is_missing_then_budget_officers_are_told_and_it_is_on_record(desk):
    ppa = lifecycle.propose(desk.ppa(), by=desk.focal)

    row = fresh(ppa)
    assert (row.status, row.proposed_by, row.version) == (PPAStatus.PROPOSED, desk.focal, 1)
    assert told("proposed") == {desk.officer, desk.second_officer}
    assert audit(ppa, "propose").data == {"before": {"status": "draft"}, "after": {"status": "proposed"}, "version": 1}


def test_propose_when_pressed_twice_then_is_one_proposal(desk):
    ppa = proposed(desk)

    lifecycle.propose(ppa, by=desk.focal)

    assert fresh(ppa).version == 1
    assert acts_on(ppa) == ["propose"]


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("sector", "in which sector"),
        ("money", "add a money line"),
        ("justification", "Write the budget justification"),
        ("needs", "Name the needs it answers"),
    ],
)
def test_propose_when_something_is_missing_then_is_refused_and_says_what(desk, without, sentence):
    ppa = desk.ppa(amount=None if without == "money" else 1000, **({"sector": None} if without == "sector" else {}))
    if without == "justification":
        BudgetJustification.objects.filter(ppa=ppa).delete()
    if without == "needs":
        BudgetJustification.objects.filter(ppa=ppa).update(without_needs_reason="")

    with pytest.raises(ActionRefused, match=sentence):
        lifecycle.propose(ppa, by=desk.focal)

    assert status_of(ppa) == PPAStatus.DRAFT


def test_propose_when_it_answers_a_need_then_needs_no_reason_for_answering_none(desk):
    ppa = desk.ppa()
    BudgetJustification.objects.filter(ppa=ppa).update(without_needs_reason="")
    NeedAddressedFactory(ppa=ppa)

    lifecycle.propose(ppa, by=desk.focal)

    assert status_of(ppa) == PPAStatus.PROPOSED


def test_propose_when_its_money_stands_on_its_parts_then_needs_no_line_of_its_own(desk):
    ppa = desk.ppa(amount=None)
    desk.ppa(parent=ppa)

    lifecycle.propose(ppa, by=desk.focal)

    assert status_of(ppa) == PPAStatus.PROPOSED


def test_propose_when_not_a_draft_then_is_refused(desk):
    ppa = approved(desk)

    with pytest.raises(ActionRefused, match="Only a draft"):
        lifecycle.propose(ppa, by=desk.planner)


def test_take_back_when_under_review_then_is_a_draft_and_forgets_who_proposed_and_reviewed(desk):
    ppa = reviewed(desk)

    lifecycle.take_back(ppa, by=desk.focal)
    lifecycle.take_back(ppa, by=desk.focal)

    row = fresh(ppa)
    assert (row.status, row.proposed_by, row.reviewed_by) == (PPAStatus.DRAFT, None, None)
    assert acts_on(ppa) == ["propose", "review", "take_back"]


def test_take_back_when_approved_then_is_refused(desk):
    ppa = approved(desk)

    with pytest.raises(ActionRefused, match="Ask for a change"):
        lifecycle.take_back(ppa, by=desk.focal)


# ---- Reviewing -------------------------------------------------------------------------------------------------------


def test_review_when_read_then_ocm_is_told_and_the_note_is_kept(desk):
    ppa = proposed(desk)

    lifecycle.review(ppa, version=1, note=" Fits the plan. ", by=desk.officer)
    lifecycle.review(ppa, version=1, note="Again", by=desk.officer)

    row = fresh(ppa)
    assert (row.status, row.reviewed_by, row.review_note) == (PPAStatus.UNDER_REVIEW, desk.officer, "Fits the plan.")
    assert told("reviewed") == {desk.leader, desk.second_leader}
    assert acts_on(ppa) == ["propose", "review"]


def test_review_when_proposed_again_since_it_was_read_then_is_refused(desk):
    ppa = proposed(desk)
    lifecycle.take_back(ppa, by=desk.focal)
    lifecycle.propose(ppa, by=desk.focal)

    with pytest.raises(ActionRefused, match="Look at it again"):
        lifecycle.review(ppa, version=1, by=desk.officer)

    lifecycle.review(ppa, version=2, by=desk.officer)
    assert status_of(ppa) == PPAStatus.UNDER_REVIEW


def test_send_back_when_sent_then_is_a_draft_with_the_reason_and_the_office_is_told(desk):
    ppa = proposed(desk)

    lifecycle.send_back(ppa, version=1, reason=f" {REASON} ", by=desk.officer)
    lifecycle.send_back(ppa, version=1, reason="Twice", by=desk.officer)

    row = fresh(ppa)
    assert (row.status, row.reason, row.proposed_by) == (PPAStatus.DRAFT, REASON, None)
    assert told("sent_back") == {desk.focal}
    assert acts_on(ppa) == ["propose", "send_back"]


# ---- Deciding --------------------------------------------------------------------------------------------------------


def test_approve_when_reviewed_then_the_office_is_told(desk):
    ppa = reviewed(desk)

    lifecycle.approve(ppa, version=1, by=desk.leader)
    lifecycle.approve(ppa, version=1, by=desk.leader)

    row = fresh(ppa)
    assert (row.status, row.approved_by) == (PPAStatus.APPROVED, desk.leader)
    assert told("approved") == {desk.focal}
    assert acts_on(ppa) == ["propose", "review", "approve"]


def test_approve_when_nobody_has_reviewed_it_then_is_refused(desk):
    ppa = proposed(desk)

    with pytest.raises(ActionRefused, match="has reviewed"):
        lifecycle.approve(ppa, version=1, by=desk.leader)


def test_approve_when_the_version_is_an_old_one_then_is_refused(desk):
    ppa = reviewed(desk)

    with pytest.raises(ActionRefused, match="Look at it again"):
        lifecycle.approve(ppa, version=0, by=desk.leader)

    assert status_of(ppa) == PPAStatus.UNDER_REVIEW


def test_refuse_when_decided_then_the_reason_is_on_record_and_the_office_is_told(desk):
    ppa = reviewed(desk)

    lifecycle.refuse(ppa, version=1, reason=REASON, by=desk.leader)
    lifecycle.refuse(ppa, version=1, reason="Twice", by=desk.leader)

    row = fresh(ppa)
    assert (row.status, row.reason) == (PPAStatus.REJECTED, REASON)
    assert told("refused") == {desk.focal}
    assert acts_on(ppa) == ["propose", "review", "refuse"]


@pytest.mark.parametrize("act", ["send_back", "refuse", "hold", "cancel"])
def test_act_with_a_reason_when_none_is_given_then_is_refused(desk, act):
    ppa = approved(desk) if act in ("hold", "cancel") else reviewed(desk)
    options = {} if act in ("hold", "cancel") else {"version": 1}
    by = desk.second_officer if act in ("send_back", "hold") else desk.leader

    with pytest.raises(ActionRefused, match="Give the reason"):
        getattr(lifecycle, act)(ppa, **options, reason="  ", by=by)


# ---- Three different people ------------------------------------------------------------------------------------------


def many_hats(desk):
    """Somebody with every role of the way to approval."""
    for person in (desk.officer, desk.leader):
        desk.planner.groups.add(*person.groups.all())
    return desk.planner


def test_review_when_by_who_proposed_it_then_is_refused(desk):
    person = many_hats(desk)
    ppa = lifecycle.propose(desk.ppa(), by=person)

    for act in (lifecycle.review, lifecycle.send_back):
        options = {"reason": REASON} if act is lifecycle.send_back else {}
        with pytest.raises(ActionRefused, match="somebody else reviews"):
            act(ppa, version=1, **options, by=person)

    assert status_of(ppa) == PPAStatus.PROPOSED


def test_approve_when_by_who_proposed_it_then_is_refused(desk):
    person = many_hats(desk)
    ppa = lifecycle.propose(desk.ppa(), by=person)
    lifecycle.review(ppa, version=1, by=desk.officer)

    for act in (lifecycle.approve, lifecycle.refuse):
        options = {"reason": REASON} if act is lifecycle.refuse else {}
        with pytest.raises(ActionRefused, match="somebody else decides"):
            act(ppa, version=1, **options, by=person)

    assert status_of(ppa) == PPAStatus.UNDER_REVIEW


def test_approve_when_by_who_reviewed_it_then_is_refused(desk):
    person = many_hats(desk)
    ppa = proposed(desk)
    lifecycle.review(ppa, version=1, by=person)

    with pytest.raises(ActionRefused, match="somebody else decides"):
        lifecycle.approve(ppa, version=1, by=person)


# ---- After approval --------------------------------------------------------------------------------------------------


def test_enact_when_it_is_law_then_is_funding_and_the_office_is_told(desk):
    ppa = approved(desk)

    lifecycle.enact(ppa, act=" Act 77 ", on=TODAY, by=desk.officer)
    lifecycle.enact(ppa, act="Act 77", on=TODAY, by=desk.officer)

    row = fresh(ppa)
    assert (row.status, row.enacted_by_act, row.enacted_on) == (PPAStatus.ENACTED, "Act 77", TODAY)
    assert ppa in MonitoringEntry.objects.public()
    assert told("enacted") == {desk.focal}
    assert acts_on(ppa).count("enact") == 1


@pytest.mark.parametrize(("act", "on"), [("Act 77", TOMORROW), (" ", TODAY)])
def test_enact_when_the_day_is_to_come_or_no_act_is_named_then_is_refused(desk, act, on):
    ppa = approved(desk)

    with pytest.raises(ActionRefused):
        lifecycle.enact(ppa, act=act, on=on, by=desk.officer)

    assert status_of(ppa) == PPAStatus.APPROVED


def test_work_when_it_begins_and_ends_then_the_days_are_kept(desk):
    ppa = lifecycle.enact(approved(desk), act="Act 77", on=TODAY, by=desk.officer)

    lifecycle.start(ppa, on=TODAY, by=desk.focal)
    lifecycle.start(ppa, on=TODAY, by=desk.focal)
    lifecycle.complete(ppa, on=TODAY, by=desk.editor)
    lifecycle.complete(ppa, on=TODAY, by=desk.editor)

    row = fresh(ppa)
    assert (row.status, row.actual_start, row.actual_end) == (PPAStatus.COMPLETED, TODAY, TODAY)
    assert acts_on(ppa)[-2:] == ["start", "complete"]


@pytest.mark.parametrize("act", ["start", "complete"])
def test_work_when_the_day_is_to_come_then_is_refused(desk, act):
    ppa = desk.ppa(**{"enacted" if act == "start" else "in_execution": True})

    with pytest.raises(ActionRefused, match="still to come"):
        getattr(lifecycle, act)(ppa, on=TOMORROW, by=desk.focal)


def test_complete_when_it_ends_before_it_began_then_is_refused_in_plain_words(desk):
    ppa = desk.ppa(in_execution=True, actual_start=TODAY)

    with pytest.raises(ActionRefused, match="cannot end before it starts"):
        lifecycle.complete(ppa, on=TODAY - datetime.timedelta(days=1), by=desk.focal)


@pytest.mark.parametrize(
    ("act", "options", "person"),
    [("start", {"on": TODAY}, "focal"), ("complete", {"on": TODAY}, "focal"), ("enact", {}, "officer")],
)
def test_act_when_the_state_does_not_call_for_it_then_is_refused(desk, act, options, person):
    ppa = desk.ppa()
    options = options or {"act": "Act 77", "on": TODAY}

    with pytest.raises(ActionRefused):
        getattr(lifecycle, act)(ppa, **options, by=getattr(desk, person))

    assert status_of(ppa) == PPAStatus.DRAFT


# ---- On hold, and cancelled ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["approved", "enacted", "in_execution"])
def test_hold_when_it_goes_on_then_is_where_it_was_and_the_reason_stays_on_record(desk, trait):
    ppa = desk.ppa(**{trait: True})
    was = ppa.status

    lifecycle.hold(ppa, reason=REASON, by=desk.officer)
    lifecycle.hold(ppa, reason="Twice", by=desk.officer)
    held = fresh(ppa)
    lifecycle.resume(ppa, by=desk.officer)
    lifecycle.resume(ppa, by=desk.officer)

    assert (held.status, held.status_before, held.reason) == (PPAStatus.ON_HOLD, was, REASON)
    assert (fresh(ppa).status, fresh(ppa).status_before, fresh(ppa).reason) == (was, "", "")
    assert acts_on(ppa) == ["hold", "resume"]
    assert [row.text for row in GivenReason.objects.filter(pk=audit(ppa, "hold").data["reason"])] == [REASON]


def test_hold_when_pressed_twice_and_again_later_then_the_office_is_told_of_each_time_once(desk):
    ppa = desk.ppa(in_execution=True)

    for _time in range(2):
        for act in (lifecycle.hold, lifecycle.hold, lifecycle.resume, lifecycle.resume):
            act(ppa, **({"reason": REASON} if act is lifecycle.hold else {}), by=desk.officer)

    kinds = ["monitoring.held", "monitoring.resumed"]
    notices = InboxMessage.objects.filter(user=desk.focal, kind__in=kinds).order_by("pk")
    assert [row.kind for row in notices] == kinds * 2
    assert told("held") == told("resumed") == {desk.focal, ppa.proposed_by}
    assert OutboxMessage.objects.filter(kind="monitoring.held", user=desk.focal).count() == 2
    assert "It goes on where it was: In execution." in notices.last().body
    assert all(REASON not in row.body for row in notices)


def test_hold_when_refused_then_nobody_is_told(desk):
    with pytest.raises(ActionRefused):
        lifecycle.hold(desk.ppa(in_execution=True), reason=" ", by=desk.officer)

    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize("trait", ["proposed", "completed", "rejected"])
def test_hold_when_not_approved_or_done_then_is_refused(desk, trait):
    with pytest.raises(ActionRefused, match="on hold"):
        lifecycle.hold(desk.ppa(**{trait: True}), reason=REASON, by=desk.officer)


@pytest.mark.parametrize("trait", ["proposed", "completed", "cancelled"])
def test_resume_when_it_was_never_on_hold_or_has_ended_then_is_refused(desk, trait):
    with pytest.raises(ActionRefused, match="on hold"):
        lifecycle.resume(desk.ppa(**{trait: True}), by=desk.officer)


def test_cancel_when_by_ocm_then_ends_it_and_the_office_is_told(desk):
    ppa = desk.ppa(on_hold=True)

    lifecycle.cancel(ppa, reason=REASON, by=desk.leader)
    lifecycle.cancel(ppa, reason="Twice", by=desk.leader)

    row = fresh(ppa)
    assert (row.status, row.status_before, row.reason) == (PPAStatus.CANCELLED, "", REASON)
    assert desk.focal in told("cancelled")
    assert acts_on(ppa) == ["cancel"]


def test_cancel_when_a_draft_then_its_office_may_and_later_not(desk):
    draft, later = desk.ppa(), desk.ppa(proposed=True)

    lifecycle.cancel(draft, reason=REASON, by=desk.focal)
    with pytest.raises(ActionRefused, match="Your role"):
        lifecycle.cancel(later, reason=REASON, by=desk.focal)

    assert [status_of(draft), status_of(later)] == [PPAStatus.CANCELLED, PPAStatus.PROPOSED]


@pytest.mark.parametrize("trait", ["completed", "rejected"])
def test_cancel_when_it_has_ended_then_is_refused(desk, trait):
    with pytest.raises(ActionRefused, match="ended already"):
        lifecycle.cancel(desk.ppa(**{trait: True}), reason=REASON, by=desk.leader)


def test_cancel_when_parts_of_it_go_on_then_is_refused_until_they_have_ended(desk):
    whole = desk.ppa(amount=None)
    part = desk.ppa(parent=whole)

    with pytest.raises(ActionRefused, match="Parts of it go on"):
        lifecycle.cancel(whole, reason=REASON, by=desk.leader)

    lifecycle.cancel(part, reason=REASON, by=desk.leader)
    lifecycle.cancel(whole, reason=REASON, by=desk.leader)
    assert status_of(whole) == PPAStatus.CANCELLED


# ---- Ceilings --------------------------------------------------------------------------------------------------------


def test_resume_when_others_took_the_room_then_is_refused_and_a_budget_officer_overrides_with_a_reason(
    desk, monkeypatch
):
    monkeypatch.setattr(CeilingCrossed, "path", lambda self: "/admin/")  # its page is tested with the ceilings
    ceiling(1000)
    held = desk.ppa(approved=True, amount=800)
    lifecycle.hold(held, reason=REASON, by=desk.officer)
    lifecycle.approve(desk.ppa(under_review=True, amount=850), version=0, by=desk.leader)

    with pytest.raises(CeilingRefused, match="this needs ₱800"):
        lifecycle.resume(held, by=desk.officer)
    was = status_of(held)
    lifecycle.resume(held, override_reason="The Cabinet promised the rest.", by=desk.officer)

    assert (was, status_of(held)) == (PPAStatus.ON_HOLD, PPAStatus.APPROVED)
    assert CeilingOverride.objects.get().excess == 650


def test_approve_when_the_ceiling_only_warns_then_passes(desk):
    ceiling(1000, warning_only=True)
    ppa = reviewed(desk, amount=1500)

    lifecycle.approve(ppa, version=1, by=desk.leader)

    assert status_of(ppa) == PPAStatus.APPROVED


def test_cancel_when_it_took_room_then_gives_it_back(desk):
    ceiling(1000)
    first, second = desk.ppa(approved=True, amount=800), desk.ppa(under_review=True, amount=850)

    lifecycle.cancel(first, reason=REASON, by=desk.leader)
    lifecycle.approve(second, version=0, by=desk.leader)

    assert status_of(second) == PPAStatus.APPROVED


def test_loaded_ppa_when_cancelled_then_those_of_its_office_are_told_and_nobody_else(desk):
    ppa = MonitoringEntryFactory(published=True, lead_organization=desk.office)

    lifecycle.cancel(ppa, reason=REASON, by=desk.leader)

    assert told("cancelled") == {desk.focal}
