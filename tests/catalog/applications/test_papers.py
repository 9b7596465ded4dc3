"""Papers of an application: 25 MB a case however they come, gone with their bytes, read by the office of the case."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import papers
from catalog.applications.filling import AlreadySent
from catalog.applications.papers import add_paper, remove_all_papers, remove_paper
from catalog.models import ApplicationFile
from portal.core.models import PrivateFile
from portal.core.uploads import UploadRefused
from portal.core.uploads.storing import delete_discarded, forget_unused
from tests.accounts.factories import UserFactory
from tests.at_once import together
from tests.catalog.factories import ApplicationDraftFactory, ApplicationFactory, OfferingFactory
from tests.core.factories import PrivateFileFactory

from .canary import _no_files_of_other_tests  # noqa: F401 - for every test here

MB = 1024 * 1024


def pdf(size=100, name="a.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n".ljust(size, b"x"))


def stored():
    """The paths of all private bytes."""
    storage = storages["private"]
    return {f"{folder}/{name}" for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]}


@pytest.fixture
def draft(db):
    return ApplicationDraftFactory()


@pytest.fixture
def of_a(catalog):
    """A case of office A with one paper."""
    service = OfferingFactory(published=True, open_now=True, offering_mao=catalog.a)
    case = ApplicationFactory(service=service)
    return add_paper(case, question="certificate", upload=pdf())


def test_paper_when_added_to_a_draft_then_is_kept_privately_and_belongs_to_it(draft):
    paper = add_paper(draft, question="certificate", upload=pdf(name="Amina Sali.pdf"))

    assert (paper.draft, paper.application, paper.question) == (draft, None, "certificate")
    assert (paper.file.name, paper.file.uploaded_by) == ("Amina Sali.pdf", None)
    assert PrivateFile.objects.get().attached_at
    assert "Amina" not in paper.file.file.name


def test_paper_when_added_to_an_open_case_then_belongs_to_it(db):
    case = ApplicationFactory()

    paper = add_paper(case, question="", upload=pdf(), by=case.filed_by)

    assert list(case.files.all()) == [paper]


def test_paper_when_the_case_is_full_then_is_refused_in_words_and_nothing_is_stored(draft):
    for _number in range(3):
        add_paper(draft, question="certificate", upload=pdf(7 * MB))
    before = stored()

    with pytest.raises(UploadRefused) as refusal:
        add_paper(draft, question="certificate", upload=pdf(5 * MB))

    assert str(refusal.value) == (
        "All files of an application together may have 25 MB; 4.0 MB are left. Send a smaller file."
    )
    assert stored() == before
    add_paper(draft, question="certificate", upload=pdf(4 * MB))


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b""), ("a.svg", b"<svg onload='x'/>"), ("../../a.png", b"%PDF-")]
)
def test_paper_when_it_is_no_paper_then_is_refused_and_nothing_is_stored(draft, name, content):
    before = stored()

    with pytest.raises(UploadRefused):
        add_paper(draft, question="certificate", upload=SimpleUploadedFile(name, content))

    assert stored() == before
    assert not ApplicationFile.objects.exists()


def test_paper_when_the_draft_was_sent_meanwhile_then_is_refused(draft):
    draft.application = ApplicationFactory(service=draft.offering, form_version=draft.form_version)
    draft.save()

    with pytest.raises(AlreadySent):
        add_paper(draft, question="certificate", upload=pdf())


def test_paper_when_the_case_is_closed_then_is_refused(db):
    with pytest.raises(UploadRefused, match="closed"):
        add_paper(ApplicationFactory(withdrawn=True), question="", upload=pdf())


def test_paper_when_removed_from_a_draft_then_its_bytes_are_gone_too(draft):
    before = stored()
    paper = add_paper(draft, question="certificate", upload=pdf())

    remove_paper(paper, draft)
    remove_paper(paper, draft)

    assert not ApplicationFile.objects.exists()
    assert not PrivateFile.objects.exists()
    assert stored() == before


def test_paper_when_another_draft_asks_to_remove_it_then_stays(draft):
    paper = add_paper(draft, question="certificate", upload=pdf())

    remove_paper(paper, ApplicationDraftFactory())

    assert ApplicationFile.objects.filter(pk=paper.pk).exists()


def test_paper_when_the_draft_is_sent_then_cannot_be_removed(draft):
    paper = add_paper(draft, question="certificate", upload=pdf())
    draft.application = ApplicationFactory(service=draft.offering, form_version=draft.form_version)
    draft.save()

    with pytest.raises(AlreadySent):
        remove_paper(paper, draft)


def test_papers_when_all_are_removed_then_say_how_many(draft):
    for _number in range(3):
        add_paper(draft, question="certificate", upload=pdf())

    assert remove_all_papers(draft) == 3
    assert not PrivateFile.objects.exists()


def test_paper_when_the_worker_is_lost_then_the_sweep_deletes_the_bytes(draft, monkeypatch):
    monkeypatch.setattr("portal.core.uploads.storing.wake", lambda path: None)
    paper = add_paper(draft, question="certificate", upload=pdf(name="Amina.pdf"))
    remove_paper(paper, draft)
    left = PrivateFile.objects.get()

    deleted = delete_discarded()

    assert (left.name, left.sha256, deleted) == ("", "", 1)
    assert left.file.name not in stored()
    assert not PrivateFile.objects.exists()


def test_bytes_when_a_request_broke_off_then_go_after_a_day(db, time_machine):
    storage, before = storages["private"], stored()
    lost = storage.save("zz/lost", SimpleUploadedFile("a", b"%PDF-"))
    unused = PrivateFileFactory(attached_at=None)
    kept = add_paper(ApplicationFactory(), question="", upload=pdf())

    forget_unused()
    soon = stored() - before
    time_machine.move_to(timezone.now() + timedelta(days=2))
    forget_unused()

    assert {lost, unused.file.name} <= soon
    assert (stored() - before) & {lost, unused.file.name, kept.file.file.name} == {kept.file.file.name}


# Who reads


def answer(user, paper):
    client = Client()
    client.force_login(user)
    return client.get(f"/files/{paper.file.pk}/")


def test_paper_when_the_own_office_opens_it_then_is_handed_out_and_that_is_recorded(catalog, of_a):
    response = answer(catalog.editor_a, of_a)

    assert response.status_code == 200
    entry = ModelLogEntry.objects.get(action="core.read_file")
    assert (entry.user, entry.label) == (catalog.editor_a, f"File {of_a.file.pk}")


@pytest.mark.parametrize(
    "role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership", "administrator"]
)
def test_paper_when_another_role_opens_it_then_there_is_none(catalog, of_a, role):
    assert answer(UserFactory(role=role), of_a).status_code == 404


def test_paper_when_another_office_or_nobody_opens_it_then_there_is_none(catalog, of_a):
    assert answer(catalog.editor_b, of_a).status_code == 404
    assert Client().get(f"/files/{of_a.file.pk}/").status_code == 404


def test_paper_of_a_draft_when_the_office_opens_it_then_there_is_none_yet(catalog):
    service = OfferingFactory(published=True, open_now=True, offering_mao=catalog.a)
    paper = add_paper(ApplicationDraftFactory(offering=service), question="certificate", upload=pdf())

    assert answer(catalog.editor_a, paper).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_papers_when_sent_at_once_then_together_they_stay_below_the_limit(monkeypatch):
    """Two tabs, four papers of 8 KB at once into what holds 20 KB."""
    monkeypatch.setattr(papers, "MAX_CASE_BYTES", 20 * 1024)
    draft = ApplicationDraftFactory()

    outcomes = together(
        *[lambda: add_paper(draft, question="certificate", upload=pdf(8 * 1024))] * 4, refusals=UploadRefused
    )

    assert sorted(isinstance(outcome, UploadRefused) for outcome in outcomes) == [False, False, True, True]
    assert draft.files.count() == 2
