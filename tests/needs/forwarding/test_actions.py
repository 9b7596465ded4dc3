"""What each act on a forwarded need does, whom it tells, and when it is refused."""

import datetime
from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs import clock
from portal.needs.actions import forwarding as acts
from portal.needs.enums import Feasibility, ForwardingState, NeedStatus
from portal.needs.models import Forwarding, Need
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

YES = {"feasibility": Feasibility.HIGH, "reason": "It fits our program."}


def in_days(days):
    return clock.today() + datetime.timedelta(days=days)


def told(kind):
    """Who got a notice of this kind on the site."""
    return set(InboxMessage.objects.filter(kind=f"needs.{kind}").values_list("user", flat=True))


def steps(need):
    return [event.kind for event in need.events.all()]


def recorded():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# ---- Forwarding ------------------------------------------------------------------------------------------------------


def test_forward_when_a_need_is_validated_then_the_office_has_30_days_and_all_are_told(offices):
    row = acts.forward(offices.need, mao=offices.a.itself, message=" How many? ", by=offices.staff)

    assert (row.state, row.message, row.due_on) == (ForwardingState.SENT, "How many?", in_days(30))
    assert steps(offices.need) == ["forwarded"]
    assert offices.need.events.get().forwarding == row
    assert recorded() == ["needs.forwarded"]
    assert told("forwarding_arrived") == {offices.a.focal.pk, offices.a.alternate.pk}
    assert told("forwarded") == {offices.leader.pk}
    assert fresh(offices.need).status == NeedStatus.VALIDATED


def test_forward_when_the_office_has_no_focal_person_then_its_mailbox_is_told(offices):
    office = OrganizationFactory(contact_email="desk@example.org")

    acts.forward(offices.need, mao=office, by=offices.staff)

    mails = OutboxMessage.objects.filter(kind="needs.forwarding_arrived")
    assert [mail.address for mail in mails] == ["desk@example.org"]


def test_forward_when_the_message_goes_out_then_it_holds_no_word_of_the_need(offices):
    acts.forward(offices.need, mao=offices.a.itself, message="Ask Amina", by=offices.staff)

    for mail in OutboxMessage.objects.filter(kind="needs.forwarding_arrived"):
        assert "Lomboy" not in mail.subject + mail.body
        assert "Amina" not in mail.subject + mail.body.replace(str(mail.user), "")


@pytest.mark.parametrize("status", [NeedStatus.VALIDATED, NeedStatus.PRIORITIZED, NeedStatus.PLANNED])
def test_forward_when_the_need_is_open_and_checked_then_it_is_done(offices, status):
    need = NeedFactory(prioritized=True, status=status)

    acts.forward(need, mao=offices.a.itself, by=offices.staff)

    assert need.forwardings.count() == 1


@pytest.mark.parametrize("state", [{}, {"rejected": True}, {"deferred": True}, {"status": NeedStatus.WITHDRAWN}])
def test_forward_when_the_need_is_not_validated_or_has_ended_then_is_refused(offices, state):
    need = NeedFactory(**state)

    with pytest.raises(ActionRefused, match="validated and has not ended"):
        acts.forward(need, mao=offices.a.itself, by=offices.staff)


def test_forward_when_the_need_is_held_then_is_refused(offices):
    need = NeedFactory(validated=True, held=True)

    with pytest.raises(ActionRefused, match="held"):
        acts.forward(need, mao=offices.a.itself, by=offices.staff)


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_forward_when_the_day_is_not_after_today_and_within_90_days_then_is_refused(offices, days):
    with pytest.raises(ActionRefused, match="within 90 days"):
        acts.forward(offices.need, mao=offices.a.itself, due_on=in_days(days), by=offices.staff)


@pytest.mark.parametrize("days", [1, 90])
def test_forward_when_another_day_is_given_then_it_holds(offices, days):
    row = acts.forward(offices.need, mao=offices.a.itself, due_on=in_days(days), by=offices.staff)

    assert row.due_on == in_days(days)


