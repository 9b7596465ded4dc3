"""How people find a service: by where they live, misspelt, without scripts or a mouse, magnified, in Filipino."""

import re

import pytest
from playwright.sync_api import expect

from catalog.enums import OBCAccess, ServiceType
from portal.geography import reference_data
from portal.geography.models import Region
from tests.catalog.factories import OfferingFactory, OfferingTranslationFactory
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
    page.get_by_role("button", name="Show results").click()

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
