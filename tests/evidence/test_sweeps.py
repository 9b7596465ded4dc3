"""Texts are read in the background: once, by one worker, and whatever becomes of it is told."""

import datetime

import pytest
from django.utils import timezone

from portal.core.models import PrivateFile
from portal.core.models.private_file import Scan
from portal.evidence import sweeps
from portal.evidence.enums import ReadingProblem, TextState
from portal.evidence.models import EvidenceText
from portal.evidence.reading import TextRead, Unreadable
from portal.evidence.sweeps import read_waiting, something_waits

from .factories import EvidenceItemFactory, item_with_bytes
from .papers import docx, pdf, xlsx

pytestmark = pytest.mark.django_db
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def waiting_item(content=None, kind="pdf", **options):
    return item_with_bytes(pdf("Wells run dry") if content is None else content, TYPES[kind], **options)


def text_of(item):
    return EvidenceText.objects.get(item=item)


@pytest.fixture
def reads(monkeypatch):
    """Reading is counted, and gives the same words without a process."""
    asked = []

    def read(content, content_type):
        asked.append(content)
        return TextRead("Wells run dry", 1, False, "a test")

    monkeypatch.setattr(sweeps, "read", read)
    return asked


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf("Wells run dry"), "pdf"), (docx("Wells run dry"), "docx"), (xlsx(["Wells run dry"]), "xlsx")],
    ids=["pdf", "docx", "xlsx"],
)
def test_read_waiting_when_a_file_waits_then_its_words_are_kept(content, kind):
    item = waiting_item(content, kind)

    assert read_waiting() == 1

    text = text_of(item)
    assert (text.state, text.problem, text.taken_until) == (TextState.DONE, "", None)
    assert "Wells run dry" in text.text
    assert text.engine
    assert not something_waits()


def test_read_waiting_when_a_file_has_no_words_then_has_none():
    item = waiting_item(pdf(""))

    read_waiting()

    assert (text_of(item).state, text_of(item).text) == (TextState.NONE, "")


def test_read_waiting_when_one_cannot_be_read_then_says_why_and_reads_the_others():
    broken, whole = waiting_item(b"%PDF-1.7\nnoise"), waiting_item()

    assert read_waiting() == 2

    assert (text_of(broken).state, text_of(broken).problem) == (TextState.FAILED, ReadingProblem.DAMAGED)
    assert text_of(whole).state == TextState.DONE


def test_read_waiting_when_another_worker_reads_it_then_left_alone(reads):
    item = waiting_item()
    EvidenceText.objects.filter(item=item).update(taken_until=timezone.now() + datetime.timedelta(minutes=1))

    assert read_waiting() == 0
    assert not something_waits()
    assert reads == []


def test_read_waiting_when_the_worker_died_over_it_then_tried_again(reads):
    item = waiting_item()
    EvidenceText.objects.filter(item=item).update(taken_until=timezone.now() - datetime.timedelta(seconds=1), tries=1)

    read_waiting()

    assert (text_of(item).state, text_of(item).tries) == (TextState.DONE, 2)


def test_read_waiting_when_three_workers_died_over_it_then_given_up(reads):
    item = waiting_item()
    EvidenceText.objects.filter(item=item).update(tries=sweeps.MAX_TRIES)

    read_waiting()

    assert (text_of(item).state, text_of(item).problem) == (TextState.FAILED, ReadingProblem.TOO_SLOW)
    assert reads == []


def test_read_waiting_when_somebody_asks_for_a_new_reading_meanwhile_then_the_old_one_is_not_kept(monkeypatch):
    item = waiting_item()

    def read(content, content_type):
        EvidenceText.objects.filter(item=item).update(taken_until=None, tries=0)
        monkeypatch.setattr(sweeps, "read", lambda content, content_type: TextRead("new", 1, False, "a test"))
        return TextRead("old", 1, False, "a test")

    monkeypatch.setattr(sweeps, "read", read)
    read_waiting()

    assert text_of(item).text == "new"


def test_read_waiting_when_the_file_store_does_not_answer_then_tried_again_later(monkeypatch):
    item = waiting_item()

    def fail(text):
        raise OSError

    monkeypatch.setattr(sweeps, "_content_of", fail)

    read_waiting()

    assert (text_of(item).state, text_of(item).tries) == (TextState.WAITING, 1)


def test_read_waiting_when_it_takes_long_then_stops_and_wakes_itself(reads, monkeypatch):
    woken = []
    monkeypatch.setattr(sweeps, "SECONDS_AT_A_TIME", -1)
    monkeypatch.setattr(sweeps, "wake", woken.append)
    waiting_item()
    waiting_item()

    assert read_waiting() == 1
    assert woken == [sweeps.SWEEP]


def test_read_waiting_when_the_virus_scanner_has_not_spoken_then_waits_for_it(settings, reads):
    settings.VIRUS_SCANNER = "clamav://localhost"
    item = waiting_item()

    assert read_waiting() == 0

    PrivateFile.objects.filter(pk=item.file_id).update(scan=Scan.CLEAN)
    assert read_waiting() == 1
    assert text_of(item).state == TextState.DONE


def test_read_waiting_when_it_holds_a_virus_then_is_not_opened(settings, reads):
    settings.VIRUS_SCANNER = "clamav://localhost"
    item = waiting_item()
    PrivateFile.objects.filter(pk=item.file_id).update(scan=Scan.INFECTED)

    read_waiting()

    assert text_of(item).problem == ReadingProblem.INFECTED
    assert reads == []


def test_read_waiting_when_nothing_waits_then_reads_nothing(reads):
    EvidenceItemFactory()

    assert read_waiting() == 0
    assert not something_waits()


def test_unreadable_when_raised_then_carries_its_reason():
    assert Unreadable(ReadingProblem.ENCRYPTED).problem == ReadingProblem.ENCRYPTED
