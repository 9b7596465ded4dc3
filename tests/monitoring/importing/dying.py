"""A process that imports a file and is killed, as by ``kill -9``, before one of its statements."""

from typing import Any

import django
from django.apps import apps

if not apps.ready:  # in the process from which the others are forked
    django.setup()

from portal.monitoring.importing import running
from tests.catalog.applying.dying import die


def work_and_die(key: Any, *, at: int, database: str) -> None:
    die(at, database)
    running.work(key)
