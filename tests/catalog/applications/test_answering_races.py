"""Two at once: whoever comes second waits for the first, and then sees what it did."""

import hashlib

import pytest
from django.utils import timezone

from catalog.applications import answering, deciding
from catalog.models import (
    ApplicationEvent,
    ApplicationFile,
    CaseLink,
    InformationRequest,
    Objection,
    Satisfaction,
    ServiceApplication,
)
from portal.accounts.roles import sync_groups
from portal.core.actions import ActionRefused
from portal.core.uploads import CheckedUpload
from tests.at_once import together
from tests.catalog.factories import ApplicationFactory, CaseLinkFactory, InformationRequestFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

PAPER = CheckedUpload("page.pdf", "application/pdf", b"%PDF-1.7")


@pytest.fixture
def officer_of(transactional_db):
    """Somebody who decides the cases of this case's office."""
    sync_groups()
    return lambda case: OrganizationMembershipFactory(organization=case.service.offering_mao).user


def test_link_when_opened_by_many_at_once_then_one_gets_the_case():
    link = CaseLinkFactory(token_hash=hashlib.sha256(b"token").hexdigest())

    opened = together(*[lambda: answering.open_link("token")] * 8)

    assert [case for case in opened if case] == [link.application]


def test_links_when_asked_for_by_many_at_once_then_the_limit_holds():
    case = ApplicationFactory()

    together(*[lambda: answering.mail_link(case)] * 8)

    assert CaseLink.objects.count() == 3


def test_reply_when_pressed_by_many_at_once_then_counts_once():
    asked = InformationRequestFactory(application__waiting_on="applicant", application__paused_on=timezone.localdate())

    results = together(*[lambda: answering.reply(asked, text="Here.", files=[PAPER])] * 6)

    assert {result.pk for result in results} == {asked.pk}
    assert ApplicationFile.objects.count() == 1
    assert ApplicationEvent.objects.filter(kind="information_given").count() == 1


def test_objection_when_pressed_by_many_at_once_then_counts_once():
    case = ApplicationFactory(rejected=True)

    results = together(*[lambda: answering.object_to(case, text="No.")] * 6)

    assert {result.pk for result in results} == {Objection.objects.get().pk}
    assert ApplicationEvent.objects.filter(kind="objected").count() == 1


def test_rating_when_pressed_by_many_at_once_then_counts_once():
    case = ApplicationFactory(completed=True)

    together(*[lambda: answering.rate(case, score=5)] * 6)

    assert Satisfaction.objects.count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_withdrawal_and_decision_when_at_once_then_one_of_them_holds(officer_of, round_):
    case = ApplicationFactory(under_review=True)
    officer = officer_of(case)

    withdrawn, approved = together(lambda: answering.withdraw(case), lambda: deciding.approve(case, by=officer))

    case.refresh_from_db()
    refused = [isinstance(result, ActionRefused) for result in (withdrawn, approved)]
    assert sorted(refused) == [False, True]
    assert (case.status == "approved") == refused[0]
    assert (case.closed_reason == "withdrawn") == refused[1]


@pytest.mark.parametrize("round_", range(5))
def test_reply_and_decision_when_at_once_then_the_reply_comes_first_or_is_refused(officer_of, round_):
    asked = InformationRequestFactory(application__waiting_on="applicant", application__paused_on=timezone.localdate())
    officer = officer_of(asked.application)

    replied, approved = together(
        lambda: answering.reply(asked, text="Here.", files=[PAPER]),
        lambda: deciding.approve(asked.application, by=officer),
    )

    case = ServiceApplication.objects.get()
    was_kept = InformationRequest.objects.get().answered_at is not None
    assert case.status == "approved"
    assert not isinstance(approved, ActionRefused)
    assert was_kept != isinstance(replied, ActionRefused)
    assert ApplicationFile.objects.count() == was_kept
    assert (case.waiting_on, case.paused_on) == ("nobody", None)


@pytest.mark.parametrize("round_", range(5))
def test_reply_and_withdrawal_when_at_once_then_the_case_ends_withdrawn(round_):
    asked = InformationRequestFactory(application__waiting_on="applicant", application__paused_on=timezone.localdate())

    together(lambda: answering.reply(asked, text="Here."), lambda: answering.withdraw(asked.application))

    case = ServiceApplication.objects.get()
    assert (case.closed_reason, case.waiting_on, case.paused_on) == ("withdrawn", "nobody", None)
