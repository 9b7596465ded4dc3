"""The work of the staff in a real browser: an office drafts, OOBC returns and publishes, and nobody goes further."""

import time
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from wagtail.models import Revision

from catalog.enums import ServiceType
from catalog.loaders import load_moderation_workflow
from catalog.models import ServiceOffering
from catalog.tables import COLUMNS
from tests.accounts.factories import UserFactory
from tests.browser.staff import LIST, act, field, open_tab, preview_of, upload
from tests.catalog.factories import OfferingFactory, OfferingReportFactory, ServiceCategoryFactory
from tests.catalog.sheets import record
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

PASSWORD = "a-long-enough-password"
NOTE = "Which papers must people bring?"


@pytest.fixture
def office(site, settings):
    """An office with an editor, another one, and OOBC."""
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    ServiceCategoryFactory(code="livelihood", name="Livelihood")
    a, b = OrganizationFactory(acronym="AAA"), OrganizationFactory(acronym="BBB")
    since = date(2020, 1, 1)
    return SimpleNamespace(
        a=a,
        b=b,
        editor=OrganizationMembershipFactory(organization=a, start_date=since).user,
        other_editor=OrganizationMembershipFactory(organization=b, start_date=since).user,
        moderator=UserFactory(role="oobc_staff"),
        administrator=UserFactory(role="administrator"),
    )


# ---- From a draft to the public --------------------------------------------------------------------------------------


def test_service_when_drafted_returned_mended_and_published_then_citizens_read_it_within_a_second(
    site, office, as_person, page
):
    editor, moderator = as_person(office.editor), as_person(office.moderator)

    # An office drafts, and everything the form asks can be reached.
    editor.goto(f"{site}{LIST}")
    editor.get_by_role("link", name="Add service").click()
    field(editor, "title").fill("Boats for fishers")
    field(editor, "description").fill("One small boat with an engine.")
    field(editor, "category").select_option(label="Livelihood")
    field(editor, "service_type").select_option(value=ServiceType.OTHER)
    open_tab(editor, "Who and where")
    field(editor, "obc_access").select_option(label="Open to people outside BARMM")
    open_tab(editor, "How to apply")
    field(editor, "fees_description").fill("Free")
    open_tab(editor, "Contact and upkeep")
    field(editor, "contact_phone").fill("0917 000 0000")
    open_tab(editor, "Filipino")
    act(editor, "Submit to OOBC")
    service = ServiceOffering.objects.get()
    assert (service.live, service.workflow_in_progress) == (False, True)
    page.goto(f"{site}/catalog/")
    expect(page.get_by_text("Boats for fishers")).to_have_count(0)

    # OOBC finds it at home, sees it as the public would, and returns it.
    moderator.goto(f"{site}/admin/")
    waiting = moderator.locator("#to-publish-section")
    expect(waiting).to_contain_text(f"{office.editor.first_name} {office.editor.last_name}")
    waiting.get_by_role("link", name="Boats for fishers").click()
    assert "One small boat" in preview_of(moderator)
    act(moderator, "Return to the office with a note", note=NOTE)

    # The office reads why, and mends it.
    editor.goto(f"{site}/admin/notices/")
    expect(editor.locator("main")).to_contain_text(NOTE)
    editor.get_by_role("button", name="Open: Please mend: Boats for fishers").click()
    expect(editor.locator("main")).to_contain_text(NOTE)
    open_tab(editor, "How to apply")
    editor.get_by_role("button", name="Add Paper").click()
    field(editor, "document_rows-0-name").fill("Barangay certificate")
    act(editor, "Submit to OOBC again")

    # OOBC publishes, and the public reads it at once.
    moderator.goto(f"{site}/admin/")
    moderator.locator("#to-publish-section").get_by_role("link", name="Boats for fishers").click()
    assert "Barangay certificate" in preview_of(moderator)
    act(moderator, "Approve and publish")
    published = time.monotonic()
    page.goto(f"{site}/catalog/")
    page.get_by_role("link", name="Boats for fishers").click()
    expect(page.get_by_text("Barangay certificate")).to_be_visible()
    assert time.monotonic() - published < 1


