import pytest
from osmem_server import OsmemServer

from search import engines
from search.engines import postgresql

from . import servers
from .asking import document
from .groups import GROUPS


@pytest.fixture(scope="session")
def real_opensearch(tmp_path_factory):
    with servers.real_opensearch(tmp_path_factory.mktemp("opensearch")) as url:
        yield url


@pytest.fixture(scope="session")
def imitation():
    with OsmemServer.start(japanese=False) as server:
        yield server
    server.process.stdout.close()


@pytest.fixture
def imitated(imitation):
    """The address of an empty server of the test's own."""
    with imitation.clone() as clone:
        yield clone.url


@pytest.fixture
def rows(db):
    """Two rows of the index ``tests`` in PostgreSQL."""
    rows = [document("a", scholarship=0.5), document("b", scholarship=0.4, aid=0.4)]
    postgresql.write("tests", rows, keys=None)


@pytest.fixture
def group_index(db, settings):
    """The portal has one index: of the groups."""
    settings.SEARCH_INDEXES = ["tests.search.groups.GROUPS"]
    return GROUPS


@pytest.fixture
def use_server(settings, monkeypatch):
    """``use_server(kind, url)``: from here on SEARCH_URL names this server."""
    servers.let_elasticsearch_speak_plainly(monkeypatch)

    def use(kind: str, url: str) -> engines.Server:
        settings.SEARCH_SERVER = servers.settings_of(kind, url)
        return engines.configured()

    yield use
    engines._connected.cache_clear()
