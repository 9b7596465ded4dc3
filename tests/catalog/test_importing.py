import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from catalog.enums import ApplicationMode, OBCAccess, ServiceType, TransactionClass
from catalog.importing import can_import, import_offerings
from catalog.models import ServiceOffering
from portal.core.importing import ImportRefused
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.catalog.sheets import csv_file, json_file, xlsx_file
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

TWELVE_ERRORS = [
    # row, column, what it holds, what is wrong
    (2, "Office", "MSDS", "This is not one of the choices. Close: MSSD."),
    (3, "Category", "Educaton", "This is not one of the choices. Close: Education."),
    (4, "Type of service", "gift", "This is not one of the choices."),
    (5, "Regions covered", "Region XXII", "This is not one of the choices. Close: Region XII, Region IX."),
    (6, "Yearly budget (₱)", "about 3 million", "This is not a number; write it like 1234.50."),
    (7, "Applications open on", "03/04/2026", "This is not a date; write it like 2026-11-22."),
    (8, "Source pages, one a line", "their website", "This is not a web address; write it like https://www.example.gov.ph/."),
    (9, "Contact e-mail", "desk at mssd", "This is not an e-mail address; write it like desk@example.gov.ph."),
    (10, "Name of the service", "x" * 99 + "…", "This is too long: 256 characters, at most 255."),
    (11, "Import key", "one", "Row 2 is the same service already."),
    (12, "Last day for applications", "2026-05-01", "Applications cannot close before they open."),
    (13, "Working days to decide", "9", "The law allows 3 working days for this class."),
]  # fmt: skip


@pytest.fixture
def mssd():
    ServiceCategoryFactory()
    RegionFactory(code="IX", name="Zamboanga Peninsula")
    RegionFactory(code="XII", name="SOCCSKSARGEN")
    return OrganizationFactory(acronym="MSSD", name="Ministry of Social Services and Development")


@pytest.fixture
def staff(mssd):
    return UserFactory(role="oobc_staff")


def good(key="one", **fields):
    return {
        "id": key,
        "offering_mao": "MSSD",
        "title": f"Service {key}",
        "description": "Notebooks and pencils.",
        "category": "Education",
        "service_type": "other",
        **fields,
    }


def run(file, by=None, dry_run=False, **options):
    return import_offerings(file, by=by, dry_run=dry_run, **options)


def told(report):
    return [(error.row, error.column, error.value, error.message) for error in report.errors]


def everything():
    return (
        list(ServiceOffering.objects.order_by("pk").values()),
        Revision.objects.count(),
        ModelLogEntry.objects.count(),
    )


