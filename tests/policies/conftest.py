"""People around recommendations: who writes them, who puts them before OCM, who endorses, who records the approval."""

from types import SimpleNamespace

import pytest

from tests.accounts.factories import UserFactory
from tests.organizations.factories import OrganizationMembershipFactory
from tests.policies.factories import PolicyRecommendationFactory


@pytest.fixture
def desk(db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return make_desk()


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)


def make_desk():
    membership = OrganizationMembershipFactory(focal=True)
    analyst = UserFactory(role="oobc_planner")

    def policy(**fields):
        """Of this analyst, with this office in the lead, published unless told otherwise."""
        given = {"created_by": analyst, "lead_organizations": [membership.organization], "published": True}
        return PolicyRecommendationFactory(**{**given, **fields})

    return SimpleNamespace(
        office=membership.organization,
        focal=membership.user,
        stranger=OrganizationMembershipFactory(focal=True).user,
        analyst=analyst,
        staff=UserFactory(role="oobc_staff"),
        second_staff=UserFactory(role="oobc_staff"),
        me_officer=UserFactory(role="me_officer"),
        leader=UserFactory(role="ocm_leadership"),
        second_leader=UserFactory(role="ocm_leadership"),
        policy=policy,
    )
