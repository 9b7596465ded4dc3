"""A process that sends or approves an application and is killed, as by ``kill -9``, before one of its statements."""

import os
import signal
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # in the process from which the others are forked
    django.setup()

from django.db import connection

from catalog.applications.deciding import approve
from catalog.applications.sending import send
from catalog.models import ApplicationDraft, ServiceApplication
from portal.accounts.models import User


def send_and_die(key: Any, *, at: int, database: str) -> None:
    draft = ApplicationDraft(pk=key)
    die(at, database)
    send(draft)


def approve_and_die(key: Any, reviewer: int, *, at: int, database: str) -> None:
    _use(database)
    case, by = ServiceApplication.objects.get(pk=key), User.objects.get(pk=reviewer)
    die(at, database)
    approve(case, message="Come on Monday.", by=by, with_ppa=True)


def _use(database: str) -> None:
    connection.settings_dict["NAME"] = database


def die(at: int, database: str) -> None:
    """Count statements and commits from now on; none comes after the one with this number."""
    _use(database)
    connection.ensure_connection()
    left, commit = iter(range(at)), connection.commit

    def step() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(run: Any, *statement: Any) -> Any:
        step()
        return run(*statement)

    def counted_commit() -> None:
        step()
        commit()

    connection.execute_wrappers.append(execute)
    connection.commit = counted_commit  # type: ignore[method-assign]
