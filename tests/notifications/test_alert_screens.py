"""The panel and the list of alerts: what the person may see, who sees to it and what clears it."""

import pytest
import time_machine

from portal.notifications import alerts
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import MonitoringEntryFactory
from tests.organizations.factories import FocalPersonFactory

LIST, LATE = "/admin/alerts/", "monitoring.update_late"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"
    with time_machine.travel("2026-11-22T09:00+08:00", tick=False):
        yield


def late_ppas(number):
    ppas = [MonitoringEntryFactory(in_execution=True) for _ppa in range(number)]
    alerts.check(LATE, ppas)
    return ppas


def names(response):
    return {one.name for one in response.context["shown"]}


def test_list_when_opened_then_shows_each_person_the_alerts_of_their_rows(client):
    own, other = late_ppas(2)
    focal = FocalPersonFactory(membership__organization=own.lead_organization).membership.user
    expected = {focal: {own.title}, UserFactory(role="oobc_staff"): {own.title, other.title}}

    for person, titles in expected.items():
        client.force_login(person)
        assert names(client.get(LIST)) == titles
        assert own.title in client.get("/admin/").text


def test_list_when_opened_by_an_administrator_then_is_closed_and_the_panel_missing(client):
    late_ppas(1)
    client.force_login(UserFactory(role="administrator"))

    assert client.get(LIST).status_code == 302
    assert 'id="panel-alerts' not in client.get("/admin/").text


def test_list_when_filtered_then_shows_the_cleared_ones_or_one_rule(client):
    ppas = late_ppas(2)
    ppas[0].updates.all().delete()
    type(ppas[0]).objects.filter(pk=ppas[0].pk).update(actual_start="2026-11-01")
    alerts.check(LATE, ppas)
    client.force_login(UserFactory(role="oobc_staff"))

    found = {query: names(client.get(f"{LIST}?{query}")) for query in ("", "state=cleared", "rule=monitoring.slippage")}

    assert found == {"": {ppas[1].title}, "state=cleared": {ppas[0].title}, "rule=monitoring.slippage": set()}


def test_panel_when_alerts_are_open_then_says_who_sees_to_it_and_what_clears_it(client):
    late_ppas(7)
    client.force_login(UserFactory(role="oobc_planner"))

    page = client.get("/admin/").text

    assert "It clears once every quarter of the last year is reported." in page
    assert "All 7 alerts" in page


def test_list_when_alerts_grow_then_queries_stay_the_same(client, count_queries):
    client.force_login(UserFactory(role="oobc_planner"))
    late_ppas(1)
    few = count_queries(client, LIST)
    late_ppas(4)

    assert few == count_queries(client, LIST) <= 20