@pytest.mark.parametrize(
    ("traits", "words"),
    [({"deactivated": True}, "not active"), ({"national": True}, "not a ministry, agency or office of BARMM")],
)
def test_forward_when_the_office_cannot_answer_then_is_refused(offices, traits, words):
    with pytest.raises(ActionRefused, match=words):
        acts.forward(offices.need, mao=OrganizationFactory(**traits), by=offices.staff)


@pytest.mark.parametrize("traits", [{}, {"accepted": True}])
def test_forward_when_the_office_has_it_already_then_is_refused_and_nothing_is_told(offices, traits):
    offices.asked(**traits)

    with pytest.raises(ActionRefused, match="already has this need"):
        acts.forward(offices.need, mao=offices.a.itself, by=offices.staff)

    assert steps(offices.need) == []
    assert told("forwarding_arrived") == set()


def test_forward_when_the_office_returned_it_before_then_oobc_may_ask_again(offices):
    offices.asked(returned=True)

    acts.forward(offices.need, mao=offices.a.itself, by=offices.staff)

    assert offices.need.forwardings.count() == 2


def test_forward_when_staff_sent_the_need_then_is_refused(offices):
    need = NeedFactory(validated=True, submitted_by_user=offices.staff)

    with pytest.raises(ActionRefused, match="somebody else forwards it"):
        acts.forward(need, mao=offices.a.itself, by=offices.staff)


def test_forward_when_staff_speak_for_the_community_then_is_refused(offices):
    RepresentativeFactory(community=offices.need.community, user=offices.staff)

    with pytest.raises(ActionRefused, match="somebody else forwards it"):
        acts.forward(offices.need, mao=offices.a.itself, by=offices.staff)


def test_forward_when_somebody_without_the_right_tries_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="Only OOBC"):
        acts.forward(offices.need, mao=offices.b.itself, by=offices.a.focal)


def test_forward_to_many_when_one_has_it_already_then_the_others_get_it_and_each_has_its_result(offices):
    offices.asked()

    results = acts.forward_to_many(offices.need, maos=[offices.a.itself, offices.b.itself], by=offices.staff)

    assert [(result.row, result.refusal) for result in results] == [
        (offices.a.itself, "This office already has this need."),
        (offices.b.itself, ""),
    ]
    assert offices.need.forwardings.count() == 2


# ---- Accepting -------------------------------------------------------------------------------------------------------


def test_accept_when_the_focal_person_says_how_then_it_is_kept_and_told(offices):
    row = offices.asked()

    acts.accept(row, **YES, cost_low=Decimal(1000), cost_high=Decimal(2000), by=offices.a.focal)

    kept = fresh(row)
    assert (kept.state, kept.feasibility, kept.reason) == ("accepted", "high", "It fits our program.")
    assert (kept.cost_low, kept.cost_high, kept.answered_by) == (1000, 2000, offices.a.focal)
    assert steps(offices.need) == ["accepted"]
    assert recorded() == ["needs.accepted"]
    assert told("office_answered") == {offices.leader.pk}
    assert told("office_takes_it_up") == {offices.staff.pk}
    assert fresh(offices.need).status == NeedStatus.VALIDATED


def test_accept_when_the_audit_is_read_then_it_holds_no_word_of_the_reason(offices):
    acts.accept(offices.asked(), **YES, by=offices.a.focal)

    assert "program" not in str(ModelLogEntry.objects.get().data)


def test_accept_when_pressed_twice_then_it_has_one_effect(offices):
    row = offices.asked()

    acts.accept(row, **YES, by=offices.a.focal)
    acts.accept(row, **YES, by=offices.a.focal)

    assert steps(offices.need) == ["accepted"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "  "}, "Give the reason"),
        ({"feasibility": ""}, "how feasible"),
        ({"feasibility": "perhaps"}, "how feasible"),
        ({"cost_low": Decimal(1)}, "or none"),
        ({"cost_high": Decimal(1)}, "or none"),
        ({"cost_low": Decimal(2), "cost_high": Decimal(1)}, "from the lower to the higher"),
        ({"cost_low": Decimal(-1), "cost_high": Decimal(1)}, "from the lower to the higher"),
    ],
)
def test_accept_when_something_is_missing_then_is_refused_and_nothing_changes(offices, given, words):
    row = offices.asked()

    with pytest.raises(ActionRefused, match=words):
        acts.accept(row, **{**YES, **given}, by=offices.a.focal)

    assert fresh(row).state == ForwardingState.SENT
    assert steps(offices.need) == []


