import datetime

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog import actions
from catalog.models import ServiceOffering
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications.models import InboxMessage
from tests.catalog.factories import OfferingFactory, OfferingReportFactory


def told(user):
    return list(InboxMessage.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_submit_when_draft_is_complete_then_moderators_are_told_and_nobody_else(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)

    actions.submit(offering, by=catalog.editor_a)

    assert ServiceOffering.objects.get(pk=offering.pk).workflow_in_progress
    assert told(catalog.moderator) == told(catalog.other_moderator) == ["catalog.offering_submitted"]
    assert told(catalog.editor_a) == told(catalog.editor_b) == told(catalog.planner) == []


def test_submit_when_pressed_twice_then_second_is_refused_and_nobody_is_told_twice(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    actions.submit(offering, by=catalog.editor_a)

    with pytest.raises(ActionRefused, match="already waiting"):
        actions.submit(offering, by=catalog.editor_a)

    assert told(catalog.moderator) == ["catalog.offering_submitted"]


def test_submit_when_offering_is_of_another_office_then_refused(catalog):
    offering = OfferingFactory(offering_mao=catalog.b)

    with pytest.raises(ActionRefused, match="may not change"):
        actions.submit(offering, by=catalog.editor_a)


def test_submit_when_description_is_missing_then_says_which(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    offering.description = ""
    offering.save_revision(clean=False)  # as a draft is saved on the screen

    with pytest.raises(ActionRefused, match="what you get"):
        actions.submit(offering, by=catalog.editor_a)


def test_submit_when_nothing_changed_then_refused(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, published=True)

    with pytest.raises(ActionRefused, match="no change"):
        actions.submit(offering, by=catalog.editor_a)


def test_submit_when_returned_then_goes_on_in_the_same_workflow(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, returned=True)
    state = offering.current_workflow_state

    actions.submit(offering, by=catalog.editor_a)

    fresh = ServiceOffering.objects.get(pk=offering.pk)
    assert fresh.current_workflow_state == state
    assert fresh.workflow_in_progress


def test_publish_when_moderator_then_public_and_content_version_grows(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    version = ContentVersion.current()

    actions.publish(offering, by=catalog.moderator)

    assert ServiceOffering.objects.public().get() == offering
    assert ContentVersion.current() > version


def test_publish_when_oobc_corrected_what_waits_then_the_correction_is_public(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    actions.submit(offering, by=catalog.editor_a)
    offering.title = "Corrected"
    offering.save_revision(user=catalog.moderator)

    actions.publish(offering, by=catalog.moderator)

    assert ServiceOffering.objects.public().get().title == "Corrected"


def test_publish_when_it_waited_for_oobc_then_approved_and_its_office_told(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    actions.submit(offering, by=catalog.editor_a)

    actions.publish(offering, by=catalog.moderator)

    fresh = ServiceOffering.objects.get(pk=offering.pk)
    assert (fresh.live, fresh.workflow_in_progress) == (True, False)
    assert fresh.workflow_states.get().status == "approved"
    assert told(catalog.editor_a) == ["catalog.offering_published"]


@pytest.mark.parametrize("who", ["editor_a", "planner"])
def test_publish_when_not_a_moderator_then_refused(catalog, who):
    offering = OfferingFactory(offering_mao=catalog.a)

    with pytest.raises(ActionRefused, match="Only OOBC publishes"):
        actions.publish(offering, by=getattr(catalog, who))

    assert not ServiceOffering.objects.public().exists()


def test_publish_when_draft_waits_then_live_text_stays_until_then(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, title="Old", published=True)
    offering.title = "New"
    offering.save_revision()
    assert ServiceOffering.objects.public().get().title == "Old"

    actions.publish(offering, by=catalog.moderator)

    assert ServiceOffering.objects.public().get().title == "New"


def test_set_as_checked_when_editor_of_the_office_then_dated_audited_and_text_untouched(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, published=True)
    revisions = offering.revisions.count()

    with time_machine.travel("2026-06-05 23:30+08:00", tick=False):
        actions.set_as_checked(offering, by=catalog.editor_a)

    fresh = ServiceOffering.objects.get(pk=offering.pk)
    entry = ModelLogEntry.objects.get(action="catalog.set_as_checked")
    assert (fresh.last_checked_on, fresh.last_checked_by) == (datetime.date(2026, 6, 5), catalog.editor_a)
    assert entry.user == catalog.editor_a
    assert entry.data == {"before": {"last_checked_on": None}, "after": {"last_checked_on": "2026-06-05"}}
    assert fresh.revisions.count() == revisions


@pytest.mark.parametrize("who", ["editor_b", "planner"])
def test_set_as_checked_when_not_ones_own_then_refused(catalog, who):
    offering = OfferingFactory(offering_mao=catalog.a, published=True)

    with pytest.raises(ActionRefused, match="may not confirm"):
        actions.set_as_checked(offering, by=getattr(catalog, who))


def test_set_as_checked_when_never_published_then_refused(catalog):
    offering = OfferingFactory(offering_mao=catalog.a)

    with pytest.raises(ActionRefused, match="Only a published"):
        actions.set_as_checked(offering, by=catalog.editor_a)


def test_publish_when_older_draft_was_made_before_the_check_then_check_stays(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, change_waiting=True)
    actions.set_as_checked(offering, by=catalog.editor_a)

    actions.publish(offering, by=catalog.moderator)

    assert ServiceOffering.objects.get(pk=offering.pk).last_checked_on == timezone.localdate()


def test_report_mistake_when_office_has_editors_then_they_are_told(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, published=True)

    report = actions.report_mistake(offering, message="  The office has moved. ")

    assert report.message == "The office has moved."
    assert told(catalog.editor_a) == ["catalog.mistake_reported"]
    assert told(catalog.moderator) == told(catalog.editor_b) == []


def test_report_mistake_when_office_has_no_editor_then_oobc_is_told(catalog):
    offering = OfferingFactory(published=True)

    actions.report_mistake(offering, message="Wrong amount")

    assert told(catalog.moderator) == ["catalog.mistake_reported"]


def test_handle_report_when_own_then_closed_once(catalog):
    report = OfferingReportFactory(offering__offering_mao=catalog.a)

    actions.handle_report(report, by=catalog.editor_a)

    report.refresh_from_db()
    assert report.handled_by == catalog.editor_a
    with pytest.raises(ActionRefused, match="already"):
        actions.handle_report(report, by=catalog.editor_a)


def test_handle_report_when_of_another_office_then_refused(catalog):
    report = OfferingReportFactory(offering__offering_mao=catalog.a)

    with pytest.raises(ActionRefused, match="another office"):
        actions.handle_report(report, by=catalog.editor_b)
