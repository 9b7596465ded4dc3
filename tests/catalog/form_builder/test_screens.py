"""The staff screens of application forms: what they show to whom, what they keep and refuse, and what they cost."""

import html
import json
import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from catalog import actions
from catalog.form_builder.definitions import definition_of
from catalog.models import ApplicationForm, ServiceOffering
from catalog.questions import Bilingual, Definition, Kind, Section
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFactory, OfferingFactory

from .building import LEVEL, STUDIES, a_question, drafted, one_page, only_if, published, sent, with_draft

LIST = "/admin/catalog/forms/"
START = "/admin/catalog/forms/add/"
WHY = "Say why you ask: the applicant reads it beside the question."
PLAN = one_page(STUDIES, a_question("why"))
UNFINISHED = one_page(a_question("age", is_personal=True), a_question("level", Kind.CHOICE), a_question("why"))


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


def edit(form):
    return reverse("catalog_forms:edit", args=[form.pk])


def newest(form):
    return ApplicationForm.objects.get(pk=form.pk).get_latest_revision_as_object()


def errors_on_blocks(response, name="sections"):
    """What the page hands to the blocks of this field as errors."""
    found = re.search(rf'<div id="{name}"[^>]*arguments-value="([^"]*)"', response.content.decode())
    arguments = html.unescape(found.group(1))
    return json.loads(arguments)[1]


# ---- The list --------------------------------------------------------------------------------------------------------


def test_list_when_forms_and_applications_grow_then_queries_stay_the_same_and_below_twenty(
    client, catalog, count_queries
):
    client.force_login(catalog.moderator)
    published(PLAN, catalog)
    actions.submit(drafted(PLAN, catalog.a), by=catalog.editor_a)
    few = count_queries(client, LIST)
    for _more in range(4):
        form = published(PLAN, catalog)
        ApplicationFactory.create_batch(2, service=form.offering)
        actions.submit(drafted(PLAN, catalog.a), by=catalog.editor_a)

    assert count_queries(client, f"{LIST}?p=1") == few <= 20


def test_list_when_opened_then_shows_version_and_open_applications_of_all_versions(client, catalog):
    form = published(PLAN, catalog)
    ApplicationFactory.create_batch(2, service=form.offering)
    ApplicationFactory(service=form.offering, withdrawn=True)
    actions.publish(with_draft(form, one_page(STUDIES)), by=catalog.moderator)
    ApplicationFactory(service=form.offering)

    (row,) = ApplicationForm.objects.with_figures()

    assert (row.version, row.open_applications) == (2, 3)


def test_list_when_editor_opens_it_then_only_own_forms(client, catalog):
    drafted(PLAN, catalog.a, title="Own service")
    drafted(PLAN, catalog.b, title="Their service")
    client.force_login(catalog.editor_a)

    page = client.get(LIST).content.decode()

    assert "Own service" in page
    assert "Their service" not in page


@pytest.mark.parametrize(("state", "found"), [("live", "In use"), ("draft", "Drafted"), ("moderation", "Handed in")])
def test_list_when_filtered_by_state_then_only_those(client, catalog, state, found):
    published(PLAN, catalog, title="In use")
    drafted(PLAN, catalog.a, title="Drafted")
    waiting = drafted(PLAN, catalog.a, title="Handed in")
    client.force_login(catalog.moderator)
    actions.submit(waiting, by=catalog.editor_a)

    page = client.get(f"{LIST}?state={state}").content.decode()

    wanted = {found, "Handed in"} if state == "draft" else {found}
    assert {title for title in ("In use", "Drafted", "Handed in") if title in page} == wanted


@pytest.mark.parametrize(("role", "is_told"), [("oobc_planner", True), ("budget_officer", False)])
def test_list_when_reader_may_see_figures_or_not_then_open_applications_are_told_or_not(client, catalog, role, is_told):
    published(PLAN, catalog)
    client.force_login(UserFactory(role=role))

    assert ("Open applications" in client.get(LIST).content.decode()) is is_told


# ---- Starting --------------------------------------------------------------------------------------------------------


def test_start_when_opened_then_offers_own_services_without_a_form(client, catalog):
    free = OfferingFactory(offering_mao=catalog.a)
    drafted(PLAN, catalog.a)
    OfferingFactory(offering_mao=catalog.b)
    client.force_login(catalog.editor_a)

    offered = client.get(START).context["form"].fields["offering"].queryset

    assert list(offered) == [free]


