import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from catalog.demo import STORIES, load
from catalog.enums import IntakeState
from catalog.loaders import LoadFailed
from catalog.models import OfferingReport, ServiceOffering
from portal.organizations.models import Organization
from tests.accounts.factories import UserFactory
from tests.catalog.ground import lay_ground
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    lay_ground()
    UserFactory(role="oobc_staff")
    for acronym in ("MBHTE", "MSSD"):
        OrganizationMembershipFactory(organization=Organization.objects.get(acronym=acronym))


def state_of(key):
    return str(ServiceOffering.objects.get(import_key=key).status_string)


def test_story_when_loaded_then_every_editorial_state_is_reached(people):
    list(load())

    assert {story.key: state_of(story.key) for story in STORIES} == {
        "demo-school-bags": "draft",
        "demo-reading-camp": "in moderation",
        "demo-mother-tongue": "live + draft",
        "demo-exam-review": "scheduled",
        "demo-dormitory": "live",
        "demo-sewing-course": "draft",
        "demo-blankets": "live",
        "demo-wheelchairs": "live",
        "demo-senior-trips": "live",
        "demo-market-stalls": "live + in moderation",
    }
    returned = ServiceOffering.objects.get(import_key="demo-sewing-course").current_workflow_state
    assert returned.status == returned.STATUS_NEEDS_CHANGES
    assert returned.current_task_state.comment.startswith("Please say which papers")


def test_story_when_loaded_then_intake_checks_alerts_and_a_report_are_there(people):
    list(load())

    services = {service.import_key: service for service in ServiceOffering.objects.all()}
    assert services["demo-dormitory"].intake_state() == IntakeState.OPENS_LATER
    assert services["demo-wheelchairs"].intake_state() == IntakeState.OPEN
    assert services["demo-senior-trips"].intake_state() == IntakeState.CLOSED
    assert services["demo-blankets"].intake_state() == IntakeState.ENDED
    assert services["demo-wheelchairs"].last_checked_on == timezone.localdate()
    assert services["demo-wheelchairs"].alert.startswith("Demonstration:")
    due = ServiceOffering.objects.due_for_check()
    assert services["demo-senior-trips"] in due
    assert services["demo-wheelchairs"] not in due
    assert OfferingReport.objects.open().get().offering == services["demo-wheelchairs"]


def test_story_when_read_then_every_service_says_that_it_is_invented(people):
    list(load())

    for service in ServiceOffering.objects.prefetch_related("translations"):
        assert service.title.startswith("Demonstration: ")
        assert service.description.startswith("Invented for demonstration.")
        assert service.translations.get().description.startswith("Gawa-gawa bilang halimbawa.")
        service.full_clean()


def test_story_when_loaded_again_then_nothing_happens(people):
    [first] = load()
    before = (Revision.objects.count(), ModelLogEntry.objects.count(), OfferingReport.objects.count())

    [again] = load()

    assert (first.created, again.created) == (len(STORIES), 0)
    assert (Revision.objects.count(), ModelLogEntry.objects.count(), OfferingReport.objects.count()) == before


def test_story_when_nobody_can_act_then_it_says_what_to_do_first():
    lay_ground()

    with pytest.raises(LoadFailed, match="Run demo_accounts first"):
        list(load())
