"""The screens of PPAs: who sees which, and what a PPA says of the case it was made from."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.applications.ppas import link_ppa
from portal.monitoring.models import MonitoringEntry
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFactory
from tests.core.factories import DevelopmentGoalFactory, SectorFactory
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, PPAPlaceFactory, PPATagFactory
from tests.organizations.factories import OrganizationMembershipFactory

LIST = "/admin/programs/ppas/"
ALL = ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"]


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


def page(ppa):
    return reverse("monitoring_ppas:inspect", args=[ppa.pk])


def shown(response):
    return {row.pk for row in response.context["table"].data}


@pytest.fixture
def linked():
    """A PPA made of an approved case, and somebody of its office."""
    case = ApplicationFactory(approved=True, applicant_name="Quetzal Dimaporo")
    editor = OrganizationMembershipFactory(organization=case.service.offering_mao).user
    return link_ppa(case, by=editor), case, editor


@pytest.mark.parametrize("role", ALL)
def test_ppas_when_seen_by_oobc_or_ocm_then_are_those_of_all_offices(client, role):
    client.force_login(UserFactory(role=role))
    ppas = [MonitoringEntryFactory(), MonitoringEntryFactory()]

    assert shown(client.get(LIST)) == {ppa.pk for ppa in ppas}
    assert client.get(page(ppas[0])).status_code == 200


@pytest.mark.parametrize("trait", [{}, {"focal": True}])
def test_ppas_when_seen_by_an_office_then_are_its_own(client, trait):
    membership = OrganizationMembershipFactory(**trait)
    client.force_login(membership.user)
    own, other = MonitoringEntryFactory(lead_organization=membership.organization), MonitoringEntryFactory()

    assert shown(client.get(LIST)) == {own.pk}
    assert client.get(page(own)).status_code == 200
    assert client.get(page(other)).status_code == 404


def test_ppas_when_asked_for_by_an_administrator_then_are_closed(client):
    client.force_login(UserFactory(role="administrator"))

    assert client.get(page(MonitoringEntryFactory())).status_code == 404


def test_ppa_when_read_by_its_office_then_leads_to_the_case_and_the_case_to_it(client, linked):
    ppa, case, editor = linked
    client.force_login(editor)

    assert case.get_absolute_url() in client.get(page(ppa)).text
    assert page(ppa) in client.get(case.get_absolute_url()).text


@pytest.mark.parametrize("role", ALL)
def test_ppa_when_read_by_others_then_says_nothing_of_the_case_or_the_applicant(client, linked, role):
    ppa, case, _editor = linked
    client.force_login(UserFactory(role=role))

    text = client.get(page(ppa)).text + client.get(LIST).text

    assert case.service.title in text
    for secret in ("Quetzal", case.reference, case.spoken_reference, str(case.pk)):
        assert secret not in text


def test_ppas_when_searched_and_filtered_then_show_what_fits(client):
    client.force_login(UserFactory(role="oobc_planner"))
    well = MonitoringEntryFactory(title="A well for Barangay Rio", approved=True)
    road = MonitoringEntryFactory(title="A road")

    region = PPAPlaceFactory(ppa=well).in_region
    PPATagFactory(ppa=road)
    MoneyLineFactory(ppa=road, fiscal_year=2027)
    MonitoringEntry.objects.filter(pk=well.pk).update(sector=SectorFactory())

    expected = {
        "q=rio well": {well.pk},
        f"region={region.pk}": {well.pk},
        "tag=gad": {road.pk},
        "year=2027": {road.pk},
        f"sector={MonitoringEntry.objects.get(pk=well.pk).sector_id}": {well.pk},
        "missing=sector": {road.pk},
        "missing=anything": {well.pk, road.pk},
        "category=oobc_ppa": set(),
        "status=approved": {well.pk},
        f"lead_organization={road.lead_organization_id}": {road.pk},
    }
    assert {query: shown(client.get(f"{LIST}?{query}")) for query in expected} == expected


def test_ppas_when_narrowed_to_kind_priority_goal_or_what_is_late_then_show_what_fits(client):
    client.force_login(UserFactory(role="oobc_planner"))
    late = MonitoringEntryFactory(in_execution=True, late=True, intervention_type="health", priority="urgent")
    revised = MonitoringEntryFactory(in_execution=True, late=True, revised_end=timezone.localdate())
    goal = DevelopmentGoalFactory()
    revised.goals.add(goal)
    MonitoringEntryFactory(late=True)

    expected = {
        "late=late": {late.pk},
        "intervention_type=health": {late.pk},
        "priority=urgent": {late.pk},
        f"goals={goal.pk}": {revised.pk},
    }
    assert {query: shown(client.get(f"{LIST}?{query}")) for query in expected} == expected


def test_ppas_when_they_grow_then_queries_stay_the_same(client, count_queries):
    client.force_login(UserFactory(role="oobc_planner"))
    whole = MonitoringEntryFactory()
    MonitoringEntryFactory(parent=whole, lead_organization=whole.lead_organization, with_money=5)
    few = count_queries(client, LIST)
    for _more in range(5):
        MonitoringEntryFactory(with_money=5, parent=whole)

    assert few == count_queries(client, LIST) <= 20


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ppas_when_exported_then_hold_what_is_listed_with_its_money(client, kind):
    client.force_login(UserFactory(role="oobc_planner"))
    well = MonitoringEntryFactory(title="A well", with_money=1234)
    PPAPlaceFactory(ppa=well)
    MonitoringEntryFactory(title="A road")

    response = client.get(f"{LIST}?q=well&export={kind}")

    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    if kind == "csv":
        assert "A well" in content.decode()
        assert "1234.00" in content.decode()
        assert "A road" not in content.decode()


def test_ppa_when_its_money_stands_on_its_parts_then_shows_their_sum_once(client):
    client.force_login(UserFactory(role="oobc_planner"))
    whole = MonitoringEntryFactory(title="The whole")
    for amount in (1000, 234):
        MonitoringEntryFactory(parent=whole, with_money=amount)

    rows = {row.title: row.asked for row in client.get(LIST).context["table"].data}

    assert rows["The whole"] == 1234
    assert "1,234.00" in client.get(page(whole)).text