def test_published_service_when_changed_then_old_text_stays_until_oobc_has_seen_the_difference(
    site, office, as_person, page
):
    service = OfferingFactory(offering_mao=office.a, title="Boats", published=True, description="One old boat.")
    editor, moderator = as_person(office.editor), as_person(office.moderator)
    form = f"{site}/admin/catalog/services/edit/{service.pk}/"
    public = f"{site}/catalog/{service.pk}/"

    editor.goto(form)
    field(editor, "description").fill("One new boat.")
    act(editor, "Submit to OOBC")
    page.goto(public)
    expect(page.locator("main")).to_contain_text("One old boat.")
    expect(page.locator("main")).not_to_contain_text("One new boat.")

    moderator.goto(f"{site}/admin/")
    moderator.get_by_role("link", name="A change: see what changed").click()
    expect(moderator.locator("main .deletion")).to_contain_text("old")
    expect(moderator.locator("main .addition")).to_contain_text("new")
    moderator.goto(form)
    act(moderator, "Approve and publish")

    page.goto(public)
    expect(page.locator("main")).to_contain_text("One new boat.")


def test_form_when_left_alone_then_saves_by_itself_and_publishes_nothing(site, office, as_person):
    service = OfferingFactory(offering_mao=office.a, title="Boats", published=True)
    editor = as_person(office.editor)

    editor.goto(f"{site}/admin/catalog/services/edit/{service.pk}/")
    editor.locator("[data-w-unsaved-has-edits-value=false]").wait_for()  # the form has taken its first look
    field(editor, "title").fill("Boats and nets")
    editor.locator("#w-autosave-indicator[data-w-autosave-state-value=saved]").wait_for()

    service = ServiceOffering.objects.get()
    assert service.title == "Boats"
    assert service.get_latest_revision_as_object().title == "Boats and nets"
    assert not service.workflow_in_progress
    editor.reload()
    expect(field(editor, "title")).to_have_value("Boats and nets")


# ---- Nobody goes further ---------------------------------------------------------------------------------------------


def test_editor_when_trying_another_office_then_reaches_nothing_of_it(site, office, as_person):
    theirs = OfferingFactory(offering_mao=office.b, title="Nets of BBB", published=True)
    OfferingFactory(offering_mao=office.a, title="Boats of AAA")
    editor = as_person(office.editor)
    key = theirs.pk

    editor.goto(f"{site}{LIST}")
    expect(editor.locator("main")).to_contain_text("Boats of AAA")
    expect(editor.locator("main")).not_to_contain_text("Nets of BBB")
    answers = {
        address: editor.request.get(f"{site}/admin/{address}").status
        for address in (
            f"catalog/services/edit/{key}/",
            f"catalog/services/history/{key}/",
            f"catalog/services/inspect/{key}/",
            f"catalog/services/copy/{key}/",
            f"catalog/services/revisions/{key}/compare/live...latest/",
            f"catalog/services/choose/chosen/{key}/",
        )
    }
    bulk = editor.request.get(f"{site}/admin/bulk/catalog/serviceoffering/submit/?id={key}").text()
    chooser = editor.request.get(f"{site}/admin/catalog/services/choose/").text()

    assert answers == dict.fromkeys(answers, 404)
    assert "Nets of BBB" not in bulk + chooser


def test_editor_when_forging_the_office_of_the_form_then_refused_in_a_sentence(site, office, as_person):
    editor = as_person(office.editor)
    editor.goto(f"{site}{LIST}add/")
    field(editor, "title").fill("Smuggled")
    field(editor, "description").fill("Something.")
    field(editor, "category").select_option(label="Livelihood")
    field(editor, "service_type").select_option(value=ServiceType.OTHER)

    field(editor, "offering_mao").evaluate(
        "(select, key) => { select.add(new Option('BBB', key)); select.value = key }", str(office.b.pk)
    )
    act(editor, "Submit to OOBC")

    expect(editor.locator("main")).to_contain_text("Select a valid choice.")
    assert not ServiceOffering.objects.filter(offering_mao=office.b).exists()


