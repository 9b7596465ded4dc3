"""How a person works in the back office: tabs, the menu at the foot of the form, the preview beside it."""

import json
from datetime import date
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


# ---- Registers: a page with its acts, each a form --------------------------------------------------------------------


def answer(page: Page, **values: Any) -> None:
    """Fill a form as a person does; the calendar of a day closes when they go on."""
    for name, value in values.items():
        asked = field(page, name)
        if asked.evaluate("one => one.tagName") == "SELECT":
            asked.select_option(value)
        elif isinstance(value, date):
            asked.focus()
            expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
            asked.fill(value.isoformat())
            asked.press("Tab")
            expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
        else:
            asked.fill(str(value))


def press(page: Page, button: str) -> None:
    """The button of the form: the page after it says what happened."""
    with page.expect_navigation():
        page.locator("main form").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    page.locator("main").get_by_role("link", name=link, exact=True).first.click()


def do(page: Page, act: str, button: str, said: str, /, **values: Any) -> None:
    """One act on the page of a row: its button there, its form, and what is said afterwards."""
    follow(page, act)
    answer(page, **values)
    press(page, button)
    expect(page.locator(".messages")).to_contain_text(said)


def section(page: Page, name: str) -> Locator:
    """A part of the page of a row, by its heading."""
    return page.locator("main section.w-panel", has=page.get_by_role("heading", name=name, exact=True))


def stands(page: Page, words: str) -> None:
    expect(page.locator(".portal-standing").first).to_contain_text(words)
