"""A process is killed before each statement of sending and approving: nothing happened or everything, and not twice."""

import pytest

from catalog.applications.deciding import approve
from catalog.applications.sending import send
from catalog.models import ApplicationEvent, ServiceApplication
from portal.notifications.models import OutboxMessage
from tests.catalog.applying import dying
from tests.catalog.applying.drafts import finished_draft
from tests.catalog.desk.conftest import make_desk
from tests.catalog.factories import PrivacyNoticeFactory
from tests.killing import MOST_STEPS, mortal

pytestmark = pytest.mark.django_db(transaction=True)


def test_sending_when_killed_before_any_statement_then_nothing_or_everything_and_the_next_try_succeeds():
    desk = make_desk()
    PrivacyNoticeFactory()

    states = []
    with mortal(dying.sending) as do:
        for at in range(MOST_STEPS):
            draft = finished_draft(desk.service)
            is_whole = do(draft.pk, at=at)
            states.append(sent(draft))
            case = send(draft)
            assert (send(draft), sent(draft)) == (case, ALL_SENT)
            if is_whole:
                break

    done = states.index(ALL_SENT)
    assert is_whole
    assert 0 < done < len(states) - 1
    assert states == [NOT_SENT] * done + [ALL_SENT] * (len(states) - done)


NOT_SENT, ALL_SENT = (0, 0, 0, True), (1, 1, 1, False)


def sent(draft):
    """Cases, steps and mails that came of this draft, and whether it still holds what was typed."""
    draft.refresh_from_db()
    address = f"{draft.pk}@example.org"
    cases = ServiceApplication.objects.filter(applicant_email=address)
    steps = ApplicationEvent.objects.filter(application__in=cases)
    mails = OutboxMessage.objects.filter(kind="catalog.application_received", address=address)
    return cases.count(), steps.count(), mails.count(), bool(draft.about)


def test_approving_when_killed_before_any_statement_then_nothing_or_everything_and_the_next_try_succeeds():
    desk = make_desk()

    states = []
    with mortal(dying.approving) as do:
        for at in range(MOST_STEPS):
            case = desk.case()
            is_whole = do(case.pk, desk.editor.pk, at=at)
            states.append(approved(case))
            approve(case, message="Come on Monday.", by=desk.editor, with_ppa=True)
            assert approved(case) == ALL_APPROVED
            if is_whole:
                break

    done = states.index(ALL_APPROVED)
    assert is_whole
    assert 0 < done < len(states) - 1
    assert states == [NOT_APPROVED] * done + [ALL_APPROVED] * (len(states) - done)


NOT_APPROVED, ALL_APPROVED = ("submitted", [], 0, 0), ("approved", ["review_began", "approved", "linked"], 1, 1)


def approved(case):
    """The state of the case, its steps, its PPAs that the service delivers, and the mails of its decision."""
    case.refresh_from_db()
    steps = case.events.order_by("pk").values_list("kind", flat=True)
    ppas = case.service.linked_ppas.filter(pk=case.resulting_ppa_id)
    mails = OutboxMessage.objects.filter(kind="catalog.application_approved", address=case.applicant_email)
    return case.status, list(steps), ppas.count(), mails.count()
