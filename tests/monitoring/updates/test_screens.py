"""Reporting a quarter on screen, the list of what is missing, and the history of a report."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from portal.core.fiscal_year import Quarter
from portal.monitoring.figures import progress
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from tests.accounts.factories import UserFactory
from tests.monitoring.conftest import shown
from tests.monitoring.factories import EarlierUpdateFactory, MonitoringEntryFactory, ProgressUpdateFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

pytestmark = pytest.mark.usefixtures("november")

MISSING, LIST = "/admin/programs/progress/missing/", "/admin/programs/progress/"
Q3 = Quarter(2026, 3)


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def november():
    with time_machine.travel("2026-11-22T09:00+08:00", tick=False):
        yield


@pytest.fixture
def ppa():
    return MonitoringEntryFactory(in_execution=True)


@pytest.fixture
def focal(ppa, client):
    person = FocalPersonFactory(membership__organization=ppa.lead_organization).membership.user
    client.force_login(person)
    return person


def report_page(ppa):
    return reverse("monitoring_ppas:report", args=[ppa.pk])


def said(**values):
    words = {"narrative": "Twelve wells.", "target_pct": "50", "actual_pct": "50"}
    return {"quarter": "2026-3", "deviation_reason": "", "corrective_action": "", **words, **values}


def test_quarters_owed_when_some_are_reported_then_the_others_the_oldest_first(ppa):
    ProgressUpdateFactory(ppa=ppa, quarter=2)

    owed = progress.quarters_owed(ppa, datetime.date(2026, 11, 22))

    assert owed == [Quarter(2026, 1), Quarter(2026, 3), Quarter(2026, 4)]


def test_reported_by_office_when_counted_then_is_what_a_loop_counts():
    offices = [OrganizationFactory() for _office in range(2)]
    starts = [datetime.date(2026, 1, 1), datetime.date(2026, 9, 30), datetime.date(2026, 10, 1)]
    ppas = [
        MonitoringEntryFactory(in_execution=True, lead_organization=office, actual_start=start)
        for office in offices
        for start in starts
    ]
    MonitoringEntryFactory(enacted=True, lead_organization=offices[0])
    on_time, late = (ProgressUpdateFactory(ppa=ppa, quarter=3) for ppa in (ppas[0], ppas[3]))
    _at(on_time, datetime.datetime(2026, 10, 30, 15, 59, tzinfo=datetime.UTC))
    _at(late, datetime.datetime(2026, 10, 30, 16, 0, tzinfo=datetime.UTC))

    found = progress.reported_by_office(MonitoringEntry.objects.all(), Q3)

    lines = {line.office: (line.owed, line.reported, line.on_time, line.missing) for line in found}
    assert lines == {offices[0]: (2, 1, 1, 1), offices[1]: (2, 1, 0, 1)}
    missing = progress.missing_reports(MonitoringEntry.objects.all(), Q3)
    assert set(missing) == {ppas[1], ppas[4]}


def _at(update, moment):
    ProgressUpdate.objects.filter(pk=update.pk).update(reported_at=moment)


def test_report_when_sent_then_stands_on_the_page_of_the_ppa_with_its_stage(client, focal, ppa):
    assert client.get(report_page(ppa)).status_code == 200

    behind = {"actual_pct": "38", "deviation_reason": "Rain.", "corrective_action": "A second crew."}
    response = client.post(report_page(ppa), said(**behind))

    assert response.status_code == 302
    assert ProgressUpdate.objects.get().actual_pct == Decimal(38)
    page = client.get(ppa.get_absolute_url()).text
    assert "−12" in page
    assert "Final warning" in page


def test_report_when_behind_without_reasons_then_both_fields_say_so_and_nothing_typed_is_lost(client, focal, ppa):
    response = client.post(report_page(ppa), said(actual_pct="38"))

    assert set(response.context["form"].errors) == {"deviation_reason", "corrective_action"}
    assert "Twelve wells." in response.text
    assert not ProgressUpdate.objects.exists()


def test_report_when_a_reader_or_another_office_asks_then_is_closed(client, ppa):
    client.force_login(UserFactory(role="ocm_leadership"))
    assert client.post(report_page(ppa), said()).status_code in (302, 403)
    client.force_login(FocalPersonFactory().membership.user)
    assert client.post(report_page(ppa), said()).status_code == 404

    assert not ProgressUpdate.objects.exists()


def test_report_when_corrected_then_its_page_shows_the_earlier_words(client, focal, ppa):
    update = ProgressUpdateFactory(ppa=ppa, quarter=3, narrative="Eleven wells.")
    url = reverse("monitoring_updates:correct", args=[update.pk])

    client.post(url, {**said(), **shown(client, url)})

    page = client.get(update.get_absolute_url()).text
    assert page.index("Twelve wells.") < page.index("Eleven wells.")


def test_missing_when_an_office_owes_reports_then_each_leads_to_the_form_of_the_quarter(client, focal, ppa):
    MonitoringEntryFactory(in_execution=True)

    response = client.get(MISSING)

    assert [one["ppa"] for one in response.context["missing"]] == [ppa]
    assert f"{report_page(ppa)}?quarter=2026-3" in response.text
    assert client.get(f"{report_page(ppa)}?quarter=2026-3").context["form"]["quarter"].value() == "2026-3"


def test_missing_when_another_quarter_and_office_is_chosen_then_counts_that(client):
    client.force_login(UserFactory(role="oobc_staff"))
    ppas = [MonitoringEntryFactory(in_execution=True) for _office in range(2)]
    ProgressUpdateFactory(ppa=ppas[0], quarter=3)

    of_office = client.get(f"{MISSING}?quarter=2026-2&office={ppas[0].lead_organization_id}")

    assert [one["ppa"] for one in of_office.context["missing"]] == [ppas[0]]
    assert {one["report_url"] for one in of_office.context["missing"]} == {""}
    lines = b"".join(client.get(f"{MISSING}?export=csv")).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [ppas[1].title]


def test_missing_and_list_when_rows_grow_then_queries_stay_the_same(client, count_queries):
    client.force_login(UserFactory(role="oobc_planner"))
    ProgressUpdateFactory(quarter=3)
    MonitoringEntryFactory(in_execution=True)
    few = [count_queries(client, page) for page in (MISSING, LIST)]
    for _more in range(4):
        ProgressUpdateFactory(quarter=3)
        MonitoringEntryFactory(in_execution=True)

    assert few == [count_queries(client, page) for page in (MISSING, LIST)]
    assert max(few) <= 20


def test_earlier_words_when_asked_for_then_belong_to_who_sees_the_ppa(ppa, focal):
    earlier = EarlierUpdateFactory(update__ppa=ppa)
    EarlierUpdateFactory()

    assert list(type(earlier).objects.visible_to(focal)) == [earlier]
