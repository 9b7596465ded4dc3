"""The privacy notice: versions that never change once shown, and the page on which anybody reads them."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from catalog.applications.sending import notice_in_force
from catalog.models import DataProtectionOfficer, PrivacyNotice
from catalog.privacy_notices import actions
from catalog.privacy_notices.loaders import load_privacy_notice
from portal.accounts.roles import Role
from portal.core.actions import ActionRefused
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProtectionOfficerFactory, PrivacyNoticeFactory

pytestmark = pytest.mark.django_db

STAFF = "/admin/privacy-notice/"


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def by():
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def first():
    return PrivacyNoticeFactory(in_force_from=in_days(-30))


def add(by, *, days=1, text="Second", text_fil="Ikalawa"):
    return actions.add_version(text=text, text_fil=text_fil, in_force_from=in_days(days), by=by)


def change(notice, by, *, days=1):
    return actions.change_version(notice, text="New", text_fil="Bago", in_force_from=in_days(days), by=by)


# Actions


def test_version_when_added_then_has_the_next_number_and_waits_for_its_day(first, by):
    second = add(by, days=3)

    assert second.number == first.number + 1
    assert notice_in_force() == first
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        assert notice_in_force() == second


def test_version_when_in_force_from_today_then_is_shown_at_once(first, by):
    second = add(by, days=0)

    assert notice_in_force() == second


@pytest.mark.parametrize("days", [-1, -30, -400])
def test_version_when_its_day_has_passed_then_is_refused(days, first, by):
    with pytest.raises(ActionRefused):
        add(by, days=days)


def test_version_when_one_waits_already_then_a_second_is_refused(first, by):
    add(by)

    with pytest.raises(ActionRefused, match="not in force yet"):
        add(by, days=2)


def test_version_when_it_would_begin_with_the_one_before_then_is_refused(first, by):
    add(by, days=0)

    with pytest.raises(ActionRefused, match="is in force from that day"):
        add(by, days=0)


def test_version_when_not_shown_yet_then_may_be_changed(first, by):
    second = change(add(by), by, days=5)

    assert (second.text, second.text_fil, second.in_force_from) == ("New", "Bago", in_days(5))


def test_version_when_it_was_shown_then_never_changes(first, by):
    with pytest.raises(ActionRefused, match="never changes"):
        change(first, by)

    first.refresh_from_db()
    assert first.text != "New"


def test_version_when_a_later_one_waits_then_the_one_in_force_never_changes(first, by):
    add(by)

    with pytest.raises(ActionRefused, match="never changes"):
        change(first, by)


# What comes with the portal


def test_loader_when_run_twice_then_there_is_one_version_in_both_languages():
    loaded = [*load_privacy_notice(), *load_privacy_notice()]

    notice = PrivacyNotice.objects.get()
    assert [row.created for row in loaded] == [1, 0]
    assert notice.was_shown
    for fact in ("30", "6", "2", "OOBC", "National Privacy Commission", "Data Protection Officer", "10173"):
        assert fact in notice.text
        assert fact in notice.text_fil


def test_loader_when_staff_wrote_their_own_then_adds_nothing(first):
    list(load_privacy_notice())

    assert list(PrivacyNotice.objects.all()) == [first]


def test_reference_data_when_loaded_then_somebody_can_apply():
    call_command("load_reference_data", verbosity=0)

    assert notice_in_force() is not None


# The public page


@pytest.fixture
def site(pages):
    """Public pages have links at their foot."""


@pytest.mark.usefixtures("site", "first")
def test_page_when_opened_then_shows_the_version_in_force_in_the_language_of_the_page(client, by):
    add(by)

    english, filipino = (
        client.get(address).content.decode() for address in ("/applications/privacy/", "/fil/applications/privacy/")
    )

    assert "We keep what you write" in english
    assert "Itinatago namin" in filipino
    assert "Second" not in english


@pytest.mark.usefixtures("site")
def test_page_when_an_earlier_version_is_asked_for_then_says_that_it_is_not_in_force(client, first, by):
    add(by, days=0)

    html = client.get(f"/applications/privacy/{first.number}/").content.decode()

    assert "not in force any more" in html
    assert first.text in html.replace("&#x27;", "'")


@pytest.mark.usefixtures("site", "first")
@pytest.mark.parametrize("number", [0, 2, 99])
def test_page_when_a_version_is_not_shown_yet_or_never_was_then_is_not_found(number, client, by):
    add(by)

    assert client.get(f"/applications/privacy/{number}/").status_code == 404


@pytest.mark.usefixtures("site")
def test_page_when_there_is_no_notice_then_is_not_found(client):
    assert client.get("/applications/privacy/").status_code == 404


@pytest.mark.usefixtures("site", "first")
def test_page_when_the_officer_changes_then_shows_it_without_a_new_version(client):
    before = client.get("/applications/privacy/").content.decode()
    DataProtectionOfficer.objects.all().delete()
    DataProtectionOfficerFactory()

    after = client.get("/applications/privacy/").content.decode()

    assert "dpo@example.org" not in before
    assert '<a href="mailto:dpo@example.org">' in after


@pytest.mark.usefixtures("site", "first")
def test_foot_of_every_page_when_shown_then_leads_to_the_notice(client):
    assert 'href="/applications/privacy/"' in client.get("/").content.decode()
    assert 'href="/fil/applications/privacy/"' in client.get("/fil/").content.decode()


@pytest.mark.usefixtures("site")
def test_page_when_there_are_more_versions_then_queries_stay_the_same(client, count_queries, first):
    client.cookies["messages"] = "x"  # not from the cache
    before = count_queries(client, "/applications/privacy/")
    for number in (2, 3, 4):
        PrivacyNoticeFactory(number=number, in_force_from=in_days(-20 + number))

    assert count_queries(client, "/applications/privacy/") == before


@pytest.mark.usefixtures("site")
def test_page_when_a_paragraph_begins_with_a_line_of_its_own_then_that_is_its_heading(client):
    PrivacyNoticeFactory(text="Only a sentence <b>.\n\nHow long\r\nA year.", in_force_from=in_days(-1))

    html = client.get("/applications/privacy/").content.decode()

    assert "<h2>How long</h2><p>A year.</p>" in html
    assert "<p>Only a sentence &lt;b&gt;.</p>" in html


# The staff screen


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("role", Role.values)
def test_screens_when_opened_then_only_administrators_may(role, client):
    client.force_login(UserFactory(role=role))
    may = role == Role.ADMINISTRATOR

    opened = [client.get(address).status_code == 200 for address in (STAFF, f"{STAFF}new/")]
    client.post(f"{STAFF}new/", {"text": "A", "text_fil": "B", "in_force_from": in_days(1).isoformat()})

    assert opened == [may, may]
    assert PrivacyNotice.objects.count() == (2 if may else 1)


def test_new_version_when_begun_then_starts_from_the_newest_words(client, first, by):
    client.force_login(by)

    assert "We keep what you write" in client.get(f"{STAFF}new/").content.decode()


@pytest.mark.parametrize("field", ["text", "text_fil", "in_force_from"])
def test_new_version_when_something_is_missing_then_is_refused(field, client, first, by):
    client.force_login(by)
    data = {"text": "A", "text_fil": "B", "in_force_from": in_days(1).isoformat()}

    response = client.post(f"{STAFF}new/", {**data, field: ""})

    assert response.status_code == 200
    assert PrivacyNotice.objects.count() == 1


def test_edit_when_the_version_was_shown_then_says_that_it_never_changes(client, first, by):
    client.force_login(by)

    html = client.post(
        f"{STAFF}{first.pk}/", {"text": "A", "text_fil": "B", "in_force_from": in_days(1).isoformat()}
    ).content.decode()

    assert "never changes" in html
    assert "A" not in PrivacyNotice.objects.values_list("text", flat=True)
