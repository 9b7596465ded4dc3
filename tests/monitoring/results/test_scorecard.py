"""The outcome scorecard: rates with what they rest on, by year, office and sector."""

from decimal import Decimal

import pytest

from portal.monitoring.results.tables import year_of
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.monitoring.factories import MonitoringEntryFactory, OutcomePeriodFactory
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db
BOARD = "/admin/programs/scorecard/"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


def result(ppa, actual, *, year=2026):
    state = {"approved": True, "actual": Decimal(actual)} if actual is not None else {}
    return OutcomePeriodFactory(outcome__ppa=ppa, fiscal_year=year, target=Decimal(10), **state)


@pytest.fixture
def ppas():
    rows = [
        MonitoringEntryFactory(in_execution=True, sector=SectorFactory(code=code)) for code in ("social", "economic")
    ]
    for actual in (12, 5, None):
        result(rows[0], actual)
    result(rows[1], 10)
    result(rows[1], 11, year=2025)
    return rows


def lines(client, **asked):
    context = client.get(BOARD, asked).context
    return {
        title: {line.name: (line.found.achieved, line.found.usable, line.found.total) for line in found}
        for title, _lines_are, found in context["tables"]
    }


def test_scorecard_when_read_then_counts_the_newest_year_by_year_office_and_sector(client, ppas):
    client.force_login(UserFactory(role="me_officer"))

    found = lines(client)

    assert found["By year"] == {"2026": (2, 3, 4), "2025": (1, 1, 1)}
    assert found["By office"] == {
        ppas[0].lead_organization.short_name: (1, 2, 3),
        ppas[1].lead_organization.short_name: (1, 1, 1),
    }
    assert found["By sector"] == {"Social": (1, 2, 3), "Economic": (1, 1, 1)}


def test_scorecard_when_narrowed_or_of_another_year_then_counts_that(client, ppas):
    client.force_login(UserFactory(role="oobc_planner"))

    assert list(lines(client, sector=ppas[0].sector_id)["By office"]) == [ppas[0].lead_organization.short_name]
    assert list(lines(client, fiscal_year=2025)["By sector"]) == ["Economic"]


def test_scorecard_when_a_focal_person_reads_then_counts_own_ppas(client, ppas):
    focal = FocalPersonFactory(membership__organization=ppas[1].lead_organization).membership.user
    client.force_login(focal)

    assert lines(client)["By year"] == {"2026": (1, 1, 1), "2025": (1, 1, 1)}


def test_scorecard_when_few_can_be_judged_then_the_rates_are_grey(client):
    client.force_login(UserFactory(role="me_officer"))
    ppa = MonitoringEntryFactory(in_execution=True)
    for actual in (12, None, None):
        result(ppa, actual)

    page = client.get(BOARD).content.decode()

    assert "The rates rest on fewer than half of the results." in page


def test_scorecard_when_results_grow_then_queries_stay_the_same_and_the_file_has_the_lines(client, ppas, count_queries):
    client.force_login(UserFactory(role="me_officer"))
    few = count_queries(client, BOARD)
    for number in range(4):
        result(MonitoringEntryFactory(in_execution=True, sector=ppas[0].sector), number)

    assert few == count_queries(client, BOARD) <= 20
    text = b"".join(client.get(BOARD, {"export": "csv"}).streaming_content).decode()
    assert "By sector" in text
    assert "Social" in text


def test_scorecard_when_nothing_is_promised_then_says_so(client):
    client.force_login(UserFactory(role="me_officer"))

    assert "No PPA names a result" in client.get(BOARD).content.decode()


def test_scorecard_when_a_number_is_followed_then_the_list_has_as_many_rows_of_that_year(client, ppas):
    client.force_login(UserFactory(role="me_officer"))
    context = client.get(BOARD, {"fiscal_year": 2025}).context
    tables = {title: found for title, _lines_are, found in context["tables"]}

    followed = [(line, client.get(line.rows_url).context["object_list"]) for found in tables.values() for line in found]

    assert {line.name for line, _rows in followed} >= {"2026", "2025", "Economic"}
    assert [len(rows) for _line, rows in followed] == [line.found.total for line, _rows in followed]


def test_results_when_chosen_by_year_then_show_that_year_and_so_does_the_file(client):
    client.force_login(UserFactory(role="me_officer"))
    ppa = MonitoringEntryFactory(in_execution=True)
    later = result(ppa, 12)
    OutcomePeriodFactory(outcome=later.outcome, fiscal_year=2025, target=Decimal(7))

    page = client.get("/admin/programs/results/", {"fiscal_year": 2025})
    text = b"".join(client.get("/admin/programs/results/", {"fiscal_year": 2025, "export": "csv"}).streaming_content)

    assert [year_of(row) for row in page.context["object_list"]] == [2025]
    assert ",2025," in text.decode()
