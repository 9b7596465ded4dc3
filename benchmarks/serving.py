"""The portal as it is served: gunicorn with one worker, which shares nothing with another but the database."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from cms.processes import ending_with

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 90
HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https", "User-Agent": "bench bot"}
"""As from the proxy that stands before the portal in production; no search of a robot is kept or counted."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Visitor:
    """A browser that has a session. Cookies are named as the settings of the server say."""

    session: str
    token: str = "t" * 32
    address: str = "203.0.113.1"
    """As the proxy tells it."""

    @property
    def headers(self) -> dict[str, str]:
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: self.token}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"Cookie": cookie, "X-Forwarded-For": self.address}


@dataclass(frozen=True)
class Server:
    port: int
    process: "subprocess.Popen[bytes]"

    def get(self, address: str, **headers: str) -> Answer:
        with self._asked("GET", address, headers) as connection:
            return _answer(connection)

    def post(self, address: str, visitor: Visitor, **fields: str) -> Answer:
        """What a form sends, with the token that was on its page."""
        with self._posted(address, visitor, fields) as connection:
            return _answer(connection)

    def post_and_hang_up(self, address: str, visitor: Visitor, **fields: str) -> None:
        """The same, by somebody who loses the connection before the answer comes."""
        with self._posted(address, visitor, fields):
            pass

    def _posted(self, address: str, visitor: Visitor, fields: Mapping[str, str]) -> "closing[HTTPConnection]":
        body = urlencode({**fields, "csrfmiddlewaretoken": visitor.token})
        headers = {**FORM, **visitor.headers, "Referer": f"https://{HEADERS['Host']}{address}"}
        return self._asked("POST", address, headers, body)

    def _asked(
        self, method: str, address: str, headers: Mapping[str, str], body: str | None = None
    ) -> "closing[HTTPConnection]":
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, address, body, headers={**HEADERS, **headers})
        return closing(connection)

    @property
    def worker(self) -> int:
        """The number of the process that answers."""
        return int(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])


@contextmanager
def serving(*, static_page: bytes = b"", **environment: str) -> Iterator[Server]:
    """A server that answers, until the block ends.

    Args:
        static_page: what the page to compare with shows.
        environment: variables that this server reads besides those of this process.
    """
    with tempfile.NamedTemporaryFile() as page:
        page.write(static_page)
        page.flush()
        with several(1, BENCH_STATIC_PAGE=page.name, **environment) as (server,):
            yield server


@contextmanager
def several(count: int, **environment: str) -> Iterator[list[Server]]:
    """As many servers, which start side by side."""
    servers: list[Server] = []
    try:
        for _ in range(count):
            port = free_port()
            servers.append(Server(port, start(port, **environment)))
        for server in servers:
            wait_for(server, "/health/live")
        yield servers
    finally:
        for server in servers:
            server.process.terminate()
        for server in servers:
            server.process.wait(timeout=30)


def _answer(connection: HTTPConnection) -> Answer:
    response = connection.getresponse()
    return Answer(response.status, response.read(), dict(response.getheaders()))


def start(port: int, **environment: str) -> "subprocess.Popen[bytes]":
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:cms.gunicorn_conf"]
    own = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1", "GRACEFUL_SECONDS": "2"}
    return subprocess.Popen(
        [*gunicorn, "--max-requests", "0", "--log-level", "error", "cms.wsgi"],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        stdin=subprocess.DEVNULL,
        preexec_fn=ending_with(os.getpid(), signal.SIGTERM),
    )


def wait_for(server: Server, address: str) -> None:
    """Until this address answers 200. Raises ``LookupError`` where that does not happen."""
    until = time.monotonic() + SECONDS_TO_START
    while server.process.poll() is None and time.monotonic() < until:
        try:
            if server.get(address).status == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.01)
    raise LookupError(f"no web server answers at {address}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
