"""Who may read a private file, and how it is handed out."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.core.models import PrivateFile
from portal.core.uploads import attach, store_upload

pytestmark = pytest.mark.django_db

POLYGLOT = b"%PDF-1.7\n<html><script>alert(document.cookie)</script></html>\n%%EOF"


def readable_by_clerks(user: User) -> Q:
    """A rule as a room gives it: clerks read what is attached."""
    return Q(attached_at__isnull=False) if user.username == "clerk" else Q(pk=None)


@pytest.fixture
def people() -> dict[str, User]:
    return {
        name: User.objects.create_user(name, email=f"{name}@example.org", is_superuser=name == "root")
        for name in ("owner", "clerk", "stranger", "root")
    }


@pytest.fixture
def fresh(people) -> PrivateFile:
    return store_upload(SimpleUploadedFile("Sertipiko ñ.pdf", POLYGLOT), by=people["owner"])


@pytest.fixture
def attached(fresh, settings) -> PrivateFile:
    settings.PRIVATE_FILE_RULES = [f"{__name__}.readable_by_clerks"]
    attach(fresh)
    return fresh


def readers(file: PrivateFile, people: dict[str, User]) -> set[str]:
    found = set()
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        if client.get(f"/files/{file.pk}/").status_code == 200:
            found.add(name)
    if Client().get(f"/files/{file.pk}/").status_code == 200:
        found.add("anybody")
    return found


def test_fresh_upload_is_read_by_its_uploader_alone(fresh, people) -> None:
    assert readers(fresh, people) == {"owner"}


def test_attached_file_is_read_by_whom_a_rule_names_alone(attached, people) -> None:
    assert readers(attached, people) == {"clerk"}


def test_upload_without_account_is_read_by_nobody(people) -> None:
    file = store_upload(SimpleUploadedFile("a.pdf", POLYGLOT), by=None)

    assert readers(file, people) == set()
    assert not PrivateFile.objects.visible_to(AnonymousUser()).exists()


def test_file_not_allowed_answers_like_a_file_that_does_not_exist(fresh, people) -> None:
    client = Client()
    client.force_login(people["stranger"])

    refused, missing = client.get(f"/files/{fresh.pk}/"), client.get(f"/files/{uuid.uuid4()}/")

    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content


def test_file_is_handed_out_inert(fresh, people) -> None:
    client = Client()
    client.force_login(people["owner"])

    response = client.get(f"/files/{fresh.pk}/")

    assert b"".join(response.streaming_content) == POLYGLOT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Sertipiko")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_file_is_not_changed_by_posting(fresh, people) -> None:
    client = Client()
    client.force_login(people["owner"])

    assert client.post(f"/files/{fresh.pk}/").status_code == 405


def test_each_reading_is_recorded_and_no_refusal(attached, people) -> None:
    readers(attached, people)

    entries = ModelLogEntry.objects.filter(action="core.read_file")
    assert [(entry.user, entry.object_id) for entry in entries] == [(people["clerk"], str(attached.pk))]


def test_file_has_no_public_address(fresh) -> None:
    assert Client().get(f"/media/{fresh.file.name}", follow=True).status_code == 404
