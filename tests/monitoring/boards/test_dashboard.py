"""The dashboard: who sees what, that each number leads to just its rows, and that files show the same."""

import csv
import datetime
import io
import re
from collections import Counter
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pypdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.core import charts
from portal.monitoring.enums import FlowType, PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry
from tests.accounts.factories import UserFactory
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.monitoring.factories import (
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
)
from tests.organizations.factories import OrganizationMembershipFactory

from .sample import TODAY, make_sample

ADDRESS = "/admin/programs/dashboard/"
PAGES = ["", "causes/", "due/", "goals/"]
LIST = "/admin/programs/ppas/"
CHOICES = ["?year=2026", "?year=", "?year=2026&sector=none&region=none", "?year=2025&status=in_execution"]


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client, db):
    client.force_login(UserFactory(role="oobc_planner"))
    return client


@pytest.fixture
def today():
    with time_machine.travel(datetime.datetime(2026, 10, 15, 4, tzinfo=datetime.UTC), tick=False):
        assert timezone.localdate() == TODAY
        yield TODAY


def numbers_of(response):
    parts = [*([response.context["head"]] if response.context["head"] else []), *response.context["parts"]]
    for part in parts:
        for line in part.lines:
            for column, number in zip(part.columns, line.numbers, strict=True):
                yield part.title, line.label, column, number


def part_of(response, title):
    (found,) = [part for part in response.context["parts"] if part.title == title]
    return {line.label: dict(zip(found.columns, line.numbers, strict=True)) for line in found.lines}


def head_of(response):
    return {line.label: (line.numbers[0], line.rests) for line in response.context["head"].lines}


def listed(client, url):
    page = client.get(f"{url}&export=csv")
    return list(csv.DictReader(io.StringIO(b"".join(page).decode("utf-8-sig"))))


# ---- Who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"])
def test_dashboard_when_seen_by_oobc_or_ocm_then_counts_all_offices_and_is_first_in_the_menu(client, role):
    client.force_login(UserFactory(role=role))
    MonitoringEntryFactory(enacted=True, with_money=100)
    MonitoringEntryFactory(enacted=True, with_money=200)

    pages = [client.get(f"{ADDRESS}{page}?year=2026") for page in PAGES]

    assert [page.status_code for page in pages] == [200] * 4
    assert head_of(pages[0])["Budget"][0].value == 300
    menu = client.get(reverse("wagtailadmin_home")).text
    assert 0 < menu.index(ADDRESS) < menu.index(LIST)


@pytest.mark.parametrize("trait", [{}, {"focal": True}])
def test_dashboard_when_seen_by_an_office_then_counts_its_own_and_shows_no_ceiling(client, trait):
    membership = OrganizationMembershipFactory(**trait)
    client.force_login(membership.user)
    CeilingManagementFactory(fiscal_year=2026)
    MonitoringEntryFactory(enacted=True, with_money=100, lead_organization=membership.organization)
    other = MonitoringEntryFactory(enacted=True, with_money=200, title="Quetzal")

    page = client.get(f"{ADDRESS}?year=2026")

    assert head_of(page)["Budget"][0].value == 100
    assert "Ceilings" not in head_of(page)
    assert other.lead_organization.name not in page.text
    assert "Quetzal" not in client.get(f"{ADDRESS}due/?year=2026").text
    assert client.get(f"{ADDRESS}goals/").status_code == 200


def test_dashboard_when_asked_for_by_an_administrator_then_is_closed(client):
    client.force_login(UserFactory(role="administrator"))

    assert {client.get(ADDRESS + page).status_code for page in PAGES} <= {302, 403}


# ---- Each number leads to its rows -----------------------------------------------------------------------------------


