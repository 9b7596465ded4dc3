"""How a leader works with the form of a need on a phone, with signal and without."""

import io

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

SUBMIT = "/community-needs/submit/"
NO_SYNC = "if (self.SyncManager) SyncManager.prototype.register = () => Promise.reject(new Error('as on iOS'));"


def opened_once(page: Page, address: str) -> None:
    """The form, after it was opened with signal: from now on the phone keeps it."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def fill(page: Page, title: str = "A second well", description: str = "The well is dry from March on.") -> None:
    page.locator("#need-form [name=title]").fill(title)
    page.locator("#need-form [name=description]").fill(description)
    page.locator("#need-form [name=category]").select_option(label="Water")


def press_send(page: Page) -> None:
    page.locator("#need-form .button:visible").last.click()


def kept(page: Page, state: str | None = None) -> Locator:
    """What the page lists of the needs on this phone."""
    return page.locator("#needs-kept li" + (f"[data-state={state}]" if state else ""))


def photo(size: tuple[int, int] = (3000, 2000)) -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "JPEG")
    return {"name": "well.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}
