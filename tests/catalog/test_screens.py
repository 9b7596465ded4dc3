"""The staff screens of services: what they show and offer to whom, and what they cost."""

import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse

from catalog import actions
from catalog.models import RequiredDocument, ServiceOffering
from catalog.questions import Bilingual, Definition, Kind, Question, Section
from portal.core.actions import ActionRefused
from portal.geography.models import Province, Region
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFormFactory,
    FormVersionFactory,
    OfferingFactory,
    OfferingReportFactory,
    RequiredDocumentFactory,
)
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory

LIST = "/admin/catalog/services/"
AJAX = {"x-requested-with": "XMLHttpRequest"}
STATES = ["published", "draft", "in_moderation", "returned", "scheduled", "change_waiting"]


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


def edit(offering):
    return reverse("catalog_offerings:edit", args=[offering.pk])


def one_of_each_state(office, **fields):
    return [OfferingFactory(offering_mao=office, state=state, **fields) for state in STATES]


# ---- What they cost --------------------------------------------------------------------------------------------------


def test_list_when_rows_of_every_state_grow_then_queries_stay_below_twenty_and_the_same(client, catalog, count_queries):
    client.force_login(catalog.moderator)
    one_of_each_state(catalog.a)
    few = count_queries(client, LIST)
    for _more in range(3):
        one_of_each_state(OrganizationFactory())

    many = count_queries(client, f"{LIST}?p=1")

    assert few == many <= 20


def test_home_when_more_services_wait_then_queries_stay_the_same(client, catalog, count_queries):
    client.force_login(catalog.moderator)
    OfferingFactory(in_moderation=True)
    few = count_queries(client, "/admin/")
    for _more in range(5):
        OfferingFactory(in_moderation=True)

    assert count_queries(client, "/admin/") == few


def test_reports_when_rows_grow_then_queries_stay_the_same(client, catalog, count_queries):
    client.force_login(catalog.moderator)
    OfferingReportFactory()
    few = count_queries(client, "/admin/catalog/reports/")
    for _more in range(5):
        OfferingReportFactory()

    assert count_queries(client, "/admin/catalog/reports/") == few


def test_form_when_offices_and_places_grow_then_queries_stay_the_same(client, catalog, count_queries):
    client.force_login(catalog.moderator)
    offering = OfferingFactory(offering_mao=catalog.a, change_waiting=True)
    covers_every_place(offering)
    few = count_queries(client, edit(offering))
    for number in range(8):
        OrganizationFactory()
        ProvinceFactory(region=RegionFactory(code=f"R{number}"))
    covers_every_place(offering)

    assert count_queries(client, edit(offering)) == few


def covers_every_place(offering):
    ProvinceFactory()
    offering.geographic_coverage.set(Region.objects.all())
    offering.provinces_covered.set(Province.objects.all())
    offering.save_revision()


# ---- What they show and offer ----------------------------------------------------------------------------------------


def test_list_when_it_may_be_edited_then_the_name_leads_to_the_form_else_to_the_facts(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    pages = {}
    for who in ("editor_a", "moderator", "planner"):
        client.force_login(getattr(catalog, who))
        pages[who] = client.get(LIST).text

    facts = reverse("catalog_offerings:inspect", args=[offering.pk])
    assert f'href="{edit(offering)}"' in pages["editor_a"]
    assert f'href="{edit(offering)}"' in pages["moderator"]
    assert f'href="{edit(offering)}"' not in pages["planner"]
    assert f'href="{facts}"' in pages["planner"]


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("editor_a", {"Add service", "Import services", "Download XLSX"}),
        ("moderator", {"Add service", "Import services", "Download XLSX"}),
        ("planner", {"Download XLSX"}),
    ],
)
def test_list_when_opened_then_offers_only_what_the_person_may_do(client, catalog, who, offered):
    client.force_login(getattr(catalog, who))

    page = client.get(LIST).text

    assert {words for words in ("Add service", "Import services", "Download XLSX") if words in page} == offered