def test_start_when_a_template_is_chosen_then_draft_is_made_and_opened(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    client.force_login(catalog.editor_a)

    response = client.post(START, {"offering": offering.pk, "template": "scholarship"})

    form = ApplicationForm.objects.get(offering=offering)
    assert response.headers["Location"] == edit(form)
    assert [section.title.en for section in definition_of(form).sections][:1] == ["About the student"]


def test_start_when_service_of_another_office_is_sent_then_refused(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.b)
    client.force_login(catalog.editor_a)

    response = client.post(START, {"offering": offering.pk, "template": "scholarship"})

    assert "offering" in response.context["form"].errors
    assert not ApplicationForm.objects.exists()


def test_start_when_reached_from_a_service_then_it_is_chosen(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.a)
    client.force_login(catalog.editor_a)
    service = client.get(reverse("catalog_offerings:edit", args=[offering.pk])).content.decode()

    assert f"{START}?service={offering.pk}" in service
    assert f'value="{offering.pk}" selected' in client.get(f"{START}?service={offering.pk}").content.decode()


# ---- Editing ---------------------------------------------------------------------------------------------------------


def test_edit_when_draft_is_saved_unfinished_then_all_that_was_typed_is_kept(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)

    response = client.post(edit(form), sent(form, UNFINISHED))

    assert response.headers["Location"] == edit(form)
    assert definition_of(newest(form)) == UNFINISHED


def test_edit_when_draft_is_unfinished_then_its_blocks_say_what_is_missing(client, catalog):
    form = drafted(UNFINISHED, catalog.a)
    client.force_login(catalog.editor_a)

    response = client.get(edit(form))

    questions = errors_on_blocks(response)["blockErrors"]["0"]["blockErrors"]["questions"]["blockErrors"]
    assert questions == {
        "0": {"blockErrors": {"reason": {"messages": [WHY]}}},
        "1": {"blockErrors": {"choices": {"messages": ["Give at least two choices."]}}},
    }
    assert "Your plan, Level: Give at least two choices." in html.unescape(response.content.decode())


def test_edit_when_draft_is_whole_then_nothing_is_said_to_be_missing(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)

    response = client.get(edit(form))

    assert errors_on_blocks(response) is None
    assert "Before it can be published" not in response.content.decode()


@pytest.mark.parametrize(("person", "act"), [("editor_a", "action-submit"), ("moderator", "action-publish")])
def test_edit_when_unfinished_text_is_handed_in_then_refused_on_its_blocks_and_nothing_typed_is_lost(
    client, catalog, person, act
):
    form = drafted(PLAN, catalog.a)
    client.force_login(getattr(catalog, person))

    response = client.post(edit(form), sent(form, UNFINISHED, **{act: "1"}))

    assert response.status_code == 200
    shown = errors_on_blocks(response)["blockErrors"]["0"]["blockErrors"]["questions"]["blockErrors"]
    assert set(shown) == {"0", "1"}
    assert definition_of(response.context["form"].instance) == UNFINISHED
    assert definition_of(newest(form)) == PLAN
    assert not ApplicationForm.objects.get(pk=form.pk).workflow_in_progress


def test_edit_when_whole_text_is_handed_in_then_waits_for_oobc(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)

    client.post(edit(form), sent(form, PLAN, **{"action-submit": "1"}))

    assert form in ApplicationForm.objects.in_moderation()


def test_edit_when_moderator_publishes_then_version_is_in_use(client, catalog):
    form = drafted(one_page(), catalog.a)
    client.force_login(catalog.moderator)

    client.post(edit(form), sent(form, PLAN, **{"action-publish": "1"}))

    assert ApplicationForm.objects.get(pk=form.pk).current.definition == PLAN


def test_edit_when_moderator_approves_what_was_handed_in_then_version_is_in_use(client, catalog):
    form = drafted(PLAN, catalog.a)
    actions.submit(form, by=catalog.editor_a)
    client.force_login(catalog.moderator)

    client.post(
        edit(form), sent(form, PLAN, **{"action-workflow-action": "1", "workflow-action-name": "approve"}), follow=True
    )

    assert ApplicationForm.objects.get(pk=form.pk).current.definition == PLAN


def test_approval_when_service_lost_its_class_meanwhile_then_refused_with_the_reason(client, catalog):
    form = drafted(PLAN, catalog.a)
    actions.submit(form, by=catalog.editor_a)
    ServiceOffering.objects.update(transaction_class="")
    state = ApplicationForm.objects.get(pk=form.pk).current_workflow_task_state
    client.force_login(catalog.moderator)

    address = reverse("catalog_forms:workflow_action", args=[form.pk, "approve", state.pk])
    page = client.post(address, {"comment": ""}, follow=True)

    assert "which class under RA 11032" in page.content.decode()
    form.refresh_from_db()
    assert not form.live
    assert form.workflow_in_progress


def test_edit_when_saved_then_questions_without_name_get_one_from_their_words(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)
    data = sent(form, one_page(a_question("x", label=Bilingual("Which school?"))))
    data["sections-0-value-questions-0-value-name"] = ""

    client.post(edit(form), data)

    assert newest(form).sections[0].value["questions"][0].value["name"] == "which_school"


@pytest.mark.parametrize("act", [{}, {"action-submit": "1"}])
def test_edit_when_a_question_was_duplicated_then_the_copy_gets_a_name_of_its_own(client, catalog, act):
    form = drafted(one_page(a_question("school")), catalog.a)
    client.force_login(catalog.editor_a)
    copied = sent(form, one_page(a_question("school"), a_question("school")))
    kept = newest(form).sections[0].value["questions"][0].id
    copied["sections-0-value-questions-1-id"] = kept  # the copy stands in front of what it was made from

    client.post(edit(form), {**copied, **act})

    names = {one.id: one.value["name"] for one in newest(form).sections[0].value["questions"]}
    assert names.pop(kept) == "school"
    assert list(names.values()) == ["school_2"]
    assert newest(form).workflow_in_progress is bool(act)


def test_edit_when_two_questions_are_given_one_name_by_hand_then_both_keep_it_and_it_is_said(client, catalog):
    form = drafted(one_page(a_question("school"), a_question("place")), catalog.a)
    client.force_login(catalog.editor_a)
    first, second = (one.id for one in newest(form).sections[0].value["questions"])
    typed = sent(form, one_page(a_question("school"), a_question("school")))
    typed |= {"sections-0-value-questions-0-id": first, "sections-0-value-questions-1-id": second}

    page = client.post(edit(form), {**typed, "action-submit": "1"})

    assert "Another question already has the name “school”: “School”" in json.dumps(
        errors_on_blocks(page), ensure_ascii=False
    )


def test_edit_when_page_saves_by_itself_then_half_typed_words_make_no_name(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)
    data = sent(form, one_page(a_question("x", label=Bilingual("Whi"))))
    data["sections-0-value-questions-0-value-name"] = ""

    response = client.post(edit(form), data, headers={"accept": "application/json"})

    assert response.json()["success"]
    assert newest(form).sections[0].value["questions"][0].value["name"] == ""


def test_edit_when_service_of_another_office_is_sent_then_refused(client, catalog):
    form = drafted(PLAN, catalog.a)
    other = OfferingFactory(offering_mao=catalog.b)
    client.force_login(catalog.editor_a)

    client.post(edit(form), sent(form, PLAN, offering=other.pk))

    assert newest(form).offering_id == form.offering_id


def test_edit_when_form_has_a_version_then_its_service_stays(client, catalog):
    form = published(PLAN, catalog)
    other = OfferingFactory(offering_mao=catalog.a)
    client.force_login(catalog.editor_a)

    client.post(edit(form), sent(form, PLAN, offering=other.pk))

    assert newest(form).offering_id == form.offering_id


def test_edit_when_suggestions_are_shown_then_only_questions_that_others_may_depend_on(client, catalog):
    form = drafted(one_page(STUDIES, LEVEL, a_question("why")), catalog.a)
    client.force_login(catalog.editor_a)

    page = client.get(edit(form)).content.decode()

    listed = re.search(r'<datalist id="earlier-questions">(.*?)</datalist>', page).group(1)
    assert re.findall(r'value="(\w+)"', listed) == ["studies", "level"]


@pytest.mark.parametrize("name", ["edit", "inspect", "history", "preview_on_edit"])
def test_screen_when_form_is_of_another_office_then_not_found(client, catalog, name):
    form = drafted(PLAN, catalog.b)
    client.force_login(catalog.editor_a)

    assert client.get(reverse(f"catalog_forms:{name}", args=[form.pk])).status_code == 404


# ---- Reading ---------------------------------------------------------------------------------------------------------


def test_inspect_when_reader_opens_it_then_questions_reasons_conditions_and_versions(client, catalog):
    reason = Bilingual("To ask the school")
    school = only_if(a_question("school", is_personal=True, reason=reason), "studies", "yes")
    form = published(one_page(STUDIES, school, LEVEL), catalog)
    client.force_login(catalog.planner)

    page = html.unescape(client.get(reverse("catalog_forms:inspect", args=[form.pk])).content.decode())

    for words in ("School", "To ask the school", "who answered “Studies” with: Yes", "High school", "in this one"):
        assert words in page
    assert client.get(edit(form)).status_code == 404


def test_preview_when_opened_then_every_page_as_applicants_see_it_and_nothing_to_send(client, catalog):
    second = Section(Bilingual("Why", "Bakit"), (only_if(a_question("why"), "studies", "yes"),))
    definition = Definition(sections=(*one_page(STUDIES, LEVEL).sections, second))
    form = drafted(definition, catalog.a)
    client.force_login(catalog.editor_a)
    address = reverse("catalog_forms:preview_on_edit", args=[form.pk])
    client.post(address, sent(form, definition))

    english = html.unescape(client.get(f"{address}?mode=en").content.decode())
    filipino = html.unescape(client.get(f"{address}?mode=fil").content.decode())

    for words in ("Your plan", "Studies", "High school", "Page 2 of 2", "“Why” is shown only to those who answer"):
        assert words in english
    assert "<form" not in english.split("<main")[1].split("</main")[0]
    assert "<h2>Bakit</h2>" in filipino


def test_compare_when_text_changed_then_both_are_shown(client, catalog):
    form = published(PLAN, catalog)
    with_draft(form, one_page(STUDIES, a_question("why", label=Bilingual("For what reason?"))))
    client.force_login(catalog.moderator)

    page = client.get(reverse("catalog_forms:revisions_compare", args=[form.pk, "live", "latest"])).content.decode()

    assert "For what reason?" in page


def test_service_when_it_has_a_form_then_each_screen_leads_to_the_other(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.editor_a)
    service = reverse("catalog_offerings:edit", args=[form.offering_id])

    assert edit(form) in client.get(service).content.decode()
    assert service in client.get(edit(form)).content.decode()


def test_service_when_reader_opens_it_then_leads_to_all_questions(client, catalog):
    form = drafted(PLAN, catalog.a)
    client.force_login(catalog.planner)

    page = client.get(reverse("catalog_offerings:inspect", args=[form.offering_id])).content.decode()

    assert reverse("catalog_forms:inspect", args=[form.pk]) in page
    assert START not in page


# ---- Home and bulk ---------------------------------------------------------------------------------------------------


def test_home_when_forms_wait_then_moderator_and_editor_find_them(client, catalog):
    form = drafted(PLAN, catalog.a, title="Boats")
    actions.submit(form, by=catalog.editor_a)

    client.force_login(catalog.moderator)
    moderator = client.get("/admin/").content.decode()
    client.force_login(catalog.editor_a)
    editor = client.get("/admin/").content.decode()

    assert "Application forms to publish" in moderator
    assert edit(form) in moderator
    assert "A new form" in moderator
    assert "Your application forms at OOBC" in editor


def test_home_when_more_forms_wait_then_queries_stay_the_same(client, catalog, count_queries):
    client.force_login(catalog.moderator)
    actions.submit(drafted(PLAN, catalog.a), by=catalog.editor_a)
    few = count_queries(client, "/admin/")
    for _more in range(3):
        actions.submit(drafted(PLAN, catalog.a), by=catalog.editor_a)

    assert count_queries(client, "/admin/") == few


def test_bulk_publish_when_one_is_unfinished_then_it_says_so_and_the_other_is_in_use(client, catalog):
    good, bad = drafted(PLAN, catalog.a), drafted(UNFINISHED, catalog.a)
    client.force_login(catalog.moderator)

    address = reverse("wagtail_bulk_action", args=["catalog", "applicationform", "publish"])
    page = client.post(f"{address}?id={good.pk}&id={bad.pk}&next={quote(LIST)}").content.decode()

    assert ApplicationForm.objects.get(pk=good.pk).live
    assert not ApplicationForm.objects.get(pk=bad.pk).live
    assert "Give at least two choices." in html.unescape(page)