def answers(row, by):
    """Each way to answer."""
    return {
        "accept": lambda: acts.accept(row, **YES, by=by),
        "return": lambda: acts.return_(row, reason="Not ours.", by=by),
        "reroute": lambda: acts.reroute(row, to=OrganizationFactory(), reason="Theirs.", by=by),
    }


WAYS = ["accept", "return", "reroute"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by", ["editor", "focal of another office", "leader"])
def test_answer_when_it_is_not_a_focal_person_of_the_office_then_is_refused(offices, way, by):
    person = {"editor": offices.a.editor, "leader": offices.leader}.get(by, offices.b.focal)
    row = offices.asked()

    with pytest.raises(ActionRefused, match="Only"):
        answers(row, person)[way]()

    assert fresh(row).state == ForwardingState.SENT


@pytest.mark.parametrize("way", ["accept", "return"])
def test_answer_when_oobc_tries_to_answer_for_the_office_then_is_refused(offices, way):
    with pytest.raises(ActionRefused, match="Only the focal persons"):
        answers(offices.asked(), offices.staff)[way]()


@pytest.mark.parametrize("way", WAYS)
def test_answer_when_the_appointment_has_ended_then_is_refused(offices, way):
    ended = OrganizationMembershipFactory(organization=offices.a.itself, alternate=True, ended=True).user

    with pytest.raises(ActionRefused, match="Only"):
        answers(offices.asked(), ended)[way]()


@pytest.mark.parametrize("way", WAYS)
def test_answer_when_the_focal_person_speaks_for_the_community_then_somebody_else_answers(offices, way):
    RepresentativeFactory(community=offices.need.community, user=offices.a.focal)
    row = offices.asked()

    with pytest.raises(ActionRefused, match="somebody else of your office"):
        answers(row, offices.a.focal)[way]()

    answers(row, offices.a.alternate)[way]()
    assert fresh(row).state != ForwardingState.SENT


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", ["accepted", "returned"])
def test_answer_when_the_office_has_answered_then_is_refused(offices, way, state):
    row = offices.asked(**{state: True})

    with pytest.raises(ActionRefused, match="already answered"):
        answers(row, offices.a.focal)[way]()


@pytest.mark.parametrize("way", WAYS)
def test_answer_when_oobc_took_it_back_then_is_refused(offices, way):
    row = acts.recall(offices.asked(), by=offices.staff)

    with pytest.raises(ActionRefused, match="taken this need back"):
        answers(row, offices.a.focal)[way]()


@pytest.mark.parametrize("way", WAYS)
def test_answer_when_the_need_has_ended_then_is_refused(offices, way):
    row = offices.asked()
    Need.objects.update(status=NeedStatus.WITHDRAWN)

    with pytest.raises(ActionRefused, match="has ended"):
        answers(row, offices.a.focal)[way]()


@pytest.mark.parametrize("way", WAYS)
def test_answer_when_it_is_late_then_it_still_counts(offices, way):
    row = offices.asked(late=True)

    answers(row, offices.a.focal)[way]()

    assert fresh(row).answered_at is not None


# ---- Returning and passing on ----------------------------------------------------------------------------------------


def test_return_when_the_office_says_why_then_the_need_is_oobcs_again(offices):
    row = offices.asked()

    acts.return_(row, reason=" Wells are not ours. ", by=offices.a.alternate)

    assert (fresh(row).state, fresh(row).reason) == ("returned", "Wells are not ours.")
    assert steps(offices.need) == ["returned"]
    assert recorded() == ["needs.returned"]
    assert told("office_answered") == {offices.leader.pk}
    assert told("forwarding_given_back") == {offices.staff.pk}
    assert list(Forwarding.objects.to_place_again()) == [row]


def test_return_when_no_reason_is_given_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="Give the reason"):
        acts.return_(offices.asked(), reason=" ", by=offices.a.focal)


