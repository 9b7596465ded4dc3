"""Staff turn a failed search into a synonym, and the public finds what they meant, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from search.models import SynonymGroup
from tests.accounts.factories import UserFactory
from tests.browser.conftest import WIDTHS
from tests.catalog.factories import OfferingFactory
from tests.search.factories import PromotedResultFactory, SearchLogFactory, SynonymGroupFactory

BODY = "main .nice-padding"


@pytest.fixture
def staff(site, settings, tmp_path):
    settings.STAFF_SECOND_FACTOR = "optional"
    judged = tmp_path / "judged.json"
    judged.write_text(json.dumps({"queries": [{"id": "1", "query": "hukay", "relevant": {"bcares": 3}}]}))
    settings.SEARCH_JUDGED_QUERIES = [judged]
    OfferingFactory(published=True, title="Burial assistance for poor families", import_key="bcares")
    SynonymGroupFactory(meaning="burial", words={"en": ["burial", "funeral"]})
    SearchLogFactory(text="hukay", found_nothing=True)
    return UserFactory(role="oobc_staff")


def test_failed_search_when_made_a_synonym_then_the_public_finds_it_at_once(site, staff, page, new_context, signed_in):
    signed_in(page, staff)
    visitor = new_context(java_script_enabled=False).new_page()
    visitor.goto(f"{site}/catalog/?q=hukay")
    expect(visitor.get_by_role("link", name="Burial assistance for poor families")).to_have_count(0)

    page.goto(f"{site}/admin/search/searches/")
    page.get_by_role("link", name="Found nothing, or nothing close").click()
    page.get_by_role("link", name="Make a synonym of “hukay”").click()
    page.get_by_label("They mean the same as").fill("burial")
    page.get_by_label("Language of these words").select_option("fil")
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_text("0.000 → 1.000")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Burial assistance for poor families")).to_be_visible()
    page.get_by_role("button", name="Add this synonym").click()

    expect(page.get_by_text("Answered by synonym “burial”")).to_be_visible()
    assert SynonymGroup.objects.get().words == {"en": ["burial", "funeral"], "fil": ["hukay"]}
    visitor.reload()
    expect(visitor.get_by_role("link", name="Burial assistance for poor families")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_search_screens_when_looked_at_by_axe_then_our_markup_has_no_fault(
    site, staff, page, signed_in, violations, runs_over, width
):
    signed_in(page, staff)
    page.set_viewport_size({"width": width, "height": 900})
    group, promotion = SynonymGroup.objects.get(), PromotedResultFactory()
    found = {}

    for address in [
        "searches/",
        "searches/failed/",
        f"synonyms/inspect/{group.pk}/",
        f"synonyms/edit/{group.pk}/",
        f"synonyms/deactivate/{group.pk}/",
        f"promoted/inspect/{promotion.pk}/",
        "promoted/new/",
    ]:
        page.goto(f"{site}/admin/search/{address}")
        page.locator(BODY).first.wait_for()
        found[address] = violations(page, BODY), runs_over(page)
    page.goto(f"{site}/admin/search/searches/failed/")
    page.get_by_role("link", name="Make a synonym").click()
    page.get_by_label("They mean the same as").fill("burial")
    page.get_by_role("button", name="See what this changes").click()
    page.get_by_role("button", name="Add this synonym").wait_for()
    found["what it changes"] = violations(page, BODY), runs_over(page)

    assert {name: fault for name, fault in found.items() if fault != ([], False)} == {}
