"""Sending: once, complete, in time, and nothing or everything whatever breaks."""

import datetime

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from catalog.applications import clock, sending
from catalog.applications.sending import NotFinished, NotTaken, enter_for_applicant, save_page, send, start
from catalog.enums import ApplicationChannel, EventKind
from catalog.models import ApplicationDraft, ApplicationEvent, ApplicationFile, ApplicationForm, ServiceApplication
from portal.core.actions import ActionRefused
from portal.notifications.models import OutboxMessage
from tests.catalog.factories import ApplicationFactory, ApplicationFileFactory, FormVersionFactory, PrivacyNoticeFactory
from tests.communities.factories import RepresentativeFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

ANSWERS = {"studies": "no", "why": "For books."}
FRIDAY = datetime.datetime(2026, 6, 5, 2, tzinfo=datetime.UTC)  # ten in Manila


@pytest.fixture
def draft(offering, home):
    return a_draft(offering, home)


def a_draft(offering, home, *, by=None, **about):
    draft, _code = start(offering, channel=ApplicationChannel.ONLINE, by=by, language="en")
    about = {"name": "Amina Sali", "email": "amina@example.org", "place": home.steps, **about}
    return save_page(draft, about=about, answers=ANSWERS)


def mails_to_the_applicant():
    return OutboxMessage.objects.filter(kind="catalog.application_received").count()


def test_send_when_complete_then_a_case_with_its_first_step_and_one_mail(draft):
    case = send(draft)

    draft.refresh_from_db()
    assert (draft.application, draft.about, draft.answers) == (case, {}, {})
    assert [event.kind for event in case.events.all()] == [EventKind.RECEIVED]
    assert mails_to_the_applicant() == 1
    assert case.form_version == draft.form_version
    assert case.privacy_notice == draft.privacy_notice
    assert case.consented_at == draft.consented_at


def test_send_when_repeated_then_the_same_case_and_nothing_new(draft):
    case = send(draft)

    assert send(draft) == case
    assert send(ApplicationDraft.objects.get(pk=draft.pk)) == case
    assert (ServiceApplication.objects.count(), ApplicationEvent.objects.count(), mails_to_the_applicant()) == (1, 1, 1)


