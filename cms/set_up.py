"""What turns a fresh checkout and an empty database into a portal, and whether that has been done.

The steps are command lines of ``manage.py`` in the setting ``SET_UP_STEPS``. Each can be repeated without harm.
"""

import hashlib
import os
import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command

from cms import embedded_database

ROOT = Path(__file__).resolve().parent.parent
STAMP = ROOT / "var" / "set-up"

# What set-up is made from: when one of these changes, it is done again.
INGREDIENTS = [
    "requirements/base.txt",
    "cms/settings/*.py",
    "locale/*/LC_MESSAGES/*.po",
    "static/**/*",
    "**/migrations/*.py",
    "**/data/**/*",
    "**/management/commands/*.py",
]
ROOMS = ["cms", "catalog", "portal", "search"]


def run(say: Callable[[str], None]) -> None:
    """Every step in order; the first that fails ends it."""
    for step in settings.SET_UP_STEPS:
        began = time.monotonic()
        name, *arguments = shlex.split(step)
        call_command(name, *arguments, verbosity=0)
        say(f"{time.monotonic() - began:6.1f} s  {step}")
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(fingerprint())


def is_done() -> bool:
    """Whether the last set-up was of this code and of this database. Asks neither Django nor its apps: it is quick."""
    return STAMP.exists() and _last_migration() is not None and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """Changes with the code's ingredients, the database's state of migration, and the wish for demonstration data."""
    digest = hashlib.sha256(f"{_last_migration()} {os.environ.get('DEMO_DATA')}".encode())
    for path in _ingredients():
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _ingredients() -> Iterator[Path]:
    for pattern in INGREDIENTS:
        bases = [ROOT / room for room in ROOMS] if pattern.startswith("**/") else [ROOT]
        for base in bases:
            yield from sorted(path for path in base.glob(pattern) if path.is_file())


def _last_migration() -> str | None:
    """Which database this is, and how far it has come: the moment of its last migration is its own."""
    address = os.environ.get("DATABASE_URL") or embedded_database.url()
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute("SELECT count(*), max(applied) FROM django_migrations").fetchone()
    except psycopg.Error:
        return None  # no table yet, or no answer: set-up will say which
    return f"{address} {row}"
