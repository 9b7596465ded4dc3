"""How a person works in the back office: tabs, the menu at the foot of the form, the preview beside it."""

from playwright.sync_api import Locator, Page, expect

LIST = "/admin/catalog/services/"


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
    dialog.get_by_label("Comment").fill(note)
    with page.expect_navigation():
        dialog.get_by_role("button", name=label).click()


def preview_of(page: Page) -> str:
    """The text that the side panel shows through the public template."""
    toggle = page.get_by_role("button", name="Toggle preview")
    if toggle.get_attribute("aria-expanded") != "true":  # it stays as the person left it
        toggle.click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1")).to_be_visible()
    return frame.locator("body").inner_text()
