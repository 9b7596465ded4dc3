"""The demonstration's applications: every state, true days, invented people."""

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import clock
from catalog.applications.demo import SERVICES, load
from catalog.applications.invented import MARK
from catalog.enums import ApplicationChannel, ApplicationStatus, ClosedReason, EventKind, ObjectionOutcome, WaitingOn
from catalog.loaders import LoadFailed
from catalog.models import (
    ApplicationEvent,
    ApplicationFile,
    InformationRequest,
    Objection,
    Satisfaction,
    ServiceApplication,
    ServiceFigures,
)
from portal.notifications.models import OutboxMessage
from portal.organizations.models import Organization
from tests.catalog.factories import OfferingFactory
from tests.catalog.ground import lay_ground
from tests.communities.factories import RepresentativeFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    lay_ground()
    RepresentativeFactory()
    for acronym in ("MBHTE", "MSSD"):
        office = Organization.objects.get(acronym=acronym)
        OrganizationMembershipFactory.create_batch(2, organization=office)
    for key in SERVICES:
        office = Organization.objects.get(acronym="MBHTE" if key == "ahme-sp" else "MSSD")
        OfferingFactory(import_key=key, offering_mao=office, published=True)


def values(field):
    return set(ServiceApplication.objects.values_list(field, flat=True))


@pytest.mark.parametrize(
    "today", ["2026-11-22T16:00:00+08:00", "2027-01-04T09:00:00+08:00", "2028-02-29T23:59:00+08:00"]
)
def test_story_when_loaded_on_any_day_then_reaches_every_state_way_and_ending(people, today):
    with time_machine.travel(today, tick=False):
        [loaded] = load()

        assert (loaded.rows, loaded.created) == (120, 120)
        assert values("status") == set(ApplicationStatus.values)
        assert values("waiting_on") == set(WaitingOn.values)
        assert values("closed_reason") == {"", *ClosedReason.values}
        assert values("channel") == set(ApplicationChannel.values)
        assert set(Objection.objects.values_list("outcome", flat=True)) == {"", *ObjectionOutcome.values}
        assert len(values("applicant_region")) > 4
        assert len(values("applicant_community")) > 1
        assert ServiceApplication.objects.late().exists()
        assert ServiceApplication.objects.filter(decided_at__date__gt=timezone.localdate()).count() == 0
        assert ServiceFigures.objects.count() == len(SERVICES)


def test_story_when_told_then_every_moment_lies_in_order_and_none_in_the_future(people):
    list(load())

    for case in ServiceApplication.objects.prefetch_related("events"):
        moments = [event.at for event in case.events.all()]
        assert moments == sorted(moments)
        assert moments[0] == case.received_at
        assert moments[-1] <= timezone.now()
        assert case.events.all()[0].kind == EventKind.RECEIVED


def test_story_when_told_then_due_days_are_those_of_the_clock(people):
    list(load())

    cases = ServiceApplication.objects.exclude(objection__outcome=ObjectionOutcome.UPHELD).select_related("service")
    for case in cases:
        law = case.service.transaction_class or SERVICES[case.service.import_key]
        due_on = clock.due_day(case.application_date, law)
        assert case.due_on == clock.after_working_days(due_on, case.paused_days)
    assert cases.filter(paused_days__gt=0).exists()


def test_story_when_told_then_nearly_every_step_was_taken(people):
    list(load())

    taken = set(ApplicationEvent.objects.values_list("kind", flat=True))
    assert set(EventKind.values) - taken == {EventKind.EXTENDED, EventKind.LINKED, EventKind.ANONYMIZED}


def test_story_when_read_then_every_person_is_invented_and_says_so(people):
    list(load())

    for case in ServiceApplication.objects.all():
        assert case.applicant_name.startswith(MARK)
        assert not case.applicant_email or case.applicant_email.endswith("@demo.invalid")
    assert all(row.question.startswith(MARK) for row in InformationRequest.objects.all())
    assert ApplicationFile.objects.filter(file__attached_at__isnull=False).count() == 30
    assert Satisfaction.objects.count() > 10


def test_story_when_loaded_then_nobody_is_told_and_the_record_says_that_it_was_made_up(people):
    told = OutboxMessage.objects.count()

    list(load())

    assert OutboxMessage.objects.count() == told
    assert ModelLogEntry.objects.filter(action="catalog.demonstrate_application").count() == 120
    assert not ModelLogEntry.objects.filter(action__startswith="catalog.application_").exists()


def test_story_when_loaded_again_then_nothing_happens(people):
    list(load())
    before = sorted(ServiceApplication.objects.values_list("pk", "reference"))

    [again] = load()

    assert again.created == 0
    assert sorted(ServiceApplication.objects.values_list("pk", "reference")) == before


def test_story_when_nobody_serves_an_office_then_says_what_to_do():
    lay_ground()
    for key in SERVICES:
        OfferingFactory(import_key=key, published=True)

    with pytest.raises(LoadFailed, match="demo_accounts"):
        list(load())


def test_story_when_a_service_is_missing_then_names_it():
    with pytest.raises(LoadFailed, match="ahme-sp"):
        list(load())
