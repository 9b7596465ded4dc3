"""How long a web process takes from its start to its first page, and how much memory it then holds."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.urls import reverse

from .measuring import Measurement, bench, median_of
from .serving import Server, free_port, start, wait_for

REPEATS = 5
SECONDS_BAR = 4.2
MEGABYTES_BAR = 164


@bench
def cold_start() -> Iterator[Measurement]:
    """Bars: 1.2 times the seconds and 1.3 times the memory of a plain Wagtail site, measured on a machine like this."""
    seconds, megabytes = [], []
    for _ in range(REPEATS):
        began = time.perf_counter()
        port = free_port()
        server = Server(port, start(port))
        try:
            wait_for(server, reverse("catalog:list"))
            seconds.append(time.perf_counter() - began)
            megabytes.append(_resident_megabytes(server.worker))
        finally:
            server.process.terminate()
            server.process.wait(timeout=30)
    yield median_of("cold_start.seconds_to_first_page", seconds, SECONDS_BAR, digits=2)
    yield median_of("cold_start.resident_megabytes", megabytes, MEGABYTES_BAR, digits=0)


def _resident_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split(None, 1)[0]) / 1024
