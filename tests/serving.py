"""The portal as it is served: two web processes that share nothing but the database of the test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client

from benchmarks.ground import named
from benchmarks.serving import Server, Visitor, several
from cms import embedded_database
from portal.accounts.models import User


@contextmanager
def two_servers() -> Iterator[list[Server]]:
    database = os.environ.get("DATABASE_URL") or embedded_database.url()
    with several(2, DATABASE_URL=named(database, connection.settings_dict["NAME"]), LOG_LEVEL="ERROR") as servers:
        yield servers


def signed_in(user: User) -> Visitor:
    client = Client()
    client.force_login(user)
    return Visitor(client.cookies["sessionid"].value)
