"""A small index of regions, the nearest noun at hand, with a few synonyms; people; and search servers."""

import pytest
from osmem_server import OsmemServer

from search import engines, facade
from search.engines import postgresql
from search.words import known
from search.words.vocabulary import Group, Role, Synonyms
from tests.accounts.factories import UserFactory
from tests.geography.factories import RegionFactory
from tests.search.ground import PLACES

from . import servers
from .asking import document
from .groups import GROUPS


@pytest.fixture(autouse=True)
def synonyms(monkeypatch):
    groups = (
        Group("boat", Role.TOPIC, ("boat", "bangka", "fishing boat"), related=("net",)),
        Group("net", Role.TOPIC, ("net", "lambat")),
        Group("help", Role.GENERAL, ("help", "tabang")),
    )
    kept = Synonyms(groups, frozenset({"for", "sa"}))
    monkeypatch.setattr(known, "stored_synonyms", lambda: kept)
    return kept


@pytest.fixture
def places():
    """Regions by name."""
    names = ["Boats for fishers", "Nets for fishers", "Project Tabang", "Scholarship of engineering", "Free lawyer"]
    made = {name: RegionFactory(name=name, code=f"R{n}") for n, name in enumerate(names)}
    facade.refresh(PLACES)
    return made


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def leader():
    return UserFactory(username="leader", role="ocm_leadership")


@pytest.fixture
def planner():
    return UserFactory(username="planner", role="oobc_planner")


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
