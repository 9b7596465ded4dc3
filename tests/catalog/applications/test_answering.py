"""What an applicant does after sending: each act, its refusals, and pressing twice."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.applications import answering
from catalog.models import ApplicationEvent, ApplicationFile, CaseLink, InformationRequest, Objection, Satisfaction
from portal.core.actions import ActionRefused
from portal.core.models import Holiday
from portal.core.uploads import CheckedUpload
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFactory,
    CaseLinkFactory,
    InformationRequestFactory,
    ObjectionFactory,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 6, 10, 2, tzinfo=UTC)  # ten in the morning in Manila


@pytest.fixture
def told(monkeypatch):
    """The kinds of the messages that were queued."""
    kinds = []
    monkeypatch.setattr(answering, "enqueue", lambda message: kinds.append(message.kind))
    return kinds


@pytest.fixture
def asked(time_machine):
    """The office asked on Monday; it is Wednesday."""
    time_machine.move_to(WEDNESDAY, tick=False)
    case = ApplicationFactory(
        under_review=True,
        waiting_on="applicant",
        application_date=date(2026, 6, 5),
        due_on=date(2026, 6, 16),
        paused_on=date(2026, 6, 8),
    )
    return InformationRequestFactory(application=case, answer_until=date(2026, 6, 29))


def paper(content=b"%PDF-1.7 one", name="page two.pdf"):
    return CheckedUpload(name, "application/pdf", content)


def steps(case):
    return list(ApplicationEvent.objects.filter(application=case).values_list("kind", flat=True))


# ---- Reply -----------------------------------------------------------------------------------------------------------


def test_reply_when_sent_then_is_kept_with_its_papers_and_the_clock_runs_again(asked, told):
    Holiday.objects.create(date=date(2026, 6, 17), name="A holiday")

    answering.reply(asked, text=" Here it is. ", files=[paper(), paper(b"%PDF-1.7 two")])

    case = asked.application
    case.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("Here it is.", WEDNESDAY)
    assert (case.waiting_on, case.paused_on, case.paused_days) == ("office", None, 2)
    assert case.due_on == date(2026, 6, 19)  # the 17th is a holiday
    assert list(case.files.values_list("question", "file__name")) == [("", "page two.pdf")] * 2
    assert steps(case) == ["information_given"]
    assert told == ["catalog.information_given"]


def test_reply_when_pressed_twice_then_counts_once(asked, told):
    for _press in range(2):
        answering.reply(asked, text="Here it is.", files=[paper()])

    assert ApplicationFile.objects.count() == 1
    assert steps(asked.application) == ["information_given"]
    assert told == ["catalog.information_given"]


@pytest.mark.parametrize(("text", "files"), [("Something else", []), ("Here it is.", [paper(b"%PDF-1.7 other")])])
def test_reply_when_another_one_follows_then_is_refused_and_not_lost_in_silence(asked, told, text, files):
    answering.reply(asked, text="Here it is.", files=[paper()])

    with pytest.raises(ActionRefused, match="already answered"):
        answering.reply(asked, text=text, files=files)


def test_reply_when_only_a_paper_comes_then_is_enough_and_nothing_at_all_is_not(asked, told):
    with pytest.raises(ActionRefused, match="Write an answer, or add a paper"):
        answering.reply(asked, text="  ")

    answering.reply(asked, text="", files=[paper()])

    assert InformationRequest.objects.get().answered_at


@pytest.mark.parametrize("trait", ["approved", "rejected", "completed", "withdrawn"])
def test_reply_when_the_case_is_decided_or_closed_then_is_refused_and_keeps_nothing(told, trait):
    asked = InformationRequestFactory(application=ApplicationFactory(**{trait: True}))

    with pytest.raises(ActionRefused, match="does not wait for this answer any more"):
        answering.reply(asked, text="Here it is.", files=[paper()])

    assert not ApplicationFile.objects.exists()
    assert told == []


def test_reply_when_the_office_went_on_without_it_then_is_refused_and_the_waiting_list_stays(asked, told):
    case = asked.application
    type(case).objects.filter(pk=case.pk).update(paused_on=None, waiting_on="slot", waitlisted_at=WEDNESDAY)

    with pytest.raises(ActionRefused, match="does not wait for this answer any more"):
        answering.reply(asked, text="Here it is.")

    case.refresh_from_db()
    assert case.waiting_on == "slot"
    assert answering.open_request(case) is None


def test_reply_when_the_clock_ran_again_by_its_limit_then_the_due_day_stays(asked, told):
    case = asked.application
    type(case).objects.filter(pk=case.pk).update(paused_on=None, paused_days=15)

    answering.reply(asked, text="Here it is.")

    case.refresh_from_db()
    assert (case.due_on, case.paused_days, case.waiting_on) == (date(2026, 6, 16), 15, "office")


def test_reply_when_a_representative_sends_it_then_the_step_is_theirs(asked, told):
    user = UserFactory()

    answering.reply(asked, text="Here it is.", by=user)

    assert ApplicationEvent.objects.get().by == user


# ---- Withdraw --------------------------------------------------------------------------------------------------------


def test_withdraw_when_the_clock_stands_then_the_case_is_closed_and_told_once(asked, told):
    for _press in range(2):
        answering.withdraw(asked.application)

    case = asked.application
    case.refresh_from_db()
    assert (case.closed_at, case.closed_reason, case.waiting_on) == (WEDNESDAY, "withdrawn", "nobody")
    assert case.paused_on is None
    assert steps(case) == ["closed"]
    assert told == ["catalog.application_withdrawn"]


@pytest.mark.parametrize("trait", ["approved", "rejected", "completed"])
def test_withdraw_when_decided_then_is_refused(told, trait):
    case = ApplicationFactory(**{trait: True})

    with pytest.raises(ActionRefused, match="already decided or closed"):
        answering.withdraw(case)


def test_withdraw_when_closed_for_another_reason_then_is_refused(told):
    case = ApplicationFactory(closed_at=timezone.now(), closed_reason="expired", waiting_on="nobody")

    with pytest.raises(ActionRefused):
        answering.withdraw(case)


# ---- Object ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def refused(time_machine):
    time_machine.move_to(WEDNESDAY, tick=False)
    Holiday.objects.create(date=date(2026, 6, 12), name="Independence Day")
    return ApplicationFactory(rejected=True, application_date=date(2026, 6, 5), due_on=date(2026, 6, 16))


def test_objection_when_sent_then_has_a_clock_of_its_own_and_leaves_the_case(refused, told):
    objection = answering.object_to(refused, text=" I had sent it. ")

    refused.refresh_from_db()
    assert (objection.text, objection.due_on) == ("I had sent it.", date(2026, 6, 22))
    assert refused.status == "rejected"
    assert steps(refused) == ["objected"]
    assert told == ["catalog.objection_received"]


def test_objection_when_pressed_twice_then_counts_once(refused, told):
    first, second = (answering.object_to(refused, text="I had sent it.") for _press in range(2))

    assert first == second
    assert told == ["catalog.objection_received"]


@pytest.mark.parametrize("answered", [False, True])
def test_objection_when_there_was_one_then_another_is_refused(refused, told, answered):
    done = {"outcome": "kept", "answered_at": timezone.now(), "answered_by": UserFactory()} if answered else {}
    ObjectionFactory(application=refused, **done)

    with pytest.raises(ActionRefused, match="done once"):
        answering.object_to(refused, text="And another thing.")


def test_objection_when_empty_then_is_refused(refused, told):
    with pytest.raises(ActionRefused, match="Write why"):
        answering.object_to(refused, text=" ")


@pytest.mark.parametrize(("day", "is_taken"), [(1, True), (2, False)])
def test_objection_when_fifteen_working_days_are_over_then_is_refused(refused, told, time_machine, day, is_taken):
    """Decided on 10 June; with the holiday, the last day is 2 July."""
    time_machine.move_to(datetime(2026, 7, 1 + day, 2, tzinfo=UTC), tick=False)

    if is_taken:
        assert answering.object_to(refused, text="I had sent it.")
    else:
        with pytest.raises(ActionRefused, match="time to object is over"):
            answering.object_to(refused, text="I had sent it.")
    assert Objection.objects.exists() == is_taken


@pytest.mark.parametrize("trait", ["under_review", "approved", "withdrawn", "completed"])
def test_objection_when_nothing_was_refused_then_is_refused(told, trait):
    with pytest.raises(ActionRefused, match="no refusal"):
        answering.object_to(ApplicationFactory(**{trait: True}), text="I had sent it.")


# ---- Satisfaction ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["rejected", "completed", "withdrawn"])
def test_rating_when_given_after_closing_then_is_kept_and_the_first_one_counts(trait):
    case = ApplicationFactory(**{trait: True})

    answering.rate(case, score=4, comment=" Fast. ")
    again = answering.rate(case, score=1)

    assert (again.score, again.comment) == (4, "Fast.")
    assert Satisfaction.objects.count() == 1


@pytest.mark.parametrize("trait", ["under_review", "approved"])
def test_rating_when_the_case_is_open_then_is_refused(trait):
    with pytest.raises(ActionRefused):
        answering.rate(ApplicationFactory(**{trait: True}), score=4)


# ---- The link --------------------------------------------------------------------------------------------------------


def test_link_when_opened_then_gives_its_case_once():
    link = CaseLinkFactory(token_hash=hashlib.sha256(b"token").hexdigest())

    opened = [answering.open_link("token") for _press in range(2)]

    assert opened == [link.application, None]
    assert CaseLink.objects.get().used_at


@pytest.mark.parametrize("token", ["", "other", "é", hashlib.sha256(b"token").hexdigest()])
def test_link_when_the_token_is_another_then_opens_nothing(token):
    CaseLinkFactory(token_hash=hashlib.sha256(b"token").hexdigest())

    assert answering.open_link(token) is None


def test_link_when_a_day_has_passed_then_opens_nothing(time_machine, told):
    time_machine.move_to(WEDNESDAY, tick=False)
    CaseLinkFactory(token_hash=hashlib.sha256(b"token").hexdigest(), expires_at=WEDNESDAY + timedelta(hours=24))

    time_machine.move_to(WEDNESDAY + timedelta(hours=24), tick=False)

    assert not answering.still_opens("token")
    assert answering.open_link("token") is None
    assert answering.case_of_old_link("token")


def test_link_when_three_were_sent_in_an_hour_then_waits_for_the_next(time_machine, told):
    time_machine.move_to(WEDNESDAY, tick=False)
    case = ApplicationFactory()
    for _press in range(5):
        answering.mail_link(case)

    assert told == ["catalog.case_link"] * 3
    time_machine.move_to(WEDNESDAY + timedelta(minutes=61), tick=False)
    answering.mail_link(case)
    assert CaseLink.objects.count() == 4