def test_import_when_twelve_errors_are_planted_then_all_are_named_by_row_and_column_and_nothing_changes(staff):
    OfferingFactory(import_key="there", title="Already there", published=True)
    before = everything()
    file = json_file(
        good("one", offering_mao="MSDS"),
        good("two", category="Educaton"),
        good("three", service_type="gift"),
        good("four", geographic_coverage=["Region IX", "Region XXII"]),
        good("five", annual_budget="about 3 million"),
        good("six", opens_on="03/04/2026"),
        good("seven", sources=["https://mssd.bangsamoro.gov.ph/", "their website"]),
        good("eight", contact_email="desk at mssd"),
        good("nine", title="x" * 256),
        good("one"),
        good("ten", opens_on="2026-05-02", closes_on="2026-05-01"),
        good("eleven", transaction_class="simple", processing_days=9),
        good("there", title="Good, but not alone"),
    )

    report = run(file, by=staff)

    # A list is quoted as it stands in the cell.
    quoted = {
        5: "['Region IX', 'Region XXII']",
        8: "['https://mssd.bangsamoro.gov.ph/', 'their website']",
    }
    assert told(report) == [
        (row, column, quoted.get(row, value), message) for row, column, value, message in TWELVE_ERRORS
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("fields", "column", "message"),
    [
        ({"title": None}, "Name of the service", "This must be filled in."),
        ({"description": " "}, "What you get", "This must be filled in."),
        ({"offering_mao": None}, "Office", "This must be filled in."),
        ({"service_type": ""}, "Type of service", "This must be filled in."),
        ({"id": None}, "Import key", "This must be filled in: an import key makes a row known again."),
        (
            {"id": "two words"},
            "Import key",
            "Use only letters, digits, hyphens and underscores, without spaces.",
        ),
        ({"service_id": "7"}, "Service ID", "This is not a service ID: leave it as it was exported, or empty."),
        (
            {"service_id": "9c0cbe54-6d6f-4a39-8a4c-b1bf1f6e4cf0", "id": None},
            "Service ID",
            "No service has this ID.",
        ),
        ({"is_nationwide": "perhaps"}, "Offered in the whole country", "Write yes or no."),
        ({"slots_available": "-4"}, "Slots available", "This must be 0 or more."),
        ({"slots_available": "2.5"}, "Slots available", "Write a whole number."),
        ({"minimum_age": "60", "maximum_age": "15"}, "Maximum age", "The maximum age cannot be below the minimum age."),
        (
            {"benefit_amount_min": "10", "benefit_amount_max": "5"},
            "Largest amount given (₱)",
            "The largest amount cannot be below the smallest.",
        ),
        (
            {"total_beneficiaries_to_date": 5, "obc_beneficiaries_to_date": 6},
            "People helped so far",
            "People from communities outside BARMM are part of all people helped.",
        ),
        ({"contact_phone": "ask"}, "Contact phone", "This is not a phone number; write it like +63 64 421 1234."),
        (
            {"application_mode": "online"},
            "Address to apply online",
            "Say at which address people apply online, or publish an application form for it.",
        ),
        ({"facts_as_of": "2025-13"}, "Newest source is of", "Write a year or a year and month, like 2025-07."),
        (
            {"check_interval_months": "99"},
            "Check again every (months)",
            "Ensure this value is less than or equal to 24.",
        ),
        (
            {"document_rows": ["ID :: one :: maybe"]},
            "Papers, one a line",
            "Write a paper like “Barangay certificate :: one copy :: optional”.",
        ),
        ({"provinces_covered": ["Nowhere"]}, "Provinces covered", "This is not one of the choices."),
        ({"website_url": "ftp://x.ph"}, "Website", "This is not a web address; write it like https://www.example.gov.ph/."),
    ],
)  # fmt: skip
def test_row_when_one_cell_is_wrong_then_that_cell_is_named(mssd, fields, column, message):
    report = run(json_file(good(), good("two", **fields)), dry_run=True)

    assert [(error.row, error.column, error.message) for error in report.errors] == [(3, column, message)]


def test_row_when_one_cell_is_wrong_and_another_empty_then_both_are_named(mssd):
    row = {"id": "one", "offering_mao": "MSDS", "title": "", "description": "Bags.", "category": "Education"}

    report = run(json_file(row))

    assert told(report) == [
        (2, "Office", "MSDS", "This is not one of the choices. Close: MSSD."),
        (2, "Name of the service", "", "This must be filled in."),
        (2, "Type of service", "", "This must be filled in."),
    ]


def test_column_when_it_is_not_known_then_the_header_is_named(mssd):
    report = run(csv_file(["Import key", "Colour"], ["one", "red"]), dry_run=True)

    assert (1, "Colour", "Colour", "This column is not known.") in told(report)


