"""How people find a service: by where they live, misspelt, without scripts or a mouse, magnified, in Filipino."""

import re

import pytest
from playwright.sync_api import expect

from catalog.enums import OBCAccess, ServiceType
from portal.geography import reference_data
from portal.geography.models import Region
from tests.browser.conftest import WIDTHS
from tests.catalog.factories import MenuFileFactory, OfferingFactory, OfferingTranslationFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory
from tests.search.factories import SynonymGroupFactory

SOCCSKSARGEN = "Region XII – SOCCSKSARGEN"
BOX = "What do you need help with?"
PAGE_AND_TWO = 22


@pytest.fixture
def services(site):
    """In the real regions: services for everybody, for residents of BARMM, and for one region."""
    for _table in reference_data.load():
        pass
    health = ServiceCategoryFactory(code="health", name="Health", name_fil="Kalusugan")
    education = ServiceCategoryFactory(code="education", name="Education", name_fil="Edukasyon")
    office = OrganizationFactory(acronym="OCM", name="Office of the Chief Minister")
    SynonymGroupFactory(meaning="hospital bill", words={"en": ["hospital bill"], "fil": ["tulong sa ospital"]})

    def service(title, *regions, **fields):
        offering = OfferingFactory(title=title, published=True, offering_mao=office, **fields)
        if regions:
            offering.geographic_coverage.set_base(list(Region.objects.filter(code__in=regions)))
            offering.save()
        return offering

    outside = {"obc_access": OBCAccess.OPEN_TO_OBC}
    made = {
        "scholarship": service(
            "Science scholarship", "IX", "XII", category=education, service_type=ServiceType.SCHOLARSHIP, **outside
        ),
        "supplies": service("School supplies", "IX", category=education, closed=True, **outside),
        "hospital": service("Hospital bills", category=health, is_nationwide=True, description="Help.", **outside),
        "residents": service("Clinic for residents", "BARMM", category=health, residents_only=True),
    }
    OfferingTranslationFactory(
        offering=made["hospital"], title="Tulong sa bayarin sa ospital", description="Tulong sa gastos."
    )
    return made


