"""How a server comes by its copy, and keeps it."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from opensearchpy import OpenSearch

from search import engines, sweeps
from search.engines import copying
from search.engines.base import EngineDown
from search.facade import refresh, search

from .asking import asks, document, keys
from .servers import refusing_url

pytestmark = pytest.mark.django_db
ON_BOTH = pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])


@pytest.fixture(params=["imitation", "OpenSearch"])
def url(request):
    """The address of a server that has no index of these tests."""
    url = request.getfixturevalue("imitated" if request.param == "imitation" else "real_opensearch")
    OpenSearch(url).indices.delete(index="tests-*")
    return url


@pytest.fixture
def server(use_server, url, group_index):
    return use_server("opensearch", url)


@pytest.fixture
def judged(tmp_path):
    """The path of a file of judged queries."""
    queries = [
        {"id": "one", "query": "aid boats", "relevant": {"First aid for boats": 3, "Boats": 1}},
        {"id": "two", "query": "farmers", "relevant": {"Aid for farmers": 3}},
    ]
    path = tmp_path / "judged.json"
    path.write_text(json.dumps({"queries": queries}))
    return str(path)


def make_groups(index, *names):
    Group.objects.all().delete()
    groups = [Group.objects.create(name=name) for name in names]
    refresh(index)
    return [str(group.pk) for group in groups]


def found_by_the_server(server, stem="aid"):
    return sorted(keys(server.find("groups", asks(stem))))


# ---- Without a server ----------------------------------------------------------------------------------------------


def test_sweep_when_no_server_is_named_then_nothing_to_do(group_index):
    make_groups(group_index, "Aid")

    assert not sweeps.server_differs()
    assert sweeps.mend_server() == 0


def test_refresh_when_the_server_is_down_then_the_rows_are_found_all_the_same(group_index, use_server):
    use_server("opensearch", refusing_url())

    made = make_groups(group_index, "Aid")

    assert search(group_index, "aid", Group.objects.all()).keys == made
    assert not sweeps.server_differs()
    assert sweeps.mend_server() == 0


def test_refresh_search_when_the_server_is_down_then_said_and_postgresql_is_up_to_date(group_index, use_server):
    use_server("opensearch", refusing_url())
    Group.objects.create(name="Aid")

    with pytest.raises(CommandError, match="PostgreSQL is up to date, the search server is not"):
        call_command("refresh_search", stdout=StringIO())

    assert search(group_index, "aid", Group.objects.all()).keys


def test_evaluate_search_when_no_such_server_is_named_then_said(group_index, judged):
    with pytest.raises(CommandError, match="SEARCH_URL names no server of the kind 'opensearch'"):
        call_command("evaluate_search", judged, engine="opensearch", stdout=StringIO())


def test_evaluate_search_when_the_server_is_down_then_said(group_index, judged, use_server):
    make_groups(group_index, "Aid")
    use_server("opensearch", refusing_url())

    with pytest.raises(CommandError, match="ConnectionError"):
        call_command("evaluate_search", judged, engine="opensearch", stdout=StringIO())


# ---- With one ------------------------------------------------------------------------------------------------------


@pytest.mark.searchserver
@ON_BOTH
def test_refresh_when_committed_then_the_server_has_its_copy(group_index, use_server, imitated, kind):
    server = use_server(kind, imitated)
    made = make_groups(group_index, "Aid", "First aid", "Boats")
    assert found_by_the_server(server) == sorted(made[:2])

    Group.objects.filter(pk=made[0]).update(name="Boat")
    refresh(group_index, [made[0]])
    Group.objects.filter(pk=made[1]).delete()
    refresh(group_index, [made[1]])

    assert found_by_the_server(server) == []
    assert found_by_the_server(server, "boat") == sorted([made[0], made[2]])
    assert not sweeps.server_differs()


@pytest.mark.searchserver
def test_refresh_when_rolled_back_then_the_server_heard_nothing(server, group_index):
    [kept] = make_groups(group_index, "Aid")

    with transaction.atomic():
        Group.objects.create(name="More aid")
        refresh(group_index)
        transaction.set_rollback(True)

    assert found_by_the_server(server) == [kept]


@pytest.mark.searchserver
def test_mend_when_the_server_missed_writes_then_brings_over_what_differs_and_no_more(
    server, group_index, use_server, url, monkeypatch
):
    changed, gone, *same = make_groups(group_index, "Aid", "Aid too", "Aid three", "Aid four", "Aid five")
    use_server("opensearch", refusing_url())
    Group.objects.filter(pk=changed).update(name="Boat")
    Group.objects.filter(pk=gone).delete()
    new = Group.objects.create(name="New aid")
    refresh(group_index, [changed, gone, new.pk])
    server = use_server("opensearch", url)
    assert found_by_the_server(server) == sorted([changed, gone, *same])
    assert sweeps.server_differs()
    written = []
    write = server.write
    monkeypatch.setattr(
        server, "write", lambda *given, keys, **more: (written.append(keys), write(*given, keys=keys, **more))
    )

    assert sweeps.mend_server() == 3

    assert found_by_the_server(server) == sorted([*same, str(new.pk)])
    assert written == [{changed, gone, str(new.pk)}]
    assert not sweeps.server_differs()
    assert sweeps.mend_server() == 0


@pytest.mark.searchserver
def test_mend_when_the_server_lost_everything_then_it_is_built_and_searches_go_on(server, group_index):
    made = make_groups(group_index, "Aid")
    server._ask("DELETE", "/tests-groups-*")

    assert search(group_index, "aid", Group.objects.all()).keys == made
    assert copying.mend(server, "groups") == 1
    assert found_by_the_server(server) == made


@pytest.mark.searchserver
def test_mend_when_there_are_no_rows_then_the_server_answers_with_none(server, group_index):
    make_groups(group_index)

    assert server.find("groups", asks("aid")) == []
    assert engines.server_is_well(["groups"])


@pytest.mark.searchserver
def test_rebuild_when_searched_meanwhile_then_never_half_of_it_is_found(server, group_index, monkeypatch):
    made = sorted(make_groups(group_index, *(f"Aid {number}" for number in range(30))))
    monkeypatch.setattr("search.engines.server.CHUNK", 10)
    seen = []
    bulk = server._bulk
    monkeypatch.setattr(server, "_bulk", lambda *given: (bulk(*given), seen.append(found_by_the_server(server))))

    assert copying.rebuild(server, "groups") == 30

    assert seen == [made] * 3
    assert found_by_the_server(server) == made
    assert len(server._ask("GET", "/tests-groups-*/_alias")) == 1


@pytest.mark.searchserver
def test_rebuild_when_it_fails_halfway_then_the_old_one_answers_and_the_half_is_cleared_away(
    server, group_index, monkeypatch
):
    made = sorted(make_groups(group_index, "Aid", "Aid too"))
    with monkeypatch.context() as patch:
        patch.setattr(server, "_bulk", lambda *given: (_ for _ in ()).throw(EngineDown("no answer")))
        with pytest.raises(EngineDown):
            copying.rebuild(server, "groups")
    assert found_by_the_server(server) == made
    assert len(server._ask("GET", "/tests-groups-*/_alias")) == 2

    copying.rebuild(server, "groups")

    assert found_by_the_server(server) == made
    assert len(server._ask("GET", "/tests-groups-*/_alias")) == 1


@pytest.mark.searchserver
def test_rebuild_when_another_index_is_called_alike_then_it_stays(server, group_index):
    make_groups(group_index, "Aid")
    server.write("groups-of-people", [document("x", aid=0.5)], keys=None)

    copying.rebuild(server, "groups")

    assert keys(server.find("groups-of-people", asks("aid"))) == ["x"]


@pytest.mark.searchserver
def test_versions_when_there_are_more_than_a_page_then_all(server, monkeypatch):
    monkeypatch.setattr("search.engines.server.MOST_HITS", 10)
    rows = [document(f"{number}", aid=0.5) for number in range(25)]
    versions = {row.key: 100 + number for number, row in enumerate(rows)}
    server.write("groups", rows, keys=None, versions=versions)

    assert server.versions("groups") == versions


@pytest.mark.searchserver
def test_refresh_search_when_there_is_a_server_then_both_are_built(server, group_index):
    Group.objects.all().delete()
    Group.objects.create(name="Aid")
    said = StringIO()

    call_command("refresh_search", stdout=said)

    assert said.getvalue().splitlines() == ["groups: 1 rows", "groups on opensearch: 1 rows"]


@pytest.mark.searchserver
@ON_BOTH
def test_evaluate_search_when_the_server_is_named_then_measured_as_on_postgresql(
    group_index, judged, use_server, imitated, kind
):
    use_server(kind, imitated)
    make_groups(group_index, "Aid", "First aid for boats", "Aid for farmers", "Boats")

    said = {}
    for engine in ("postgresql", kind):
        output = StringIO()
        call_command("evaluate_search", judged, engine=engine, stdout=output)
        said[engine] = json.loads(output.getvalue())

    assert said[kind].pop("engine") == kind
    assert said["postgresql"].pop("engine") == "postgresql"
    assert said[kind] == said["postgresql"]
    assert said[kind]["ndcg_at_10"] > 0
