import hashlib
import io
import threading

import pytest
from django.db import connection

from portal.core.actions import ActionRefused
from portal.core.importing import MAX_BYTES
from portal.core.kept_files import keep, kept_file, used_once
from portal.core.models import KeptFile
from tests.accounts.factories import UserFactory


def upload(content=b"a,b", name="list.csv"):
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.django_db
def test_keep_when_given_a_file_then_its_bytes_name_and_fingerprint_are_kept():
    user = UserFactory()

    kept = kept_file(keep(upload(), purpose="lists", by=user).pk, purpose="lists", by=user)

    assert (kept.open().read(), kept.open().name) == (b"a,b", "list.csv")
    assert kept.sha256 == hashlib.sha256(b"a,b").hexdigest()


@pytest.mark.django_db
def test_keep_when_the_name_is_long_then_its_ending_stays():
    assert keep(upload(name="x" * 300 + ".xlsx"), purpose="lists", by=UserFactory()).name.endswith("x.xlsx")


@pytest.mark.django_db
def test_keep_when_the_file_is_too_large_then_it_is_refused():
    with pytest.raises(ActionRefused, match="larger than 7 MB"):
        keep(upload(b"x" * (MAX_BYTES + 1)), purpose="lists", by=UserFactory())

    assert not KeptFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nonsense", "9c0cbe54-6d6f-4a39-8a4c-b1bf1f6e4cf0"])
def test_file_when_the_key_is_unknown_then_it_is_refused(key):
    with pytest.raises(ActionRefused, match="no longer here"):
        kept_file(key, purpose="lists", by=UserFactory())


@pytest.mark.django_db
def test_file_when_kept_for_another_purpose_then_it_is_refused():
    user = UserFactory()
    kept = keep(upload(), purpose="lists", by=user)

    with pytest.raises(ActionRefused, match="no longer here"):
        kept_file(kept.pk, purpose="other", by=user)


@pytest.mark.django_db
def test_use_when_the_block_fails_then_the_file_can_be_used_again():
    user = UserFactory()
    kept = keep(upload(), purpose="lists", by=user)

    with pytest.raises(ZeroDivisionError), used_once(kept.pk, purpose="lists", by=user):
        raise ZeroDivisionError

    with used_once(kept.pk, purpose="lists", by=user) as again:
        assert again.open().read() == b"a,b"


@pytest.mark.django_db(transaction=True)
def test_use_when_two_clicks_come_at_once_then_one_has_it_and_the_other_is_told():
    user = UserFactory()
    kept = keep(upload(), purpose="lists", by=user)
    inside, told = threading.Event(), []

    def second_click():
        inside.wait(5)
        try:
            with used_once(kept.pk, purpose="lists", by=user):
                told.append("used twice")
        except ActionRefused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    thread = threading.Thread(target=second_click)
    thread.start()
    with used_once(kept.pk, purpose="lists", by=user):
        inside.set()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the first click
    thread.join(5)

    assert told == ["This file was imported already. Nothing was done a second time."]
