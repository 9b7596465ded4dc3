"""The way of a peso in a real browser: from a need to a draft, past the ceiling and three people, to its result."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry, MonitoringEntryFunding
from portal.needs.enums import NeedStatus
from tests.accounts.factories import UserFactory
from tests.browser.staff import answer, do, field, follow, press, section, stands
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.monitoring.factories import (
    BudgetJustificationFactory,
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
)
from tests.needs.factories import ForwardingFactory, NeedFactory, NeedSummaryFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

PROGRAMS = "/admin/programs"
GAP = f"{PROGRAMS}/gap/needs/"
WELL = "A second well in Sitio Riverside"
WORKS = "Ministry of Public Works"
BRIDGE = "A footbridge at Lutayan"
INDICATOR = "Families with safe water within 250 meters"


@pytest.fixture
def people(site, settings):
    """An office whose focal person is a budget officer too, and everybody who has a say after them."""
    settings.STAFF_SECOND_FACTOR = "optional"
    office = OrganizationFactory(acronym="MPW", name=WORKS)
    focal = FocalPersonFactory(membership__organization=office).membership.user
    focal.groups.add(Group.objects.get(name="budget_officer"))
    return SimpleNamespace(
        office=office,
        focal=focal,
        leader=RepresentativeFactory(community=CommunityFactory(named=True, name="Maguindanaon of Calumpang")).user,
        **{role: UserFactory(role=role) for role in ("oobc_planner", "budget_officer", "me_officer", "ocm_leadership")},
    )


@pytest.fixture
def year():
    return timezone.localdate().year


@pytest.fixture
def need(people):
    """One of the first needs, public, taken up by the office, that nobody pays for."""
    community = people.leader.community_representations.get().community
    need = NeedFactory(
        prioritized=True, title=WELL, community=community, submitted_by_user=people.leader, estimated_cost=100_000
    )
    NeedSummaryFactory(published=True, need=need, need__validated=True, title=WELL)
    ForwardingFactory(need=need, mao=people.office, accepted=True)
    need.refresh_from_db()
    return need


@pytest.fixture
def ceiling(people, year):
    """Of a hundred thousand, half of which a bridge has taken."""
    gaab = FundingSourceFactory(code="gaab", name="Bangsamoro budget")
    bridge = MonitoringEntryFactory(approved=True, title=BRIDGE, lead_organization=people.office)
    MoneyLineFactory(ppa=bridge, fiscal_year=year, source=gaab, amount=Decimal(50_000))
    return CeilingManagementFactory(fiscal_year=year, source=gaab, ceiling_amount=Decimal(100_000))


def now(ppa):
    return MonitoringEntry.objects.values_list("status", flat=True).get(pk=ppa.pk)


# ---- The stories -----------------------------------------------------------------------------------------------------


def test_need_when_a_ppa_answers_it_then_its_peso_is_followed_to_the_result_and_the_community_reads_it(
    site, people, need, ceiling, year, as_person, page, seen, looked
):
    planner, focal, officer, ocm = (
        as_person(getattr(people, name)) for name in ("oobc_planner", "focal", "budget_officer", "ocm_leadership")
    )

    # The gap names the need; a planner makes a draft from it, for the office that took it up.
    planner.goto(f"{site}{GAP}")
    expect(planner.locator("main table")).to_contain_text(need.spoken_reference)
    planner.get_by_role("link", name=f"Propose a PPA for {need.spoken_reference}").click()
    expect(field(planner, "office")).to_have_value(str(people.office.pk))
    seen("proposing", planner)
    answer(planner, plan_year=year)
    press(planner, "Make the draft")
    ppa = MonitoringEntry.objects.exclude(title=BRIDGE).get()
    address = f"{site}{ppa.get_absolute_url()}"
    expect(planner.locator(".messages")).to_contain_text("Next: its money and its justification.")

    # The office reads what is missing, and writes it: the money first, warned while typing.
    focal.goto(address)
    todo = focal.locator(".portal-todo")
    expect(todo.get_by_role("link")).to_have_text(
        ["Say what it costs: add a money line", "Write the budget justification"]
    )
    seen("draft", focal)
    todo.get_by_role("link", name="Say what it costs").click()
    answer(focal, expense_class="CO", source=str(ceiling.source_id), amount="90,000")
    room = focal.locator("[data-room]")
    expect(room).to_contain_text("This would take ₱90,000.00 of the ₱50,000.00")
    expect(room).to_contain_text("Too much")
    seen("ceiling while typing", focal)
    press(focal, "Save the line")
    assert MoneyLine.objects.get(ppa=ppa).amount == 90_000
    follow(focal, "Link needs")
    answer(focal, need=need.spoken_reference, share="80,000")
    press(focal, "Link it")
    expect(focal.locator("main table")).to_contain_text("80,000.00")
    seen("linking", focal)
    follow(focal, "Back to the PPA")
    follow(focal, "Write the budget justification")
    assert need.spoken_reference in field(focal, "evidence_summary").input_value()
    answer(focal, rationale="The first well is dry from March to June.")
    seen("justification", focal)
    press(focal, "Keep the justification")
    printed = section(focal, "Budget justification").get_by_role("link", name="Print (PDF)")
    assert focal.request.get(f"{site}{printed.get_attribute('href')}").body().startswith(b"%PDF")
    follow(focal, "Add a result")
    answer(focal, level="outcome", indicator=INDICATOR, unit="families", direction="increase", year_value="last")
    press(focal, "Add it")
    do(focal, "Set a target", "Set it", "the target is set", fiscal_year=year, target="120")

    # Three people: who proposed it cannot review it, and OCM cannot approve it past the ceiling.
    focal.goto(address)
    do(focal, "Propose", "Propose it", "is proposed")
    need.refresh_from_db()
    assert need.status == NeedStatus.PLANNED
    expect(focal.locator("main").get_by_role("link", name="Reviewed", exact=True)).to_have_count(0)
    focal.goto(f"{site}{PROGRAMS}/ppas/review/{ppa.pk}/")
    press(focal, "Hand it on for approval")
    expect(focal.locator("main")).to_contain_text("You proposed it: somebody else reviews it.")
    officer.goto(address)
    seen("proposed", officer)
    do(officer, "Reviewed", "Hand it on for approval", "waits for approval", note="The cost fits what others paid.")
    ocm.goto(address)
    follow(ocm, "Approve")
    expect(ocm.locator("main")).to_contain_text("it is refused unless a budget officer lets it go above")
    press(ocm, "Approve it")
    refused = ocm.locator("main")
    expect(refused).to_contain_text("has ₱50,000.00 left, and this needs ₱90,000.00")
    expect(refused).to_contain_text(BRIDGE)
    seen("refused by the ceiling", ocm)
    officer.goto(address)
    do(
        officer,
        "Let it go above, with a reason",
        "Let it go above",
        "Somebody else approves it.",
        reason="The Cabinet adds the rest in January.",
    )
    expect(officer.locator("main")).to_contain_text("The Cabinet adds the rest in January.")
    seen("ceiling", officer)
    ocm.goto(address)
    do(ocm, "Approve", "Approve it", "is approved")
    stands(ocm, "Waits for the act that grants the money.")

    # Law: the gap closes. The money moves, and a mistake is taken back.
    officer.goto(address)
    do(
        officer,
        "Record the act",
        "It is law",
        "is enacted",
        act="Bangsamoro Autonomy Act No. 99",
        on=timezone.localdate(),
    )
    planner.goto(f"{site}{GAP}")
    expect(planner.locator("main")).to_contain_text("No need is like that.")
    focal.goto(address)
    begun = timezone.localdate() - timedelta(days=100)
    do(focal, "The work has begun", "It has begun", "is in execution", on=begun)
    need.refresh_from_db()
    assert need.status == NeedStatus.IN_PROGRESS
    officer.goto(address)
    for type, amount in (("obligation", "60,000"), ("obligation", "50,000"), ("disbursement", "20,000")):
        do(officer, "Enter what happened to its money", "Enter it", "It is in the ledger", type=type, amount=amount)
    flows = section(officer, "Money").locator("tr", has_text="60,000.00")
    flows.get_by_role("link", name="Take back").first.click()
    answer(officer, reason="Entered twice.")
    press(officer, "Take it back")
    money = section(officer, "Money")
    expect(money).to_contain_text("(was taken back)")
    expect(money).to_contain_text("55.56 %")
    expect(money).to_contain_text("22.22 %")
    seen("money", officer)
    assert sum(flow.amount for flow in MonitoringEntryFunding.objects.filter(type="obligation")) == 50_000

    # The quarter is behind the plan: it is not taken without a reason and what is done about it.
    follow_report = focal.locator("main").get_by_role("link", name="Report a quarter")
    focal.goto(address)
    follow_report.click()
    answer(focal, target_pct=40, actual_pct=25, narrative="The pipe lies up to the school.")
    press(focal, "Report it")
    expect(focal.locator("main")).to_contain_text("Less is done than planned: fill this in.")
    seen("report without a reason", focal)
    answer(focal, deviation_reason="The drill broke.", corrective_action="A second drill comes in May.")
    press(focal, "Report it")
    progress = section(focal, "Progress")
    for words in ("−15", "The drill broke.", "A second drill comes in May."):
        expect(progress).to_contain_text(words)

    # The result is reported by the office and counts once the M&E officer has approved it.
    follow(focal, "Report results")
    focal.get_by_label("Value reached").fill("90")
    press(focal, "Report them")
    assert "Targets met" in section(focal, "Results").inner_text()
    checker = as_person(people.me_officer)
    checker.goto(f"{site}{PROGRAMS}/reported-results/")
    checker.get_by_role("link", name=INDICATOR).first.click()
    checker.get_by_role("link", name="Approve", exact=True).first.click()
    press(checker, "It is right: approve it")
    checker.goto(address)
    expect(section(checker, "Results")).to_contain_text("75.00 %")
    seen("in execution", checker)

    # Everybody reads it at the need, and the community among its own.
    page.goto(f"{site}/community-needs/")
    page.locator("main").get_by_role("link", name=WELL).click()
    expect(page.locator("main")).to_contain_text("₱80,000.00 of its money is for this need.")
    looked("public need", page)
    leader = as_person(people.leader)
    leader.goto(f"{site}/community-needs/dashboard/")
    told = leader.locator("main")
    expect(told).to_contain_text("₱80,000.00 of its money is for needs of your community.")
    looked("my community", leader)


def test_approved_ppa_when_it_is_changed_held_and_cancelled_then_both_sides_read_values_and_reasons(
    site, people, ceiling, year, as_person, seen
):
    focal, officer, ocm = (as_person(getattr(people, name)) for name in ("focal", "budget_officer", "ocm_leadership"))
    ppa = MonitoringEntryFactory(
        approved=True, title=WELL, lead_organization=people.office, sector=SectorFactory(), created_by=people.focal
    )
    line = MoneyLineFactory(ppa=ppa, fiscal_year=year, source=ceiling.source, amount=Decimal(30_000))
    BudgetJustificationFactory(ppa=ppa, without_needs=True)
    address = f"{site}{ppa.get_absolute_url()}"

    # The office asks: less money and a later end, and why.
    focal.goto(address)
    follow(focal, "Ask for a change")
    seen("asking for a change", focal)
    answer(focal, **{f"line_{line.pk}": "25,000", "revised_end": date(year + 1, 3, 31)}, reason="The river moved.")
    press(focal, "Ask for it")
    stands(focal, "A change waits for the decision of OCM.")
    assert MoneyLine.objects.get(pk=line.pk).amount == 30_000

    # OCM reads both values with the reason, decides, and says why.
    ocm.goto(address)
    asked = section(ocm, "Changes after approval")
    for words in ("30,000.00", "25,000.00", "The river moved.", f"31 Mar {year + 1}"):
        expect(asked).to_contain_text(words)
    seen("change asked for", ocm)
    do(ocm, "Approve the change", "Approve the change", "has changed", reason="The cheaper site is safe.")
    assert MoneyLine.objects.get(pk=line.pk).amount == 25_000
    focal.goto(address)
    decided = section(focal, "Changes after approval")
    for words in ("30,000.00", "25,000.00", "The river moved.", "The cheaper site is safe."):
        expect(decided).to_contain_text(words)

    # On hold its room is free; it comes back, and ends.
    officer.goto(address)
    do(officer, "Put on hold", "Put it on hold", "is on hold", reason="The site is flooded.")
    expect(officer.locator("main")).to_contain_text("Reason: The site is flooded.")
    seen("on hold", officer)
    do(officer, "Go on", "It goes on", "goes on where it was")
    assert now(ppa) == PPAStatus.APPROVED
    ocm.goto(address)
    do(ocm, "Cancel", "Cancel it", "is cancelled", reason="The province builds it.")
    stands(ocm, "Cancelled")
    expect(section(ocm, "Record")).to_contain_text("The province builds it.")
    seen("cancelled", ocm)