def test_export_when_the_list_is_filtered_then_holds_just_its_rows(client, catalog):
    client.force_login(catalog.editor_a)
    OfferingFactory(offering_mao=catalog.a, title="=1+1 Live", published=True)
    OfferingFactory(offering_mao=catalog.a, title="Draft")
    OfferingFactory(offering_mao=catalog.b, title="Of others", published=True)

    response = client.get(f"{LIST}?state=live&export=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert [row[header.index("Name of the service")] for row in rows] == ["'=1+1 Live"]


@pytest.mark.parametrize(
    ("who", "state", "offered"),
    [
        ("editor_a", "draft", {"Save draft", "Submit to OOBC"}),
        ("editor_a", "returned", {"Save draft", "Submit to OOBC again"}),
        ("editor_a", "published", {"Save draft", "Submit to OOBC"}),
        ("moderator", "draft", {"Save draft", "Publish"}),
        (
            "moderator",
            "in_moderation",
            {"Save draft", "Return to the office with a note", "Approve and publish"},
        ),
        ("moderator", "change_waiting", {"Save draft", "Publish", "Unpublish"}),
    ],
)
def test_form_when_opened_then_its_menu_holds_the_acts_of_this_person(client, catalog, who, state, offered):
    client.force_login(getattr(catalog, who))
    offering = OfferingFactory(offering_mao=catalog.a, state=state)

    menu = client.get(edit(offering)).context["action_menu"]

    assert {words_of(item, menu) for item in [menu.default_item, *menu.menu_items]} == offered


def words_of(item, menu):
    """The label of a button, which some of them have in their template only."""
    return {"action-save": "Save draft", "action-publish": "Publish"}.get(
        item.name, str(item.get_context_data(menu.context)["label"])
    )


def test_form_when_the_text_waits_for_oobc_then_its_submitter_may_take_it_back(client, catalog):
    client.force_login(catalog.editor_a)
    offering = OfferingFactory(offering_mao=catalog.a)
    actions.submit(offering, by=catalog.editor_a)

    page = client.get(edit(offering)).text

    assert "Take back from OOBC" in page
    assert "Approve" not in page


def test_text_when_returned_then_a_note_must_say_why(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.a, in_moderation=True)
    state = offering.current_workflow_task_state
    note = reverse("catalog_offerings:collect_workflow_action_data", args=[offering.pk, "reject", state.pk])
    client.force_login(catalog.moderator)

    answers = [client.post(note, {"comment": comment}, headers=AJAX) for comment in ("", "Which papers?")]
    without, with_note = (answer.json() for answer in answers)

    assert without["step"] == "action"
    assert with_note == {"step": "success", "cleaned_data": {"comment": "Which papers?"}}


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("approve", "“Boats” is approved and published."),
        ("reject", "“Boats” is back with its office, with your note."),
    ],
)
def test_text_when_a_moderator_has_answered_then_the_page_says_what_became_of_it(client, catalog, action, told):
    offering = OfferingFactory(offering_mao=catalog.a, title="Boats", in_moderation=True)
    client.force_login(catalog.moderator)
    answer = {
        "action-workflow-action": "1",
        "workflow-action-name": action,
        "workflow-action-extra-data": '{"comment": "Which papers?"}',
    }

    page = client.post(edit(offering), {**untouched(client, offering), **answer}, follow=True).text

    assert told in page


@pytest.fixture
def with_a_paper(catalog):
    """A service with two papers; the form in use asks for the first."""
    offering = OfferingFactory(offering_mao=catalog.a, published=True, transaction_class="complex")
    asked, other = (
        RequiredDocumentFactory(offering=offering, name="School record"),
        RequiredDocumentFactory(offering=offering, name="Birth certificate"),
    )
    offering = ServiceOffering.objects.get(pk=offering.pk)
    offering.save_revision().publish()
    form = ApplicationFormFactory(offering=offering)
    question = Question("record", Kind.FILE, Bilingual("Your record"), paper=asked.pk)
    FormVersionFactory(form=form, content=Definition((Section(Bilingual("Papers"), (question,)),)).to_json())
    return SimpleNamespace(offering=offering, asked=asked, other=other, form=form)


