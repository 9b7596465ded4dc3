"""The forms to start from, and starting from them."""

import pytest

from catalog.form_builder.actions import start
from catalog.form_builder.definitions import definition_of
from catalog.form_builder.missing import errors_of
from catalog.form_builder.templates import form_templates
from catalog.models import ApplicationForm
from catalog.questions import Kind, problems
from portal.core.actions import ActionRefused
from tests.catalog.factories import ApplicationFormFactory, OfferingFactory, RequiredDocumentFactory

TEMPLATES = list(form_templates().values())


def test_templates_when_counted_then_at_least_five():
    assert len(TEMPLATES) >= 5


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_template_when_checked_then_nothing_is_wrong_with_it(template):
    assert problems(template.definition, papers=[]) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_template_when_read_in_filipino_then_every_text_has_its_own(template):
    definition = template.definition
    texts = [text for section in definition.sections for text in (section.title, section.intro)]
    for question in definition.questions():
        texts += [question.label, question.help, question.reason, *(choice.label for choice in question.choices)]
    texts += [text for check in definition.checks for text in (check.question, check.advice)]

    assert [text.en for text in texts if text.en and not text.fil] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_template_when_it_asks_about_a_person_then_it_says_why(template):
    about = {"date_of_birth", "monthly_income", "household_members", "illness", "patient_name", "has_disability"}
    asked = [question for question in template.definition.questions() if question.name in about]

    assert [question.name for question in asked if not (question.is_personal and question.reason)] == []


def test_start_when_service_asks_for_papers_then_each_is_a_question(catalog):
    offering = OfferingFactory(offering_mao=catalog.a, transaction_class="complex", contact_person="Desk 1")
    bill = RequiredDocumentFactory(offering=offering, name="Final bill", note="From the hospital")
    letter = RequiredDocumentFactory(offering=offering, name="Letter", is_optional=True)

    form = start(offering, template=form_templates()["medical_burial"], by=catalog.editor_a)

    files = [question for question in definition_of(form).questions() if question.kind == Kind.FILE]
    assert [(one.paper, one.label.en, one.is_required) for one in files] == [
        (bill.pk, "Final bill", True),
        (letter.pk, "Letter", False),
    ]
    assert files[0].help.en == "From the hospital"
    assert errors_of(form) == {}
    assert (form.live, form.receiving_unit, form.latest_revision.user) == (False, "Desk 1", catalog.editor_a)


def test_start_when_empty_then_a_draft_without_pages(catalog):
    form = start(OfferingFactory(offering_mao=catalog.a), template=None, by=catalog.editor_a)

    assert definition_of(form).sections == ()


def test_start_when_service_has_a_form_then_refused(catalog):
    offering = ApplicationFormFactory(offering__offering_mao=catalog.a).offering

    with pytest.raises(ActionRefused, match="has a form already"):
        start(offering, template=None, by=catalog.editor_a)


@pytest.mark.parametrize("person", ["editor_b", "planner"])
def test_start_when_service_is_of_another_office_then_refused(catalog, person):
    with pytest.raises(ActionRefused, match="this office"):
        start(OfferingFactory(offering_mao=catalog.a), template=None, by=getattr(catalog, person))
    assert ApplicationForm.objects.count() == 0
