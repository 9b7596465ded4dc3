"""Whether what two processes serve is what the database says, at once after every change.

Each of them is a web server of its own with one worker, so that a test knows which one it asks. What is true is a page
made here, with nothing kept from before.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from django.core.cache import caches
from django.test import Client

from catalog.browsing import facts
from search.words import known

from .edits import Edit, Editor
from .serving import HEADERS, Server

Page = tuple[int, bytes]
PATIENCE = 5.0


@dataclass(frozen=True)
class Seen:
    was_visible: bool
    """Whether any of the pages differs from before: an edit that shows nowhere proves nothing."""

    is_stale: bool
    seconds: float
    """From the commit until both servers had answered, and rightly."""


class Watcher:
    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = servers
        self.client = Client(SERVER_NAME="localhost", headers={"user-agent": HEADERS["User-Agent"]})

    def watch_visible_edits(
        self, count: int, editor: Editor, addresses_of: Callable[[UUID], Sequence[str]]
    ) -> list[Seen]:
        """So many edits that show on the addresses of the service they are made to."""
        seen: list[Seen] = []
        while len(seen) < count:
            key, edit = editor.next_edit()
            looked_at = self.watch(edit, addresses_of(key))
            if looked_at.was_visible:
                seen.append(looked_at)
        return seen

    def watch(self, edit: Edit, addresses: Sequence[str]) -> Seen:
        """Keep reading these addresses from both servers while the edit happens, and see what they say after it."""
        before = [self._true_page(address) for address in addresses]
        done = Event()
        with ThreadPoolExecutor(len(self.servers)) as pool:
            readers = [pool.submit(_keep_reading, server, addresses, done) for server in self.servers]
            try:
                edit()
            finally:
                done.set()
            for reader in readers:
                reader.result()
            committed = time.perf_counter()
            answers = list(pool.map(lambda server: _read(server, addresses), self.servers))
            seconds = time.perf_counter() - committed
        truth = [self._true_page(address) for address in addresses]
        is_stale = any(pages != truth for pages in answers)
        if is_stale:
            seconds = self._until(truth, addresses, committed)
        return Seen(truth != before, is_stale, seconds)

    def _until(self, truth: list[Page], addresses: Sequence[str], committed: float) -> float:
        while time.perf_counter() - committed < PATIENCE:
            if all(_read(server, addresses) == truth for server in self.servers):
                break
        return time.perf_counter() - committed

    def _true_page(self, address: str) -> Page:
        caches["pages"].clear()
        facts.forget()
        known.forget()
        response = self.client.get(address, secure=True)
        return response.status_code, response.content


def _keep_reading(server: Server, addresses: Sequence[str], done: Event) -> None:
    _read(server, addresses)  # at least once, so that something is kept that the edit makes stale
    while not done.wait(0.01):
        _read(server, addresses)


def _read(server: Server, addresses: Iterable[str]) -> list[Page]:
    answers = [server.get(address) for address in addresses]
    return [(answer.status, answer.body) for answer in answers]
