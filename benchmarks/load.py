"""How many requests a second a server answers, over a few connections that are kept, as from a proxy."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, repeat

from .serving import HEADERS, Server

CONNECTIONS = 4
_made = count()


def requests_per_second(server: Server, addresses: Iterator[str], *, seconds: float) -> float:
    """Raises ``LookupError`` for any answer that is no page."""
    until = time.monotonic() + seconds
    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answered = sum(pool.map(lambda _: _ask(server, addresses, until), range(CONNECTIONS)))
    return answered / (time.monotonic() - began)


def always(address: str) -> Iterator[str]:
    return repeat(address)


def anew(address: str) -> Iterator[str]:
    """The same page under an address that nobody has asked for before, so that nothing was kept under it."""
    return (f"{address}?made={number}" for number in _made)


def _ask(server: Server, addresses: Iterator[str], until: float) -> int:
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    answered = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        while time.monotonic() < until:
            connection.sendall(f"GET {next(addresses)} HTTP/1.1\r\n{head}\r\n".encode())
            _read_page(connection)
            answered += 1
    return answered


def _read_page(connection: socket.socket) -> None:
    """Reads no more than it must of what came, to leave the processor to the server."""
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            raise LookupError("the server closed a connection")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise LookupError(f"a page answered {head.splitlines()[0].decode()}")
    missing = int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]) - len(body)
    while missing > 0:
        missing -= len(connection.recv(min(missing, 65536)))
