"""The screens of recommendations as they look while their text is written and decided about; on phone and desk."""

from decimal import Decimal

import pytest

from portal.activity.comments import actions as comments
from portal.policies.actions import deciding, writing
from portal.policies.moderation import load_moderation_workflow
from tests.browser.conftest import WIDTHS
from tests.browser.staff import OURS
from tests.communities.factories import CommunityFactory
from tests.core.factories import SectorFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.conftest import make_desk

LONG = "Construction of landing sites with ice plants for fishing communities along the coast of three provinces"


def written(**given):
    return {
        "title": LONG,
        "title_fil": "Pagpapatayo ng mga daungang may planta ng yelo",
        "summary": "Build landing sites with ice, so that the catch is sold fresh.",
        "problem_statement": "The catch spoils before it reaches a market. " * 12,
        "rationale": "Two ports with ice doubled what boats earn.",
        "proposed_solution": "Landing sites with ice and a road.\n\nOne at each bay.",
        "category": "economic_development",
        "type": "program",
        "scope": "regional",
        "priority": "high",
        "sectors": [SectorFactory(), SectorFactory()],
        "regions": [RegionFactory(code="XII")],
        "communities": [CommunityFactory()],
        "lead_organizations": [OrganizationFactory(), OrganizationFactory()],
        "expected_beneficiaries": 120_000,
        "considerations": ["Ask the fishers where they land.", "Look at the road first. " * 10],
        "budget_years": [(year, Decimal(1_234_567_890)) for year in (2027, 2028, 2029)],
        **given,
    }


@pytest.fixture
def screens(site, settings):
    """Addresses with rows in them, and who reads each."""
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    desk = make_desk()
    draft = writing.add(values=written(lead_organizations=[desk.office]), by=desk.analyst)
    waits = writing.hand_in(writing.add(values=written(title="Ports"), by=desk.analyst), by=desk.analyst)
    endorsed = desk.policy(title=LONG, under_review=True, sectors=[SectorFactory()], cost=1_000_000_000)
    deciding.submit(endorsed, shown=endorsed.live_revision_id, by=desk.staff)
    deciding.endorse(endorsed, shown=endorsed.live_revision_id, by=desk.leader)
    bound = endorsed.live_revision_id
    comments.write(endorsed, text="The ministry already pays for two of these.", by=desk.focal)
    changed = writing.write(endorsed, values=written(), by=desk.analyst)
    writing.hand_in(changed, by=desk.analyst)
    writing.publish(changed, shown=changed.latest_revision_id, by=desk.staff)
    back = desk.policy(under_review=True)
    deciding.send_back(back, reason="Say for which coast, and ask the ministry what a port costs.", by=desk.staff)
    EvidenceItemFactory()
    at = "/admin/policies/recommendations/"
    return {
        "list": (desk.staff, at),
        "nothing found": (desk.staff, f"{at}?q=nothing-is-called-so"),
        "page of a draft": (desk.analyst, f"{at}inspect/{draft.pk}/"),
        "page that came back": (desk.analyst, f"{at}inspect/{back.pk}/"),
        "page after a change": (desk.second_staff, f"{at}inspect/{endorsed.pk}/"),
        "version": (desk.staff, f"{at}version/{endorsed.pk}/{bound}/"),
        "new": (desk.analyst, f"{at}new/"),
        "write": (desk.analyst, f"{at}edit/{draft.pk}/"),
        "hand in": (desk.analyst, f"{at}hand-in/{draft.pk}/"),
        "publish": (desk.staff, f"{at}publish/{waits.pk}/"),
        "approve": (desk.second_staff, f"{at}approve/{endorsed.pk}/"),
        "put off": (desk.leader, f"{at}defer/{endorsed.pk}/"),
        "withdraw": (desk.staff, f"{at}withdraw/{draft.pk}/"),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_screens_of_recommendations_when_looked_at_by_axe_then_our_markup_has_no_fault(
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
