import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import translation

from cms import initial_pages

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
def pages(db) -> None:
    initial_pages.load()