def test_new_row_when_imported_then_it_is_a_draft_with_a_first_revision_and_an_audit_row(staff, mssd):
    province = ProvinceFactory(name="Basilan")
    record = good(
        alternate_name="Bag; Supot",
        obc_access="case_by_case",
        application_mode="list",
        document_rows=["School ID", "Report card :: latest :: optional"],
        opens_on="2026-05-01",
        closes_on=None,
        processing_days=3,
        transaction_class="simple",
        benefit_amount_min="₱1,000",
        geographic_coverage=["Region IX", "XII"],
        provinces_covered=["basilan"],
        is_nationwide=False,
        annual_budget=None,
        is_active=None,
        sources=["https://mssd.bangsamoro.gov.ph/a", "https://mssd.bangsamoro.gov.ph/b"],
        title_fil="Supot",
    )

    report = run(json_file(record), by=staff)

    service = ServiceOffering.objects.get(import_key="one")
    assert (len(report.created), report.changed, report.unchanged, report.errors) == (1, [], 0, [])
    assert (service.live, service.has_unpublished_changes, service.live_revision) == (False, True, None)
    assert (service.obc_access, service.application_mode) == (OBCAccess.CASE_BY_CASE, ApplicationMode.LIST)
    assert (service.benefit_amount_min, service.annual_budget) == (Decimal("1000.00"), None)
    assert (service.opens_on, service.closes_on) == (datetime.date(2026, 5, 1), None)
    assert (service.processing_days, service.transaction_class) == (3, TransactionClass.SIMPLE)
    assert (service.is_active, service.check_interval_months) == (True, 6)
    assert [(p.name, p.note, p.is_optional) for p in service.document_rows.all()] == [
        ("School ID", "", False),
        ("Report card", "latest", True),
    ]
    assert {region.code for region in service.geographic_coverage.all()} == {"IX", "XII"}
    assert list(service.provinces_covered.all()) == [province]
    assert [source.source_url[-1] for source in service.sources.all()] == ["a", "b"]
    assert service.translations.get().title == "Supot"
    revision = service.revisions.get()
    assert (revision, revision.user) == (service.latest_revision, staff)
    assert revision.as_object().document_rows.first().name == "School ID"
    entry = ModelLogEntry.objects.for_instance(service).get()
    assert (entry.action, entry.user, entry.revision, entry.data) == (
        "catalog.import_new",
        staff,
        revision,
        {"row": 2},
    )


def test_new_row_when_its_first_revision_is_compared_with_the_next_then_only_the_change_differs(staff):
    run(json_file(good(document_rows=["School ID"])), by=staff)
    service = ServiceOffering.objects.get(import_key="one")
    first = service.latest_revision

    run(json_file(good(document_rows=["School ID"], title="Renamed")), by=staff)

    second = ServiceOffering.objects.get(import_key="one").latest_revision
    assert second.get_previous() == first
    differing = {name for name in first.content if first.content[name] != second.content[name]}
    assert differing == {"title", "live", "has_unpublished_changes", "latest_revision"} & differing | {"title"}
    assert first.content["document_rows"] == second.content["document_rows"]


def test_published_row_when_changed_by_a_file_then_its_text_stays_live_and_a_draft_waits(staff):
    service = OfferingFactory(published=True, import_key="one", title="Old name")
    live = service.live_revision

    report = run(json_file({"id": "one", "title": "New name", "slots_available": 20}), by=staff)

    service = ServiceOffering.objects.get(pk=service.pk)
    [change] = report.changed
    assert (change.row, change.label) == (2, "New name")
    assert [(f.field, f.old_text, f.new_text) for f in change.fields] == [
        ("Name of the service", "Old name", "New name"),
        ("Slots available", "not set", "20"),
    ]
    assert (service.title, service.live, service.live_revision) == ("Old name", True, live)
    assert service.has_unpublished_changes
    draft = service.latest_revision.as_object()
    assert (draft.title, draft.slots_available, draft.description) == ("New name", 20, service.description)
    entry = ModelLogEntry.objects.for_instance(service).get(action="catalog.import_change")
    assert entry.data == {"row": 2, "fields": ["title", "slots_available"]}
    assert entry.revision == service.latest_revision


def test_row_when_a_draft_waits_then_the_file_is_compared_with_the_draft(staff):
    service = OfferingFactory(change_waiting=True, import_key="one", title="Old name")

    same = run(json_file({"id": "one", "title": "Old name, changed"}), by=staff)
    other = run(json_file({"id": "one", "slots_available": 5}), by=staff)

    assert (same.unchanged, same.changed) == (1, [])
    assert len(other.changed) == 1
    draft = ServiceOffering.objects.get(pk=service.pk).latest_revision.as_object()
    assert (draft.title, draft.slots_available) == ("Old name, changed", 5)


