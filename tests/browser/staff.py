"""How a person works in the back office: tabs, the menu at the foot of the form, the preview beside it."""

import json
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

LIST = "/admin/catalog/services/"
OURS = "main .nice-padding, main .w-dashboard"
"""What is not Wagtail's own on its pages: what axe looks at."""


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main form [name={name}]")


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tabpanel", name=name)).to_be_visible()


def act(page: Page, label: str, note: str = "") -> None:
    """Press what stands in the menu at the foot of the form, and wait for the answer."""
    foot = page.locator("footer").last
    button = foot.get_by_role("button", name=label, exact=True)
    if not button.is_visible():
        foot.get_by_role("button", name="More actions").click()
    if not note:
        with page.expect_navigation():
            button.click()
        return
    button.click()
    dialog = page.locator(".modal.in, .modal[open], dialog[open]").last
    dialog.get_by_role("textbox").fill(note)
    with page.expect_navigation():
        dialog.get_by_role("button", name=label).click()


def preview_of(page: Page) -> str:
    """The text that the side panel shows through the public template."""
    try:
        page.locator("#w-preview-iframe").wait_for(timeout=2000)  # the panel opens as the person left it
    except NotInTime:
        page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1")).to_be_visible()
    return frame.locator("body").inner_text()


def as_file(records: list[dict[str, Any]]) -> FilePayload:
    content = json.dumps({"meta": {}, "offerings": records}).encode()
    return {"name": "services.json", "mimeType": "application/json", "buffer": content}


def upload(page: Page, site: str, records: list[dict[str, Any]]) -> None:
    """Go to the import from the list, and have a file of these services checked."""
    page.goto(f"{site}{LIST}")
    page.get_by_role("link", name="Import services").click()
    page.get_by_label("File").set_input_files(as_file(records))
    page.get_by_role("button", name="Check the file").click()