def without(client, offering, paper):
    data = untouched(client, offering)
    places = [f"document_rows-{place}" for place in range(data["document_rows-TOTAL_FORMS"])]
    return data | {f"{place}-DELETE": "on" for place in places if data[f"{place}-id"] == paper.pk}


def test_paper_when_removed_and_the_form_in_use_asks_for_it_then_is_refused_with_the_form_named(
    client, with_a_paper, catalog
):
    client.force_login(catalog.editor_a)
    data = without(client, with_a_paper.offering, with_a_paper.asked)

    page = client.post(edit(with_a_paper.offering), data)

    assert f"“School record” cannot be removed: the form in use ({with_a_paper.form}) asks for it" in page.text
    assert "“Your record”" in page.text


def test_paper_when_removed_and_no_form_in_use_asks_for_it_then_is_gone_from_the_draft(client, with_a_paper, catalog):
    client.force_login(catalog.editor_a)

    client.post(edit(with_a_paper.offering), without(client, with_a_paper.offering, with_a_paper.other))

    draft = ServiceOffering.objects.get(pk=with_a_paper.offering.pk).get_latest_revision_as_object()
    assert [paper.name for paper in draft.document_rows.all()] == ["School record"]


def test_publish_when_a_draft_lacks_a_paper_that_the_form_in_use_asks_for_then_is_refused(with_a_paper, catalog):
    draft = with_a_paper.offering
    draft.document_rows = []
    draft.save_revision(clean=False)

    with pytest.raises(ActionRefused, match="School record"):
        actions.publish(ServiceOffering.objects.get(pk=draft.pk), by=catalog.moderator)

    assert RequiredDocument.objects.filter(pk=with_a_paper.asked.pk).exists()


def untouched(client, offering):
    """What a browser sends back of the form as it came."""
    form = client.get(edit(offering)).context["form"]
    formsets = form.formsets.values()
    parts = [form, *(part for formset in formsets for part in (formset.management_form, *formset.forms))]
    values = {bound.html_name: bound.value() for part in parts for bound in part}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_reports_when_there_are_some_then_listed_and_lead_to_what_readers_wrote(client, catalog):
    client.force_login(catalog.editor_a)
    report = OfferingReportFactory(offering__offering_mao=catalog.a)
    OfferingReportFactory(message="Of others")

    page = client.get("/admin/catalog/reports/").text

    assert reverse("catalog_reports:inspect", args=[report.pk]) in page
    assert "The office has moved." in page
    assert "To be handled" in page
    assert "Of others" not in page


def test_home_when_texts_wait_then_moderators_see_whose_and_since_when_and_others_do_not(client, catalog):
    new = OfferingFactory(offering_mao=catalog.a, title="New one")
    changed = OfferingFactory(offering_mao=catalog.a, change_waiting=True)
    for offering in (new, changed):
        actions.submit(offering, by=catalog.editor_a)
    client.force_login(catalog.moderator)
    page = client.get("/admin/").text
    client.force_login(catalog.editor_a)
    of_editor = client.get("/admin/").text

    assert "New one" in page
    assert f"{catalog.editor_a.first_name} {catalog.editor_a.last_name}" in page
    assert reverse("catalog_offerings:revisions_compare", args=[changed.pk, "live", "latest"]) in page
    assert 'id="to-publish-section' in page
    assert 'id="to-publish-section' not in of_editor


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "ocm_leadership"])
def test_search_box_when_services_may_be_seen_then_looks_among_them(client, catalog, role):
    client.force_login(UserFactory(role=role))

    assert f'"{LIST}"' in client.get("/admin/").text
