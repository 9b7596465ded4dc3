"""The forms of the demonstration."""

import pytest

from catalog.form_builder import demo
from catalog.loaders import LoadFailed
from catalog.models import ApplicationForm, FormVersion, ServiceOffering
from tests.catalog.factories import OfferingFactory, RequiredDocumentFactory
from tests.organizations.factories import OrganizationFactory


@pytest.fixture
def services(catalog):
    """The services that come with the portal, of which one office has an editor."""
    for number, form in enumerate(demo.FORMS):
        office = catalog.a if form.waits else OrganizationFactory(acronym=f"X{number}")
        offering = OfferingFactory(offering_mao=office, published=True, import_key=form.service)
        RequiredDocumentFactory(offering=offering)
    return catalog


def test_demo_when_loaded_then_forms_of_several_offices_are_in_use_and_one_waits(services):
    list(demo.load())

    in_use = ApplicationForm.objects.in_use()
    assert len({form.offering.offering_mao_id for form in in_use}) >= 4
    assert ApplicationForm.objects.in_moderation().count() == 1
    assert all(form.current.definition.sections for form in in_use)
    assert {form.offering.application_mode for form in in_use} == {"online"}
    assert not ServiceOffering.objects.filter(has_unpublished_changes=True).exists()


def test_demo_when_loaded_twice_then_nothing_is_made_again(services):
    list(demo.load())
    before = set(FormVersion.objects.values_list("pk", flat=True))

    (said,) = demo.load()

    assert said.created == 0
    assert set(FormVersion.objects.values_list("pk", flat=True)) == before


def test_demo_when_services_are_not_there_then_no_form_is_made(catalog):
    list(demo.load())

    assert not ApplicationForm.objects.exists()


def test_demo_when_nobody_may_publish_then_says_what_to_run(db):
    OfferingFactory(published=True, import_key=demo.FORMS[0].service)

    with pytest.raises(LoadFailed, match="demo_accounts"):
        list(demo.load())
