"""Made-up needs: for load tests, and for the demonstration."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from portal.accounts.demo import open_demo_account
from portal.communities.demo import ARENA_BLANCO, CALUMPANG, representative_accounts
from portal.core.references import new_reference, numbered_reference, read_reference
from portal.geography.models import Region
from portal.needs import demo
from portal.needs.enums import EventKind, ForwardingState, NeedStatus, SubmissionType
from portal.needs.generated import generate
from portal.needs.models import Assessment, Forwarding, Need, NeedEvent
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.core.factories import NeedCategoryFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    UserFactory.create_batch(2, role="oobc_staff")
    OrganizationFactory.create_batch(2, organization_type="bmoa")
    RepresentativeFactory()
    NeedCategoryFactory()
    NeedCategoryFactory(code="infrastructure", name="Infrastructure")


def facts():
    names = ("pk", "reference", "title", "status", "submission_type", "community", "priority_score", "due_on")
    return list(Need.objects.order_by("pk").values_list(*names))


def test_needs_when_made_then_are_valid_of_both_pathways_and_every_state_and_say_what_they_are(ground):
    generate(700, seed=3)

    needs = Need.objects.with_place().select_related("category", "assessment")
    assert needs.count() == 700
    for need in needs[::20]:
        need.full_clean()
    assert all(need.title.startswith("Demonstration ") for need in needs)
    assert {need.submission_type for need in needs} == set(SubmissionType.values)
    assert {need.status for need in needs} == set(NeedStatus.values)
    assert {forwarding.state for forwarding in Forwarding.objects.all()} == set(ForwardingState.values)
    unused = {EventKind.PUBLISHED, EventKind.UNPUBLISHED, EventKind.CORRECTED, EventKind.LINKED, EventKind.UNLINKED}
    told = set(NeedEvent.objects.values_list("kind", flat=True))
    assert set(EventKind.values) - told <= {*unused, EventKind.RESUMED, EventKind.FELL_BACK, "released"}
    assert needs.overdue().exists()
    assert needs.at_risk().exists()
    assert needs.filter(is_held=True).exists()
    assert needs.exclude(paused_on=None).exists()


def test_needs_when_their_steps_are_read_then_follow_each_other_and_end_where_the_need_stands(ground):
    generate(200, seed=4)

    for need in Need.objects.prefetch_related("events"):
        steps = list(need.events.all())
        moments = [step.at for step in steps]
        assert moments == sorted(moments)
        assert steps[-1].to_status == need.status
        assert steps[0].kind == ("received" if need.is_community_submitted else "recorded")


def test_needs_when_found_by_an_assessment_then_lie_in_its_place(ground):
    RepresentativeFactory.create_batch(3)

    generate(200, seed=5)

    for need in Need.objects.exclude(assessment=None).with_place():
        assessment = Assessment.objects.with_place().get(pk=need.assessment_id)
        around = [need.place, need.in_barangay, need.in_municipality, need.in_province, need.in_region]
        assert assessment.place in around


def test_needs_when_made_with_the_same_seed_then_are_the_same_and_there_once(ground):
    assert generate(30, seed=7) == 30
    first = facts()

    assert generate(30, seed=7) == 0
    assert facts() == first
    assert generate(40, seed=7) == 10
    assert set(first) < set(facts())
    assert generate(10, seed=8) == 10


def test_needs_when_many_then_statements_do_not_grow_with_them(ground, django_assert_max_num_queries):
    generate(1, seed=1)

    with django_assert_max_num_queries(45):
        generate(600, seed=2)


def test_references_when_numbered_then_are_valid_and_differ():
    made = {numbered_reference(number * 1_000_003) for number in range(2000)}

    assert len(made) == 2000
    assert all(read_reference(reference) == reference for reference in made)
    assert len(new_reference()) == len(next(iter(made)))


def test_command_when_run_then_it_says_how_many(ground, capsys):
    call_command("generate_needs", "3", "--seed", "2")
    call_command("generate_needs", "4", "--seed", "2")

    assert capsys.readouterr().out == "3 needs made, 0 were there already.\n1 needs made, 3 were there already.\n"


def test_command_when_rows_are_missing_or_demonstrations_are_refused_then_it_says_so(settings):
    with pytest.raises(CommandError, match="There is nobody of OOBC's staff"):
        call_command("generate_needs", "3")
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="refused"):
        call_command("generate_needs", "3")


@pytest.fixture
def demo_ground(ground):
    nine, twelve = RegionFactory(code="IX", psgc="0900000000"), RegionFactory(code="XII")
    Region.objects.filter(code="XII").update(psgc="1200000000")
    zamboanga = ProvinceFactory(psgc="0931700000", name="City of Zamboanga", region=nine)
    town = MunicipalityFactory(psgc="0931700000", name="City of Zamboanga", province=zamboanga)
    BarangayFactory(psgc=ARENA_BLANCO, name="Arena Blanco", municipality=town)
    ProvinceFactory(psgc="1208000000", name="Sarangani", region=twelve)
    BarangayFactory(psgc=CALUMPANG, name="Calumpang")
    for account in representative_accounts():
        open_demo_account(account)


def test_demonstration_when_loaded_twice_then_tells_each_story_once(demo_ground):
    first = [table.created for table in demo.load()]
    second = [table.created for table in demo.load()]

    assert first == [8, Need.objects.count()]  # Palawan is not in the list here
    assert second == [0, 0]


def test_demonstration_when_loaded_then_reaches_every_status_late_and_on_time_and_says_what_it_is(demo_ground):
    list(demo.load())

    assert set(Need.objects.values_list("status", flat=True)) == set(NeedStatus.values)
    assert set(Assessment.objects.values_list("status", flat=True)) == {
        "planning",
        "data_collection",
        "analysis",
        "completed",
        "cancelled",
    }
    assert Need.objects.overdue().exists()
    assert Need.objects.at_risk().exists()
    assert Need.objects.exclude(paused_on=None).exists()
    assert Need.objects.filter(is_held=True).exists()
    assert set(Forwarding.objects.values_list("state", flat=True)) == set(ForwardingState.values)
    assert Forwarding.objects.late().exists()
    assert not Need.objects.exclude(title__startswith="Demonstration").exists()
    assert not Assessment.objects.exclude(title__startswith="Demonstration").exists()
    teams = Assessment.objects.annotate(leaders=Count("team"))
    assert all(assessment.leaders >= 1 for assessment in teams)


def test_demonstration_when_no_accounts_are_open_then_waits_for_them():
    assert list(demo.load()) == []
