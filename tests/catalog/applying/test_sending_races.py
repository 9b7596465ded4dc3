"""Sending at the same moment, with real transactions: one case, one number, one mail."""

from functools import partial

import pytest

from catalog.applications.sending import NotTaken, save_page, send, start
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft, ApplicationEvent, ApplicationForm, FormVersion, ServiceApplication
from portal.notifications.models import OutboxMessage
from tests.at_once import together
from tests.catalog.factories import OfferingFactory, PrivacyNoticeFactory, a_definition
from tests.geography.factories import BarangayFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


@pytest.fixture
def offering():
    PrivacyNoticeFactory()
    offering = OfferingFactory(published=True, open_now=True, transaction_class="simple")
    form = ApplicationForm.objects.create(offering=offering, live=True, receiving_unit="Desk")
    FormVersion.objects.create(form=form, number=1, content=a_definition().to_json())
    return offering


@pytest.fixture
def place():
    barangay = BarangayFactory()
    town = barangay.municipality
    return {
        "region": town.province.region.code,
        "province": town.province.psgc,
        "municipality": town.psgc,
        "barangay": barangay.name,
    }


def a_draft(offering, place):
    draft, _code = start(offering, channel=ApplicationChannel.ONLINE, language="en")
    about = {"name": "Amina Sali", "email": "amina@example.org", "place": place}
    return save_page(draft, about=about, answers={"studies": "no"})


def at_once(drafts):
    """What each of these sendings gave, all begun at the same moment on connections of their own."""
    apart = [ApplicationDraft.objects.get(pk=draft.pk) for draft in drafts]
    return together(*[partial(send, draft) for draft in apart], refusals=NotTaken)


def test_sending_one_draft_at_once_then_one_case_one_number_one_mail(offering, place):
    draft = a_draft(offering, place)

    cases = at_once([draft] * AT_ONCE)

    assert len({case.reference for case in cases}) == 1
    assert ServiceApplication.objects.count() == 1
    assert ApplicationEvent.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="catalog.application_received").count() == 1


def test_sending_different_drafts_at_once_when_one_more_is_taken_then_only_one_case(offering, place):
    ApplicationForm.objects.update(max_open_applications=1)
    drafts = [a_draft(offering, place) for _number in range(AT_ONCE)]

    outcomes = at_once(drafts)

    assert sum(isinstance(outcome, ServiceApplication) for outcome in outcomes) == 1
    assert ServiceApplication.objects.count() == 1


def test_sending_different_drafts_at_once_then_each_has_its_own_number(offering, place):
    cases = at_once([a_draft(offering, place) for _number in range(AT_ONCE)])

    assert len({case.reference for case in cases}) == AT_ONCE
