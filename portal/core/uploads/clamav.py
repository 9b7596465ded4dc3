"""ClamAV's daemon, spoken to directly: the file is streamed to it, and its answer read."""

import socket
import struct
from urllib.parse import urlsplit

from django.core.files.base import File

from .scanning import ScanFailed, Verdict

CHUNK = 64 * 1024
SECONDS = 30


class Clamd:
    """``clamav://host:port``, or ``clamav:///path/of/socket`` on the same machine."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url)

    def scan(self, content: File) -> Verdict:
        try:
            with self._connection() as connection:
                connection.sendall(b"zINSTREAM\0")
                while chunk := content.read(CHUNK):
                    connection.sendall(struct.pack(">I", len(chunk)) + chunk)
                connection.sendall(struct.pack(">I", 0))
                return _verdict(_answer(connection))
        except OSError as error:
            raise ScanFailed(type(error).__name__) from error

    def _connection(self) -> socket.socket:
        if self.address.hostname:
            return socket.create_connection((self.address.hostname, self.address.port or 3310), timeout=SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        try:
            connection.connect(self.address.path)
        except OSError:
            connection.close()
            raise
        return connection


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and (part := connection.recv(4096)):
        answer += part
    return answer.rstrip(b"\0\n")


def _verdict(answer: bytes) -> Verdict:
    """Clean only if the daemon says so: any other answer than its two verdicts is none."""
    if answer == b"stream: OK":
        return Verdict.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return Verdict.INFECTED
    raise ScanFailed("no verdict")