def lines_behind(ppas, url):
    """The lines that a number is about: of these PPAs, in the address's year, source and class."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    lines = MoneyLine.objects.filter(ppa__in=ppas).select_related("ppa").prefetch_related("flows")
    names = {"year": "fiscal_year", "source": "source", "expense_class": "expense_class"}
    wanted = {path: asked[name] for name, path in names.items() if name in asked}
    return list(lines.filter(**wanted)), asked


def by_loop(lines, asked):
    """What the pesos of a number must be, row by row."""
    money = asked.get("money")
    if money in ("budget", "asked", "approved", "law", "lines", None):
        return sum((line.amount for line in lines), Decimal())
    flows = [flow for line in lines for flow in line.flows.all() if flow.on <= TODAY]
    if quarter := asked.get("moved_in"):
        flows = [flow for flow in flows if f"{flow.on.year}-{(flow.on.month + 2) // 3}" == quarter]
    kinds = {money} | ({FlowType.ADJUSTMENT.value} if money in (FlowType.ALLOCATION.value, "updated") else set())
    moved = sum((flow.amount for flow in flows if flow.type in kinds), Decimal())
    if money != "updated":
        return moved
    return moved + sum(start_of(line) for line in lines)


def start_of(line):
    """What a line's budget begins with: its releases, or else what an act grants."""
    released = [flow.amount for flow in line.flows.all() if flow.type == FlowType.ALLOCATION]
    is_law = (line.ppa.status_before or line.ppa.status) in PPAStatus.funding()
    return sum(released) if released else line.amount if is_law else Decimal()


@pytest.mark.parametrize("choice", CHOICES)
def test_number_when_followed_then_the_list_holds_just_its_rows(planner, today, choice):
    make_sample(40)
    page = planner.get(ADDRESS + choice)
    own_tests = ("By region",)
    found = [one for one in numbers_of(page) if one[3].url.startswith(LIST) and one[0] not in own_tests]
    lists = {url: [row["Title"] for row in listed(planner, url)] for url in {one[3].url for one in found}}
    checked = Counter()

    for title, label, column, number in found:
        ppas = lists[number.url]
        rows = MonitoringEntry.objects.filter(title__in=ppas)
        where = f"{title}, {label}, {column}: {number.url}"
        lines, asked = lines_behind(rows, number.url)
        if column in ("PPAs",):
            assert number.value == len(ppas), where
        elif label != "For OBCs":
            assert number.value == by_loop(lines, asked), where
        checked[column] += 1

    assert len(checked) >= 5


def test_regions_when_followed_then_count_the_ppas_that_serve_them(planner, today):
    make_sample(30)

    found = part_of(planner.get(f"{ADDRESS}?year=2026"), "By region")

    assert "No place said" in found
    for label, numbers in found.items():
        url = numbers["PPAs"].url
        assert not url or numbers["PPAs"].value == len(listed(planner, url)), label


def test_causes_when_followed_then_lead_to_tagged_ppas_and_those_that_do_not_say_how_much(planner, today):
    make_sample(30)

    found = part_of(planner.get(f"{ADDRESS}causes/?year=2026"), "Compliance")

    counted = [numbers[column] for numbers in found.values() for column in ("PPAs", "Amount not said")]
    assert any(number.url for number in counted)
    assert [len(listed(planner, number.url)) for number in counted if number.url] == [
        number.value for number in counted if number.url
    ]


def test_missing_parts_and_stages_when_followed_then_lead_to_just_their_ppas(planner, today):
    for ppa in make_sample(15):
        MonitoringEntryWorkflowStageFactory(ppa=ppa, fiscal_year=2026)
        MonitoringEntryWorkflowStageFactory(ppa=ppa, fiscal_year=2025, late=True)

    page = planner.get(f"{ADDRESS}due/?year=2025")
    missing, stages = part_of(page, "What is missing"), part_of(page, "Stages of the budget")
    counted = {("missing", label): row["PPAs without it"] for label, row in missing.items()}
    for label, row in stages.items():
        counted.update({(label, column): number for column, number in row.items()})

    assert sum(number.value for (_label, column), number in counted.items() if column == "Late") > 0
    for where, number in counted.items():
        assert not number.url or number.value == len(listed(planner, number.url)), where


def test_lapsing_when_followed_then_leads_to_ppas_whose_money_lapses(planner, today):
    near = MonitoringEntryFactory(enacted=True, title="Near")
    MoneyLineFactory(ppa=near, personnel=True, amount=70)
    MonitoringEntryFactory(enacted=True, with_money=100)
    MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True, title="Last year's"), fiscal_year=2025, amount=30)

    page = planner.get(f"{ADDRESS}due/?year=2026")

    sums = part_of(page, "Money about to lapse")["All"]
    assert sums["Not obligated (₱)"].value == 100
    assert {row["Title"] for row in listed(planner, sums["Not obligated (₱)"].url)} == {"Near", "Last year's"}
    assert "₱100 of 2 PPAs lapse after 31 December 2026." in planner.get(f"{ADDRESS}?year=2026").text


