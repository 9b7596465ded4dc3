"""What holds in every test: a database, no network, no undefined variable in our own templates."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("DATABASE_URL"):
        from cms import embedded_database

        embedded_database.join()
