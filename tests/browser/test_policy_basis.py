"""The screens of what stands under a recommendation as they look, on a phone and on a desk."""

import os
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.browser.conftest import WIDTHS
from tests.browser.staff import OURS
from tests.evidence.factories import EvidenceItemFactory
from tests.needs.factories import AssessmentFactory, NeedFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import (
    PolicyDocumentFactory,
    PolicyEvidenceFactory,
    PolicyImpactFactory,
    PolicyImplementationMilestoneFactory,
    PolicyRecommendationFactory,
    in_days,
)

LONG = "Systematic livelihood programs for fishers and farmers of Other Bangsamoro Communities who live outside BARMM"


@pytest.fixture
def staff(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return UserFactory(role="oobc_staff")


@pytest.fixture
def screens(staff):
    """Addresses of the screens around a recommendation with something of everything, and of one with nothing."""
    office = OrganizationFactory(acronym="MAFAR")
    policy = PolicyRecommendationFactory(
        in_implementation=True, published=True, number=4, title=LONG, lead_organizations=[office]
    )
    plain = PolicyRecommendationFactory(number=5, published=True)
    common = {"policy": policy, "responsible_organization": office}
    first = PolicyImplementationMilestoneFactory(
        **common, title="Landing sites are chosen with the elders of each community", completed=True,
        target_date=in_days(-60), actual_completion_date=in_days(-41),
    )  # fmt: skip
    late = PolicyImplementationMilestoneFactory(**common, title="Ice plants stand", late=True)
    last = PolicyImplementationMilestoneFactory(
        **common, title="Fishers sell through a market of their own", responsible_person=staff, target_date=in_days(200)
    )
    late.depends_on.add(first)
    last.depends_on.add(late)
    PolicyImplementationMilestoneFactory(**common, title="A road", state="cancelled", target_date=in_days(90))
    survey = EvidenceItemFactory(title=f"Survey: {LONG}", confidentiality="internal", source="OOBC")
    to_verify = PolicyEvidenceFactory(policy=policy, item=survey)
    PolicyEvidenceFactory(policy=policy, item=EvidenceItemFactory(confidentiality="internal"), verified=True)
    PolicyDocumentFactory(policy=policy, item=EvidenceItemFactory(confidentiality="public", title="Act 12"))
    policy.related_needs.add(NeedFactory(title=LONG))
    policy.related_assessments.add(AssessmentFactory(title="Assessment of Sarangani"))
    today = timezone.localdate()
    impact = PolicyImpactFactory(
        policy=policy, title=f"Income of fishing families: {LONG}", current=Decimal("1234567.5"), measured_on=today
    )
    PolicyImpactFactory(policy=policy, title="Fish that is thrown away", unit="percent", direction="decrease",
                        baseline=Decimal(40), target=Decimal(10), current=Decimal(25), measured_on=today)  # fmt: skip
    PolicyImpactFactory(policy=policy, title="Not measured")
    register, milestones = "/admin/policies/recommendations/", "/admin/policies/milestones/"
    evidence = "/admin/policies/evidence/"
    return {
        "policy": f"{register}inspect/{policy.pk}/",
        "plain": f"{register}inspect/{plain.pk}/",
        "add milestone": f"{register}add-milestone/{policy.pk}/",
        "link evidence": f"{register}link-evidence/{policy.pk}/",
        "record impact": f"{register}record-impact/{policy.pk}/",
        "tracker": milestones,
        "milestone": last.get_absolute_url(),
        "complete": f"{milestones}complete/{last.pk}/",
        "change": f"{milestones}change/{last.pk}/",
        "give up": f"{milestones}give-up/{last.pk}/",
        "evidence": evidence,
        "piece": f"{evidence}inspect/{to_verify.pk}/",
        "verify": f"{evidence}verify/{to_verify.pk}/",
        "scorecard": "/admin/policies/impacts/",
        "impact": impact.get_absolute_url(),
        "measure": f"/admin/policies/impacts/change/{impact.pk}/",
        "documents": f"/admin/policies/beside/documents/{policy.pk}/",
        "needs": f"/admin/policies/beside/needs/{policy.pk}/",
        "assessments": f"/admin/policies/beside/assessments/{policy.pk}/",
    }


def test_policy_screens_when_looked_at_by_axe_then_our_markup_has_no_fault(
    site, staff, screens, page, signed_in, violations, runs_over
):
    signed_in(page, staff)
    faults = {}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in screens.items():
            page.goto(f"{site}{address}")
            page.wait_for_load_state()
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/{name.replace(' ', '_')}_{width}.png", full_page=True)
            if found := [*violations(page, OURS), *(["runs over"] if runs_over(page) else [])]:
                faults[name, width] = found

    assert faults == {}
