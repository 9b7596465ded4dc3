"""Rows that tell of an earlier day than the one on which they are written: for demonstrations and load tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model


@contextmanager
def moment_as_given(model: type[Model], name: str) -> Iterator[None]:
    """For commands, which are alone in their process: a row keeps the moment that its maker gave it."""
    moment: Any = model._meta.get_field(name)
    moment.auto_now_add = False
    try:
        yield
    finally:
        moment.auto_now_add = True