def test_administrator_when_reaching_for_more_rights_then_gets_none(site, office, as_person):
    person = as_person(office.administrator)
    before = rights_of(office.administrator)
    csrf = csrf_of(person, site)
    own = f"{site}/admin/users/edit/{office.administrator.pk}/"
    groups = {group.name: str(group.pk) for group in Group.objects.all()}

    person.goto(f"{site}/admin/account/")
    expect(person.get_by_role("checkbox", name="Administrator")).to_have_count(0)
    person.goto(f"{site}/admin/")
    expect(person.get_by_role("link", name="Groups")).to_have_count(0)
    person.request.post(
        f"{site}/admin/account/",
        form={
            "csrfmiddlewaretoken": csrf,
            "name_email-first_name": "A",
            "groups": groups["oobc_staff"],
            "is_superuser": "on",
        },
        headers={"Referer": f"{site}/admin/account/"},
    )
    person.request.post(
        own,
        form={
            "csrfmiddlewaretoken": csrf,
            "email": office.administrator.email,
            "first_name": "A",
            "last_name": "B",
            "roles": "oobc_staff",
            "groups": groups["oobc_staff"],
            "is_superuser": "on",
            "is_active": "on",
        },
        headers={"Referer": own},
    )
    closed = {address: person.request.get(f"{site}/admin/{address}/").status for address in ("groups", "groups/new")}

    assert rights_of(office.administrator) == before == ({"administrator"}, False)
    assert closed == {"groups": 404, "groups/new": 404}


def rights_of(user):
    fresh = type(user).objects.get(pk=user.pk)
    return {group.name for group in fresh.groups.all()}, fresh.is_superuser


def csrf_of(page, site):
    page.goto(f"{site}/admin/account/")
    return page.locator("main [name=csrfmiddlewaretoken]").first.get_attribute("value")


# ---- Many at once ----------------------------------------------------------------------------------------------------

PLANTED = {
    2: ("offering_mao", "Nobody"),
    3: ("category", "Livelihod"),
    4: ("service_type", "miracle"),
    5: ("title", ""),
    6: ("description", ""),
    7: ("slots_available", "many"),
    8: ("processing_days", "-3"),
    9: ("opens_on", "31 February"),
    10: ("contact_email", "no-at-sign"),
    11: ("website_url", "not a page"),
    12: ("obc_access", "perhaps"),
    13: ("minimum_age", "old"),
}


def test_import_when_twelve_errors_are_planted_then_all_are_named_by_row_and_column_and_nothing_changes(
    site, office, as_person
):
    editor = as_person(office.editor)

    upload(editor, site, [record(row, **{name: value}) for row, (name, value) in PLANTED.items()])

    rows = editor.locator("#errors-section tbody tr")
    expect(rows).to_have_count(12)
    named = [row.locator("td").all_inner_texts() for row in rows.all()]
    labels = {column.name: str(column.label) for column in COLUMNS}
    assert [(int(row), column) for row, column, *_rest in named] == [
        (row, labels[name]) for row, (name, _value) in PLANTED.items()
    ]
    assert all(message for *_place, message in named)
    expect(editor.get_by_role("button", name="Import now")).to_have_count(0)
    assert not ServiceOffering.objects.exists()


def test_import_when_the_file_is_good_then_drafts_exist_after_the_confirmation_once(site, office, as_person):
    editor = as_person(office.editor)

    upload(editor, site, [record(number) for number in range(3)])
    expect(editor.locator("main")).to_contain_text("3 new, 0 changed, 0 unchanged.")
    assert not ServiceOffering.objects.exists()
    editor.get_by_role("button", name="Import now").dblclick()
    editor.wait_for_url(f"**{LIST}")

    expect(editor.locator("main")).to_contain_text("Service 2")
    assert list(ServiceOffering.objects.values_list("live", flat=True)) == [False] * 3
    assert Revision.objects.count() == 3


def choose_all(page):
    page.get_by_role("checkbox", name="Select all").first.check()


