"""A mark in every private word of a case, looked for wherever the portal shows, keeps or tells anything.

Whoever may not know of the case guesses its addresses, and none shows the mark; nor does any table, file, cache, log or
sitemap that has no business with it. ``tests/walk`` looks for the words of cases at every other address.
"""

import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from catalog.applications import history
from catalog.applications.privacy import anonymize
from catalog.enums import EventKind
from catalog.models import ApplicationDraft, ServiceApplication
from portal.accounts.roles import Role
from tests.catalog.applying.conftest import applicant, home, offering  # noqa: F401 - somebody who applies
from tests.organizations.factories import OrganizationMembershipFactory
from tests.walk.routes import Route, all_routes
from tests.walk.world import World, make_world

from .canary import (
    PRIVATE_TABLES,
    _no_files_of_other_tests,  # noqa: F401 - for every test here
    cached_with,
    close,
    email_of,
    files_with,
    marked_case,
    marked_draft,
    tables_with,
)

MARK = "Quetzalcase"
UNENTITLED = ["anonymous", *Role.values]
"""Each of them, the editors of the other office among them; the case is office B's, who walks is of office A."""


@pytest.fixture
def world(pages, settings) -> World:
    settings.STAFF_SECOND_FACTOR = "optional"
    return make_world()


@pytest.fixture
def case(world) -> ServiceApplication:
    """A case of office B, of a service that the public sees, with a draft of the same person."""
    case = marked_case(MARK, service=world.b.rows["offering"], reviewer=world.b.people[Role.MAO_EDITOR])
    history.happened(case, EventKind.RECEIVED, by=None)
    marked_draft(MARK, of=case)
    return case


@pytest.fixture
def said(caplog) -> Iterator[list[str]]:
    """Every line of every log, as any handler could write it."""
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    yield lines
    lines += [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert [line for line in lines if MARK.lower() in line.lower()] == []


def addresses(case: ServiceApplication) -> Iterator[str]:
    """Every address of applications with the case's own keys; all others are walked in ``tests/walk``."""
    yield from (f"/files/{paper.file.pk}/" for paper in case.files.all())
    for route in all_routes():
        if "applications/" in route.template:
            yield from _about_the_case(route, case)


def _about_the_case(route: Route, case: ServiceApplication) -> Iterator[str]:
    """The address with each key that a guess might put there."""
    draft = ApplicationDraft.objects.get(about__name=f"{MARK} name")
    words = {"page": "about", "code": "AAAAAAAA", "token": "none"}
    for key in (case.pk, draft.pk, case.service_id, case.files.get().pk):
        yield route.filled({**dict.fromkeys(route.parameters, key), **words})


@pytest.mark.parametrize("role", UNENTITLED)
def test_mark_when_the_unentitled_guess_the_addresses_of_the_case_then_they_never_see_it(world, case, said, role):
    client, person = Client(raise_request_exception=False, HTTP_HOST="localhost"), world.person(role)
    if person:
        client.force_login(person)

    walked = list(dict.fromkeys(addresses(case)))
    seen = [address for address in walked if MARK.lower() in _words(client, address).lower()]

    assert seen == []
    assert len(walked) > 80
    assert role == "anonymous" or client.get("/notices/").status_code == 200  # still signed in, to the end


def _words(client: Client, address: str) -> str:
    """The whole answer; what asking changed (a session that ended) is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return f"{response.headers} {content.decode(errors='replace')}"


def test_paper_when_the_own_office_opens_it_then_the_mark_is_there(world, case):
    """That the walk looks for something that can be seen."""
    editor = OrganizationMembershipFactory(organization=case.service.offering_mao).user
    client = Client()
    client.force_login(editor)

    assert MARK in _words(client, f"/files/{case.files.get().file.pk}/")


def test_mark_when_looked_for_in_the_database_then_stands_in_the_tables_of_cases_alone(world, case):
    """Neither in the record, nor in search, tasks, revisions, sessions or the cache's table."""
    assert tables_with(MARK) == PRIVATE_TABLES


def test_mark_when_looked_for_in_caches_then_is_not_there(world, case):
    client = Client()
    client.get("/catalog/")
    client.get(case.service.get_absolute_url())
    client.get("/sitemap.xml", follow=True)

    assert cached_with(MARK) == []


def test_mark_when_a_person_applies_and_follows_it_then_is_kept_with_the_case_alone(applicant, client, said):  # noqa: F811
    applicant.begin()
    answers = [
        applicant.about(name=f"{MARK} name", email=email_of(MARK)),
        applicant.place(),
        applicant.fill("1", **{"a-studies": "yes"}),  # which shows the next question
        applicant.fill("1", **{"a-studies": "yes", "a-school": f"{MARK} school"}),
        applicant.fill("2", **{"a-why": f"{MARK} books"}),
        applicant.send(),
    ]
    case = ServiceApplication.objects.get()
    asked = {"reference": case.reference, "contact": email_of(MARK)}
    found = client.post("/applications/track/", asked)
    client.post("/applications/track/link/", asked)
    client.post("/applications/track/", {**asked, "contact": f"wrong{email_of(MARK)}"})

    assert "School allowance" in found.text
    assert MARK.lower() not in found.text.lower()
    assert not any(MARK.lower() in page.headers["Location"].lower() for page in answers)
    assert cached_with(MARK) == []
    assert tables_with(MARK) == {"catalog_serviceapplication", "notifications_outboxmessage"}
    assert {MARK.lower() in str(message.body).lower() for message in mail.outbox} == {True}
    anonymize(close(case))
    assert tables_with(MARK) == set()


def test_mark_when_administrators_answer_the_person_then_is_in_no_log_record_address_or_session(world, case, said):
    close(case)
    client = Client(HTTP_HOST="localhost")
    client.force_login(world.person(Role.ADMINISTRATOR))
    sent = {"contact": email_of(MARK), "again": email_of(MARK)}

    found = client.post("/admin/privacy/persons/", {**sent, "act": "find"})
    copied = client.post("/admin/privacy/persons/", {**sent, "act": "download"})
    size = len(b"".join(copied.streaming_content))
    erased = client.post("/admin/privacy/persons/", {**sent, "act": "erase"}, follow=True)

    assert found.status_code == 200
    assert size > 1000
    assert erased.redirect_chain == [("/admin/privacy/persons/", 302)]
    assert tables_with(MARK) == set()
    assert files_with(MARK) == []
    assert cached_with(MARK) == []
