"""Emptying a case: its words go from every table and file, its figures stay, and nothing goes before its time."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog.applications import privacy, retention
from catalog.applications.papers import add_paper
from catalog.applications.privacy import anonymize, erase_files
from catalog.models import ApplicationDraft, ApplicationFile, CaseLink, ServiceApplication
from portal.core import inventory
from portal.core.actions import ActionRefused
from portal.core.background.sweeps import sweep_at
from portal.core.models import PrivateFile
from portal.notifications.forgetting import forget_old_messages
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationDraftFactory, ApplicationFactory, ObjectionFactory
from tests.notifications.factories import InboxMessageFactory, OutboxMessageFactory

from .canary import (
    _no_files_of_other_tests,  # noqa: F401 - for every test here
    close,
    files_with,
    marked_case,
    marked_draft,
    paper,
    tables_with,
)

pytestmark = pytest.mark.django_db

MARK = "Quetzalcase"
FIGURES = [
    "reference", "service_id", "form_version_id", "applicant_sex", "applicant_region_id", "applicant_community_id",
    "language", "channel", "application_date", "received_at", "status", "due_on", "decided_at", "decided_by_id",
    "refusal_reason_id", "closed_at", "closed_reason", "consented_at", "privacy_notice_id",
]  # fmt: skip


@pytest.fixture
def case():
    return marked_case(MARK, applicant_sex="female", reviewer=UserFactory())


def figures(case):
    return ServiceApplication.objects.filter(pk=case.pk).values(*FIGURES).get()


def test_case_when_marked_then_the_mark_stands_in_every_private_column(case):
    """The other tests look for the mark: here is shown that it was there, in each column that is emptied."""
    close(case)
    ServiceApplication.objects.update(applicant_phone=MARK)

    for model, names in privacy.ERASED.items():
        row = model.objects.get()
        for name in names:
            assert MARK.lower() in str(getattr(row, name)).lower(), f"{model.__name__}.{name}"


def test_case_when_anonymized_then_its_words_are_in_no_table_and_no_file(case):
    close(case)

    anonymize(case, by=UserFactory())

    assert tables_with(MARK) == set()
    assert files_with(MARK) == []


def test_case_when_anonymized_then_figures_and_history_stay(case):
    before = figures(close(case))

    anonymize(case)

    case.refresh_from_db()
    assert figures(case) == before
    assert case.anonymized_at
    assert case.files_erased_at
    assert [event.kind for event in case.events.all()] == ["anonymized"]
    assert case.satisfaction.score == 4
    assert case.reviews.get().recommendation == "unsure"
    assert not CaseLink.objects.exists()
    assert not ApplicationDraft.objects.exists()


def test_case_when_anonymized_then_the_record_says_so_without_a_word(case):
    by = UserFactory()

    anonymize(close(case), by=by)

    entries = ModelLogEntry.objects.filter(action__startswith="catalog.application_").order_by("pk")
    assert [(entry.action, entry.user, entry.label) for entry in entries] == [
        ("catalog.application_files_erased", by, case.spoken_reference),
        ("catalog.application_anonymized", by, case.spoken_reference),
    ]


def test_case_when_anonymized_twice_then_the_second_changes_nothing(case):
    anonymize(close(case))
    first = ServiceApplication.objects.values().get()

    anonymize(case)

    assert ServiceApplication.objects.values().get() == first
    assert case.events.count() == 1


def test_case_when_open_then_is_not_emptied(case):
    for act in (anonymize, erase_files):
        with pytest.raises(ActionRefused, match="is open"):
            act(case)

    assert tables_with(MARK)


def test_case_when_an_objection_waits_then_is_not_emptied():
    case = ApplicationFactory(rejected=True)
    ObjectionFactory(application=case)

    with pytest.raises(ActionRefused, match="objection"):
        anonymize(case)


def test_case_when_anonymized_then_other_cases_keep_their_words_and_messages(case):
    other = marked_case("Otherbird", applicant_phone="+639171234567")
    letters = OutboxMessage.objects.filter(address=other.applicant_email).count()

    anonymize(close(case))

    assert letters == OutboxMessage.objects.filter(address=other.applicant_email).count() == 2
    assert {"catalog_serviceapplication", "core_privatefile", "catalog_casenote"} <= tables_with("Otherbird")
    assert files_with("Otherbird")


def test_files_when_erased_then_rows_and_bytes_are_gone_and_words_stay(case):
    erase_files(close(case))

    case.refresh_from_db()
    assert case.files_erased_at
    assert not ApplicationFile.objects.exists()
    assert not PrivateFile.objects.exists()
    assert files_with(MARK) == []
    assert case.applicant_name


def test_files_when_a_draft_kept_one_behind_then_goes_too(case):
    draft = ApplicationDraftFactory(offering=case.service, form_version=case.form_version)
    add_paper(draft, question="hidden", upload=paper(MARK))
    ApplicationDraft.objects.filter(application=case).delete()
    ApplicationDraft.objects.filter(pk=draft.pk).update(application=case)

    erase_files(close(case))

    assert files_with(MARK) == []


def test_erased_columns_when_compared_with_the_inventory_then_are_the_ones_kept_as_long_as_a_case():
    kept = {(entry.table, name) for entry in inventory.entries() if entry.kept == "cases" for name in entry.columns}

    erased = {(model._meta.label, name) for model, names in privacy.ERASED.items() for name in names}

    assert erased == kept


# Their time comes by itself


@pytest.mark.parametrize(("days", "is_gone"), [(182, False), (184, True)])
def test_files_when_closed_for_half_a_year_then_go_by_themselves(case, days, is_gone):
    close(case, days_ago=days)

    sweep_at("catalog.applications.retention.erase_old_files").function()()

    assert (files_with(MARK) == []) is is_gone


@pytest.mark.parametrize(("days", "is_gone"), [(729, False), (731, True)])
def test_case_when_closed_for_two_years_then_is_emptied_by_itself(case, days, is_gone):
    close(case, days_ago=days)

    sweep_at("catalog.applications.retention.anonymize_old_cases").function()()
    sweep_at("catalog.applications.retention.anonymize_old_cases").function()()

    assert (tables_with(MARK) == set()) is is_gone
    assert case.events.filter(kind="anonymized").count() == int(is_gone)


def test_times_when_settings_change_then_the_sweeps_follow(case, settings):
    close(case, days_ago=10)
    settings.RETENTION = {**settings.RETENTION, "cases": timedelta(days=9)}

    assert retention.anonymize_old_cases() == 1


def test_case_when_one_cannot_be_emptied_then_the_others_are_and_the_failure_is_told(case, monkeypatch):
    broken = close(ApplicationFactory(), days_ago=800)
    close(case, days_ago=800)
    real = privacy.anonymize

    def breaks_for_one(row):
        if row.pk == broken.pk:
            raise OSError("disk")
        return real(row)

    monkeypatch.setattr(retention, "anonymize", breaks_for_one)

    with pytest.raises(ExceptionGroup):
        retention.anonymize_old_cases()

    assert tables_with(MARK) == set()


def test_case_when_approved_and_never_completed_then_is_emptied_two_years_after_its_decision():
    now = timezone.now()
    old, recent = (
        ApplicationFactory(approved=True, decided_at=now - timedelta(days=days), applicant_name=name)
        for days, name in ((731, "Old"), (729, "Recent"))
    )

    sweep_at("catalog.applications.retention.anonymize_old_cases").function()()

    names = ServiceApplication.objects.values_list("applicant_name", flat=True)
    assert sorted(names) == ["", "Recent"]
    assert recent.is_open
    old.refresh_from_db()
    assert (old.status, old.closed_at) == ("approved", old.decided_at)


def test_draft_when_its_day_has_passed_then_goes_with_its_papers_and_letters():
    draft = marked_draft(MARK)
    kept = marked_draft("Otherbird")
    ApplicationDraft.objects.filter(pk=draft.pk).update(expires_on=timezone.localdate() - timedelta(days=1))

    done = sweep_at("catalog.applications.retention.drop_expired_drafts").function()()

    assert done == 1
    assert tables_with(MARK) == set()
    assert files_with(MARK) == []
    assert list(ApplicationDraft.objects.all()) == [kept]


def test_draft_when_it_is_its_last_day_then_stays():
    ApplicationDraftFactory(expires_on=timezone.localdate())

    retention.drop_expired_drafts()

    assert ApplicationDraft.objects.exists()


def test_messages_when_a_year_old_then_are_forgotten_and_what_waits_stays():
    long_ago = timezone.now() - timedelta(days=366)
    OutboxMessageFactory(sent_at=long_ago)
    OutboxMessageFactory(given_up_at=long_ago)
    waiting, recent = OutboxMessageFactory(), OutboxMessageFactory(sent_at=timezone.now())
    notice = InboxMessageFactory()
    InboxMessage.objects.filter(pk=InboxMessageFactory().pk).update(created_at=long_ago)

    forget_old_messages()

    assert set(OutboxMessage.objects.all()) == {waiting, recent}
    assert list(InboxMessage.objects.all()) == [notice]
