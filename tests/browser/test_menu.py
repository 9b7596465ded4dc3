"""A leader without scripts takes the services of Region XII home on paper; and axe looks at the pages on the way."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from catalog.enums import OBCAccess
from catalog.models import MenuFile
from portal.geography import reference_data
from portal.geography.models import Region
from tests.browser.conftest import WIDTHS
from tests.catalog.factories import MenuFileFactory, OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.core.test_pdf import seen_in


@pytest.fixture
def services(site):
    """Two services in Region XII and one elsewhere."""
    for _table in reference_data.load():
        pass
    health = ServiceCategoryFactory(code="health", name="Health", name_fil="Kalusugan")
    made = []
    for title, region in (("Clinic", "XII"), ("Hospital bills", "XII"), ("Boats", "IX")):
        offering = OfferingFactory(title=title, published=True, category=health, obc_access=OBCAccess.OPEN_TO_OBC)
        offering.geographic_coverage.set_base(list(Region.objects.filter(code=region)))
        offering.save()
        made.append(offering)
    return made


@pytest.fixture
def without_scripts(browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_leader_when_without_scripts_then_prints_the_menu_of_a_region(site, services, without_scripts):
    page = without_scripts
    page.goto(f"{site}/catalog/?region=XII")
    page.get_by_role("link", name="Print or download this list").click()
    expect(page.get_by_text("Services in Region XII: 2 services.")).to_be_visible()

    link = page.get_by_role("link", name="Eight services on a page")
    paper = pypdf.PdfReader(io.BytesIO(page.request.get(site + link.get_attribute("href")).body()))

    text = paper.pages[0].extract_text()
    assert len(paper.pages) == 1
    assert paper.metadata.title == "Services in Region XII"
    assert "Clinic" in text
    assert "Hospital bills" in text
    assert "Boats" not in text
    codes = {seen_in(picture.data) for picture in paper.pages[0].images}
    assert {address.split("/catalog/")[1] for address in codes} == {f"{offering.pk}/" for offering in services[:2]}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "/fil"])
def test_pages_when_looked_at_by_axe_then_have_no_fault(site, services, page, violations, runs_over, language, width):
    page.set_viewport_size({"width": width, "height": 800})
    keys = [offering.pk for offering in services]
    begun = MenuFileFactory(services=keys, started_at="2026-06-05T00:00:00Z", prepared=1)
    states = {
        "menu": "",
        "nothing": "?type=scholarship",
        "waiting": f"{MenuFileFactory(services=keys).pk}/",
        "begun": f"{begun.pk}/",
        "made": f"{MenuFileFactory(services=keys, made=True).pk}/",
        "failed": f"{MenuFileFactory(services=keys, failed_at='2026-06-05T00:00:00Z').pk}/",
    }

    found = {}
    for name, address in states.items():
        page.goto(f"{site}{language}/catalog/menu/{address}")
        found[name] = violations(page) + (["runs over"] if runs_over(page) else [])

    assert {name: faults for name, faults in found.items() if faults} == {}
    assert MenuFile.objects.count() == 4
