"""A slow phone on a slow line: processor six times slower, 400 kbit/s, 400 ms, nothing kept, in a real Chromium.

Usable means that the first link to a service, or on its page the answer whether one can get it, has been painted.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from catalog.models import ServiceOffering

from .measuring import Measurement, bench, median_of
from .serving import Server, serving

PROCESSOR_SLOWER = 6
BYTES_A_SECOND = 400_000 / 8
LATENCY = 400
WINDOW: ViewportSize = {"width": 360, "height": 640}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
REPEATS = 5
SECONDS_BAR, SHIFT_BAR = 5.0, 0.05
SETTLED = 1500  # milliseconds without anything new, after which nothing shifts any more
WATCH = Path(__file__).with_name("phone.js").read_text()


@dataclass(frozen=True)
class Visit:
    usable: float
    largest_paint: float
    shift: float


@bench
def slow_phone() -> Iterator[Measurement]:
    listed = reverse("catalog:list")
    detail = ServiceOffering.objects.offered().order_by("pk")[0].get_absolute_url()
    pages = {
        "list": (listed, "li.result a"),
        "search": (f"{listed}?q={quote('scholarship for college')}", "li.result a"),
        "detail": (detail, "main h1"),
    }
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        for name, (address, wanted) in pages.items():
            server.get(address)  # somebody has asked the server before
            visits = [_visit(browser, server, address, wanted) for _ in range(REPEATS)]
            usable, painted = [visit.usable for visit in visits], [visit.largest_paint for visit in visits]
            yield median_of(f"slow_phone.{name}.seconds_until_usable", usable, SECONDS_BAR, digits=2)
            yield median_of(f"slow_phone.{name}.seconds_to_largest_paint", painted, SECONDS_BAR, digits=2)
            yield median_of(f"slow_phone.{name}.layout_shift", [visit.shift for visit in visits], SHIFT_BAR)
        browser.close()


def _visit(browser: Browser, server: Server, address: str, wanted: str) -> Visit:
    """A first visit: a new profile, so nothing is kept from another."""
    context = browser.new_context(viewport=WINDOW, extra_http_headers={"X-Forwarded-Proto": "https"})
    page = context.new_page()
    page.add_init_script(WATCH.replace("WANTED", wanted))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_SLOWER})
    page.goto(f"http://localhost:{server.port}{address}", wait_until="load", timeout=60_000)
    _wait_until_painted(page)
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("window.seen")
    context.close()
    return Visit(seen["usable"] / 1000, seen["largest"] / 1000, seen["shift"])


def _wait_until_painted(page: Page) -> None:
    """Asked again and again: the page's own policy forbids the script that Playwright would wait with."""
    for _tenth in range(600):
        if page.evaluate("window.seen.usable > 0 && window.seen.largest > 0"):
            return
        page.wait_for_timeout(100)
    raise TimeoutError("The page was not usable within a minute.")


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise LookupError("no Chromium: install it (Debian: chromium) or name it in CHROMIUM")
    return found