@pytest.fixture
def without_scripts(browser):
    context = browser.new_context(viewport={"width": 360, "height": 720}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def card_of(page, title):
    return page.locator(".result").filter(has=page.get_by_role("heading", name=title, exact=True))


# ---- By region -------------------------------------------------------------------------------------------------------


def test_citizen_when_a_service_is_not_for_them_then_finds_an_open_one_in_their_region(site, services, page):
    page.goto(f"{site}/catalog/")
    page.get_by_label("Where do you live?").select_option(label=SOCCSKSARGEN)
    page.get_by_role("button", name="Show", exact=True).click()

    card = card_of(page, "Clinic for residents")
    expect(page.get_by_text("answered for people who live in Region XII")).to_be_visible()
    expect(card_of(page, "Science scholarship")).to_contain_text("Open to you")
    expect(card_of(page, "School supplies")).to_contain_text("Not offered in Region XII")
    expect(card).to_contain_text("Only for residents of BARMM")
    expect(card).to_contain_text("Nearest open program: Hospital bills")

    card.get_by_role("link", name="Clinic for residents").click()
    expect(page.get_by_text("People who live in Region XII cannot get this.")).to_be_visible()
    page.get_by_role("region", name="Open to people in Region XII instead").get_by_role("link").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hospital bills")
    expect(page.get_by_text("You can get this if you live in Region XII.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?lives=XII$"))
    page.get_by_role("link", name="All services").first.click()
    expect(page.get_by_label("Where do you live?")).to_have_value("XII")


# ---- Misspelt --------------------------------------------------------------------------------------------------------


def test_citizen_when_a_word_is_misspelt_then_sees_what_was_read_and_can_insist(site, services, page):
    page.goto(f"{site}/catalog/")
    page.get_by_label(BOX).fill("scolarship")
    page.get_by_label(BOX).press("Enter")

    expect(page.get_by_text("Showing results for scholarship.")).to_be_visible()
    expect(page.locator(".result mark")).to_have_text(["scholarship"])
    page.get_by_role("link", name="Search instead for “scolarship”").click()

    expect(page.get_by_text("Showing results for")).to_have_count(0)
    expect(page.get_by_label(BOX)).to_have_value("scolarship")
    expect(page.locator(".result mark")).to_have_count(0)


def test_suggestions_when_only_keys_are_used_then_lead_to_a_service(site, services, page):
    page.goto(f"{site}/catalog/?lives=XII")
    box = page.get_by_role("combobox", name=BOX)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    active = page.get_by_role("listbox", name="Suggestions").get_by_role("option", selected=True)
    box.focus()
    page.keyboard.type("schol")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    expect(active).to_have_text("Science scholarship")
    page.keyboard.press("ArrowUp")
    expect(active).to_have_count(0)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("schol")
    expect(box).to_be_focused()

    page.keyboard.type("arship")
    expect(options).to_have_text(["Science scholarship"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Science scholarship")
    expect(page).to_have_url(f"{site}/catalog/{services['scholarship'].pk}/?lives=XII")


# ---- Without scripts -------------------------------------------------------------------------------------------------


def test_citizen_when_without_scripts_then_filters_sorts_and_turns_pages(site, services, without_scripts):
    page = without_scripts
    fields = {key: getattr(services["supplies"], key) for key in ("offering_mao", "category", "obc_access")}
    for number in range(PAGE_AND_TWO):
        OfferingFactory(
            title=f"Training {number:02}", published=True, is_nationwide=True, description="Learn to sew.", **fields
        )
    page.goto(f"{site}/catalog/")
    page.get_by_label(BOX).fill("sew training")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text(f"{PAGE_AND_TWO} services", exact=True)).to_be_visible()

    page.get_by_text("Filter and sort", exact=True).click()
    page.get_by_label("Sort by").select_option(label="Name")
    page.get_by_role("checkbox", name="Open to people outside BARMM").check()
    page.get_by_role("checkbox", name="Education").check()
    page.get_by_text("Where it is offered", exact=True).click()
    page.get_by_role("checkbox", name=SOCCSKSARGEN).check()
    page.get_by_role("checkbox", name=re.compile("^Region IX ")).check()
    page.get_by_role("button", name="Show results").last.click()

    chips = page.get_by_role("link", name=re.compile("^Remove filter:"))
    expect(chips).to_have_count(4)
    page.get_by_role("link", name="Remove filter: Education").click()
    expect(chips).to_have_count(3)
    expect(page.locator(".result h2").first).to_have_text("Training 00")
    page.get_by_role("link", name="Next").click()

    expect(page.locator(".result h2")).to_have_text(["Training 20", "Training 21"])
    expect(page.get_by_label(BOX)).to_have_value("sew training")
    expect(chips).to_have_count(3)


def test_citizen_when_without_scripts_then_reads_suggestions_below_the_results(site, services, without_scripts):
    page = without_scripts

    page.goto(f"{site}/catalog/?q=hosp&exact=1&lives=XII&category=education")
    page.get_by_role("region", name="People also look for").get_by_role("link", name="Hospital bills").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hospital bills")
    expect(page).to_have_url(re.compile(r"\?lives=XII$"))


# ---- With keys only --------------------------------------------------------------------------------------------------

# What the reader stands on: whether it is marked, and whether its middle is on the screen with nothing above it.
FOCUS = """() => {
    const part = document.activeElement, box = part.getBoundingClientRect(), style = getComputedStyle(part);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        name: (part.getAttribute('aria-label') || part.labels?.[0]?.innerText || part.innerText).trim(),
        isMarked: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none',
        isSeen: Boolean(top) && (part.contains(top) || top.contains(part) && !top.matches('header, nav, .apply')),
    };
}"""


class Keys:
    """Goes through a page by its keys, and notes what a reader who sees could not follow."""

    def __init__(self, page):
        self.page = page
        self.lost = []

    def to(self, name, key="Tab"):
        for _press in range(60):
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(20)
            at = self.page.evaluate(FOCUS)
            if not (at["isMarked"] and at["isSeen"]):
                self.lost.append(at)
            if at["name"].startswith(name):
                return
        pytest.fail(f"No key led to “{name}”.")

    def press(self, key):
        self.page.keyboard.press(key)


@pytest.mark.parametrize("width", WIDTHS)
def test_citizen_when_only_keys_are_used_then_always_sees_where_they_are(site, services, page, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    keys = Keys(page)
    page.goto(f"{site}/catalog/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main text")).to_be_focused()
    assert page.evaluate(FOCUS)["isSeen"]
    keys.press("Enter")
    keys.to(BOX)
    page.keyboard.type("help")
    keys.press("Enter")
    page.wait_for_url("**q=help**")
    if width == 360:
        keys.to("Filter and sort")
        keys.press("Enter")
    keys.to("Open to people outside BARMM")
    keys.press("Space")
    keys.to("Show results")
    keys.press("Enter")
    page.wait_for_url("**access=**")
    keys.to("Hospital bills")
    keys.to("Clear the search", key="Shift+Tab")
    keys.to("Hospital bills")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hospital bills")
    keys.to("Send it as a text message")
    page.go_back()
    expect(page.get_by_role("link", name="Remove filter: Open to people outside BARMM")).to_be_visible()

    assert keys.lost == []


# ---- Magnified -------------------------------------------------------------------------------------------------------

CUT_OFF = """[...document.querySelectorAll('a, button, summary, select, input, label, h1, h2, h3')]
    .filter(part => part.checkVisibility() && !part.closest('.hidden, .skip') && part.type !== 'hidden')
    .filter(part => {
        const box = part.getBoundingClientRect(), isText = !part.matches('select, input');
        return box.left < 0 || box.right > innerWidth + 1 || isText && part.scrollWidth > part.clientWidth + 1
            && getComputedStyle(part).display !== 'inline';
    })
    .map(part => part.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("scale", [1, 4], ids=["320 pixels", "400 percent"])
def test_pages_when_magnified_then_nothing_is_cut_off(site, services, new_context, runs_over, scale):
    page = new_context(viewport={"width": 320, "height": 256}, device_scale_factor=scale).new_page()
    keys = "&".join(f"id={offering.pk}" for offering in services.values())
    addresses = ["?q=scolarship&lives=XII", "?q=zeppelin+boats+help", f"saved/?{keys}", "saved/", "menu/?lives=XII"]

    found = {}
    for address in addresses:
        page.goto(f"{site}/catalog/{address}")
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        found[address] = runs_over(page), page.evaluate(CUT_OFF)

    assert found == {address: (False, []) for address in addresses}


# ---- In Filipino -----------------------------------------------------------------------------------------------------

CONTROLS = """[...document.querySelectorAll('button, label, summary, option:first-child, .crumbs a, .small-facts')]
    .filter(part => !part.closest('[lang]:not(html)')).map(part => part.ariaLabel || part.innerText.trim())"""
ENGLISH = re.compile(
    r"(?<![\w-])(the|show|search|where|your|save|services?|results?|sort|open to|not offered|name)\b", re.I
)


def test_citizen_when_reading_filipino_then_finds_and_saves_without_english(site, services, page):
    page.goto(f"{site}/fil/catalog/")
    page.get_by_label("Saan kayo nakatira?").select_option("XII")
    page.get_by_role("button", name="Ipakita", exact=True).click()
    page.locator("input[type=search]").fill("tulong sa ospital")
    page.get_by_role("button", name="Hanapin").click()

    expect(page.locator("html")).to_have_attribute("lang", "fil")
    expect(page.locator(".result h2").first).to_have_text("Tulong sa bayarin sa ospital")
    expect(page.locator(".result").first).to_contain_text("Bukas sa inyo")
    controls = page.evaluate(CONTROLS)
    page.get_by_role("button", name="I-save: Tulong sa bayarin sa ospital").click()
    page.get_by_role("link", name="Tulong sa bayarin sa ospital").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tulong sa bayarin sa ospital")
    controls += page.evaluate(CONTROLS)
    page.locator(".saved-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mga naka-save na serbisyo")
    expect(page).to_have_url(re.compile(r"/fil/catalog/saved/\?id=.*&lives=XII$"))
    expect(page.locator(".result h2")).to_have_text(["Tulong sa bayarin sa ospital"])
    controls += page.evaluate(CONTROLS)

    assert [words for words in controls if ENGLISH.search(words)] == []


# ---- The saved list --------------------------------------------------------------------------------------------------


def test_citizen_when_saving_on_a_phone_then_passes_on_and_prints_the_list(site, services, page, new_context):
    page.set_viewport_size({"width": 360, "height": 720})
    page.goto(f"{site}/catalog/")
    for title in ("Science scholarship", "Hospital bills", "School supplies", "School supplies"):
        page.get_by_role("button", name=f"Save: {title}").click()
    expect(page.locator("[aria-pressed=true]")).to_have_count(2)
    page.get_by_role("link", name="Saved (2)").click()
    titles = ["Science scholarship", "Hospital bills"]
    expect(page.locator(".result h2")).to_have_text(titles)

    other = new_context(java_script_enabled=False).new_page()
    other.goto(page.url)
    expect(other.locator(".result h2")).to_have_text(titles)

    page.emulate_media(media="print")
    expect(page.locator(".result h2")).to_have_text(titles)
    expect(page.locator(".result").first).to_contain_text("Open to people outside BARMM")
    for gone in (".save", ".saved-link", ".back", ".menu", ".foot ul"):
        expect(page.locator(gone).first).to_be_hidden()


# ---- Every state, looked at by axe -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_states_when_looked_at_by_axe_then_have_no_fault(site, services, page, violations, width):
    page.set_viewport_size({"width": width, "height": 800})
    keys = [offering.pk for offering in services.values()]
    begun = MenuFileFactory(services=keys, started_at="2026-06-05T00:00:00Z", prepared=1)
    addresses = [
        "/catalog/?lives=XII&q=help&category=health&access=open_to_obc",
        "/catalog/?q=zeppelin+boats+help",
        "/fil/catalog/?q=scolarship&lives=XII",
        "/catalog/saved/",
        "/fil/catalog/saved/?" + "&".join(f"id={key}" for key in keys) + f"&id={begun.pk}",
        f"/catalog/{services['residents'].pk}/?lives=XII",
        f"/catalog/menu/{begun.pk}/",
    ]

    found = {}
    for address in addresses:
        page.goto(site + address)
        found[address] = violations(page)
    page.goto(f"{site}/catalog/")
    page.get_by_role("combobox", name=BOX).press_sequentially("schol")
    page.get_by_role("listbox", name="Suggestions").get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    found["suggestions"] = violations(page)

    assert {address: faults for address, faults in found.items() if faults} == {}