# ---- What it says ----------------------------------------------------------------------------------------------------


def test_money_when_nobody_entered_any_then_is_unknown_also_where_others_did(planner, today):
    first = MonitoringEntryFactory(enacted=True, with_money=100)
    before = planner.get(f"{ADDRESS}?year=2026")
    second = MonitoringEntryFactory(enacted=True, with_money=100)
    MonitoringEntryFundingFactory(line=second.lines.get(), obligation=True, amount=150)

    after = planner.get(f"{ADDRESS}?year=2026")

    assert str(head_of(before)["Obligated"][0]) == "not reported"
    offices = part_of(after, "By office")
    assert str(offices[first.lead_organization.short_name]["Obligated (₱)"]) == "–"
    assert str(offices["All"]["Obligated (₱)"]) == "150"


def test_rates_when_above_all_or_below_zero_then_are_shown_as_they_are(planner, today):
    line = MonitoringEntryFactory(in_execution=True, with_money=100).lines.get()
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=150)
    MonitoringEntryFundingFactory(line=line, disbursement=True, amount=160)

    page = planner.get(f"{ADDRESS}?year=2026")

    assert "150.0\xa0%" in head_of(page)["Obligated"][1]
    assert "above 100 %" in page.text
    assert "More is obligated than the updated budget holds." in page.text
    assert "More is paid than was obligated." in page.text


def test_budget_when_another_year_is_known_then_says_how_much_it_grew(planner, today):
    MonitoringEntryFactory(enacted=True, with_money=150)
    first_year = planner.get(f"{ADDRESS}?year=2026")
    MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True), fiscal_year=2025, amount=100)

    page = planner.get(f"{ADDRESS}?year=2026")

    assert "+50.0\xa0% on 2025" in head_of(page)["Budget"][1]
    assert "on 2025" not in head_of(first_year)["Budget"][1]
    assert str(part_of(first_year, "By office")["All"]["Budget 2025 (₱)"]) == "–"


def test_obc_share_when_some_do_not_say_then_is_of_those_that_do(planner, today):
    MonitoringEntryFactory(enacted=True, with_money=200, obc_budget_share=25)
    MonitoringEntryFactory(enacted=True, with_money=800)

    number, rests = head_of(planner.get(f"{ADDRESS}?year=2026"))["For OBCs"]

    assert number.value == 50
    assert rests == "25.0\xa0% of the budget of the 1 PPAs that say so · 1 do not say"


def test_ceilings_when_one_of_a_sector_lies_within_another_then_are_not_added_twice(planner, today):
    ceiling = CeilingManagementFactory(fiscal_year=2026, ceiling_amount=1000, source=FundingSourceFactory(code="gaab"))
    MonitoringEntryFactory(enacted=True, with_money=950)
    CeilingManagementFactory(fiscal_year=2026, source=ceiling.source, sector=SectorFactory(), ceiling_amount=400)

    page = planner.get(f"{ADDRESS}?year=2026")

    number, rests = head_of(page)["Ceilings"]
    assert number.value == 1000
    assert "₱950 taken (95.0\xa0%) · ₱50 left" in rests
    assert f"The ceiling {ceiling} is at 95.0\xa0%." in unescape(page.text)


def test_dashboard_when_no_year_is_asked_for_then_shows_this_year_or_the_newest_with_money(planner, today):
    MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True), fiscal_year=2024)
    MoneyLineFactory(ppa=MonitoringEntryFactory(enacted=True), fiscal_year=2028)

    assert dict(planner.get(ADDRESS).context["said"]) == {"Fiscal year": "2024"}
    MonitoringEntryFactory(enacted=True, with_money=1)
    assert dict(planner.get(ADDRESS).context["said"]) == {"Fiscal year": "2026"}
    assert dict(planner.get(f"{ADDRESS}?year=").context["said"]) == {"Fiscal year": "all years"}