def test_send_when_received_on_a_friday_then_due_by_working_days(offering, home, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    offering.opens_on = offering.closes_on = None
    offering.save()

    case = send(a_draft(offering, home))

    assert case.application_date == datetime.date(2026, 6, 5)
    assert case.due_on == clock.due_day(case.application_date, "complex")
    assert case.received_at == FRIDAY


@pytest.mark.parametrize("name", ["name", "email", "place"])
def test_send_when_something_of_the_applicant_is_missing_then_refused(draft, name):
    draft = save_page(draft, about={name: None})

    with pytest.raises(NotFinished):
        send(draft)

    assert not ServiceApplication.objects.exists()


def test_send_when_a_required_answer_is_missing_then_names_its_page(draft):
    draft = save_page(draft, answers={"why": None})

    with pytest.raises(NotFinished) as refused:
        send(draft)

    assert refused.value.page == "2"


def test_send_when_a_question_was_hidden_again_then_its_answer_is_left_out(draft):
    draft = save_page(draft, answers={"studies": "yes", "school": "Notre Dame"})
    draft = save_page(draft, answers={"studies": "no"})

    assert "school" not in send(draft).answers


def test_send_when_the_form_changed_meanwhile_then_the_draft_keeps_its_version(draft):
    kept = draft.form_version
    FormVersionFactory(form=kept.form, content={"sections": [], "checks": [], "criteria": []})

    assert send(draft).form_version == kept


def test_send_when_the_form_is_not_in_use_any_more_then_the_draft_stays(draft):
    ApplicationForm.objects.update(live=False)

    with pytest.raises(NotTaken):
        send(draft)

    draft.refresh_from_db()
    assert draft.answers == ANSWERS


@pytest.mark.parametrize(("opens", "closes"), [(5, 15), (-15, -5)])
def test_send_when_the_intake_is_over_or_not_begun_then_the_draft_stays(draft, opens, closes):
    today = timezone.localdate()
    draft.offering.opens_on = today + datetime.timedelta(days=opens)
    draft.offering.closes_on = today + datetime.timedelta(days=closes)
    draft.offering.save()

    with pytest.raises(NotTaken):
        send(draft)

    assert ApplicationDraft.objects.get(pk=draft.pk).answers == ANSWERS


def test_send_when_the_office_has_as_many_as_it_takes_then_refused_until_one_is_decided(draft):
    ApplicationForm.objects.update(max_open_applications=1)
    waiting = ApplicationFactory(service=draft.offering)
    with pytest.raises(NotTaken):
        send(draft)

    waiting.closed_at, waiting.closed_reason, waiting.waiting_on = timezone.now(), "withdrawn", "nobody"
    waiting.save()

    assert send(draft)


def test_send_when_a_number_is_taken_then_it_gets_another(draft, monkeypatch):
    taken = ApplicationFactory(service=draft.offering).reference
    numbers = iter([taken, taken, "2345678P"])
    monkeypatch.setattr(sending, "new_reference", lambda: next(numbers))

    assert send(draft).reference == "2345678P"


def test_send_when_the_row_is_refused_for_another_reason_then_says_so(draft, monkeypatch):
    monkeypatch.setattr(sending.clock, "due_day", lambda *_: datetime.date(2000, 1, 1))

    with pytest.raises(IntegrityError):
        send(draft)


def test_send_when_papers_were_added_then_they_move_to_the_case(draft):
    ApplicationFileFactory(draft=draft, application=None, question="gone")

    case = send(draft)

    assert not case.files.exists()  # of a question that this form does not ask
    assert ApplicationFile.objects.get().draft == draft


# ---- Whatever breaks -----------------------------------------------------------------------------------------------


class Breaks:
    """The n-th statement fails, as when the database goes away."""

    def __init__(self, at):
        self.left = at

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            raise OperationalError("gone")
        return execute(sql, params, many, context)


def test_send_when_any_statement_fails_then_nothing_happened_and_a_retry_makes_one_case(draft):
    tried = 0
    while True:
        tried += 1
        try:
            with connection.execute_wrapper(Breaks(tried)):
                send(draft)
            break
        except OperationalError:
            draft.refresh_from_db()
            assert draft.application is None
            assert draft.answers == ANSWERS
            assert not ServiceApplication.objects.exists()
            assert not ApplicationEvent.objects.exists()
            assert not OutboxMessage.objects.exists()

    assert tried > 15  # statements were really broken, one after the other
    assert ServiceApplication.objects.count() == 1
    assert mails_to_the_applicant() == 1


# ---- Who files -----------------------------------------------------------------------------------------------------


def test_send_when_a_representative_shares_it_then_it_is_of_their_community(offering, home):
    term = RepresentativeFactory()
    draft = a_draft(offering, home, by=term.user, community=term.community.pk, share=True)

    case = send(draft)

    assert (case.applicant_community, case.shared_with_community, case.filed_by) == (term.community, True, term.user)


def test_send_when_the_community_is_somebody_elses_then_it_is_left_out(offering, home):
    other, term = RepresentativeFactory(), RepresentativeFactory()
    draft = a_draft(offering, home, by=term.user, community=other.community.pk, share=True)

    case = send(draft)

    assert (case.applicant_community, case.shared_with_community) == (None, False)


# ---- Walk-in and paper ---------------------------------------------------------------------------------------------


@pytest.fixture
def editor(offering):
    return OrganizationMembershipFactory(organization=offering.offering_mao, start_date=datetime.date(2020, 1, 1)).user


def entered(offering, editor, *, channel=ApplicationChannel.PAPER, days=0):
    day = timezone.localdate() - datetime.timedelta(days=days)
    draft, _code = enter_for_applicant(offering, channel=channel, received_on=day, language="fil", by=editor)
    return save_page(draft, about={"name": "Amina Sali"}, answers=ANSWERS)


def test_paper_when_entered_days_later_then_it_counts_from_the_day_it_was_received(offering, editor):
    case = send(entered(offering, editor, days=3), by=editor)

    assert case.application_date == timezone.localdate() - datetime.timedelta(days=3)
    assert case.due_on == clock.due_day(case.application_date, "complex")
    assert (case.channel, case.received_by, case.language) == ("paper", editor, "fil")


def test_walk_in_when_neither_address_nor_place_is_known_then_still_received(offering, editor):
    case = send(entered(offering, editor, channel=ApplicationChannel.WALK_IN), by=editor)

    assert (case.channel, case.applicant_email, case.applicant_region) == ("walk_in", "", None)


def test_paper_when_received_in_the_future_then_refused(offering, editor):
    with pytest.raises(ActionRefused):
        entered(offering, editor, days=-1)


def test_paper_when_the_service_is_another_offices_then_refused(offering):
    stranger = OrganizationMembershipFactory(start_date=datetime.date(2020, 1, 1)).user

    with pytest.raises(ActionRefused):
        entered(offering, stranger)


def test_start_when_helpers_may_not_apply_then_refused(offering):
    ApplicationForm.objects.update(helpers_may_apply=False)

    with pytest.raises(NotTaken):
        start(offering, channel=ApplicationChannel.ASSISTED, language="en")


def test_start_when_no_notice_is_in_force_then_refused(offering):
    PrivacyNoticeFactory._meta.model.objects.update(in_force_from=datetime.date(2999, 1, 1))

    with pytest.raises(NotTaken):
        start(offering, channel=ApplicationChannel.ONLINE, language="en")


def test_save_page_when_two_tabs_save_different_pages_then_both_are_kept(draft):
    stale = ApplicationDraft.objects.get(pk=draft.pk)

    save_page(draft, about={"name": "Amina S. Sali"})
    saved = save_page(stale, answers={"why": "For the fare."})

    assert (saved.about["name"], saved.answers["why"]) == ("Amina S. Sali", "For the fare.")


def test_save_page_when_sent_already_then_refused(draft):
    send(draft)

    with pytest.raises(ActionRefused):
        save_page(draft, answers={"why": "Late"})
