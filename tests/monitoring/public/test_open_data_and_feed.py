import csv
import io
import json

import pytest

from portal.monitoring.results.framework import outcome_framework
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAPlaceFactory,
)
from tests.needs.factories import NeedSummaryFactory

pytestmark = pytest.mark.django_db


def read_json(client, query=""):
    return json.loads(client.get(f"/programs/programs.json{query}").content)


def read_csv(client, query="", name="programs"):
    content = client.get(f"/programs/{name}.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def law(title="A road", amount=1000, year=2026, **fields):
    ppa = MonitoringEntryFactory(**{"in_execution": True, "title": title, **fields})
    MoneyLineFactory(ppa=ppa, amount=amount, fiscal_year=year)
    return ppa


def test_files_when_read_then_say_the_same_with_a_licence_and_unknown_is_empty(client):
    ppa = law()
    summary = NeedSummaryFactory(published=True)
    NeedAddressedFactory(ppa=ppa, need=summary.need)

    document, [row] = read_json(client), read_csv(client)

    [told] = document["programs"]
    assert (document["count"], document["licence"]["id"], row["licence"]) == (1, "CC-BY-4.0", "CC-BY-4.0")
    assert told["id"] == row["id"] == str(ppa.pk)
    assert (told["granted"], told["released"], told["paid"]) == ("1000.00", None, None)
    assert (row["granted"], row["released"], row["paid"]) == ("1000.00", "", "")
    assert told["needs_answered"] == [str(summary.pk)]
    assert row["needs_answered"] == str(summary.pk)


def test_json_when_results_are_promised_then_has_the_offices_outcome_framework(client):
    ppa = law()
    outcome = OutcomeFactory(ppa=ppa, level="output", indicator="Scholars", unit="persons")
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=100, approved=True, actual=85)

    [told] = read_json(client)["programs"]

    assert told["outcome_framework"] == outcome_framework(ppa)
    [scholars] = told["outcome_framework"]["outputs"]
    assert (scholars["indicator"], scholars["target"], scholars["actual"]) == ("Scholars", 100, 85)


def test_files_when_a_ppa_has_parts_then_no_sum_counts_a_peso_twice(client):
    whole = MonitoringEntryFactory(enacted=True, title="Whole")
    for number in (1, 2):
        law(f"Part {number}", 100, parent=whole)

    rows = {row["title"]: row for row in read_csv(client)}

    assert rows["Whole"]["granted"] == ""
    assert rows["Part 1"]["part_of"] == str(whole.pk)
    assert sum(float(row["granted"] or 0) for row in rows.values()) == 200


def test_money_file_when_money_is_of_two_years_then_has_a_row_for_each(client):
    ppa = law(amount=1000, year=2025)
    line = MoneyLineFactory(ppa=ppa, amount=500, fiscal_year=2026)
    MonitoringEntryFundingFactory(line=line, amount=125, disbursement=True)

    rows = read_csv(client, name="money")

    told = [(row["fiscal_year"], row["granted"], row["paid"], row["paid_percent"]) for row in rows]
    assert told == [("2025", "1000.00", "", ""), ("2026", "500.00", "125.00", "25.00")]
    years = read_json(client)["programs"][0]["money_by_year"]
    assert [(year["fiscal_year"], year["granted"], year["paid"]) for year in years] == [
        (2025, "1000.00", None),
        (2026, "500.00", "125.00"),
    ]


def test_files_when_filters_stand_in_the_address_then_hold_what_the_list_shows(client):
    law("Of 2025", year=2025)
    law("Of 2026", year=2026)

    assert [row["title"] for row in read_csv(client, "?year=2025")] == ["Of 2025"]
    assert [row["title"] for row in read_csv(client, "?year=2025", "money")] == ["Of 2025"]
    assert [row["title"] for row in read_json(client, "?year=2025")["programs"]] == ["Of 2025"]


def test_csv_when_a_text_could_run_in_a_spreadsheet_then_it_is_made_harmless(client):
    law("=1+1 wells")

    [row] = read_csv(client)

    assert not row["title"].startswith("=")


def test_feed_when_read_then_lists_the_newest_law_first(client):
    law("Old <b>road</b>", enacted_on="2024-12-20")
    law("New road", enacted_on="2025-12-20")

    response = client.get("/programs/feed/")

    assert response["Content-Type"].startswith("application/atom+xml")
    assert response.text.index("New road") < response.text.index("Old &lt;b&gt;road")


def test_sitemap_when_read_then_names_what_is_law_in_both_languages(client, pages):
    shown, draft = law(), MonitoringEntryFactory()

    xml = client.get("/sitemap.xml").text

    for address in (f"/programs/{shown.pk}/", f"/fil/programs/{shown.pk}/", "/programs/list/", "/fil/programs/"):
        assert f"{address}</loc>" in xml
    assert str(draft.pk) not in xml


@pytest.mark.parametrize("name", ["programs.json", "programs.csv", "money.csv", "feed/"])
def test_files_when_there_are_more_then_ask_the_database_as_often(client, count_queries, name):
    PPAPlaceFactory(ppa=law())
    few = count_queries(client, f"/programs/{name}?n=1")
    for number in range(4):
        PPAPlaceFactory(ppa=law(f"Road {number}"))

    assert count_queries(client, f"/programs/{name}?n=2") == few
