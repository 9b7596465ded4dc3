"""A recommendation in a real browser: from its first words to pesos, to a late step, and to what everybody reads."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.monitoring.models import PolicyImplemented
from portal.notifications import alerts
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.moderation import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.browser.staff import answer, do, follow, press, section, stands
from tests.core.factories import SectorFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory
from tests.organizations.factories import OrganizationFactory

REGISTER = "/admin/policies/recommendations/"
PORTS = "Fishing ports for coastal communities"
ICE = "Ice plants at landing sites"
ACT = "Bangsamoro Autonomy Act No. 77"


@pytest.fixture
def people(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    return SimpleNamespace(
        office=OrganizationFactory(acronym="MAFAR", name="Ministry of Agriculture"),
        analyst=UserFactory(role="oobc_planner"),
        **{role: UserFactory(role=role) for role in ("oobc_staff", "me_officer", "ocm_leadership")},
    )


@pytest.fixture
def ppa(people):
    """An enacted PPA of the office, of 600,000 pesos."""
    ppa = MonitoringEntryFactory(
        enacted=True, title=ICE, lead_organization=people.office, sector=SectorFactory(name="Fishing")
    )
    MoneyLineFactory(ppa=ppa, fiscal_year=timezone.localdate().year, amount=Decimal(600_000))
    return ppa


def gap_of(page, address):
    page.goto(address)
    return section(page, "Money and PPAs").locator("dl").inner_text()


def test_recommendation_when_it_goes_its_way_then_words_become_pesos_and_results_that_everybody_reads(
    site, people, ppa, as_person, page, seen, looked
):
    analyst, staff, tracker, ocm = (
        as_person(getattr(people, name)) for name in ("analyst", "oobc_staff", "me_officer", "ocm_leadership")
    )
    EvidenceItemFactory(title=ACT, confidentiality="public")
    year = timezone.localdate().year

    # An analyst writes it, and hands it in.
    analyst.goto(f"{site}{REGISTER}")
    seen("list without rows", analyst)
    analyst.get_by_role("link", name="Write a recommendation").first.click()
    answer(
        analyst,
        title=PORTS,
        summary="Build landing sites with ice, so that the catch is sold fresh.",
        problem_statement="Four of ten boats throw fish away.",
        proposed_solution="Landing sites with ice and a road.",
        category="economic_development",
        scope="regional",
        consideration_1="Ask the fishers where they land.",
        year_1=year,
        amount_1="1,000,000",
    )
    analyst.get_by_label("Fishing").check()
    analyst.get_by_label("Ministry of Agriculture (MAFAR)").first.check()
    seen("writing", analyst)
    press(analyst, "Create")
    policy = PolicyRecommendation.objects.get()
    address = f"{site}{REGISTER}inspect/{policy.pk}/"
    analyst.goto(address)
    seen("draft", analyst)
    do(analyst, "Hand in", "Hand it in for a second look", "is handed in")

    # Somebody else sends it back, reads the mended text, and publishes it.
    staff.goto(address)
    do(staff, "Send back", "Send it back to be mended", "is back with its writers", reason="Say who would build them.")
    analyst.goto(address)
    expect(analyst.locator("main")).to_contain_text("Sent back: Say who would build them.")
    seen("returned", analyst)
    follow(analyst, "Mend the text")
    answer(analyst, proposed_solution="The Ministry of Agriculture builds landing sites with ice and a road.")
    press(analyst, "Save")
    analyst.goto(address)
    do(analyst, "Hand in", "Hand it in for a second look", "is handed in")
    staff.goto(address)
    follow(staff, "Read and publish")
    seen("reading before publishing", staff)
    staff.get_by_label("I have read this version to the end").check()
    press(staff, "Publish this version")
    stands(staff, "Its text is published. Waits for OOBC to submit it.")

    # It goes before the Chief Minister; Parliament approves; each read the version that it binds to.
    for window, act, button, said in (
        (staff, "Submit", "Put this version before the Chief Minister", "is submitted"),
        (ocm, "Endorse", "Endorse this version", "is endorsed"),
    ):
        window.goto(address)
        follow(window, act)
        window.get_by_label("I have read this version to the end").check()
        seen(act, window)
        press(window, button)
        expect(window.locator(".messages")).to_contain_text(said)
    staff.goto(address)
    follow(staff, "Record the approval")
    answer(staff, act=ACT, on=timezone.localdate())
    staff.get_by_role("button", name="Choose evidence").click()
    staff.locator(".modal").get_by_role("link", name=ACT).click()
    expect(staff.locator(".modal")).to_have_count(0)
    staff.get_by_label("I have read this version to the end").check()
    seen("recording the approval", staff)
    press(staff, "Parliament has approved this version")
    stands(staff, "Approved by Parliament")
    seen("approved", staff)
    assert PolicyRecommendation.objects.get().status == PolicyStatus.APPROVED

    # Approved, and no peso: said on its page. A PPA is tagged, and the gap shrinks by its money.
    alerts.sweep()
    before = gap_of(analyst, address)
    assert "1,000,000.00" in before
    expect(section(analyst, "Money and PPAs")).to_contain_text("no act grants it money")
    analyst.goto(f"{site}{ppa.get_absolute_url()}")
    follow(analyst, "Say which recommendations it implements")
    seen("tagging", analyst)
    analyst.get_by_role("button", name=f"Tag : {PORTS}").click()  # it is suggested
    expect(analyst.locator(".messages")).to_contain_text("Tagged with")
    assert PolicyImplemented.objects.get().ppa == ppa
    after = gap_of(analyst, address)
    assert "400,000.00" in after
    assert "1,000,000.00" in after
    seen("with money", analyst)
    follow(analyst, "Budget matrix")
    expect(analyst.locator("main table").first).to_contain_text("600,000")
    seen("budget matrix", analyst)

    # It is carried out by steps. One is late: who answers for it and who keeps it are told, and the tracker says so.
    staff.goto(address)
    do(staff, "Implementation has begun", "It has begun", "is in implementation", on=timezone.localdate())
    tracker.goto(address)
    tomorrow = timezone.localdate() + timedelta(days=1)
    do(
        tracker,
        "Add a milestone",
        "Add it",
        "The milestone is added.",
        title="Sites are chosen",
        target_date=tomorrow,
        responsible_organization=str(people.office.pk),
    )
    milestone = PolicyImplementationMilestone.objects.get()
    PolicyImplementationMilestone.objects.update(target_date=timezone.localdate() - timedelta(days=4))
    alerts.sweep()
    tracker.goto(f"{site}/admin/policies/milestones/")
    expect(tracker.locator("main")).to_contain_text("1 milestone is late")
    seen("tracker", tracker)
    tracker.goto(f"{site}/notices/")
    expect(tracker.locator("main")).to_contain_text("Sites are chosen")
    tracker.goto(f"{site}{milestone.get_absolute_url()}")
    do(tracker, "Complete", "It is done", "is completed", on=timezone.localdate())

    # What it changed.
    tracker.goto(address)
    follow(tracker, "Record an impact")
    answer(
        tracker,
        title="Fish that is thrown away",
        unit="percent",
        type="economic",
        baseline="40",
        target="10",
        current="25",
        measured_on=timezone.localdate(),
    )
    tracker.get_by_label("Less is better").check()
    press(tracker, "Record it")
    expect(section(tracker, "What it changed")).to_contain_text("Fish that is thrown away")
    seen("carried out", tracker)

    # A later edit stands beside what was decided.
    analyst.goto(f"{site}{REGISTER}edit/{policy.pk}/")
    answer(analyst, summary="Build landing sites with ice and light, so that the catch is sold fresh.")
    press(analyst, "Save")
    analyst.goto(address)
    do(analyst, "Hand in", "Hand it in for a second look", "is handed in")
    staff.goto(address)
    follow(staff, "Read and publish")
    staff.get_by_label("I have read this version to the end").check()
    press(staff, "Publish this version")
    expect(staff.locator("main")).to_contain_text("The text has changed since this decision")
    seen("changed since the approval", staff)

    # Everybody reads all of it.
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/policies/")
        looked(f"public list, {width}", page)
        page.locator("main").get_by_role("link", name=PORTS).first.click()
        told = page.locator("main")
        for words in (
            "with ice and light",
            "Ministry of Agriculture",
            "This text was changed after Parliament approved it.",
            ACT,
            ICE,
            "Sites are chosen",
            "Fish that is thrown away",
        ):
            expect(told).to_contain_text(words)
        looked(f"public page, {width}", page)
