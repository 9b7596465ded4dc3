"""A citizen without scripts browses, searches, reads, prints and reports; and axe looks at every page and state."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalog.enums import ApplicationMode, OBCAccess, TransactionClass
from catalog.models import OfferingReport, OfferingSource, RequiredDocument
from portal.core import abuse
from portal.geography import reference_data
from portal.geography.models import Region
from tests.accounts.factories import UserFactory
from tests.browser.conftest import WIDTHS
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory


@pytest.fixture
def services(site):
    """One of each state, in the real regions with their outlines."""
    for _table in reference_data.load():
        pass
    health = ServiceCategoryFactory(code="health", name="Health", name_fil="Kalusugan")
    office = OrganizationFactory(acronym="OCM", name="Office of the Chief Minister")

    def service(title, *regions, **fields):
        offering = OfferingFactory(title=title, published=True, offering_mao=office, **fields)
        offering.geographic_coverage.set_base(list(Region.objects.filter(code__in=regions)))
        offering.save()
        return offering

    whole = service(
        "Science scholarship",
        "IX",
        "XII",
        obc_access=OBCAccess.OPEN_TO_OBC,
        open_now=True,
        alternate_name="SEI",
        benefit_amount_min=5000,
        benefit_amount_max=30000,
        eligibility_criteria="Enrolled this year.\nNo other scholarship.",
        application_mode=ApplicationMode.ONLINE,
        application_process="Fill in the form online.",
        apply_url="https://apply.gov.ph/",
        transaction_class=TransactionClass.COMPLEX,
        processing_days=7,
        fees_description="Free",
        contact_phone="(02) 8123 4567",
        contact_email="desk@example.gov.ph",
        website_url="https://www.example.gov.ph/",
        total_beneficiaries_to_date=1234,
        alert_text="The office has moved to the second floor.",
        facts_as_of="2025-11",
        last_checked_on=timezone.localdate() - timedelta(days=3),
        last_checked_by=UserFactory(),
    )
    RequiredDocument.objects.create(offering=whole, name="School ID", note="any valid one")
    OfferingSource.objects.create(offering=whole, source_url="https://www.example.gov.ph/a")
    return {
        "open": whole,
        "residents": service("Help for residents", "BARMM", residents_only=True),
        "relief": service(
            "Project TABANG", "BARMM", "XII", obc_access=OBCAccess.CASE_BY_CASE, category=health, closed=True
        ),
        "ended": service("A program of before", "XII", obc_access=OBCAccess.OPEN_TO_OBC, ended=True),
        "unknown": service("Something new"),
        "nationwide": service("Help everywhere", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True),
    }


@pytest.fixture
def phone(browser):
    """A small window without scripts."""
    context = browser.new_context(viewport={"width": 360, "height": 720}, java_script_enabled=False)
    yield context.new_page()
    context.close()


# ---- The journey of a citizen ----------------------------------------------------------------------------------------


def test_citizen_when_without_scripts_then_browses_by_filters(site, services, phone):
    phone.goto(f"{site}/")
    phone.get_by_role("link", name="Health").click()
    expect(phone.get_by_text("1 service", exact=True)).to_be_visible()

    phone.get_by_role("link", name="Remove filter: Health").click()
    expect(phone.get_by_text("5 services", exact=True)).to_be_visible()
    phone.get_by_text("Filter and sort", exact=True).click()
    phone.get_by_text("Where it is offered", exact=True).click()
    phone.get_by_role("checkbox", name="Region XII – SOCCSKSARGEN").check()
    phone.get_by_role("button", name="Show results").last.click()

    expect(phone.get_by_text("Filter and sort (1)", exact=True)).to_be_visible()
    expect(phone.locator(".result")).to_have_count(3)
    phone.get_by_role("link", name="Project TABANG").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Project TABANG")


@pytest.mark.parametrize(("words", "first"), [("scholarship", "Science scholarship"), ("TABANG", "Project TABANG")])
def test_citizen_when_searching_then_finds_it_first(site, services, phone, words, first):
    phone.goto(f"{site}/")

    phone.get_by_label("What do you need help with?").fill(words)
    phone.get_by_role("button", name="Search").click()

    expect(phone.locator(".result h2").first).to_have_text(first)


def test_first_result_when_on_a_phone_then_stands_on_the_first_screen(site, services, phone):
    phone.goto(f"{site}/catalog/")

    assert phone.locator(".result h2").first.bounding_box()["y"] < 600


@pytest.mark.parametrize("name", ["open", "residents", "unknown"])
def test_citizen_when_printing_a_service_then_it_fills_one_sheet(site, services, phone, tmp_path, name):
    phone.goto(f"{site}/catalog/{services[name].pk}/")

    paper = phone.pdf(format="A4", prefer_css_page_size=True)

    assert paper.count(b"/Type /Page\n") == 1


def test_print_when_looked_at_then_keeps_the_facts_and_leaves_out_what_paper_cannot_do(site, services, phone):
    phone.goto(f"{site}/catalog/{services['open'].pk}/")

    phone.emulate_media(media="print")

    for words in (
        "You can get this if you live outside BARMM.",
        "₱5,000 to ₱30,000",
        "School ID",
        "Checked with the office",
    ):
        expect(phone.get_by_text(words).first).to_be_visible()
    expect(phone.get_by_text(f"/catalog/{services['open'].pk}/")).to_be_visible()
    for gone in (".menu", ".crumbs", ".button", ".foot ul"):
        expect(phone.locator(gone).first).to_be_hidden()


def test_citizen_when_something_is_wrong_then_tells_us(site, services, phone, monkeypatch):
    monkeypatch.setattr(abuse, "FASTEST_SECONDS", 0)
    phone.goto(f"{site}/catalog/{services['open'].pk}/")
    phone.get_by_role("link", name="Something wrong here?").click()

    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("Write what is wrong.")
    phone.get_by_role("link", name="Write what is wrong.").click()
    phone.get_by_label("What is wrong?").fill("The telephone number has changed.")
    phone.wait_for_timeout(1100)
    phone.get_by_role("button", name="Send").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert OfferingReport.objects.get().message == "The telephone number has changed."


# ---- Every page and state --------------------------------------------------------------------------------------------


def addresses(services):
    listed = ["", "?category=health&region=XII", "?q=scholarship", "?q=zeppelin", "?q=scholarship&category=health"]
    listed += ["?lives=XII&q=scolarship", "?q=scholarship+zeppelin+boats", f"saved/?id={services['open'].pk}", "saved/"]
    pages = [f"{offering.pk}/" for offering in services.values()]
    return [*listed, *pages, f"{services['open'].pk}/report/", f"{services['open'].pk}/report/thanks/"]


@pytest.mark.parametrize("language", ["", "/fil"])
@pytest.mark.parametrize("width", WIDTHS)
def test_catalog_when_looked_at_by_axe_then_has_no_fault(site, services, page, violations, runs_over, language, width):
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for address in addresses(services):
        page.goto(f"{site}{language}/catalog/{address}")
        found[address] = violations(page), runs_over(page)
    page.goto(f"{site}{language}/catalog/")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found["opened"] = violations(page), runs_over(page)
    page.goto(f"{site}{language}/catalog/{services['open'].pk}/report/")
    page.locator("main form button").click()
    found["refused"] = violations(page), runs_over(page)

    assert found == {address: ([], False) for address in found}


@pytest.mark.parametrize("address", ["", "report/"])
def test_page_when_320_pixels_wide_then_needs_no_sideways_scrolling(site, services, page, runs_over, address):
    page.set_viewport_size({"width": 320, "height": 256})

    page.goto(f"{site}/catalog/{services['open'].pk}/{address}")
    assert not runs_over(page)
    page.goto(f"{site}/catalog/")
    assert not runs_over(page)


def test_links_and_buttons_when_on_a_phone_then_are_large_enough_for_a_thumb(site, services, page):
    page.set_viewport_size({"width": 360, "height": 800})

    small = {}
    for address in addresses(services):
        page.goto(f"{site}/catalog/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        small[address] = page.evaluate(
            """[...document.querySelectorAll('a, button, summary, select, input')]
            .filter(part => part.offsetParent && part.type !== 'hidden')
            .map(part => part.type === 'checkbox' ? part.closest('label') : part)
            .filter(part => !part.closest('p, h2, h3, .instead') && !part.matches('.skip'))
            .filter(part => part.getBoundingClientRect().height < 44)
            .map(part => part.outerHTML)"""
        )

    assert small == {address: [] for address in small}