def test_reroute_when_the_office_passes_it_on_then_the_next_has_30_days_anew(offices):
    row = offices.asked(due_on=in_days(2), message="Please look")

    passed_on = acts.reroute(row, to=offices.b.itself, reason="Roads are theirs.", by=offices.a.focal)

    assert (fresh(row).state, fresh(row).reason) == ("rerouted", "Roads are theirs.")
    assert (passed_on.mao, passed_on.state, passed_on.came_from) == (offices.b.itself, "sent", row)
    assert (passed_on.due_on, passed_on.message) == (in_days(30), "Please look")
    assert steps(offices.need) == ["rerouted", "forwarded"]
    assert recorded() == ["needs.rerouted", "needs.forwarded"]
    assert told("forwarding_arrived") == {offices.b.focal.pk, offices.b.alternate.pk}
    assert told("passed_on") == {offices.leader.pk}
    assert told("office_answered") == told("forwarded") == set()
    assert told("forwarding_given_back") == {offices.staff.pk}


def test_reroute_when_told_then_the_leader_reads_both_offices_and_why_in_one_letter(offices):
    acts.reroute(offices.asked(), to=offices.b.itself, reason="Roads are theirs.", by=offices.a.focal)

    body = InboxMessage.objects.get(user=offices.leader).body
    assert "goes from Ministry of Health to Ministry of Public Works" in body
    assert "Reason: Roads are theirs." in body


@pytest.mark.parametrize("by", ["office", "oobc"])
def test_reroute_when_pressed_twice_then_it_has_one_effect(offices, by):
    row, person = offices.asked(), offices.a.focal if by == "office" else offices.staff

    first = acts.reroute(row, to=offices.b.itself, reason="Theirs.", by=person)
    second = acts.reroute(row, to=offices.b.itself, reason="Theirs.", by=person)

    assert first == second
    assert Forwarding.objects.count() == 2


@pytest.mark.parametrize("before", ["returned", "rerouted"])
def test_reroute_when_the_other_office_gave_it_back_before_then_is_refused(offices, before):
    offices.asked(offices.b, returned=True, state=before)
    row = offices.asked()

    with pytest.raises(ActionRefused, match="Return it to OOBC"):
        acts.reroute(row, to=offices.b.itself, reason="Theirs.", by=offices.a.focal)

    assert fresh(row).state == ForwardingState.SENT


def test_reroute_when_oobc_does_it_then_even_an_office_that_returned_it_may_get_it(offices):
    offices.asked(offices.b, returned=True)

    passed_on = acts.reroute(offices.asked(), to=offices.b.itself, reason="They called.", by=offices.staff)

    assert passed_on.mao == offices.b.itself


def test_reroute_when_oobc_does_it_then_the_first_office_is_told_and_has_answered_nothing(offices):
    row = offices.asked(late=True)

    passed_on = acts.reroute(row, to=offices.b.itself, reason="They called.", by=offices.staff)

    assert (fresh(row).state, fresh(row).recall_reason, fresh(row).reason) == ("recalled", "They called.", "")
    assert (passed_on.came_from, passed_on.passed_on_by) == (row, None)
    assert steps(offices.need) == ["recalled", "forwarded"]
    assert told("forwarding_taken_back") == {offices.a.focal.pk, offices.a.alternate.pk}
    assert told("forwarding_given_back") == set()
    assert told("passed_on") == {offices.leader.pk}
    assert not Forwarding.objects.answered().exists()


def test_reroute_when_oobc_gives_no_reason_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="Give the reason"):
        acts.reroute(offices.asked(), to=offices.b.itself, reason=" ", by=offices.staff)


def test_reroute_when_the_other_office_has_it_already_then_is_refused_and_nothing_changes(offices):
    offices.asked(offices.b)
    row = offices.asked()

    with pytest.raises(ActionRefused, match="already has this need"):
        acts.reroute(row, to=offices.b.itself, reason="Theirs.", by=offices.a.focal)

    assert fresh(row).state == ForwardingState.SENT
    assert steps(offices.need) == []


