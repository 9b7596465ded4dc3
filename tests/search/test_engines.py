"""Which engine answers, above all when the server does not."""

import json
import subprocess
import sys
import time

import pytest
from django.core.cache import cache
from structlog.testing import capture_logs

from cms.embedded_database import ROOT
from search import engines
from search.engines import circuit, postgresql
from search.engines.base import EngineDown

from .asking import asks, keys
from .servers import OF_NO_USE, UselessServer, refusing_url, says

pytestmark = pytest.mark.django_db

KINDS = ["opensearch", "elasticsearch"]
A_PAGE_MAY_TAKE = 2  # seconds


@pytest.fixture
def useless():
    """``useless(treat)``: a server that treats everybody so."""
    started = []

    def start(treat):
        started.append(UselessServer(treat))
        return started[-1]

    yield start
    for server in started:
        server.close()


def test_find_when_no_server_is_named_then_postgresql_answers(rows):
    assert keys(engines.find("tests", asks("scholarship"))) == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", OF_NO_USE)
def test_find_when_the_server_is_of_no_use_then_postgresql_answers_in_time_and_it_is_left_alone(
    rows, use_server, useless, kind, fault
):
    server = useless(OF_NO_USE[fault])
    use_server(kind, server.url)

    with capture_logs() as logged:
        began = time.monotonic()
        found = engines.find("tests", asks("scholarship"))
        took = time.monotonic() - began
        asked = server.asked
        again = engines.find("tests", asks("scholarship"))

    assert keys(found) == keys(again) == ["a", "b"]
    assert took < A_PAGE_MAY_TAKE
    assert (asked, server.asked) == (1, 1)
    assert [(line["event"], line["log_level"], line["engine"]) for line in logged] == [
        ("search_server_failed", "warning", kind)
    ]
    assert "scholarship" not in json.dumps(logged)


@pytest.mark.parametrize("kind", KINDS)
def test_find_when_nobody_listens_then_postgresql_answers(rows, use_server, kind):
    use_server(kind, refusing_url())

    assert keys(engines.find("tests", asks("scholarship"))) == ["a", "b"]
    assert circuit.is_open()


@pytest.mark.parametrize("kind", KINDS)
def test_find_when_the_server_refuses_one_search_then_the_next_is_asked_again(rows, use_server, useless, kind):
    server = useless(says("400 Bad Request", b'{"error": {"type": "too_many_clauses"}}'))
    use_server(kind, server.url)

    for _ in range(2):
        assert keys(engines.find("tests", asks("scholarship"))) == ["a", "b"]

    assert server.asked == 2


def test_find_when_the_pause_is_over_then_the_server_is_asked_again(rows, use_server, useless):
    server = useless(OF_NO_USE["500"])
    use_server("opensearch", server.url)
    engines.find("tests", asks("scholarship"))

    cache.delete(circuit.KEY)
    engines.find("tests", asks("scholarship"))

    assert server.asked == 2


def test_find_when_an_engine_is_named_then_no_other_answers(rows, use_server):
    use_server("opensearch", refusing_url())

    with pytest.raises(EngineDown):
        engines.find("tests", asks("scholarship"), "opensearch")

    assert keys(engines.find("tests", asks("scholarship"), "postgresql")) == ["a", "b"]


@pytest.mark.parametrize(("named", "kind"), [("elasticsearch", "opensearch"), ("opensearch", None)])
def test_named_when_the_server_is_another_or_none_then_said(use_server, named, kind):
    if kind:
        use_server(kind, refusing_url())

    with pytest.raises(LookupError, match=f"SEARCH_URL names no server of the kind '{named}'"):
        engines.named(named)


def test_named_when_postgresql_then_always_there():
    assert engines.named("postgresql") is postgresql


def test_clients_when_no_server_is_named_then_never_loaded():
    code = (
        "import django, sys; django.setup(); import search.facade, search.sweeps, cms.health;"
        "print({'opensearchpy', 'elasticsearch'} & sys.modules.keys() or 'none')"
    )

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout == "none\n", done.stderr


def test_server_is_well_when_it_fails_then_it_is_not_asked_again_for_a_while(use_server, useless):
    server = useless(OF_NO_USE["silent"])
    use_server("elasticsearch", server.url)

    assert [engines.server_is_well(["tests"]) for _ in range(3)] == [False] * 3
    assert server.asked == 1


def test_server_is_well_when_none_is_named_then_so():
    assert engines.server_is_well(["tests"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["500", "silent", "odd lines"])
def test_clients_when_they_log_then_nobody_reads_what_was_searched(rows, use_server, useless, caplog, kind, fault):
    use_server(kind, useless(OF_NO_USE[fault]).url)

    engines.find("tests", asks("scholarship"))

    assert [record.name for record in caplog.records] == ["search.engines.circuit"]
    assert "scholarship" not in caplog.text
