"""What holds in every test.

- A database, no network, no warning, random order (``pyproject.toml``), an empty cache, tasks that run at once.
- An undefined variable that one of our own templates prints fails the test. ``{% if name %}`` and
  ``{{ name|default:… }}`` are how a template says that a name is optional.
- What waits for the commit (``transaction.on_commit``) runs when the outermost block of the code under test ends,
  although the test's own transaction never commits. Nothing needs to be asked for; ``transaction=True`` is not needed.
- Wagtail does not note after each save which row names which: it costs a tenth of the whole run, and only "where is
  this used?" reads it. A test about that asks for ``references_are_noted``.
- Tests marked ``browser`` drive Debian's Chromium.
"""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import engines
from django.template.base import FilterExpression, Node, Origin
from django.template.defaultfilters import default, default_if_none
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoDbBlocker
from wagtail import signal_handlers
from wagtail.tasks import update_reference_index_task

from catalog.browsing import facts
from cms import embedded_database, initial_pages
from portal.monitoring.public import facts as facts_of_programs
from portal.needs.public import facts as facts_of_needs
from portal.policies.public import facts as facts_of_policies
from tests import migrated_database
from tests.kept_rows import KeptRows, rows_of
from tests.kept_tables import KeptTables

ROOT = embedded_database.ROOT
OWN_TEMPLATES = str(ROOT / "templates")
ABOUT_THE_SERVER = {"ceilings", "figures", "ledger"}


def pytest_configure() -> None:
    # Else it walks again and again over all that was imported, which is a good part of the time of each test.
    gc.set_threshold(100_000, 20, 20)
    embedded_database.join_by_default()
    # Playwright's synchronous interface runs an event loop in the thread of the test.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_itemcollected(item: pytest.Item) -> None:
    if _commits(item) or _about_the_server(item):
        item.add_marker(pytest.mark.server)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that really commit come last: what they leave behind by mistake meets no other.

    What one process does alone comes first, so that the other is busy until the end too.
    """
    items.sort(key=lambda item: (_commits(item), item.get_closest_marker("xdist_group") is None))


def _about_the_server(item: pytest.Item) -> bool:
    """Its own SQL, triggers, locks, sums over rows; not the server that comes along."""
    folders = set(item.path.relative_to(ROOT / "tests").parts)
    return bool(folders & ABOUT_THE_SERVER)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", []))
    return bool(fixtures or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Also what Django keeps in the process: a test that counts queries counts the same ones in any order."""
    cache.clear()
    ContentType.objects.clear_cache()
    facts.forget()
    facts_of_needs.forget()
    facts_of_programs.forget()
    facts_of_policies.forget()


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    """The queries of a GET that succeeds, without what is read once in the life of a process."""

    def count(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            b"".join(response)
        assert response.status_code == 200
        return len(captured)

    return count


class _NoTask:
    def enqueue(self, *arguments: Any) -> None:
        """Nothing is noted."""


@pytest.fixture(autouse=True)
def _references_are_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal_handlers, "update_reference_index_task", _NoTask())


@pytest.fixture
def references_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal_handlers, "update_reference_index_task", update_reference_index_task)


@pytest.fixture(autouse=True)
def _english() -> None:
    """A request leaves its language behind in the thread, for the next test to stumble over."""
    translation.deactivate()


class EmptyText(str):
    """Django's ``string_if_invalid``, which it asks for its truth exactly when it is about to print an unknown name."""

    __slots__ = ()

    def __bool__(self) -> bool:
        asking = sys._getframe(1)
        if asking.f_code is FilterExpression.resolve.__code__:
            _fail_if_ours(asking.f_locals["self"], asking)
        return False


def _fail_if_ours(expression: FilterExpression, frame: FrameType) -> None:
    has_default = any(function in (default, default_if_none) for function, _ in expression.filters)
    origin = _origin_of_rendering(frame)
    if origin and origin.name.startswith(OWN_TEMPLATES) and not has_default:
        pytest.fail(f"Undefined variable {expression.token!r} in {os.path.relpath(origin.name, ROOT)}")


def _origin_of_rendering(frame: FrameType | None) -> Origin | None:
    """The template that the innermost node now rendered was written in."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin
        frame = frame.f_back
    return None


@pytest.fixture(autouse=True)
def _undefined_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    for backend in engines.all():
        monkeypatch.setattr(backend.engine, "string_if_invalid", EmptyText())


@pytest.fixture(autouse=True, scope="session")
def _on_commit_runs() -> Iterator[None]:
    """Callbacks run when only the test's own transaction is left, as they would at the commit."""
    leave_block, on_commit = transaction.Atomic.__exit__, BaseDatabaseWrapper.on_commit

    def leave_block_and_run(self: transaction.Atomic, *error: Any) -> None:
        leave_block(self, *error)
        _run_if_committed(transaction.get_connection(self.using))

    def on_commit_and_run(self: BaseDatabaseWrapper, *arguments: Any, **options: Any) -> None:
        on_commit(self, *arguments, **options)
        _run_if_committed(self)

    patch = pytest.MonkeyPatch()
    patch.setattr(transaction.Atomic, "__exit__", leave_block_and_run)
    patch.setattr(BaseDatabaseWrapper, "on_commit", on_commit_and_run)
    yield
    patch.undo()


def _run_if_committed(connection: BaseDatabaseWrapper) -> None:
    blocks = connection.atomic_blocks
    if not blocks or connection.needs_rollback or not all(block._from_testcase for block in blocks):
        return
    while connection.run_on_commit:
        _, callback, is_robust = connection.run_on_commit.pop(0)
        try:
            callback()
        except Exception:
            if not is_robust:
                raise


@pytest.fixture(autouse=True, scope="session")
def _connection_stays() -> Iterator[None]:
    """Closing a response ends a request, and with it Django would end the connection of the test's transaction."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_tests(self: BaseDatabaseWrapper) -> None:
        if not any(block._from_testcase for block in self.atomic_blocks):
            close(self)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_tests)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_database.template()


@pytest.fixture(autouse=True, scope="session")
def _tables_are_put_back() -> Iterator[None]:
    """A test that commits leaves all tables as the first of them found them, instead of empty."""
    kept: list[KeptTables] = []
    set_up = TransactionTestCase._fixture_setup.__func__

    def set_up_and_keep(case: type[TransactionTestCase]) -> None:
        if not kept:
            kept.append(KeptTables("before_commits"))
        set_up(case)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(set_up_and_keep))
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: kept[0].put_back())
    yield
    patch.undo()


@pytest.fixture(scope="session")
def rows_of_pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> KeptRows:
    """The first pages of the website, which a quarter of all tests begin with."""
    with django_db_blocker.unblock():
        return rows_of(initial_pages.load)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which updates with the system; nothing is downloaded."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.exit("The browser tests need Chromium. On Debian: apt install chromium", returncode=1)
    quiet = [
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-quic",
    ]
    arguments = [f"--{name}" for name in ("no-sandbox", "disable-gpu", *quiet)]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
