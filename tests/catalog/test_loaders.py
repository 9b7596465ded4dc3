import pytest
from wagtail.models import ModelLogEntry, Revision, WorkflowContentType

from catalog.enums import ApplicationMode, OBCAccess
from catalog.loaders import LoadFailed, load_moderation_workflow, load_offerings, papers_in
from catalog.models import ApplicationForm, CatalogModerationTask, OfferingTranslation, ServiceOffering
from portal.core.models import ContentVersion
from portal.organizations.models import Organization
from tests.catalog.factories import OfferingFactory
from tests.catalog.ground import FILE, lay_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    lay_ground()
    [told] = load_offerings()
    return told


def offering(key):
    return ServiceOffering.objects.get(import_key=key)


def test_services_when_loaded_then_all_are_published_with_a_first_revision(loaded):
    services = ServiceOffering.objects.select_related("latest_revision", "live_revision")

    assert (loaded.rows, loaded.created, len(services)) == (59, 59, 59)
    assert all(s.live and not s.has_unpublished_changes and s.first_published_at for s in services)
    assert all(s.live_revision == s.latest_revision is not None for s in services)
    assert ServiceOffering.objects.offered().count() == 59
    assert ContentVersion.current() > 0


def test_services_when_loaded_then_facts_are_the_files_and_unknown_stays_unknown(loaded):
    ambag, hajj = offering("ambag"), offering("bpa-hajj")

    assert ambag.obc_access == OBCAccess.OPEN_TO_OBC
    assert ambag.offering_mao.acronym == "OCM"
    assert {region.code for region in ambag.geographic_coverage.all()} == {"BARMM", "XI", "XII"}
    assert ambag.total_beneficiaries_to_date == 287_666
    assert (ambag.obc_beneficiaries_to_date, ambag.annual_budget, ambag.slots_available) == (None, None, None)
    assert ambag.last_checked_on is None
    assert hajj.required_documents == hajj.application_process == ""
    by_key = {record["id"]: record for record in FILE["offerings"]}
    for service in ServiceOffering.objects.prefetch_related("sources"):
        record = by_key[service.import_key]
        assert service.facts_as_of == (record["facts_as_of"] or "")
        assert [source.source_url for source in service.sources.all()] == record["sources"]


def test_services_when_nobody_applies_then_the_way_to_apply_says_so(loaded):
    assert offering("rffa").application_mode == ApplicationMode.LIST
    assert offering("tabang-health").application_mode == ApplicationMode.NONE
    assert offering("aics").application_mode == ApplicationMode.OFFICE


def test_papers_when_a_plain_list_then_they_are_rows_and_else_the_sentence_stays(loaded):
    listed, told = offering("ambag"), offering("base-most")

    assert [paper.name for paper in listed.document_rows.all()] == ["Final hospital bill", "Medical abstract"]
    assert listed.required_documents == ""
    assert told.document_rows.count() == 0
    assert told.required_documents.startswith("Parents' income tax return")


@pytest.mark.parametrize(
    ("sentence", "papers"),
    [
        ("Final bill; medical abstract", ["Final bill", "Medical abstract"]),
        ("Permit to operate", ["Permit to operate"]),
        ("Enrolment form; PWD ID if any", ["Enrolment form", "PWD ID ::  :: optional"]),
        ("Tax return, or a certificate of indigency", []),
        ("Completed form and supporting documents", []),
    ],
)
def test_papers_when_split_then_only_what_is_clearly_a_list(sentence, papers):
    assert papers_in(sentence) == papers


def test_filipino_when_loaded_then_every_english_text_but_the_name_has_one(loaded):
    texts = ("description", "eligibility_criteria", "target_beneficiaries", "application_process")

    for service in ServiceOffering.objects.prefetch_related("translations"):
        [filipino] = service.translations.all()
        assert {name: bool(getattr(filipino, name)) for name in texts} == {
            name: bool(getattr(service, name)) for name in texts
        }
        assert not any(getattr(filipino, name) == getattr(service, name) != "" for name in texts)


def test_services_when_loaded_again_then_nothing_changes_and_edits_stay(loaded):
    edited = offering("ambag")
    edited.title = "AMBaG, as the office calls it"
    edited.save_revision().publish()
    version, revisions, audit = ContentVersion.current(), Revision.objects.count(), ModelLogEntry.objects.count()

    [again] = load_offerings()

    assert (again.rows, again.created, again.changed) == (59, 0, 0)
    assert offering("ambag").title == "AMBaG, as the office calls it"
    assert ServiceOffering.objects.count() == 59
    assert OfferingTranslation.objects.count() == 59
    after = (ContentVersion.current(), Revision.objects.count(), ModelLogEntry.objects.count())
    assert after == (version, revisions, audit)


def test_services_when_an_office_is_missing_then_it_says_which_and_loads_nothing():
    lay_ground()
    Organization.objects.filter(acronym="PAO").delete()

    with pytest.raises(LoadFailed, match="pao, Office: Public Attorney's Office"):
        list(load_offerings())

    assert not ServiceOffering.objects.exists()


def test_services_when_loaded_then_few_queries_serve_them_all(django_assert_max_num_queries):
    lay_ground()

    with django_assert_max_num_queries(59 * 9):  # all but thirty are Wagtail's index of references, in the background
        list(load_offerings())


def test_workflow_when_loaded_twice_then_it_is_there_once():
    first = load_moderation_workflow()

    second = load_moderation_workflow()

    assert first == second == OfferingFactory().get_workflow()
    assert [task.specific.name for task in second.tasks] == ["OOBC moderation"]
    assert CatalogModerationTask.objects.count() == 1
    moderated = WorkflowContentType.objects.filter(workflow=second)
    assert {row.content_type.model_class() for row in moderated} == {ServiceOffering, ApplicationForm}
