"""The screens of programs as they look: PPAs with their acts and money, ceilings, gap, stages; on phone and desk."""

from datetime import date
from decimal import Decimal

import pytest

from portal.monitoring.actions import changing, editing, lifecycle
from portal.monitoring.actions.changing import LineWanted
from portal.monitoring.enums import ComplianceTag, TeamRole
from tests.browser.conftest import WIDTHS
from tests.browser.staff import OURS
from tests.communities.factories import CommunityFactory
from tests.core.factories import DevelopmentGoalFactory, SectorFactory
from tests.geography.factories import RegionFactory
from tests.monitoring.conftest import REASON, make_desk
from tests.monitoring.factories import (
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
    MultiYearContractFactory,
)
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory

LONG = "Construction of level II water systems with solar pumps for communities along the coast of three provinces"


@pytest.fixture
def screens(site, settings):
    """Addresses with rows in them, and who reads each."""
    settings.STAFF_SECOND_FACTOR = "optional"
    desk = make_desk()
    ppa = desk.ppa(title=LONG, amount=123_456_789)
    editing.change(ppa, values=written(), by=desk.focal)
    editing.set_team(ppa, members=[(desk.focal, TeamRole.LEAD), (desk.editor, TeamRole.MEMBER)], by=desk.focal)
    ppa = lifecycle.propose(ppa, by=desk.focal)
    lifecycle.review(ppa, version=1, note="The costs fit what others paid.", by=desk.officer)
    lifecycle.approve(ppa, version=1, by=desk.leader)
    wanted = [LineWanted(amount=Decimal(120_000_000), line=ppa.lines.get())]
    changing.ask(ppa, values={"revised_end": date(2027, 3, 31)}, lines=wanted, reason=f"{REASON} " * 10, by=desk.focal)
    whole = desk.ppa(amount=None, title="Water for everybody")
    draft = desk.ppa(parent=whole)
    to_write = desk.ppa(title=LONG)
    to_review = desk.ppa(proposed=True)
    approved = desk.ppa(approved=True)
    running = desk.ppa(in_execution=True, amount=None)
    flow = MonitoringEntryFundingFactory(line=MoneyLineFactory(ppa=running, amount=Decimal(13_021_050_000)))
    MultiYearContractFactory(ppa=running, title=LONG, slices={2026: 600_000, 2027: 400_000})
    MonitoringEntryWorkflowStageFactory(ppa=running, late=True, owner=desk.focal)
    ceiling = CeilingManagementFactory(ceiling_amount=Decimal(100_000))
    need = NeedFactory(prioritized=True, title=LONG, estimated_cost=100_000)
    programs = "/admin/programs"
    at = f"{programs}/ppas/"
    return {
        "list": (desk.planner, at),
        "nothing found": (desk.planner, f"{at}?q=nothing-is-called-so"),
        "page": (desk.leader, f"{at}inspect/{ppa.pk}/"),
        "whole": (desk.focal, f"{at}inspect/{whole.pk}/"),
        "add": (desk.planner, f"{at}new/"),
        "edit": (desk.focal, f"{at}edit/{draft.pk}/"),
        "team": (desk.focal, f"{at}team/{draft.pk}/"),
        "review": (desk.officer, f"{at}review/{to_review.pk}/"),
        "ask for a change": (desk.focal, f"{at}ask-change/{approved.pk}/"),
        "decide on a change": (desk.leader, f"{at}approve-change/{ppa.pk}/"),
        "in execution": (desk.officer, f"{at}inspect/{running.pk}/"),
        "money line": (desk.focal, f"{at}line/{to_write.pk}/"),
        "flow": (desk.officer, f"{at}flow/{running.pk}/"),
        "take a flow back": (desk.officer, f"{at}reverse/{running.pk}/?flow={flow.pk}"),
        "contract": (desk.officer, f"{at}contract/{running.pk}/"),
        "justification": (desk.focal, f"{programs}/justification/{to_write.pk}/"),
        "linking": (desk.focal, f"{programs}/linking/{to_write.pk}/"),
        "ceilings": (desk.officer, f"{programs}/ceilings/"),
        "ceiling": (desk.officer, f"{programs}/ceilings/inspect/{ceiling.pk}/"),
        "set a ceiling": (desk.officer, f"{programs}/ceilings/new/"),
        "change a ceiling": (desk.officer, f"{programs}/ceilings/edit/{ceiling.pk}/"),
        "gap": (desk.planner, f"{programs}/gap/needs/"),
        "gap by place": (desk.planner, f"{programs}/gap/places/"),
        "propose": (desk.planner, f"{programs}/gap/propose/{need.pk}/"),
        "stages": (desk.planner, f"{programs}/stages/board/"),
        "calendar": (desk.planner, f"{programs}/calendar/"),
        "missing reports": (desk.planner, f"{programs}/progress/missing/"),
    }


def written():
    return {
        "description": "Wells, pumps and pipes, with a committee of users at each place.",
        "sector": SectorFactory(),
        "places": [CommunityFactory(), CommunityFactory(), RegionFactory()],
        "tags": [(ComplianceTag.GAD, Decimal(50_000), "Women lead the committees."), (ComplianceTag.SDG, None, "")],
        "groups": [("female", 600, None), ("farmers", None, None)],
        "partner_organizations": [OrganizationFactory(), OrganizationFactory()],
        "goals": [DevelopmentGoalFactory()],
        "planned_start": date(2026, 2, 1),
        "planned_end": date(2026, 12, 31),
        "target_beneficiaries": 1200,
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_screens_of_ppas_when_looked_at_by_axe_then_our_markup_has_no_fault(
    site, screens, as_person, violations, runs_over, width
):
    faults = {}

    for name, (person, path) in screens.items():
        page = as_person(person)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}{path}")
        if found := [*violations(page, OURS), *(["runs over"] if runs_over(page) else [])]:
            faults[name] = found

    assert faults == {}
