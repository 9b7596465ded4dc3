"""What each act does, what it tells, and when it is refused."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import clock, deciding, figures
from catalog.applications.places import next_for_free_places, places_of, waiting_list
from catalog.applications.ppas import link_ppa
from catalog.enums import ObjectionOutcome, Recommendation
from catalog.models import CaseNote, InformationRequest, RefusalReason, ServiceApplication
from catalog.questions import Criterion, Definition
from portal.core.actions import ActionRefused
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.catalog.factories import (
    ApplicationEventFactory,
    ApplicationFactory,
    ApplicationFileFactory,
    FormVersionFactory,
    ObjectionFactory,
    a_definition,
)

MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def monday(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 23, 9, tzinfo=timezone.get_default_timezone()), tick=False)


def steps(case):
    return [event.kind for event in case.events.all()]


def told():
    return [(row.kind.removeprefix("catalog."), row.channel) for row in OutboxMessage.objects.order_by("pk")]


def fresh(case):
    return ServiceApplication.objects.get(pk=case.pk)


# ---- Which act is possible where -------------------------------------------------------------------------------------

STATES = {
    "submitted": {},
    "under_review": {"under_review": True},
    "asked": {"under_review": True, "waiting_on": "applicant", "paused_on": datetime.date(2026, 11, 20)},
    "waitlisted": {"under_review": True, "waiting_on": "slot", "waitlisted_at": timezone.now()},
    "approved": {"approved": True},
    "rejected": {"rejected": True},
    "completed": {"completed": True},
    "withdrawn": {"withdrawn": True},
}

ACTS = {
    "begin_review": lambda case, desk: deciding.begin_review(case, by=desk.focal),
    "assign": lambda case, desk: deciding.assign(case, to=desk.third, by=desk.focal),
    "ask_for_information": lambda case, desk: deciding.ask_for_information(case, question="Which?", by=desk.focal),
    "take_more_time": lambda case, desk: deciding.take_more_time(case, reason="Funds", by=desk.focal),
    "approve": lambda case, desk: deciding.approve(case, message="Come", by=desk.focal),
    "reject": lambda case, desk: deciding.reject(case, reason=desk.reason, message="No", by=desk.focal),
    "waitlist": lambda case, desk: deciding.waitlist(case, by=desk.focal),
    "complete": lambda case, desk: deciding.complete(case, by=desk.focal),
    "close_as_duplicate": lambda case, desk: deciding.close_as_duplicate(case, of=desk.other, by=desk.focal),
    "ask_review": lambda case, desk: deciding.ask_review(case, of=desk.third, by=desk.focal),
    "link_ppa": lambda case, desk: link_ppa(case, by=desk.focal),
    "write_note": lambda case, desk: deciding.write_note(case, text="Note", by=desk.focal),
}

POSSIBLE = {
    "submitted": {
        "begin_review",
        "assign",
        "ask_for_information",
        "take_more_time",
        "approve",
        "reject",
        "close_as_duplicate",
        "ask_review",
        "write_note",
    },
    "under_review": {
        "assign",
        "ask_for_information",
        "take_more_time",
        "approve",
        "reject",
        "close_as_duplicate",
        "ask_review",
        "write_note",
    },
    # The question was answered by nobody yet, but its row is not made here: rejecting then waits for no answer.
    "asked": {"assign", "take_more_time", "approve", "reject", "close_as_duplicate", "ask_review", "write_note"},
    "waitlisted": {"assign", "take_more_time", "approve", "reject", "close_as_duplicate", "ask_review", "write_note"},
    "approved": {"complete", "link_ppa", "write_note"},
    "rejected": {"write_note"},
    "completed": {"link_ppa", "write_note"},
    "withdrawn": {"write_note"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_act_when_the_state_does_not_allow_it_then_is_refused_and_nothing_changes(desk, state, act):
    desk.other = desk.case()
    case = desk.case(**STATES[state])
    before = ServiceApplication.objects.filter(pk=case.pk).values().get()

    if act in POSSIBLE[state]:
        ACTS[act](case, desk)
    else:
        with pytest.raises(ActionRefused):
            ACTS[act](case, desk)

        assert ServiceApplication.objects.filter(pk=case.pk).values().get() == before
        assert steps(case) == []
        assert told() == []


ROLES = ["editor", "focal", "stranger", "moderator", "leader"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", sorted(set(ACTS) - {"waitlist", "complete", "link_ppa"}))
def test_act_when_somebody_of_another_office_tries_then_is_refused(desk, role, act):
    desk.other, case = desk.case(), desk.case()
    desk.focal = getattr(desk, role)

    if role in ("editor", "focal"):
        ACTS[act](case, desk)
    else:
        with pytest.raises(ActionRefused):
            ACTS[act](case, desk)

        assert steps(case) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ["complete", "link_ppa"])
def test_act_after_approval_when_somebody_of_another_office_tries_then_is_refused(desk, role, act):
    case = desk.case(approved=True)
    desk.focal = getattr(desk, role)

    if role in ("editor", "focal"):
        ACTS[act](case, desk)
    else:
        with pytest.raises(ActionRefused):
            ACTS[act](case, desk)


def test_act_when_the_role_has_ended_then_is_refused(desk):
    case = desk.case()
    membership = desk.editor.organization_memberships.get()
    membership.end_date = timezone.localdate()
    membership.save()

    with pytest.raises(ActionRefused):
        deciding.begin_review(case, by=type(desk.editor).objects.get(pk=desk.editor.pk))


# ---- Taking it up ----------------------------------------------------------------------------------------------------


def test_begin_review_when_nobody_has_the_case_then_it_is_theirs(desk):
    case = deciding.begin_review(desk.case(), by=desk.editor)

    assert (case.status, case.reviewer) == ("under_review", desk.editor)
    assert steps(case) == ["review_began"]
    assert told() == []


def test_begin_review_when_it_was_given_to_somebody_then_stays_theirs(desk):
    case = deciding.begin_review(desk.case(reviewer=desk.third), by=desk.editor)

    assert case.reviewer == desk.third


def test_assign_when_to_a_colleague_then_is_theirs_and_the_record_knows_it(desk):
    case = deciding.assign(desk.case(), to=desk.focal, by=desk.editor)

    assert fresh(case).reviewer == desk.focal
    assert steps(case) == ["assigned"]
    entry = ModelLogEntry.objects.get(action="catalog.application_assigned")
    assert entry.data == {"reviewer": desk.focal.pk}


@pytest.mark.parametrize("who", ["stranger", "moderator"])
def test_assign_when_to_somebody_else_then_is_refused(desk, who):
    with pytest.raises(ActionRefused, match="same office"):
        deciding.assign(desk.case(), to=getattr(desk, who), by=desk.editor)


def test_assign_when_again_to_the_same_then_is_no_second_step(desk):
    case = desk.case(reviewer=desk.focal)

    deciding.assign(case, to=desk.focal, by=desk.editor)

    assert steps(case) == []


def test_assign_many_when_one_is_closed_then_the_others_are_done_and_it_says_why(desk):
    cases = [desk.case(), desk.case(withdrawn=True), desk.case()]

    results = deciding.assign_many(cases, to=desk.focal, by=desk.editor)

    assert [result.refusal for result in results] == ["", "This case is closed.", ""]
    assert [fresh(case).reviewer for case in cases] == [desk.focal, None, desk.focal]


# ---- Asking, and the clock -------------------------------------------------------------------------------------------


def test_ask_for_information_when_asked_then_the_clock_stands_and_the_applicant_is_told(desk, monday):
    case = desk.case(due_on=MONDAY + datetime.timedelta(days=7))

    asked = deciding.ask_for_information(case, question=" The second page ", by=desk.editor)

    case = fresh(case)
    assert (case.status, case.waiting_on, case.paused_on) == ("under_review", "applicant", MONDAY)
    assert asked.question == "The second page"
    assert asked.answer_until == clock.after_working_days(MONDAY, 15)
    assert steps(case) == ["review_began", "information_asked"]
    assert told() == [("information_asked", "email")]


def test_ask_for_information_when_the_clock_stood_before_then_only_the_rest_is_left(desk, monday):
    case = desk.case(paused_days=12)
    late = clock.after_working_days(MONDAY, 4)

    with pytest.raises(ActionRefused, match="not later than"):
        deciding.ask_for_information(case, question="Which?", answer_until=late, by=desk.editor)
    asked = deciding.ask_for_information(case, question="Which?", by=desk.editor)

    assert asked.answer_until == clock.after_working_days(MONDAY, 3)


def test_ask_for_information_when_the_clock_has_stood_long_enough_then_is_refused(desk):
    with pytest.raises(ActionRefused, match="as long as it may"):
        deciding.ask_for_information(desk.case(paused_days=15), question="Which?", by=desk.editor)


@pytest.mark.parametrize("question", ["", "  \n"])
def test_ask_for_information_when_nothing_is_asked_then_is_refused(desk, question):
    with pytest.raises(ActionRefused, match="missing"):
        deciding.ask_for_information(desk.case(), question=question, by=desk.editor)


def test_ask_for_information_when_the_day_is_today_then_is_refused(desk, monday):
    with pytest.raises(ActionRefused, match="after today"):
        deciding.ask_for_information(desk.case(), question="Which?", answer_until=MONDAY, by=desk.editor)


def test_approve_when_the_clock_stands_then_it_runs_to_the_end_and_the_days_are_counted(desk, monday, time_machine):
    case = desk.case(due_on=datetime.date(2026, 11, 27))
    deciding.ask_for_information(case, question="Which?", by=desk.editor)
    time_machine.move_to(datetime.datetime(2026, 11, 26, 9, tzinfo=timezone.get_default_timezone()), tick=False)

    case = deciding.approve(case, by=desk.editor)

    assert (case.paused_on, case.paused_days, case.due_on) == (None, 3, datetime.date(2026, 12, 2))


def test_reject_when_the_applicant_still_has_time_to_answer_then_waits(desk):
    case = desk.case()
    deciding.ask_for_information(case, question="Which?", by=desk.editor)

    with pytest.raises(ActionRefused, match="has until"):
        deciding.reject(case, reason=desk.reason, message="No", by=desk.editor)


def test_reject_when_the_time_to_answer_is_over_then_is_done(desk):
    case = desk.case(under_review=True, waiting_on="applicant", paused_on=timezone.localdate())
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    InformationRequest.objects.create(application=case, question="Which?", answer_until=yesterday)

    assert deciding.reject(case, reason=desk.reason, message="No", by=desk.editor).status == "rejected"


def test_take_more_time_when_taken_then_the_days_of_its_class_are_added_and_it_is_told(desk, monday):
    case = desk.case(due_on=MONDAY)

    case = deciding.take_more_time(case, reason="Funds", by=desk.editor)

    assert (case.due_on, case.extended_on) == (clock.after_working_days(MONDAY, 7), MONDAY)
    assert told() == [("time_extended", "email")]


def test_take_more_time_when_taken_then_why_is_kept_and_written_to_the_applicant_and_nowhere_else(desk, mailoutbox):
    case = deciding.take_more_time(desk.case(), reason=" The quetzal is away. ", by=desk.editor)

    assert fresh(case).extension_reason == "The quetzal is away."
    (letter,) = mailoutbox
    assert "The office says why: The quetzal is away." in letter.body
    assert "quetzal" not in letter.subject
    assert not any("quetzal" in str(entry.data) for entry in ModelLogEntry.objects.all())


def test_take_more_time_when_no_reason_is_given_then_is_refused(desk):
    case = desk.case()

    with pytest.raises(ActionRefused, match="why"):
        deciding.take_more_time(case, reason=" ", by=desk.editor)

    assert (fresh(case).extended_on, told()) == (None, [])


def test_take_more_time_when_taken_before_or_too_late_then_is_refused(desk, monday):
    with pytest.raises(ActionRefused, match="once"):
        deciding.take_more_time(desk.case(extended_on=MONDAY), reason="Funds", by=desk.editor)
    with pytest.raises(ActionRefused, match="late"):
        deciding.take_more_time(desk.case(late=True), reason="Funds", by=desk.editor)


def test_take_more_time_when_late_before_the_applicant_was_asked_then_is_refused(desk, monday):
    case = desk.case(under_review=True, late=True, waiting_on="applicant", paused_on=MONDAY)

    with pytest.raises(ActionRefused, match="late"):
        deciding.take_more_time(case, reason="Funds", by=desk.editor)


def test_take_more_time_when_asked_in_time_and_the_due_day_passes_meanwhile_then_is_taken(desk, monday):
    friday = MONDAY - datetime.timedelta(days=3)
    case = desk.case(
        application_date=friday, due_on=friday, under_review=True, waiting_on="applicant", paused_on=friday
    )

    assert deciding.take_more_time(case, reason="Funds", by=desk.editor).extended_on == MONDAY


# ---- Deciding --------------------------------------------------------------------------------------------------------


def test_approve_when_done_then_says_who_when_and_what_and_tells_it_once(desk):
    case = deciding.approve(desk.case(), message=" Come on Friday ", by=desk.editor)

    assert (case.status, case.waiting_on, case.public_message) == ("approved", "nobody", "Come on Friday")
    assert (case.decided_by, case.closed_at) == (desk.editor, None)
    assert steps(case) == ["review_began", "approved"]
    assert told() == [("application_approved", "email")]
    assert not MonitoringEntry.objects.exists()


def test_approve_when_pressed_twice_then_has_one_effect(desk):
    case = desk.case()
    shown = deciding.version_of(case)

    for _press in range(2):
        deciding.approve(case, message="Come", with_ppa=True, shown=shown, by=desk.editor)

    assert steps(case) == ["review_began", "approved", "linked"]
    assert told() == [("application_approved", "email")]
    assert MonitoringEntry.objects.count() == 1


def test_reject_when_done_then_closes_with_its_reason(desk):
    case = deciding.reject(desk.case(), reason=desk.reason, message="The certificate is missing.", by=desk.editor)

    assert (case.status, case.refusal_reason, case.is_open) == ("rejected", desk.reason, False)
    assert told() == [("application_rejected", "email")]
    entry = ModelLogEntry.objects.get(action="catalog.application_rejected")
    assert entry.data == {"reason": "papers_missing"}


def test_reject_when_pressed_twice_then_has_one_effect(desk):
    case = desk.case()

    for _press in range(2):
        deciding.reject(case, reason=desk.reason, message="No", by=desk.editor)

    assert steps(case) == ["review_began", "rejected"]


def test_reject_when_without_a_word_or_with_a_reason_out_of_use_then_is_refused(desk):
    old = RefusalReason.objects.create(code="old", name="Old", is_active=False)

    with pytest.raises(ActionRefused, match="your own words"):
        deciding.reject(desk.case(), reason=desk.reason, message=" ", by=desk.editor)
    with pytest.raises(ActionRefused, match="out of use"):
        deciding.reject(desk.case(), reason=old, message="No", by=desk.editor)


@pytest.mark.parametrize("change", ["step", "note", "paper"])
def test_decision_when_the_case_moved_on_since_it_was_shown_then_is_refused(desk, change):
    case = desk.case()
    paper = ApplicationFileFactory(application=case)
    shown = deciding.version_of(case)
    if change == "step":
        ApplicationEventFactory(application=case, kind="information_given")
    elif change == "note":
        deciding.write_note(case, text="The school says no.", by=desk.focal)
    else:
        deciding.check_paper(paper, accepted=False, by=desk.focal)

    with pytest.raises(ActionRefused, match="changed meanwhile"):
        deciding.approve(case, shown=shown, by=desk.editor)

    assert fresh(case).status == "submitted"


def test_approve_many_when_shown_what_is_no_longer_true_then_only_that_one_is_refused(desk):
    one, other = desk.case(), desk.case()
    shown = {str(case.pk): deciding.version_of(case) for case in (one, other)}
    deciding.write_note(other, text="Wait", by=desk.focal)

    results = deciding.approve_many([one, other], message="Come", shown=shown, by=desk.editor)

    assert [bool(result.refusal) for result in results] == [False, True]
    assert [fresh(case).status for case in (one, other)] == ["approved", "submitted"]


# ---- Places ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_place(desk):
    type(desk.service).objects.filter(pk=desk.service.pk).update(slots_available=1)
    desk.service.refresh_from_db()
    return desk


def test_approve_when_no_place_is_left_then_is_refused_and_the_case_can_wait(one_place):
    first, second = one_place.case(), one_place.case()
    deciding.approve(first, by=one_place.editor)

    with pytest.raises(ActionRefused, match="No place is free"):
        deciding.approve(second, by=one_place.editor)
    second = deciding.waitlist(second, by=one_place.editor)

    assert (second.status, second.waiting_on) == ("under_review", "slot")
    assert second.waitlisted_at is not None
    assert told() == [("application_approved", "email"), ("waitlist_placed", "email")]


def test_waitlist_when_a_place_is_free_then_is_refused(desk, one_place):
    with pytest.raises(ActionRefused, match="A place is free"):
        deciding.waitlist(one_place.case(), by=one_place.editor)


def test_waitlist_when_the_applicant_still_has_time_to_answer_then_waits(one_place):
    deciding.approve(one_place.case(), by=one_place.editor)
    case = one_place.case()
    deciding.ask_for_information(case, question="Which?", by=one_place.editor)

    with pytest.raises(ActionRefused, match="has until"):
        deciding.waitlist(case, by=one_place.editor)


def test_waiting_list_when_a_place_frees_then_who_was_complete_first_is_next(one_place):
    deciding.approve(one_place.case(), by=one_place.editor)
    now = timezone.now()
    late = one_place.case(received_at=now - datetime.timedelta(hours=1))
    asked = one_place.case(received_at=now - datetime.timedelta(hours=5))
    early = one_place.case(received_at=now - datetime.timedelta(hours=2))
    InformationRequest.objects.create(
        application=asked, question="", answer_until=timezone.localdate(), answered_at=now
    )
    for case in (late, asked, early):
        deciding.waitlist(case, by=one_place.editor)
    cases = ServiceApplication.objects.all()

    assert list(waiting_list(one_place.service)) == [early, late, asked]
    assert list(next_for_free_places(cases)) == []
    type(one_place.service).objects.update(slots_available=2)
    assert list(next_for_free_places(cases)) == [early]


def test_approve_when_others_wait_for_the_place_then_is_refused_until_their_turn(one_place):
    deciding.approve(one_place.case(), by=one_place.editor)
    waits = one_place.case(received_at=timezone.now() - datetime.timedelta(hours=2))
    deciding.waitlist(waits, by=one_place.editor)
    type(one_place.service).objects.update(slots_available=2)
    newer = one_place.case()

    with pytest.raises(ActionRefused, match="Others wait"):
        deciding.approve(newer, by=one_place.editor)
    deciding.approve(waits, by=one_place.editor)

    assert places_of(one_place.service).free == 0


def test_places_when_the_office_states_no_number_then_there_is_always_one(desk):
    assert places_of(desk.service).left_for(1000)


def test_late_when_a_case_waits_for_a_place_then_it_is_not(desk):
    desk.case(late=True, waiting_on="slot", under_review=True)
    late = desk.case(late=True)

    assert list(ServiceApplication.objects.late()) == [late]


# ---- Closing ---------------------------------------------------------------------------------------------------------


def test_complete_when_the_service_was_given_then_closes(desk):
    case = deciding.complete(desk.case(approved=True), by=desk.editor)

    assert (case.status, case.is_open) == ("completed", False)
    assert steps(case) == ["completed"]
    assert told() == [("application_completed", "email")]


def test_close_as_duplicate_when_another_goes_on_then_closes_without_a_decision(desk):
    other, case = desk.case(), desk.case()

    case = deciding.close_as_duplicate(case, of=other, by=desk.editor)

    assert (case.closed_reason, case.status, case.is_open) == ("duplicate", "submitted", False)
    assert fresh(other).is_open


def test_close_as_duplicate_when_the_other_is_itself_another_services_or_closed_then_is_refused(desk):
    case = desk.case()

    for other in (case, ApplicationFactory(), desk.case(withdrawn=True)):
        with pytest.raises(ActionRefused):
            deciding.close_as_duplicate(case, of=other, by=desk.editor)

    assert fresh(case).is_open


# ---- Papers and notes ------------------------------------------------------------------------------------------------


def test_check_paper_when_marked_then_says_by_whom_and_may_be_marked_again(desk):
    paper = ApplicationFileFactory(application=desk.case())

    deciding.check_paper(paper, accepted=True, by=desk.editor)
    paper = deciding.check_paper(paper, accepted=False, by=desk.focal)

    assert (paper.is_accepted, paper.checked_by) == (False, desk.focal)
    assert ModelLogEntry.objects.filter(action="catalog.check_paper").count() == 2


def test_check_paper_when_closed_or_of_another_office_then_is_refused(desk):
    closed = ApplicationFileFactory(application=desk.case(rejected=True))
    paper = ApplicationFileFactory(application=desk.case())

    with pytest.raises(ActionRefused):
        deciding.check_paper(closed, accepted=True, by=desk.editor)
    with pytest.raises(ActionRefused):
        deciding.check_paper(paper, accepted=True, by=desk.stranger)


def test_write_note_when_pressed_twice_then_is_one_and_no_word_of_it_is_recorded(desk):
    case = desk.case()

    for _press in range(2):
        deciding.write_note(case, text="Marked quetzal", by=desk.editor)

    assert CaseNote.objects.count() == 1
    assert told() == []
    assert not any("quetzal" in str(entry.data) for entry in ModelLogEntry.objects.all())


def test_write_note_when_the_case_is_erased_then_is_refused(desk):
    case = desk.case(rejected=True, anonymized_at=timezone.now(), answers={}, applicant_name="", applicant_email="")

    with pytest.raises(ActionRefused, match="erased"):
        deciding.write_note(case, text="Note", by=desk.editor)


# ---- Reviews ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def scored(desk):
    """A case whose form asks reviewers for points."""
    plain = a_definition()
    criteria = (Criterion("need", "How great the need is", 10), Criterion("plan", "How good the plan is", 5))
    definition = Definition(sections=plain.sections, criteria=criteria)
    version = FormVersionFactory(form=desk.service.application_form, content=definition.to_json())
    desk.scored = desk.case(form_version=version)
    return desk


def send(desk, by, points, advice=Recommendation.APPROVE):
    return deciding.send_review(desk.scored, points=points, recommendation=advice, by=by)


def test_send_review_when_asked_then_is_kept_for_good(scored):
    deciding.ask_review(scored.scored, of=scored.focal, by=scored.editor)

    review = send(scored, scored.focal, {"need": 8, "plan": 5})

    assert (review.points, review.recommendation) == ({"need": 8, "plan": 5}, "approve")
    with pytest.raises(ActionRefused, match="already"):
        send(scored, scored.focal, {"need": 1, "plan": 1})


def test_send_review_when_not_asked_then_is_refused(scored):
    with pytest.raises(ActionRefused, match="Nobody asked"):
        send(scored, scored.focal, {"need": 8, "plan": 5})


@pytest.mark.parametrize("points", [{}, {"need": 11, "plan": 5}, {"need": -1, "plan": 5}, {"need": 5}])
def test_send_review_when_points_are_missing_or_out_of_range_then_is_refused(scored, points):
    deciding.ask_review(scored.scored, of=scored.focal, by=scored.editor)

    with pytest.raises(ActionRefused, match="points"):
        send(scored, scored.focal, points)


def test_ask_review_when_asked_then_just_that_colleague_is_told_once_with_the_way_to_the_case(scored, mailoutbox):
    case = scored.scored
    case.applicant_name = "Quetzal"
    case.save()

    for _twice in range(2):
        deciding.ask_review(case, of=scored.focal, by=scored.editor)

    notice, (letter,) = InboxMessage.objects.get(), mailoutbox
    assert (notice.user, notice.path) == (scored.focal, case.get_absolute_url())
    assert letter.to == [scored.focal.email]
    assert notice.path in letter.body
    assert case.spoken_reference in notice.subject
    for words in (case.applicant_name, case.applicant_email, case.answers["school"]):
        assert words not in f"{notice.subject} {notice.body} {letter.subject} {letter.body}"


def test_ask_review_when_of_oneself_then_nobody_is_told(scored):
    deciding.ask_review(scored.scored, of=scored.editor, by=scored.editor)

    assert not InboxMessage.objects.exists()


def test_ask_review_when_of_somebody_of_another_office_then_is_refused(scored):
    with pytest.raises(ActionRefused, match="same office"):
        deciding.ask_review(scored.scored, of=scored.stranger, by=scored.editor)


# ---- Objections ------------------------------------------------------------------------------------------------------


@pytest.fixture
def objection(desk):
    case = deciding.reject(desk.case(), reason=desk.reason, message="No", by=desk.editor)
    return ObjectionFactory(application=case)


def answer(objection, by, outcome=ObjectionOutcome.KEPT):
    return deciding.answer_objection(objection, outcome=outcome, answer="Because", by=by)


def test_answer_objection_when_kept_then_the_decision_stays(desk, objection):
    answer(objection, desk.focal)

    case = fresh(objection.application)
    assert (case.status, case.is_open) == ("rejected", False)
    assert steps(case)[-1] == "objection_answered"
    assert told()[-1] == ("objection_kept", "email")


def test_answer_objection_when_upheld_then_the_case_begins_anew_with_its_full_time(desk, objection):
    answer(objection, desk.focal, ObjectionOutcome.UPHELD)

    case = fresh(objection.application)
    assert (case.status, case.is_open, case.refusal_reason, case.decided_by) == ("under_review", True, None, None)
    assert case.due_on == clock.due_day(clock.today(), "complex")
    assert case.public_message == ""


def test_decision_when_after_a_waiting_list_and_an_upheld_objection_then_is_measured_by_its_new_time(desk, monday):
    case = desk.case(application_date="2026-11-02", under_review=True, waiting_on="slot", waitlisted_at=timezone.now())
    case = deciding.reject(case, reason=desk.reason, message="No", by=desk.editor)
    answer(ObjectionFactory(application=case), desk.focal, ObjectionOutcome.UPHELD)
    ServiceApplication.objects.filter(pk=case.pk).update(due_on=MONDAY - datetime.timedelta(days=1))

    deciding.approve(fresh(case), by=desk.third)

    in_time = figures.on_time(ServiceApplication.objects.all())
    assert (in_time.on_time, in_time.late) == (0, 1)


def test_ask_when_a_question_was_let_go_by_a_refusal_then_can_be_asked_again_after_the_objection(desk, objection):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    InformationRequest.objects.create(application=objection.application, question="Which?", answer_until=yesterday)
    answer(objection, desk.focal, ObjectionOutcome.UPHELD)

    asked = deciding.ask_for_information(objection.application, question="Where?", by=desk.third)

    assert list(asked.application.information_requests.filter(answered_at=None)) == [asked]


def test_answer_objection_when_by_who_decided_then_is_refused(desk, objection):
    with pytest.raises(ActionRefused, match="Somebody else"):
        answer(objection, desk.editor)


def test_answer_objection_when_answered_before_then_is_refused(desk, objection):
    answer(objection, desk.focal)

    with pytest.raises(ActionRefused, match="already answered"):
        answer(objection, desk.third)


def test_decision_when_after_an_upheld_objection_by_who_refused_then_is_refused(desk, objection):
    answer(objection, desk.focal, ObjectionOutcome.UPHELD)
    case = fresh(objection.application)

    with pytest.raises(ActionRefused, match="somebody else decides"):
        deciding.approve(case, by=desk.editor)

    assert deciding.approve(case, by=desk.third).status == "approved"


# ---- PPAs ------------------------------------------------------------------------------------------------------------


def test_link_ppa_when_asked_twice_then_is_the_same_draft_without_the_applicants_name(desk):
    case = desk.case(approved=True)

    ppas = {link_ppa(case, by=desk.editor).pk for _press in range(2)}

    ppa = MonitoringEntry.objects.get()
    assert ppas == {ppa.pk}
    assert (ppa.status, ppa.lead_organization) == (PPAStatus.DRAFT, desk.a)
    assert "School kits" in ppa.title
    assert "Amina" not in ppa.title
    assert list(desk.service.linked_ppas.all()) == [ppa]
    assert steps(case) == ["linked"]


def test_linked_ppas_when_the_service_gets_a_new_text_then_stay(desk):
    ppa = link_ppa(desk.case(approved=True), by=desk.editor)

    desk.service.title = "School kits, new"
    desk.service.save_revision().publish()

    assert list(type(desk.service).objects.get(pk=desk.service.pk).linked_ppas.all()) == [ppa]
