import pytest
from django.core.management import CommandError, call_command

from catalog.generated import generate
from catalog.models import ServiceOffering
from tests.catalog.ground import lay_ground
from tests.geography.factories import ProvinceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    lay_ground()
    ProvinceFactory()


def facts():
    return list(
        ServiceOffering.objects.order_by("import_key").values_list("pk", "title", "offering_mao", "slots_available")
    )


def test_services_when_made_then_they_are_published_valid_and_say_that_they_are_demonstrations(ground):
    generate(30, seed=7)

    services = ServiceOffering.objects.offered() | ServiceOffering.objects.filter(is_active=False)
    assert services.count() == 30
    for service in services:
        service.full_clean()
        assert service.title.startswith("Demonstration ")
        assert service.latest_revision == service.live_revision is not None


def test_services_when_made_with_the_same_seed_then_they_are_the_same_and_there_once(ground):
    assert generate(5, seed=7) == 5
    first = facts()

    assert generate(8, seed=7) == 3

    assert set(first) < set(facts())
    ServiceOffering.objects.all().delete()
    generate(5, seed=7)
    assert facts() == first


def test_services_when_made_with_another_seed_then_they_are_others(ground):
    generate(5, seed=7)
    generate(5, seed=8)

    assert ServiceOffering.objects.count() == 10


def test_command_when_run_then_it_says_how_many(ground, capsys):
    call_command("generate_offerings", "3", "--seed", "2")
    call_command("generate_offerings", "4", "--seed", "2")

    assert capsys.readouterr().out == (
        "3 services made, 0 were there already.\n1 services made, 3 were there already.\n"
    )


def test_command_when_reference_rows_are_missing_then_it_says_so():
    with pytest.raises(CommandError, match=r"no active office\. There is no category in use\. There is no region"):
        call_command("generate_offerings", "3")


def test_command_when_demonstrations_are_refused_then_nothing_is_made(ground, settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="refused"):
        call_command("generate_offerings", "3")
