"""Publishing a form puts its questions in use as a version that never changes."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog import actions
from catalog.models import ApplicationForm, FormVersion, ServiceOffering
from catalog.questions import Bilingual, Kind
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from portal.notifications.models import InboxMessage
from tests.catalog.factories import ApplicationFactory, OfferingFactory

from .building import STUDIES, a_question, drafted, one_page, published, with_draft

PLAN = one_page(STUDIES, a_question("why"))


def told(user):
    return list(InboxMessage.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def numbers(form):
    return list(form.versions.order_by("number").values_list("number", flat=True))


def test_publish_when_draft_is_whole_then_first_version_is_in_use(catalog):
    form = drafted(PLAN, catalog.a)
    before = ContentVersion.current()

    actions.publish(form, by=catalog.moderator)

    form.refresh_from_db()
    assert form.current.number == 1
    assert form.current.definition == PLAN
    assert form in ApplicationForm.objects.in_use()
    assert ContentVersion.current() > before


def test_publish_when_questions_changed_then_next_version_and_running_applications_keep_theirs(catalog):
    form = published(PLAN, catalog)
    case = ApplicationFactory(service=form.offering)
    longer = one_page(STUDIES, a_question("why"), a_question("where"))

    actions.publish(with_draft(form, longer), by=catalog.moderator)

    assert numbers(form) == [1, 2]
    assert form.current.definition == longer
    case.refresh_from_db()
    assert case.form_version.definition == PLAN


def test_publish_when_only_the_desk_changed_then_no_new_version(catalog):
    form = published(PLAN, catalog)
    form.receiving_unit = "Desk 7"
    form.save_revision()

    actions.publish(form, by=catalog.moderator)

    form.refresh_from_db()
    assert form.receiving_unit == "Desk 7"
    assert numbers(form) == [1]


def test_publish_when_words_of_a_question_without_typed_name_change_then_its_name_stays(catalog):
    form = drafted(one_page(a_question("x", label=Bilingual("Which school?"))), catalog.a)
    form.sections[0].value["questions"][0].value["name"] = ""
    form.save_revision(clean=False)
    actions.publish(form, by=catalog.moderator)
    form.refresh_from_db()
    form.sections[0].value["questions"][0].value["label"] = "Name of your school"
    form.save_revision(clean=False)

    actions.publish(form, by=catalog.moderator)

    names = [[question.name for question in version.definition.questions()] for version in form.versions.all()]
    assert names == [["which_school"], ["which_school"]]


def test_draft_when_it_waits_then_people_fill_in_what_is_published(catalog):
    form = published(PLAN, catalog)

    with_draft(form, one_page(a_question("other")))

    assert form.current.definition == PLAN


@pytest.mark.parametrize(
    ("definition", "facts", "sentence"),
    [
        (one_page(a_question("paper", Kind.FILE)), {}, "Choose which of the required papers"),
        (one_page(), {}, "This section asks nothing"),
        (PLAN, {"transaction_class": ""}, "which class under RA 11032"),
    ],
)
def test_publish_when_something_is_missing_then_refused_and_nothing_is_in_use(catalog, definition, facts, sentence):
    form = drafted(definition, catalog.a, **facts)

    with pytest.raises(ActionRefused, match=sentence):
        actions.publish(form, by=catalog.moderator)

    with pytest.raises(ValidationError, match=sentence):
        form.latest_revision.publish()
    assert not ApplicationForm.objects.get(pk=form.pk).live
    assert FormVersion.objects.count() == 0


def test_version_when_made_twice_with_one_number_then_the_database_refuses(catalog):
    form = published(PLAN, catalog)

    with pytest.raises(IntegrityError), transaction.atomic():
        form.versions.create(number=1, content={})


def test_unpublish_when_done_then_no_version_is_in_use_and_none_is_lost(catalog):
    form = published(PLAN, catalog)
    before = ContentVersion.current()

    form.unpublish(user=catalog.moderator)

    form.refresh_from_db()
    assert form.current is None
    assert numbers(form) == [1]
    assert ContentVersion.current() > before


def test_publish_when_unpublished_before_and_nothing_changed_then_the_version_is_in_use_again(catalog):
    form = published(PLAN, catalog)
    form.unpublish()
    form.refresh_from_db()

    form.latest_revision.publish()

    form.refresh_from_db()
    assert form.current.number == 1


# ---- Moderation ------------------------------------------------------------------------------------------------------


def test_submit_when_editor_hands_in_then_moderators_are_told_and_may_publish(catalog):
    form = drafted(PLAN, catalog.a)

    actions.submit(form, by=catalog.editor_a)
    actions.publish(form, by=catalog.moderator)

    form.refresh_from_db()
    assert form.current.number == 1
    assert not form.workflow_in_progress
    assert "catalog.offering_submitted" in told(catalog.moderator)
    assert told(catalog.editor_a) == ["catalog.offering_published"]
    assert told(catalog.editor_b) == []


def test_submit_when_returned_with_a_note_then_its_office_is_told_and_hands_in_again(catalog):
    form = drafted(PLAN, catalog.a)
    actions.submit(form, by=catalog.editor_a)
    form.current_workflow_task_state.reject(user=catalog.moderator, comment="Ask less.")
    form = ApplicationForm.objects.get(pk=form.pk)

    actions.submit(form, by=catalog.editor_a)

    assert told(catalog.editor_a) == ["catalog.offering_returned"]
    assert form in ApplicationForm.objects.in_moderation()


@pytest.mark.parametrize("act", [actions.submit, actions.publish])
@pytest.mark.parametrize("person", ["editor_b", "planner"])
def test_act_when_person_has_no_right_then_refused(catalog, act, person):
    form = drafted(PLAN, catalog.a)

    with pytest.raises(ActionRefused, match=r"may not change|Only OOBC"):
        act(form, by=getattr(catalog, person))


def test_publish_when_editor_tries_then_refused(catalog):
    with pytest.raises(ActionRefused, match="Only OOBC"):
        actions.publish(drafted(PLAN, catalog.a), by=catalog.editor_a)


# ---- The service -----------------------------------------------------------------------------------------------------


def test_service_when_people_apply_by_its_form_then_online_needs_no_address(catalog):
    offering = published(PLAN, catalog).offering
    offering.application_mode = "online"

    ServiceOffering.objects.get(pk=offering.pk).full_clean()
    offering.full_clean()


def test_service_when_its_form_is_a_draft_or_missing_then_online_needs_an_address(catalog):
    for offering in (drafted(PLAN).offering, OfferingFactory()):
        offering.application_mode = "online"

        with pytest.raises(ValidationError, match="or publish an application form"):
            offering.full_clean()


def test_definition_when_question_loses_its_reason_then_not_publishable(catalog):
    personal = replace(STUDIES, is_personal=True)

    with pytest.raises(ActionRefused, match="Say why you ask"):
        actions.publish(drafted(one_page(personal), catalog.a), by=catalog.moderator)