def test_row_when_imported_again_then_it_is_unchanged_and_nothing_is_written(staff):
    file = [good(document_rows=["School ID"], geographic_coverage=["Region IX"]), good("two", annual_budget=5)]
    run(json_file(*file), by=staff)
    before = everything()

    report = run(json_file(*file), by=staff)

    assert (report.created, report.changed, report.unchanged) == ([], [], 2)
    assert everything() == before


def test_row_when_the_system_knows_more_then_its_own_columns_stay(staff):
    service = OfferingFactory(published=True, checked=True, import_key="one")

    run(json_file({"id": "one", "title": "New name"}), by=staff)
    ServiceOffering.objects.get(pk=service.pk).latest_revision.publish()

    after = ServiceOffering.objects.get(pk=service.pk)
    assert (after.title, after.import_key) == ("New name", "one")
    assert (after.last_checked_on, after.last_checked_by) == (service.last_checked_on, service.last_checked_by)


def test_row_when_found_by_its_id_then_it_needs_no_import_key(staff):
    service = OfferingFactory(title="Made by hand")

    report = run(csv_file(["Service ID", "Name of the service"], [service.pk, "Mended"]), by=staff)

    assert (len(report.changed), report.errors) == (1, [])


def test_row_when_id_and_import_key_disagree_then_it_is_refused(staff):
    service = OfferingFactory(import_key="one")

    report = run(json_file({"service_id": str(service.pk), "id": "two"}), by=staff)

    assert told(report) == [
        (2, "Import key", "two", "The service with this ID has another import key, or none."),
    ]


def test_row_when_a_cell_is_emptied_then_the_value_goes_and_a_missing_column_leaves_it(staff):
    service = OfferingFactory(import_key="one", slots_available=5, contact_person="Desk 2")

    run(json_file({"id": "one", "slots_available": None}), by=staff)

    draft = ServiceOffering.objects.get(pk=service.pk).latest_revision.as_object()
    assert (draft.slots_available, draft.contact_person) == (None, "Desk 2")


def test_row_when_empty_where_a_value_always_stands_then_it_stays_as_it_is(staff):
    service = OfferingFactory(import_key="one", is_active=False, obc_access=OBCAccess.BARMM_RESIDENTS)

    report = run(json_file({"id": "one", "is_active": None, "obc_access": None}), by=staff)

    assert (report.unchanged, ServiceOffering.objects.get(pk=service.pk).is_active) == (1, False)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (
            {"in_moderation": True},
            "This service is waiting for OOBC: it must be published or returned before it changes.",
        ),
        ({"scheduled": True}, "A version of this service is scheduled: cancel the schedule before it changes."),
        ({"locked": True}, "Somebody has locked this service."),
    ],
)
def test_row_when_its_service_is_held_then_a_change_is_refused_and_no_change_is_fine(staff, state, reason):
    OfferingFactory(import_key="one", title="Held", **state)

    same = run(json_file({"id": "one", "title": "Held"}), by=staff)
    other = run(json_file({"id": "one", "title": "Other"}), by=staff)

    assert (same.unchanged, same.errors) == (1, [])
    assert told(other) == [(2, "Import key", "one", reason)]


def test_row_when_returned_by_a_moderator_then_it_may_be_mended_by_a_file(staff):
    OfferingFactory(import_key="one", returned=True)

    report = run(json_file({"id": "one", "title": "Mended"}), by=staff)

    assert (len(report.changed), report.errors) == (1, [])


def test_row_when_the_office_or_category_is_out_of_use_then_a_new_choice_of_it_is_refused(staff, mssd):
    service = OfferingFactory(import_key="one", offering_mao=mssd)
    mssd.is_active = False
    mssd.save()

    kept = run(json_file({"id": "one", "offering_mao": "MSSD", "title": "Kept"}), by=staff, dry_run=True)
    chosen = run(json_file(good("two")), by=staff, dry_run=True)

    assert kept.errors == []
    assert told(chosen) == [(2, "Office", "MSSD", "This is no longer in use.")]
    assert service.offering_mao == mssd


