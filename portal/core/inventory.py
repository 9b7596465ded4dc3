"""What the portal keeps: every column of every table with its class, what it is for, and how long it stays (RA 10173).

``data/inventory.json`` says it, once; a test holds it complete. Administrators read it as a page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

FILE = Path(__file__).parent / "data" / "inventory.json"
PERSONAL = ("personal", "sensitive")


@dataclass(frozen=True)
class Entry:
    """Columns of one table that are of one class and stay equally long."""

    table: str
    """The model's label, ``catalog.CaseNote``; for a table without a model its name."""

    purpose: str
    class_: str
    kept: str
    """The name of the rule; ``kept_in_words`` gives it as a sentence."""

    columns: tuple[str, ...]

    @property
    def kept_in_words(self) -> str:
        return kept_in_words(self.kept)

    @property
    def is_personal(self) -> bool:
        return self.class_ in PERSONAL


@cache
def _file() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text()))


def classes() -> dict[str, str]:
    """Each class with what it means, the least private first."""
    return dict(_file()["classes"])


def kept_in_words(rule: str) -> str:
    """How long a rule keeps something, with the times of this installation."""
    days = {name: time.days for name, time in settings.RETENTION.items()}
    sentence: str = _file()["kept"][rule]
    return sentence.format(session_hours=settings.SESSION_COOKIE_AGE // 3600, **days)


def entries() -> Iterator[Entry]:
    """All of them, table by table."""
    for part in ("tables", "without_model"):
        for table, about in _file()[part].items():
            for group in about["columns"]:
                yield Entry(table, about["purpose"], group["class"], group["kept"], tuple(group["names"]))


def classed_columns() -> list[tuple[str, str]]:
    """Table and column of each that the file classes; one that is classed twice stands in it twice."""
    tables = _file()["tables"]
    return [(entry.table, name) for entry in entries() if entry.table in tables for name in entry.columns]


def columns_of_models() -> list[tuple[str, str]]:
    """Table and column of each that a model has of its own."""
    models = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    return [(model._meta.label, str(field.column)) for model in models for field in model._meta.local_concrete_fields]
