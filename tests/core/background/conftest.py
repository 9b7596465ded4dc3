import os
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection

from . import jobs

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def queue(settings):
    """The real queue: tasks wait for a worker."""
    settings.TASKS = QUEUE


@pytest.fixture
def calls():
    jobs.calls.clear()
    return jobs.calls


@pytest.fixture
def start_process():
    """Start a command of this checkout on the test database; all end with the test."""
    started = []

    def start(*arguments: str) -> subprocess.Popen:
        environment = {**os.environ, "DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def eventually(condition: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether the condition comes true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _address() -> str:
    server = connection.settings_dict
    login = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
    place = server["HOST"] + (f":{server['PORT']}" if server["PORT"] else "")
    socket = server["OPTIONS"].get("host")
    return f"postgresql://{login}@{place}/{server['NAME']}" + (f"?host={socket}" if socket else "")
