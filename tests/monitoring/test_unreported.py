"""Appropriations of a published act of which nobody entered what became of them: not reported, wherever it is told."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from portal.monitoring.figures.largest import largest
from portal.monitoring.figures.money import totals, totals_by
from portal.monitoring.models import MoneyLine
from tests.monitoring.boards.test_dashboard import ADDRESS, head_of, part_of
from tests.monitoring.factories import MoneyLineFactory, MonitoringEntryFactory, MonitoringEntryFundingFactory

YEAR = 2026


@pytest.fixture
def law(desk):
    """An appropriation of 1,000 pesos, as the act has it, and a PPA of another office that keeps its ledger here."""
    ppa = MonitoringEntryFactory(published=True, title="A road of the law")
    MoneyLineFactory(ppa=ppa, fiscal_year=YEAR, amount=1000)
    kept = MoneyLineFactory(ppa=MonitoringEntryFactory(in_execution=True), fiscal_year=YEAR, amount=500)
    MonitoringEntryFundingFactory(line=kept, amount=500, on="2026-01-05")
    return ppa


def test_money_when_nothing_was_entered_then_is_none_and_once_anything_was_then_zero_is_zero(law):
    by_ppa = totals_by("ppa", MoneyLine.objects.all())
    kept_one = MoneyLine.objects.exclude(ppa=law).get().ppa

    unknown, [kept] = by_ppa.pop(law.pk), by_ppa.values()

    assert (unknown.obligated, unknown.paid, unknown.obligation_rate, unknown.disbursement_rate) == (None,) * 4
    assert (kept.obligated, kept.paid, kept.obligation_rate, kept.disbursement_rate) == (0,) * 4
    assert totals(MoneyLine.objects.all()).obligated == 0
    assert {one.title: one.obligated for one in largest(MoneyLine.objects.all(), 5)} == {
        law.title: None,
        kept_one.title: Decimal(),
    }


def test_public_pages_when_nobody_reported_then_say_so(client, law):
    pages = {
        name: client.get(url).content.decode()
        for name, url in {
            "list": "/programs/list/",
            "page": f"/programs/{law.pk}/",
            "money": f"/programs/?year={YEAR}",
        }.items()
    }

    assert "what is paid is not reported" in pages["list"]
    for name in ("page", "money"):
        assert "not reported</td>" in pages[name]
    assert "₱0" not in pages["list"] + pages["page"]


def test_open_files_when_nobody_reported_then_are_empty(client, law):
    names = ("released", "obligated", "paid", "obligated_percent", "paid_percent")

    for file in ("programs", "money"):
        text = client.get(f"/programs/{file}.csv").content.decode("utf-8-sig")
        [row] = [row for row in csv.DictReader(io.StringIO(text)) if row["id"] == str(law.pk)]
        assert [row[name] for name in names] == [""] * 5
    told = json.loads(client.get("/programs/programs.json").content)["programs"]
    [row] = [row for row in told if row["id"] == str(law.pk)]
    assert [row[name] for name in names] == [None] * 5
    assert [row["money_by_year"][0][name] for name in names] == [None] * 5


def test_dashboard_when_nobody_reported_then_a_dash_stands_there_and_its_files_are_empty(client, desk, law):
    client.force_login(desk.planner)
    office = law.lead_organization.short_name

    page = client.get(f"{ADDRESS}?year={YEAR}")
    sheet = openpyxl.load_workbook(io.BytesIO(content(client.get(f"{ADDRESS}?year={YEAR}&export=xlsx")))).active

    row = next(row for name, row in part_of(page, "By office").items() if office in name)
    assert [row[name].value for name in ("Obligated (₱)", "Paid (₱)")] == [None, None]
    assert "A dash means that what was obligated and paid is not reported." in page.text
    largest_ones = part_of(client.get(f"{ADDRESS}causes/?year={YEAR}"), "Largest PPAs")
    assert largest_ones[law.title]["Obligated (₱)"].value is None
    told = [row for row in sheet.iter_rows(values_only=True) if "By office" in row and "Obligated (₱)" in row]
    assert sorted(str(number) for _part, _line, _column, number, *_words in told) == ["0", "0", "None"]


def test_dashboard_when_nothing_at_all_was_reported_then_says_so(client, desk):
    MoneyLineFactory(ppa=MonitoringEntryFactory(published=True), fiscal_year=YEAR, amount=1000)
    client.force_login(desk.planner)

    head = head_of(client.get(f"{ADDRESS}?year={YEAR}"))

    assert [str(head[name][0]) for name in ("Obligated", "Paid")] == ["not reported"] * 2


def test_own_ppa_when_nothing_was_entered_yet_then_its_page_says_so_and_what_is_usable(client, desk):
    ppa = desk.ppa(enacted=True, amount=1000)
    client.force_login(desk.officer)

    page = client.get(ppa.get_absolute_url())

    [section] = [each for each in page.context["sections"] if each.title == "Money"]
    assert (section.context["is_unreported"], section.context["usable_is_unknown"]) == (True, False)
    assert "What was obligated and paid of it is not reported." in page.text


def content(response):
    return b"".join(response) if response.streaming else response.content
