"""An office with its focal person, two of each who review and decide, and a proposal that nothing is missing from."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from wagtail.models import ModelLogEntry

from portal.monitoring.models import MonitoringEntry
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.monitoring.factories import BudgetJustificationFactory, MoneyLineFactory, MonitoringEntryFactory
from tests.organizations.factories import OrganizationMembershipFactory

REASON = "The river moved."


@pytest.fixture
def desk(db, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    settings.SMS_URL = "console"
    return make_desk()


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    monkeypatch.setattr("portal.notifications.queueing.wake", lambda path: None)


def make_desk():
    membership, sector = OrganizationMembershipFactory(focal=True), SectorFactory()
    office = membership.organization

    def ppa(*, amount=1000, **fields):
        """Of this office, with a line of this year and a justification, unless told otherwise."""
        row = MonitoringEntryFactory(
            **{"lead_organization": office, "created_by": membership.user, "sector": sector, **fields}
        )
        if amount is not None:
            MoneyLineFactory(ppa=row, amount=Decimal(amount))
        BudgetJustificationFactory(ppa=row, without_needs=True)
        return row

    return SimpleNamespace(
        office=office,
        focal=membership.user,
        editor=OrganizationMembershipFactory(organization=office).user,
        stranger=OrganizationMembershipFactory(focal=True).user,
        planner=UserFactory(role="oobc_planner"),
        officer=UserFactory(role="budget_officer"),
        second_officer=UserFactory(role="budget_officer"),
        leader=UserFactory(role="ocm_leadership"),
        second_leader=UserFactory(role="ocm_leadership"),
        ppa=ppa,
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def status_of(ppa):
    return MonitoringEntry.objects.values_list("status", flat=True).get(pk=ppa.pk)


def audit(ppa, act):
    """The one audit row of this act."""
    return ModelLogEntry.objects.get(object_id=str(ppa.pk), action=f"monitoring.{act}")


def acts_on(ppa):
    rows = ModelLogEntry.objects.filter(object_id=str(ppa.pk)).order_by("timestamp", "pk")
    return [row.action.removeprefix("monitoring.") for row in rows]


def told(kind):
    return {row.user for row in InboxMessage.objects.filter(kind=f"monitoring.{kind}")}


def shown(client, url):
    """What a form carries unseen of the values that it shows."""
    return {"shown": client.get(url).context["form"].fields["shown"].initial}