def test_many_services_when_submitted_published_and_checked_then_each_row_says_what_became_of_it(
    site, office, as_person
):
    for title in ("Boats", "Nets"):
        OfferingFactory(offering_mao=office.a, title=title)
    OfferingFactory(offering_mao=office.a, title="Engines", in_moderation=True)
    editor, moderator = as_person(office.editor), as_person(office.moderator)

    editor.goto(f"{site}{LIST}")
    choose_all(editor)
    editor.get_by_role("link", name="Submit the chosen texts to OOBC").click()
    editor.get_by_role("button", name="Submit to OOBC").click()
    assert results(editor) == {
        "Boats": "Submitted",
        "Engines": "It is already waiting for OOBC.",
        "Nets": "Submitted",
    }

    moderator.goto(f"{site}{LIST}")
    choose_all(moderator)
    moderator.get_by_role("link", name="Publish the chosen texts").click()
    moderator.get_by_role("button", name="Publish", exact=True).click()
    assert set(results(moderator).values()) == {"Published"}
    assert ServiceOffering.objects.public().count() == 3

    editor.goto(f"{site}{LIST}")
    choose_all(editor)
    editor.get_by_role("link", name="Set the chosen services as checked").click()
    editor.get_by_role("button", name="Set as checked").click()
    assert set(results(editor).values()) == {"Set as checked today"}


def results(page):
    rows = page.locator("main table tbody tr")
    expect(rows.first).to_be_visible()
    return {row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text().strip() for row in rows.all()}


def test_reported_mistake_when_handled_then_gone_from_what_waits(site, office, as_person):
    service = OfferingFactory(offering_mao=office.a, title="Boats", published=True)
    OfferingReportFactory(offering=service, message="The desk has moved.")
    editor = as_person(office.editor)

    editor.goto(f"{site}/admin/")
    editor.get_by_role("main").get_by_role("link", name="Reported mistakes").click()
    editor.get_by_role("link", name="The desk has moved.").click()
    editor.get_by_role("button", name="Close the report").click()

    expect(editor.locator("main")).to_contain_text("The report is closed.")
    editor.goto(f"{site}/admin/")
    expect(editor.get_by_role("main").get_by_role("link", name="Reported mistakes")).to_have_count(0)


def test_export_when_the_list_is_filtered_then_the_workbook_has_the_same_rows(site, office, as_person, tmp_path):
    OfferingFactory(offering_mao=office.a, title="Boats", published=True)
    OfferingFactory(offering_mao=office.a, title="Nets", published=True)
    OfferingFactory(offering_mao=office.a, title="A draft")
    moderator = as_person(office.moderator)

    moderator.goto(f"{site}{LIST}?state=live")
    shown = moderator.locator("main td.title a").all_inner_texts()
    moderator.get_by_role("button", name="Actions").first.click()
    with moderator.expect_download() as download:
        moderator.get_by_role("link", name="Download XLSX").click()
    download.value.save_as(tmp_path / "services.xlsx")

    header, *rows = openpyxl.load_workbook(tmp_path / "services.xlsx").active.iter_rows(values_only=True)
    assert [row[header.index("Name of the service")] for row in rows] == shown == ["Boats", "Nets"]


# ---- The second factor -----------------------------------------------------------------------------------------------


def test_staff_when_the_second_factor_is_required_then_set_it_up_before_anything_else(
    site, office, new_context, settings
):
    settings.STAFF_SECOND_FACTOR = "required"
    office.moderator.set_password(PASSWORD)
    office.moderator.save()
    person = new_context().new_page()

    person.goto(f"{site}/admin/")
    person.get_by_label("Username or e-mail address").fill(office.moderator.username)
    person.get_by_label("Password", exact=True).fill(PASSWORD)
    person.get_by_role("button", name="Sign in").click()
    expect(person.get_by_text("Your work needs a second factor.")).to_be_visible()
    assert person.goto(f"{site}{LIST}").url == f"{site}/accounts/2fa/"
    person.get_by_role("link", name="Set up an app").click()
    secret = person.get_by_label("Authenticator secret").input_value()
    person.get_by_label("Authenticator code").fill(code_now(secret))
    person.get_by_role("button", name="Activate").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Recovery Codes")

    person.goto(f"{site}/admin/")
    expect(person.get_by_role("heading", name="Waiting for you")).to_be_visible()


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
