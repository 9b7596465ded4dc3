import pytest
from playwright.sync_api import expect

from portal.accounts.models import User
from tests.browser.conftest import WIDTHS

PAGES = [
    "/",
    "/help/",
    "/about/",
    "/contact/",
    "/privacy/",
    "/sources/",
    "/fil/",
    "/fil/tulong/",
    "/fil/tungkol/",
    "/fil/makipag-ugnayan/",
    "/fil/privacy/",
    "/fil/sanggunian/",
]
ERRORS = ["/nowhere/", "/fil/nowhere/", "/forbidden/", "/fil/forbidden/", "/broken/", "/unreadable/", "/stale-form/"]


@pytest.mark.parametrize("width", WIDTHS)
def test_page_when_looked_at_by_axe_then_has_no_fault(site, page, violations, runs_over, width):
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for path in PAGES:
        page.goto(site + path)
        found[path] = violations(page), runs_over(page)

    assert found == {path: ([], False) for path in PAGES}


@pytest.mark.parametrize("width", WIDTHS)
def test_error_page_when_looked_at_by_axe_then_has_no_fault(site, page, violations, runs_over, settings, width):
    settings.ROOT_URLCONF = "tests.cms.test_error_pages"
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for path in ERRORS:
        page.goto(site + path)
        found[path] = violations(page), runs_over(page)

    assert found == {path: ([], False) for path in ERRORS}


@pytest.mark.parametrize("width", WIDTHS)
def test_maintenance_page_when_looked_at_by_axe_then_has_no_fault(site, page, violations, settings, width):
    settings.MAINTENANCE = True
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(site + "/maintenance/")

    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_gallery_when_looked_at_by_axe_then_has_no_fault(site, page, violations, runs_over, signed_in, settings, width):
    settings.DEMO_DATA = True
    signed_in(page, User.objects.create_superuser("root", "root@example.org", "x"))
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{site}/admin/components/")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

    assert (violations(page), runs_over(page)) == ([], False)


@pytest.mark.parametrize("path", PAGES)
def test_page_when_320_pixels_wide_then_needs_no_sideways_scrolling(site, page, runs_over, path):
    page.set_viewport_size({"width": 320, "height": 256})  # a window of 1280 pixels at 400 %

    page.goto(site + path)

    assert not runs_over(page)


def test_menu_when_on_a_phone_without_scripts_then_opens_and_leads_on(site, browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    expect(page.locator(".menu nav")).to_be_hidden()

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Contact").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Contact")
    context.close()


def test_menu_when_screen_is_wide_then_is_open(site, page):
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto(site + "/")

    expect(page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Contact")).to_be_visible()
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()


def test_keyboard_when_first_key_is_tab_then_reader_can_skip_to_the_text(site, page):
    page.goto(site + "/help/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main text")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_language_when_switched_then_the_same_page_stands_in_the_other(site, page):
    page.goto(site + "/contact/")

    page.get_by_role("link", name="Filipino").click()

    expect(page).to_have_url(f"{site}/fil/makipag-ugnayan/")
    expect(page.locator("html")).to_have_attribute("lang", "fil")


def test_links_and_buttons_when_on_a_phone_then_are_large_enough_for_a_thumb(site, page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(site + "/")

    small = page.evaluate(
        """[...document.querySelectorAll('a, button, summary, input')]
        .filter(part => part.offsetParent && !part.closest('p') && !part.matches('.skip'))
        .filter(part => part.getBoundingClientRect().height < 44)
        .map(part => part.outerHTML)"""
    )

    assert small == []


def test_page_when_printed_then_leaves_out_what_paper_cannot_do(site, page):
    page.goto(site + "/help/")

    page.emulate_media(media="print")

    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator(".foot ul")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