def test_reroute_when_it_is_the_same_office_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="another office"):
        acts.reroute(offices.asked(), to=offices.a.itself, reason="Ours.", by=offices.a.focal)


@pytest.mark.parametrize(("traits", "words"), [({"deactivated": True}, "not active"), ({"national": True}, "BARMM")])
def test_reroute_when_the_other_office_cannot_answer_then_is_refused(offices, traits, words):
    with pytest.raises(ActionRefused, match=words):
        acts.reroute(offices.asked(), to=OrganizationFactory(**traits), reason="Theirs.", by=offices.a.focal)


def test_reroute_when_no_reason_is_given_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="Give the reason"):
        acts.reroute(offices.asked(), to=offices.b.itself, reason="", by=offices.a.focal)


def test_reroute_when_staff_sent_the_need_then_is_refused(offices):
    Need.objects.update(submitted_by_user=offices.staff)
    row = offices.asked()

    with pytest.raises(ActionRefused, match="somebody else forwards it"):
        acts.reroute(fresh(row), to=offices.b.itself, reason="Theirs.", by=offices.staff)


# ---- Taking back -----------------------------------------------------------------------------------------------------


def test_recall_when_the_office_has_not_answered_then_it_need_not(offices):
    row = offices.asked()

    acts.recall(row, reason="It was done already.", by=offices.staff)

    kept = fresh(row)
    assert (kept.state, kept.recall_reason, kept.reason) == ("recalled", "It was done already.", "")
    assert steps(offices.need) == ["recalled"]
    assert recorded() == ["needs.recalled"]
    assert told("forwarding_taken_back") == {offices.a.focal.pk, offices.a.alternate.pk}
    assert told("office_no_longer_asked") == {offices.leader.pk}


def test_recall_when_the_office_had_taken_it_up_then_its_own_words_stay(offices):
    row = acts.accept(offices.asked(), **YES, by=offices.a.focal)

    acts.recall(row, by=offices.staff)

    kept = fresh(row)
    assert (kept.state, kept.reason, kept.answered_by) == ("recalled", YES["reason"], offices.a.focal)


def test_recall_when_pressed_twice_then_it_has_one_effect(offices):
    row = offices.asked()

    acts.recall(row, by=offices.staff)
    acts.recall(row, by=offices.staff)

    assert steps(offices.need) == ["recalled"]


def test_recall_when_the_office_gave_it_back_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="no longer has the need"):
        acts.recall(offices.asked(returned=True), by=offices.staff)


def test_recall_when_the_need_has_ended_then_is_refused_and_nobody_is_told(offices):
    row = offices.asked(accepted=True)
    Need.objects.update(status=NeedStatus.COMPLETED)

    with pytest.raises(ActionRefused, match="has ended"):
        acts.recall(row, by=offices.staff)
    assert told("office_no_longer_asked") == set()


def test_recall_when_the_office_tries_then_is_refused(offices):
    with pytest.raises(ActionRefused, match="Only OOBC"):
        acts.recall(offices.asked(), by=offices.a.focal)


def test_recall_when_staff_speak_for_the_community_then_is_refused(offices):
    RepresentativeFactory(community=offices.need.community, user=offices.staff)

    with pytest.raises(ActionRefused, match="somebody else"):
        acts.recall(offices.asked(), by=offices.staff)


def test_recall_when_another_office_has_it_too_then_that_one_keeps_it(offices):
    row, other = offices.asked(), offices.asked(offices.b)

    acts.recall(row, by=offices.staff)

    assert fresh(other).state == ForwardingState.SENT


def test_given_back_when_the_need_has_a_reviewer_then_only_that_one_is_told(offices):
    reviewer = UserFactory(role="oobc_staff")
    Need.objects.update(assigned_to=reviewer)

    acts.return_(fresh(offices.asked()), reason="Not ours.", by=offices.a.focal)

    assert told("forwarding_given_back") == {reviewer.pk}