@pytest.mark.parametrize("choice", ["?year=1066", "?sector=99999", "?year=2026&region=x"])
def test_dashboard_when_a_choice_cannot_be_read_then_counts_nothing(planner, today, choice):
    MonitoringEntryFactory(enacted=True, with_money=1)

    pages = [planner.get(ADDRESS + page + choice) for page in PAGES]

    assert [page.status_code for page in pages] == [200] * 4
    assert pages[0].context["parts"] == []


def test_goals_when_there_is_one_year_then_it_is_the_baseline(planner, today):
    line = MonitoringEntryFactory(in_execution=True, with_money=100).lines.get()
    MonitoringEntryFundingFactory(line=line, disbursement=True, amount=1, on=datetime.date(2026, 1, 9))

    page = planner.get(f"{ADDRESS}goals/?year=2026")

    row = part_of(page, "From the act to the first payment")["2026"]
    assert [str(number) for number in row.values()] == ["20", "1", "0", "–", "-30\xa0%", "the baseline"]
    assert "The first year is the baseline" in page.text
    assert str(part_of(page, "Results with a target")["2026"]["Share"]) == "0.0\xa0%"


# ---- Charts and files ------------------------------------------------------------------------------------------------


def test_dashboard_when_charts_cannot_be_drawn_then_the_tables_stand_alone(planner, today, monkeypatch):
    make_sample(10)
    monkeypatch.setattr(charts, "_drawn", lambda description: 1 / 0)

    page = planner.get(f"{ADDRESS}?year=2026")

    assert page.status_code == 200
    assert 'aria-label="Chart' not in page.text
    assert page.text.count("portal-board-table") >= 8


def test_charts_when_shown_then_have_a_sentence_and_no_style(planner, today):
    make_sample(10)

    board = planner.get(f"{ADDRESS}?year=2026").text.partition('<div class="portal-board">')[2]

    found = re.findall(r"<svg[^>]* aria-label=\"(Chart[^\"]+)\"", board)
    assert len(found) >= 5
    assert " style=" not in board.partition("portal-acts")[0]


@pytest.mark.parametrize("page", PAGES)
def test_files_when_downloaded_then_hold_every_number_that_is_shown(planner, today, page):
    make_sample(20)
    address = f"{ADDRESS}{page}?year=2026"
    shown = [str(number) for *_where, number in numbers_of(planner.get(address))]

    rows = list(csv.reader(io.StringIO(b"".join(planner.get(f"{address}&export=csv")).decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(planner.get(f"{address}&export=xlsx"))), read_only=True).active
    sheet = [[value or "" for value in row] for row in book.iter_rows(values_only=True)]

    in_file = [row for row in rows[1:] if row[2]]
    assert [row[4].removeprefix("'") for row in in_file] == shown
    assert [row[4] for row in sheet[1:] if row[2]] == [row[4] for row in in_file]
    assert rows[1][:2] == ["What is counted", "Fiscal year"]


def words_of(answer):
    return [page.extract_text().replace("\n", " ") for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


def test_pdf_when_downloaded_then_says_the_same_with_its_charts(planner, today):
    MonitoringEntryFactory(enacted=True, with_money="1234567.25", title="Well of Ñoño")
    MonitoringEntryFactory(enacted=True, with_money=500)

    answer = planner.get(f"{ADDRESS}?year=2026&export=pdf")
    largest = planner.get(f"{ADDRESS}causes/?year=2026&export=pdf")

    document = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(words_of(answer) + words_of(largest))
    assert answer["Content-Type"] == "application/pdf"
    assert document.metadata.title == "Planning and budgeting"
    for words in ("₱1.24 M", "1,235,067.25", "Well of Ñoño", "By sector", "Fiscal year"):
        assert words in text


# ---- Speed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_dashboard_when_rows_grow_then_asks_no_more_than_twenty_statements(planner, today, count_queries, page):
    CeilingManagementFactory(fiscal_year=2026)
    make_sample(5)
    few = count_queries(planner, f"{ADDRESS}{page}?year=2026")
    make_sample(25, seed=7)

    many = count_queries(planner, f"{ADDRESS}{page}?year=2026")

    assert many == few <= 20
