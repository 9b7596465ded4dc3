import pytest
from django.db import connection
from health_check.checks import Cache, Database
from health_check.exceptions import ServiceUnavailable

from cms import health
from tests.search.servers import refusing_url, settings_of

pytestmark = pytest.mark.django_db


def fail(self):
    raise ServiceUnavailable("postgresql://portal:word@db.example.org/portal")


def test_live_when_asked_then_alive_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live", headers={"host": "10.0.0.7:8000"})

    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_ready_when_all_is_well_then_200(client):
    response = client.get("/health/ready", headers={"host": "10.0.0.7:8000"})

    assert response.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok", "cache": "ok"}}
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "check"), [("database", Database), ("migrations", health.Migrations), ("cache", Cache)]
)
def test_ready_when_a_check_fails_then_503_names_it_and_tells_no_secret(client, monkeypatch, name, check):
    monkeypatch.setattr(check, "run", fail)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "checks": {"database": "ok", "migrations": "ok", "cache": "ok", name: "failed"},
    }


def test_ready_when_a_migration_is_not_applied_then_503(client, monkeypatch):
    known = health.known_migrations()
    monkeypatch.setattr(health, "known_migrations", lambda: known | {("core", "9999_not_applied")})

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["checks"]["migrations"]) == (503, "failed")


def test_ready_when_the_database_is_away_then_503_and_live_stays_200(client, monkeypatch):
    # The checks open connections of their own, so this test's own one may stay.
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})

    ready, live = client.get("/health/ready"), client.get("/health/live")

    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json()["checks"] == {"database": "failed", "migrations": "failed", "cache": "ok"}
    assert "nowhere" not in ready.content.decode()


def test_ready_when_there_is_a_search_server_then_it_is_asked(client, settings, monkeypatch):
    settings.SEARCH_SERVER = settings_of("opensearch", refusing_url())
    monkeypatch.setattr("search.engines.server_is_well", lambda indexes: "services" in indexes)

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["checks"]["search"]) == (200, "ok")


def test_ready_when_the_search_server_is_down_then_degraded_but_ready(client, settings):
    settings.SEARCH_SERVER = settings_of("opensearch", refusing_url())

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "cache": "ok", "search": "degraded"},
    }
