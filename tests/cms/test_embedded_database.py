import os
import signal
import stat
import sys
import time

import pytest

from cms import embedded_database
from tests.cms.checkout import ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

COUNT = """
import sys, psycopg
from cms import embedded_database
embedded_database.join()
with psycopg.connect(embedded_database.url()) as connection:
    connection.execute("SELECT pg_advisory_xact_lock(1)")  # two at once count one after the other
    connection.execute("CREATE TABLE IF NOT EXISTS visit (at timestamptz DEFAULT now())")
    connection.execute("INSERT INTO visit DEFAULT VALUES")
    print(connection.execute("SELECT count(*) FROM visit").fetchone()[0], flush=True)
sys.stdin.read() if "stay" in sys.argv else None
"""


def stay(checkout):
    """A process that holds the server until it is killed."""
    process = checkout.start("-c", COUNT.replace("sys.stdin.read()", "__import__('time').sleep(60)"), "stay")
    process.stdout.readline()
    return process


def test_join_when_repeated_then_data_is_kept_and_nothing_keeps_running(checkout):
    first = checkout.run("-c", COUNT)
    assert ended(checkout)
    second = checkout.run("-c", COUNT)

    assert first[0] == second[0] == 0, first + second
    assert int(second[1]) == int(first[1]) + 1
    assert ended(checkout)


def test_join_when_two_begin_at_once_then_they_share_one_server(checkout):
    both = [checkout.start("-c", COUNT), checkout.start("-c", COUNT)]

    said = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert len({int(text) for text in said}) == 2
    assert ended(checkout)


def test_server_when_one_of_two_users_is_killed_then_stays_for_the_other(checkout):
    one, other = stay(checkout), stay(checkout)

    one.kill()
    time.sleep(1.5)
    server_stays = bool(checkout.processes("bin/postgres"))
    other.kill()

    assert server_stays
    assert ended(checkout)


def test_server_when_its_keeper_is_killed_then_ends_and_the_next_user_gets_a_new_one(checkout):
    user = stay(checkout)
    keepers = list(checkout.processes("cms.embedded_database"))

    os.kill(keepers[0], signal.SIGKILL)
    server_ended = ended(checkout, "bin/postgres")
    code, said = checkout.run("-c", COUNT)
    user.kill()

    assert len(keepers) == 1
    assert server_ended
    assert (code, said.strip().isdecimal()) == (0, True), said
    assert ended(checkout)


def test_socket_when_the_server_runs_then_only_its_user_may_connect(checkout):
    user = stay(checkout)

    mode = stat.S_IMODE((checkout.database / ".s.PGSQL.5432").stat().st_mode)
    user.kill()

    assert mode == 0o700
    assert ended(checkout)


def test_join_when_the_data_is_of_another_version_then_a_sentence(checkout):
    checkout.run("-c", COUNT)
    ended(checkout)
    version = checkout.database / "data" / "PG_VERSION"
    was = version.read_text()
    version.write_text("9\n")

    code, said = checkout.run("-c", COUNT)
    version.write_text(was)

    assert code == 1
    assert "was written by PostgreSQL 9 and cannot be read by PostgreSQL" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("variables", "joins"),
    [
        ({}, True),
        ({"DATABASE_URL": "postgresql://db/portal"}, False),
        ({"DJANGO_SETTINGS_MODULE": "cms.settings.production"}, False),
    ],
)
def test_join_by_default_when_another_database_is_named_then_keeps_out(monkeypatch, variables, joins):
    calls = []
    monkeypatch.setattr(embedded_database, "join", lambda: calls.append("joined"))
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    for name, text in variables.items():
        monkeypatch.setenv(name, text)

    embedded_database.join_by_default()

    assert calls == (["joined"] if joins else [])


def test_socket_folder_when_the_checkout_lies_deep_then_is_short_enough_for_a_socket(monkeypatch):
    monkeypatch.setenv("OOBC_EMBEDDED_HOME", "/srv/" + "deep/" * 30)

    assert len(f"{embedded_database.socket_folder()}/.s.PGSQL.5432.lock") < 104


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server user of its own")
def test_folder_when_somebody_else_put_it_there_then_refused(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)

    with pytest.raises(SystemExit, match="belongs to another user"):
        embedded_database._make_folder(theirs)
