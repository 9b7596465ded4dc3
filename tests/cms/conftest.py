import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import translation

from cms import initial_pages
from tests.cms.checkout import Checkout, ended
from tests.kept_rows import KeptRows

CATALOG = Path(__file__).parents[2] / "locale" / "fil" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="session", autouse=True)
def filipino_catalog() -> None:
    """The compiled Filipino texts, made anew when the written ones changed."""
    compiled = CATALOG.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < CATALOG.stat().st_mtime:
        command = [sys.executable, "-m", "babel.messages.frontend", "compile", "-i", CATALOG, "-o", compiled]
        subprocess.run([*command, "-l", "fil"], check=True, capture_output=True)
    translation.trans_real._translations.pop("fil", None)


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def pages(rows_of_pages: KeptRows, db: None) -> None:
    """The first pages of the website, as ``initial_pages.load`` makes them."""
    if not (connection.in_atomic_block and rows_of_pages.put_back()):
        initial_pages.load()


@pytest.fixture(scope="module")
def _checkout() -> Iterator[Checkout]:
    # Not in pytest's folder: that is root's alone, and for root the server runs as another user.
    root = Path(tempfile.mkdtemp(prefix="oobc-test-", dir="/var/tmp"))
    root.chmod(0o755)
    yield Checkout(root)
    shutil.rmtree(root)


@pytest.fixture
def checkout(_checkout: Checkout) -> Iterator[Checkout]:
    """The other checkout, with nothing running in it before and after the test."""
    yield _checkout
    while _checkout.started:
        process = _checkout.started.pop()
        process.kill()
        process.communicate()
    assert ended(_checkout), _checkout.processes()
