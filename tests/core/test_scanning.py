"""Private files and the virus scanner: nobody opens one before it was found clean, and what waits is tried again."""

import socket
import struct
import threading
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.core.background.sweeps import sweep_at
from portal.core.models import PrivateFile
from portal.core.uploads import discard, store_upload
from portal.core.uploads.clamav import Clamd
from portal.core.uploads.scanning import SWEEP, ScanFailed, Verdict, scan_waiting
from tests.accounts.factories import UserFactory
from tests.core.factories import PrivateFileFactory

from .scanner import EICAR

PDF = b"%PDF-1.7\n%%EOF\n"
VIRUS = b"%PDF-1.7\n" + EICAR


@pytest.fixture
def owner(db):
    return UserFactory()


@pytest.fixture
def scanner(settings):
    settings.VIRUS_SCANNERS = {"eicar": "tests.core.scanner.EicarScanner"}
    settings.VIRUS_SCANNER = "eicar://"
    return settings


def upload(content, by):
    return PrivateFile.objects.get(pk=store_upload(SimpleUploadedFile("a.pdf", content), by=by).pk)


def ask(file, person):
    client = Client()
    client.force_login(person)
    return client.get(f"/files/{file.pk}/")


def test_upload_when_no_scanner_is_named_then_is_not_scanned_and_opens(owner):
    file = upload(PDF, owner)

    assert file.scan == "not_scanned"
    assert ask(file, owner).status_code == 200


def test_upload_when_clean_then_is_scanned_in_the_background_and_opens(owner, scanner):
    file = upload(PDF, owner)

    assert (file.scan, file.scanned_at is None) == ("clean", False)
    assert ask(file, owner).status_code == 200


def test_upload_when_it_holds_a_virus_then_nobody_opens_it_and_words_say_so(owner, scanner):
    file = upload(VIRUS, owner)

    response = ask(file, owner)

    assert file.scan == "infected"
    assert response.status_code == 403
    assert "This file holds a virus" in response.content.decode()
    assert EICAR not in response.content
    assert "no-store" in response["Cache-Control"]
    assert not ModelLogEntry.objects.filter(action="core.read_file").exists()


def test_file_when_the_scanner_is_down_then_waits_and_is_tried_again(owner, scanner):
    scanner.VIRUS_SCANNER = "eicar://down"
    file = upload(PDF, owner)
    waiting = ask(file, owner)

    scanner.VIRUS_SCANNER = "eicar://"
    sweep_at(SWEEP).function()()

    assert file.scan == "failed"
    assert waiting.status_code == 409
    assert "waits for the virus scan" in waiting.content.decode()
    assert ask(file, owner).status_code == 200


def test_file_when_the_hint_to_the_worker_was_lost_then_waits_for_the_sweep(owner, scanner):
    file = PrivateFileFactory(uploaded_by=owner, scan="pending")
    before = ask(file, owner).status_code

    scanned = scan_waiting()

    assert (before, scanned, ask(file, owner).status_code) == (409, 1, 200)
    assert not sweep_at(SWEEP).is_wanted()


def test_file_when_it_waits_then_others_still_find_nothing(owner, scanner):
    file = PrivateFileFactory(uploaded_by=owner, scan="pending")

    assert ask(file, UserFactory()).status_code == 404


def test_file_when_a_scanner_is_named_later_then_waits_for_it_too(owner, scanner):
    file = PrivateFileFactory(uploaded_by=owner, scan="not_scanned")
    before = ask(file, owner).status_code

    scan_waiting()

    assert (before, ask(file, owner).status_code) == (409, 200)


def test_file_when_the_scanner_is_taken_away_then_what_waited_still_waits(owner, settings):
    file = PrivateFileFactory(uploaded_by=owner, scan="pending")

    assert scan_waiting() == 0
    assert ask(file, owner).status_code == 409


def test_sweep_when_the_scanner_is_down_then_tries_a_few_and_the_new_ones_first(scanner, db):
    scanner.VIRUS_SCANNER = "eicar://down"
    files = [PrivateFileFactory(scan="pending") for _number in range(5)]

    scan_waiting()
    scan_waiting()

    assert PrivateFile.objects.filter(pk__in=[file.pk for file in files], scan="failed").count() == 5


def test_file_when_its_bytes_are_missing_then_the_others_are_scanned_all_the_same(scanner, db):
    broken, whole = PrivateFileFactory(scan="pending"), PrivateFileFactory(scan="pending")
    broken.file.storage.delete(broken.file.name)

    scan_waiting()

    states = dict(PrivateFile.objects.values_list("pk", "scan"))
    assert states == {broken.pk: "failed", whole.pk: "clean"}


def test_file_when_discarded_then_is_not_scanned_and_its_bytes_are_gone(owner, scanner):
    file = upload(PDF, owner)
    storage, path = file.file.storage, file.file.name

    discard(file)

    assert not storage.exists(path)
    assert not PrivateFile.objects.exists()


# ClamAV's daemon


class FakeClamd:
    """Speaks the daemon's side of INSTREAM, once; what it was sent stands in ``received``."""

    def __init__(self, server, answer=None):
        self.server, self.answer, self.received, self.command = server, answer, b"", b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        connection, _address = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            self.command = stream.read(len(b"zINSTREAM\0"))
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(size)
            found = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in self.received else b"stream: OK"
            answer = found if self.answer is None else self.answer
            for part in (answer[:5], answer[5:] + b"\0"):  # an answer may come in pieces
                connection.sendall(part)


@pytest.fixture(params=["port", "socket"])
def listening(request, tmp_path):
    """A listening socket and the address by which the setting names it."""
    if request.param == "port":
        server = socket.create_server(("127.0.0.1", 0))
        url = f"clamav://127.0.0.1:{server.getsockname()[1]}"
    else:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd"))
        server.listen()
        url = f"clamav://{tmp_path / 'clamd'}"
    with server:
        yield server, url


@pytest.mark.parametrize(("content", "verdict"), [(PDF * 20_000, Verdict.CLEAN), (VIRUS, Verdict.INFECTED)])
def test_clamd_when_it_answers_then_its_verdict_is_about_the_whole_file(listening, content, verdict):
    server, url = listening
    daemon = FakeClamd(server)

    answer = Clamd(url).scan(BytesIO(content))
    daemon.thread.join(5)

    assert answer == verdict
    assert (daemon.command, daemon.received) == (b"zINSTREAM\0", content)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"", b"stream: OK?", b"UNKNOWN COMMAND"])
def test_clamd_when_it_says_anything_else_then_there_is_no_verdict(listening, answer):
    server, url = listening
    FakeClamd(server, answer)

    with pytest.raises(ScanFailed):
        Clamd(url).scan(BytesIO(PDF))


@pytest.mark.parametrize("url", ["clamav://127.0.0.1:1", "clamav:///nowhere/clamd"])
def test_clamd_when_nobody_listens_then_there_is_no_verdict(url):
    with pytest.raises(ScanFailed):
        Clamd(url).scan(BytesIO(PDF))


def test_upload_when_clamd_finds_a_virus_then_it_stays_closed(listening, owner, settings):
    server, settings.VIRUS_SCANNER = listening
    FakeClamd(server)

    file = upload(VIRUS, owner)

    assert file.scan == "infected"
    assert ask(file, owner).status_code == 403