def test_dry_run_when_good_then_it_tells_the_same_as_the_real_run_and_writes_nothing(staff):
    OfferingFactory(import_key="one", published=True)
    file = [good("one", title="New name"), good("two")]
    before = everything()

    dry = run(json_file(*file), by=staff, dry_run=True)
    undone = everything()
    real = run(json_file(*file), by=staff)

    assert undone == before
    assert dry.fingerprint == real.fingerprint
    assert ServiceOffering.objects.count() == 2


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_sheet_when_headers_are_labels_then_it_is_read_as_the_json_is(staff, make):
    rows = [
        ["Import key", "Office", "name of  the service", "What you get", "CATEGORY", "service_type", "Regions covered"],
        ["one", "Ministry of Social Services and Development", "Bags", "A bag.", "education", "Scholarship",
         "Region IX | XII"],
    ]  # fmt: skip

    report = run(make(*rows), by=staff)

    service = ServiceOffering.objects.get(import_key="one")
    assert report.ok
    assert (service.title, service.service_type) == ("Bags", ServiceType.SCHOLARSHIP)
    assert service.geographic_coverage.count() == 2


def test_file_when_it_cannot_be_read_then_one_sentence_says_why(staff):
    with pytest.raises(ImportRefused, match="no rows"):
        run(csv_file(["Import key"]), by=staff)


# Rights.


def test_editor_when_rows_are_of_the_own_office_then_they_are_imported():
    ServiceCategoryFactory()
    editor = OrganizationMembershipFactory(organization__acronym="MSSD").user

    report = run(json_file(good()), by=editor)

    assert len(report.created) == 1
    assert ServiceOffering.objects.get().latest_revision.user == editor


def test_editor_when_a_row_is_of_another_office_then_that_row_is_refused_and_nothing_is_imported(mssd):
    editor = OrganizationMembershipFactory(organization__acronym="MOH").user
    OfferingFactory(import_key="theirs", offering_mao=mssd, title="Theirs")
    own = good("own", offering_mao="MOH")

    new, changed, taken = (
        run(json_file(own, good("two")), by=editor),
        run(json_file(own, good("theirs", title="Mine")), by=editor),
        run(json_file(own, good("theirs", offering_mao="MOH")), by=editor),
    )

    sentence = "You may not write services of this office."
    assert told(new) == told(changed) == [(3, "Office", "MSSD", sentence)]
    assert told(taken) == [(3, "Office", "MOH", sentence)]
    assert [service.title for service in ServiceOffering.objects.all()] == ["Theirs"]


@pytest.mark.parametrize(
    ("role", "may"),
    [("oobc_staff", True), ("oobc_planner", False), ("administrator", False), ("mao_editor", False)],
)
def test_import_when_asked_who_may_open_it_then_those_who_may_write_services(role, may):
    assert can_import(UserFactory(role=role)) is may


def test_import_when_an_editor_has_an_office_then_they_may_open_it():
    assert can_import(OrganizationMembershipFactory().user)
    assert can_import(OrganizationMembershipFactory(focal=True).user)
    ended = OrganizationMembershipFactory(end_date=timezone.localdate())
    assert not can_import(ended.user)


# Publishing and speed.


def test_import_when_told_to_publish_then_new_and_changed_rows_are_live(mssd):
    OfferingFactory(published=True, import_key="one", title="Old name")

    run(json_file(good("one", title="New name"), good("two")), publish=True)

    services = ServiceOffering.objects.order_by("import_key")
    assert [(s.title, s.live, s.has_unpublished_changes) for s in services] == [
        ("New name", True, False),
        ("Service two", True, False),
    ]


def test_import_when_there_are_more_rows_then_reading_and_writing_cost_no_more_queries(staff):
    def queries_of(count):
        keys = [f"{count}-{number}" for number in range(count)]
        for key in keys:
            OfferingFactory(import_key=key, change_waiting=True)
        with CaptureQueriesContext(connection) as captured:
            report = run(json_file(*[{"id": key, "title": f"Changed {key}"} for key in keys]), by=staff)
        assert len(report.changed) == count
        return len(captured)

    queries_of(1)  # what is read once for the process

    assert queries_of(2) == queries_of(9)
