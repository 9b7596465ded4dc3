"""Another tab sends the draft, or the night erases it, after a page has read it and before the page has saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.applications import sending
from catalog.applications.papers import add_paper
from catalog.applications.privacy import drop_draft
from catalog.applying import guards, steps, views
from catalog.entering import views as entering
from catalog.enums import ApplicationChannel
from catalog.models import ApplicationDraft, FormVersion, ServiceApplication
from catalog.questions import Bilingual, Definition, Kind, Question, Section
from tests.catalog.factories import RequiredDocumentFactory
from tests.organizations.factories import OrganizationMembershipFactory

from .conftest import Applicant

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering(offering):
    paper = RequiredDocumentFactory(offering=offering)
    question = Question("id", Kind.FILE, Bilingual("School ID"), paper=paper.pk, is_required=False)
    FormVersion.objects.update(content=Definition((Section(Bilingual("Papers"), (question,)),)).to_json())
    return offering


def a_pdf():
    return SimpleUploadedFile("id.pdf", b"%PDF-1.4 x", "application/pdf")


def finished(draft, home):
    """All is answered and one paper is sent."""
    draft.about = {**draft.about, "name": "Amina Sali", "email": "amina@example.org", "place": home.steps}
    draft.save()
    add_paper(draft, question="id", upload=a_pdf())
    return draft


@pytest.fixture(params=["sent", "erased"])
def meanwhile(request, monkeypatch):
    """Just before this step of the page, the draft is sent or erased elsewhere."""

    def happens(before, *, module=steps):
        step = getattr(module, before)

        def late(*args, **kwargs):
            draft = ApplicationDraft.objects.first()
            if draft and not draft.application_id:
                sending.send(draft) if request.param == "sent" else drop_draft(draft)
            return step(*args, **kwargs)

        monkeypatch.setattr(module, before, late)
        return request.param

    return happens


def typed(draft, act):
    return {
        "save_page": {"next": "1"},
        "add_paper": {"a-id": a_pdf(), "next": "1"},
        "remove_paper": {"remove": str(draft.files.get().pk)},
    }[act]


# ---- In public -----------------------------------------------------------------------------------------------------


@pytest.fixture
def applicant(client, offering, home):
    applicant = Applicant(client, offering, home.steps)
    applicant.begin()
    finished(ApplicationDraft.objects.get(), home)
    return applicant


def shown(response, fate):
    """The receipt of the one case that was sent, or the sentence that the draft is gone."""
    if fate == "sent":
        case = ServiceApplication.objects.get()
        return response.status_code == 302 and response.url == reverse("applications:receipt", args=[case.pk])
    return response.status_code == 410 and "This draft is gone" in response.text


@pytest.mark.parametrize("act", ["save_page", "add_paper", "remove_paper"])
def test_page_when_the_draft_is_over_before_it_is_saved_then_receipt_or_gone(applicant, meanwhile, act):
    data = typed(ApplicationDraft.objects.get(), act)
    fate = meanwhile(act)

    response = applicant.client.post(applicant.address("1"), data)

    assert shown(response, fate)


def test_sending_when_the_draft_is_over_before_then_receipt_or_gone(applicant, meanwhile):
    fate = meanwhile("send", module=views)

    assert shown(applicant.send(), fate)


def test_sending_when_the_draft_is_erased_before_then_no_receipt_is_counted(applicant, monkeypatch):
    monkeypatch.setattr(guards, "RECIPIENT", guards.Guard("applications.recipient", "1/d/key"))

    def erased(draft):
        raise ApplicationDraft.DoesNotExist

    with monkeypatch.context() as patch:
        patch.setattr(views, "send", erased)
        assert applicant.send().status_code == 410

    assert applicant.send().status_code == 302


def test_page_when_the_draft_was_erased_before_it_is_opened_then_says_so_and_begins_again(applicant):
    drop_draft(ApplicationDraft.objects.get())

    page = applicant.client.get(applicant.address("1"))

    assert page.status_code == 410
    assert f'href="{applicant.address(name="start")}"' in page.text


# ---- At the office -------------------------------------------------------------------------------------------------


@pytest.fixture
def entered(client, offering, home):
    user = OrganizationMembershipFactory(organization=offering.offering_mao, start_date="2020-01-01").user
    client.force_login(user)
    draft, _code = sending.start(offering, channel=ApplicationChannel.PAPER, by=user, language="en")
    return finished(draft, home)


def led_on(response, fate):
    if fate == "sent":
        case = ServiceApplication.objects.get()
        return response.status_code == 302 and response.url == reverse("catalog_application_entry:done", args=[case.pk])
    return response.status_code == 404


@pytest.mark.parametrize("act", ["save_page", "add_paper", "remove_paper"])
def test_entry_when_the_draft_is_over_before_it_is_saved_then_done_or_gone(client, entered, meanwhile, act):
    data = typed(entered, act)
    fate = meanwhile(act)

    response = client.post(reverse("catalog_application_entry:page", args=[entered.pk, "1"]), data)

    assert led_on(response, fate)


def test_entry_when_the_draft_is_over_before_it_is_received_then_done_or_gone(client, entered, meanwhile):
    fate = meanwhile("send", module=entering)

    response = client.post(reverse("catalog_application_entry:check", args=[entered.pk]))

    assert led_on(response, fate)
