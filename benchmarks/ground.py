"""Where measurements are taken: a database made for them, filled as by ``make setup``, and dropped afterwards."""

import os
import secrets
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from urllib.parse import urlsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cms import embedded_database


@contextmanager
def own_database() -> Iterator[None]:
    """A new database beside the usual one, for this process and those that it starts, under production settings."""
    embedded_database.join_by_default()
    server = os.environ.get("DATABASE_URL") or embedded_database.url()
    name = f"oobc_portal_bench_{os.getpid()}"
    with psycopg.connect(named(server, "postgres"), autocommit=True) as of_server:
        of_server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    os.environ |= {
        "DATABASE_URL": named(server, name),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "https://localhost",
        "TRUST_FORWARDED_PROTO": "true",
        "EMAIL_URL": "smtp://localhost:25",
        "MAIL_FROM": "bench@localhost",
        "LOG_LEVEL": "ERROR",
    }
    try:
        yield
    finally:
        with psycopg.connect(named(server, "postgres"), autocommit=True) as of_server:
            of_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def named(address: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def fill() -> None:
    """Every step of set-up, told on standard error: standard output is for measurements."""
    django.setup()
    with redirect_stdout(sys.stderr):
        for step in settings.SET_UP_STEPS:
            began = time.monotonic()
            name, *arguments = shlex.split(step)
            call_command(name, *arguments, verbosity=0)
            print(f"{time.monotonic() - began:6.1f} s  {step}", flush=True)
    gather_statistics()


def gather_statistics() -> None:
    """As the database does by itself some minutes after many rows were written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
