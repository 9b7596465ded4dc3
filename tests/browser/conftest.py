"""A real Chromium in front of a real server. Every test in this folder asks for one and is marked ``browser``."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import caches
from django.db import connections
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect

from catalog.browsing import facts
from cms import initial_pages
from portal.monitoring.public import facts as facts_of_programs
from portal.needs.public import facts as facts_of_needs
from portal.policies.public import facts as facts_of_policies
from search.words import known
from tests.browser.phone import NO_SYNC, SUBMIT, opened_once
from tests.browser.staff import OURS
from tests.cms.conftest import filipino_catalog  # noqa: F401 - the compiled Filipino texts
from tests.kept_tables import KeptTables

# Playwright keeps an event loop in the thread of the test; Django must not take it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine may need this long for a page; where nothing is wrong nobody waits for it.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

WIDTHS = (360, 1280)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
"""What passes is counted, not described: that takes a third of the time."""
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.fail("The browser tests need Chromium: install it (Debian: chromium) or name it in CHROMIUM.")
    return {"executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def first_pages(django_db_setup: None, django_db_blocker: Any) -> KeptTables:
    """What the migrations wrote into the tables, and the first pages of the website.

    Made before Playwright starts: its event loop gives Django another connection.
    """
    with django_db_blocker.unblock():
        migrated = KeptTables("migrated")
        initial_pages.load()
        with_pages = KeptTables("with_first_pages")
        migrated.put_back()
        return with_pages


@pytest.fixture(scope="session")
def beside_playwright(first_pages: KeptTables, playwright: Any) -> Iterator[None]:
    """The connection that Django has while Playwright's event loop runs; closed before that loop ends."""
    yield
    connections.close_all()


@pytest.fixture
def site(transactional_db: None, first_pages: KeptTables, beside_playwright: None, live_server: Any) -> str:
    """The address of a running site with its first pages.

    Its tables are as they were made, whichever connection the test before ended on and whatever it left.
    """
    first_pages.put_back()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    # The number of the content version begins again: what is kept by that number is of another test.
    facts.forget()
    facts_of_needs.forget()
    facts_of_programs.forget()
    facts_of_policies.forget()
    known.forget()
    return live_server.url


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """What axe finds on the page as it stands, or in a part of it, a line for each element; no rule is left out."""

    def find(page: Page, part: str | None = None) -> list[str]:
        page.wait_for_load_state()  # with its style: a page that is still arriving has no sizes
        results = Axe().run(page, context=part, options=AXE_OPTIONS).response
        return [
            f"{finding['id']}: {finding['help']}: {node['html'][:200]}"
            for finding in results["violations"]
            for node in finding["nodes"]
        ]

    return find


@pytest.fixture
def runs_over() -> Callable[[Page], bool]:
    """Whether the page is wider than its window, so that a reader must scroll sideways."""

    def look(page: Page) -> bool:
        return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    return look


@pytest.fixture
def looked(violations: Callable[..., list[str]], runs_over: Callable[[Page], bool]) -> Iterator[Callable[..., None]]:
    """Lets axe look at a page on the way; at the end it must have found nothing on any."""
    faults: dict[str, list[str]] = {}

    def look(name: str, page: Page, part: str | None = None) -> None:
        if found := [*violations(page, part), *(["runs over"] if runs_over(page) else [])]:
            faults[name] = found

    yield look
    assert faults == {}


@pytest.fixture
def signed_in(site: str) -> Callable[..., None]:
    """Give a page of the browser a session of its own for a user."""

    def sign_in(page: Page, user: Any, address: str = site) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": address}])

    return sign_in


def is_complaint(message: ConsoleMessage) -> bool:
    """Wagtail saves drafts by itself; while a form is unfinished the server answers 400, which the browser logs."""
    is_unfinished_draft = "status of 400" in message.text and "/admin/" in message.location["url"]
    return message.type == "error" and not is_unfinished_draft


@pytest.fixture
def as_person(new_context, signed_in):
    """A window of this person's own, which fails the test when the browser complains."""
    complaints = []

    def open_window(user, **options):
        page = new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
        page.set_default_timeout(PATIENCE)
        signed_in(page, user)
        page.on("console", lambda message: is_complaint(message) and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_window
    assert complaints == []


@pytest.fixture
def phone(new_context, signed_in, site):
    """A phone on which somebody has opened the form of a need once with signal."""

    def open_phone(user, path=SUBMIT, width=360):
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(NO_SYNC)
        signed_in(page, user)
        opened_once(page, f"{site}{path}")
        return page

    return open_phone


@pytest.fixture
def seen(looked: Callable[..., None]) -> Callable[[str, Page], None]:
    """Lets axe look at our part of a page as it stands, on a desk and on a phone."""

    def look(name: str, page: Page) -> None:
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            looked(f"{name}, {width}", page, OURS)
        page.set_viewport_size({"width": 1280, "height": 900})

    return look
