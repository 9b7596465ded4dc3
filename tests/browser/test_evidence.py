"""Evidence in a real browser: a PDF is added and found by a word in it, attached to a need, and closed to others."""

from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from portal.evidence.models import EvidenceItem
from portal.evidence.sweeps import read_waiting
from tests.accounts.factories import UserFactory
from tests.browser.staff import field
from tests.evidence.papers import pdf
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

LIST = "/admin/evidence/"
OURS = "main"


@pytest.fixture
def offices(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    a, b = OrganizationFactory(acronym="AAA"), OrganizationFactory(acronym="BBB")
    since = date(2020, 1, 1)
    return SimpleNamespace(
        editor=OrganizationMembershipFactory(organization=a, start_date=since).user,
        other=OrganizationMembershipFactory(organization=b, start_date=since).user,
        staff=UserFactory(role="oobc_staff"),
    )


def test_evidence_when_a_pdf_is_added_then_its_office_finds_it_by_a_word_in_it_and_others_do_not(
    site, offices, as_person, page, violations, runs_over
):
    editor, other, staff = as_person(offices.editor), as_person(offices.other), as_person(offices.staff)
    need = NeedFactory(title="A clinic nearby")

    # An office adds a PDF that it keeps to itself.
    editor.goto(f"{site}{LIST}")
    editor.get_by_role("link", name="Add evidence").click()
    assert violations(editor, OURS) == []
    fill_in(editor, "Clinic audit", "Leptospirosis after the flood", "own_office")
    editor.get_by_role("button", name="Create").click()
    expect(editor.locator("main")).to_contain_text("clinic-audit.pdf")
    read_waiting()

    # Its people find it by a word in it, and read the line that holds the word.
    editor.goto(f"{site}{LIST}?q=leptospirosis")
    expect(editor.locator("main mark")).to_have_text("Leptospirosis")
    assert violations(editor, "main table") == []  # the line above it is Wagtail's own
    editor.get_by_role("link", name="Clinic audit").click()
    expect(editor.locator("main")).to_contain_text("Found by the words in it.")
    assert violations(editor, OURS) == []
    assert not runs_over(editor)

    # Another office finds nothing, neither by the word nor by the address.
    other.goto(f"{site}{LIST}?q=leptospirosis")
    expect(other.locator("main")).to_contain_text("No evidence that you may see is like that.")
    assert violations(other, OURS) == []
    item = EvidenceItem.objects.get()
    assert other.request.get(f"{site}{LIST}inspect/{item.pk}/").status == 404
    assert editor.request.get(f"{site}{item.url}").body() == pdf("Leptospirosis after the flood")
    for stranger in (other, page):
        assert stranger.request.get(f"{site}{item.url}").status == 404
        assert stranger.request.get(f"{site}/evidence/{item.pk}/").status == 404

    # OOBC finds it by the word and attaches it to a need.
    staff.goto(f"{site}/admin/needs/evidence/need/{need.pk}/")
    staff.get_by_role("button", name="Choose evidence").click()
    staff.locator(".modal input[name=q]").press_sequentially("leptospirosis")
    staff.locator(".modal").get_by_role("link", name="Clinic audit").click()
    expect(staff.locator(".modal")).to_have_count(0)
    staff.get_by_role("button", name="Attach", exact=True).click()
    expect(staff.get_by_role("table")).to_contain_text("Clinic audit")
    expect(staff.locator(".messages > ul")).to_have_css("opacity", "1")  # its words fade in
    assert violations(staff, OURS) == []
    assert list(need.evidence.all()) == [item]


def test_evidence_when_public_then_every_office_finds_it_by_a_word_in_it_and_anybody_opens_it(
    site, offices, as_person, page
):
    editor, other, staff = as_person(offices.editor), as_person(offices.other), as_person(offices.staff)
    staff.goto(f"{site}{LIST}")
    staff.get_by_role("link", name="Add evidence").click()
    fill_in(staff, "Survey of wells", "Schistosomiasis in the rice fields", "public")
    staff.get_by_role("button", name="Create").click()
    expect(staff.locator("main")).to_contain_text("survey-of-wells.pdf")
    read_waiting()

    for person in (editor, other, staff):
        person.goto(f"{site}{LIST}?q=schistosomiasis")
        expect(person.locator("main mark")).to_have_text("Schistosomiasis")
    other.get_by_role("link", name="Survey of wells").click()
    address = other.locator(".portal-facts a", has_text="/evidence/").get_attribute("href")

    answer = page.request.get(f"{site}{address}")
    assert (answer.status, answer.body()) == (200, pdf("Schistosomiasis in the rice fields"))


def fill_in(editor, title, words, confidentiality):
    """The form of a PDF with these words."""
    name = f"{title.lower().replace(' ', '-')}.pdf"
    field(editor, "title").fill(title)
    field(editor, "kind").select_option(value="research_study")
    field(editor, "upload").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": pdf(words)})
    field(editor, "source").fill("Our clinic")
    field(editor, "confidentiality").select_option(value=confidentiality)
