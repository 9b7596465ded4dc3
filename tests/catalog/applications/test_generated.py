import pytest
from django.core.management import CommandError, call_command

from catalog.applications.generated import generate
from catalog.models import ApplicationEvent, ServiceApplication, ServiceFigures
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFormFactory, OfferingFactory
from tests.geography.factories import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    UserFactory.create_batch(2)
    RegionFactory()
    ApplicationFormFactory()
    OfferingFactory(published=True)


def facts():
    return list(ServiceApplication.objects.order_by("pk").values_list("pk", "reference", "status", "service"))


def test_applications_when_made_then_they_are_valid_and_say_that_they_are_demonstrations(ground):
    generate(60, seed=7)

    assert ServiceApplication.objects.count() == 60
    for case in ServiceApplication.objects.all():
        case.full_clean()
        assert case.applicant_name.startswith("Demonstration ")
        assert case.events.exists()
    assert len({case.status for case in ServiceApplication.objects.all()}) == 5
    assert ServiceFigures.objects.count() == 2


def test_applications_when_made_with_the_same_seed_then_they_are_the_same_and_there_once(ground):
    assert generate(5, seed=7) == 5
    first = facts()

    assert generate(8, seed=7) == 3

    assert set(first) < set(facts())
    assert generate(5, seed=8) == 5
    assert ServiceApplication.objects.count() == 13


def test_applications_when_many_then_statements_do_not_grow_with_them(ground, django_assert_max_num_queries):
    generate(1, seed=1)

    with django_assert_max_num_queries(40):
        generate(500, seed=2)

    assert ApplicationEvent.objects.count() > 1000


def test_command_when_run_then_it_says_how_many(ground, capsys):
    call_command("generate_applications", "3", "--seed", "2")
    call_command("generate_applications", "4", "--seed", "2")

    assert capsys.readouterr().out == (
        "3 applications made, 0 were there already.\n1 applications made, 3 were there already.\n"
    )


def test_command_when_rows_are_missing_then_it_says_so():
    with pytest.raises(CommandError, match=r"no service\. There is nobody with an account\. There is no region"):
        call_command("generate_applications", "3")


def test_command_when_demonstrations_are_refused_then_nothing_is_made(ground, settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="refused"):
        call_command("generate_applications", "3")
