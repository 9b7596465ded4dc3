"""The report "Applications in figures": for whom, of what, and what it keeps to itself."""

import csv
import io

import openpyxl
import pytest
import time_machine

from portal.accounts.roles import Role
from tests.accounts.factories import UserFactory
from tests.catalog.factories import (
    ApplicationFactory,
    ApplicationFormFactory,
    OfferingFactory,
    RefusalReasonFactory,
    SatisfactionFactory,
)
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationMembershipFactory

REPORT = "/admin/catalog/figures/"
MENU = f'"{REPORT}"'


@pytest.fixture(autouse=True)
def _some_day(settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    with time_machine.travel("2026-11-20T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def received(catalog):
    """Makes cases of a service of office A or B on a day."""
    versions = {}
    by = UserFactory()

    def make(count, *, office="a", day="2026-11-05", **facts):
        if office not in versions:
            service = OfferingFactory(offering_mao=getattr(catalog, office), title=f"Of {office}", published=True)
            versions[office] = ApplicationFormFactory(offering=service).current
        version = versions[office]
        decided = (
            {"decided_by": by, "decided_at": f"{day}T08:00:00Z"} if facts.keys() & {"approved", "rejected"} else {}
        )
        moment = {"received_at": f"{day}T01:00:00Z", "application_date": day, "due_on": "2026-12-01"}
        same = {"service": version.form.offering, "form_version": version}
        return ApplicationFactory.create_batch(count, **same, **moment, **decided, **facts)

    return make


def numbers(response):
    """The few numbers at the head, by their label."""
    return {line.label: [str(cell) for cell in line.numbers] for line in response.context["report"].head.lines}


def table(response, title):
    part = next(part for part in response.context["report"].parts if part.title == title)
    return {line.label: [str(cell) for cell in line.numbers] for line in part.lines}


def read_csv(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


# ---- For whom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("editor_a", "6"),
        ("editor_b", "8"),
        ("moderator", "14"),
        ("planner", "14"),
        ("evaluator", "14"),
        ("leader", "14"),
    ],
)
def test_report_when_opened_then_counts_own_office_or_all(client, catalog, received, who, seen):
    catalog.evaluator, catalog.leader = UserFactory(role=Role.ME_OFFICER), UserFactory(role=Role.OCM_LEADERSHIP)
    received(6)
    received(8, office="b")
    client.force_login(getattr(catalog, who))

    response = client.get(REPORT)

    assert numbers(response)["Received"] == [seen]
    assert MENU in response.text
    assert [offered.acronym for offered in response.context["form"].fields["office"].queryset] == {
        "6": ["AAA"],
        "8": ["BBB"],
        "14": ["AAA", "BBB"],
    }[seen]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BUDGET_OFFICER])
def test_report_when_a_role_counts_nothing_then_is_closed_and_not_in_the_menu(client, catalog, role):
    client.force_login(UserFactory(role=role))

    response = client.get(REPORT)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert MENU not in client.get("/admin/").text


def test_report_when_the_term_of_the_role_is_over_then_is_closed(client, catalog):
    term = OrganizationMembershipFactory(organization=catalog.a, start_date="2020-01-01", end_date="2026-11-20")
    client.force_login(term.user)

    assert client.get(REPORT).status_code == 302


@pytest.mark.parametrize("name", ["office", "service"])
def test_report_when_another_office_is_asked_for_then_nothing_of_it_is_told(client, catalog, received, name):
    received(6)
    others = received(8, office="b")[0].service
    client.force_login(catalog.editor_a)

    response = client.get(f"{REPORT}?{name}={catalog.b.pk if name == 'office' else others.pk}")

    assert response.context["report"] is None
    assert "Select a valid choice" in response.text
    assert "Of b" not in response.text


def test_report_when_read_then_names_no_case(client, catalog, received):
    case = received(6, applicant_name="Quetzal Person", public_message="Quetzal")[0]
    client.force_login(catalog.moderator)

    page = client.get(REPORT).text

    assert "Quetzal" not in page
    assert case.reference not in page
    assert case.spoken_reference not in page
    assert str(case.pk) not in page


# ---- Of what ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", "13"),
        ("year=all", "20"),
        ("year=2025", "7"),
        ("year=2026&quarter=1", "8"),
        ("year=2026&quarter=4", "5"),
        ("year=2026", "13"),
    ],
)
def test_report_when_a_time_is_chosen_then_both_its_ends_count(client, catalog, received, query, seen):
    received(7, day="2025-11-30")  # one day before the last twelve months
    received(8, day="2026-03-31")
    received(5, day="2026-10-01")
    client.force_login(catalog.moderator)

    response = client.get(f"{REPORT}?{query}")

    assert numbers(response)["Received"] == [seen]


def test_report_when_a_quarter_is_chosen_without_a_year_then_asks_for_one(client, catalog, received):
    received(6)
    client.force_login(catalog.moderator)

    response = client.get(f"{REPORT}?quarter=2")

    assert "Choose a year too." in response.text
    assert response.context["report"] is None


def test_report_when_filtered_then_head_and_tables_are_of_these_alone(client, catalog, received):
    near, far = RegionFactory(code="IX"), RegionFactory(code="X")
    reason = RefusalReasonFactory(code="funds", name="No funds")
    received(15, approved=True, applicant_region=near, channel="paper", applicant_sex="female")
    received(5, rejected=True, refusal_reason=reason, applicant_region=near, applicant_sex="male")
    received(6, office="b", applicant_region=far)
    client.force_login(catalog.moderator)

    for query in ("region=IX", f"office={catalog.a.pk}"):
        response = client.get(f"{REPORT}?{query}")

        assert numbers(response) == {
            "Received": ["20"],
            "Approved": ["75 %"],
            "Usual working days to a decision (median)": ["0"],
            "Working days within which nine in ten are decided": ["0"],
            "Decided in time": ["100 %"],
        }
        assert table(response, "How they came in")["On paper"] == ["15"]
        assert table(response, "Approved, by region of the applicant") == {near.label: ["20", "75 %"]}
        assert table(response, "Approved, by sex") == {"Female": ["15", "100 %"], "Male": ["5", "0 %"]}
        assert table(response, "Why applications were refused") == {"No funds": ["5"]}


def test_report_when_there_is_no_case_then_says_so_and_shows_no_number(client, catalog):
    client.force_login(catalog.moderator)

    response = client.get(REPORT)

    assert "No application is like that." in response.text
    assert "portal-big" not in response.text


def test_report_when_nothing_is_decided_then_what_is_unknown_is_no_zero(client, catalog, received):
    received(6)
    client.force_login(catalog.moderator)

    head = numbers(client.get(REPORT))

    assert {head["Approved"][0], head["Decided in time"][0]} == {"not known yet"}


# ---- What it keeps to itself -----------------------------------------------------------------------------------------


def test_report_when_fewer_than_five_are_chosen_then_shows_nothing(client, catalog, received):
    received(4)
    client.force_login(catalog.moderator)

    response = client.get(REPORT)
    rows = read_csv(client.get(f"{REPORT}?export=csv"))

    assert "Fewer than five people" in response.text
    assert "portal-big" not in response.text
    assert {row["Table"] for row in rows} == {"Chosen"}


def test_report_when_a_region_is_small_then_neither_the_table_nor_its_own_page_tells(client, catalog, received):
    regions = {code: RegionFactory(code=code) for code in ("IX", "X", "XII")}
    received(3, approved=True, applicant_region=regions["IX"])
    received(8, approved=True, applicant_region=regions["X"])
    received(30, approved=True, applicant_region=regions["XII"])
    received(9, applicant_region=regions["IX"])
    client.force_login(catalog.moderator)

    whole = table(client.get(REPORT), "Approved, by region of the applicant")
    pages = {code: client.get(f"{REPORT}?region={code}").text for code in regions}

    assert whole == {
        regions["IX"].label: ["fewer than 5", "not shown"],
        regions["X"].label: ["not shown", "not shown"],
        regions["XII"].label: ["30", "100 %"],
    }
    assert {code: "Nothing is shown" in page for code, page in pages.items()} == {"IX": True, "X": True, "XII": False}


def test_report_when_fewer_than_five_answered_then_no_mean_is_shown(client, catalog, received):
    for case in received(5, rejected=True, refusal_reason=RefusalReasonFactory())[:4]:
        SatisfactionFactory(application=case)
    client.force_login(catalog.moderator)

    assert table(client.get(REPORT), "What applicants say") == {"AAA": ["fewer than 5", "not shown"]}


# ---- As a file -------------------------------------------------------------------------------------------------------


def test_export_when_filtered_then_holds_what_the_page_shows_and_what_was_chosen(client, catalog, received):
    region = RegionFactory(code="IX")
    received(15, approved=True, applicant_region=region)
    received(3, rejected=True, refusal_reason=RefusalReasonFactory(code="a", name="=1+1"), applicant_region=region)
    received(9, rejected=True, refusal_reason=RefusalReasonFactory(code="b"), applicant_region=region)
    received(8, office="b")
    client.force_login(catalog.moderator)
    address = f"{REPORT}?office={catalog.a.pk}&year=2026"

    page = client.get(address)
    rows = read_csv(client.get(f"{address}&export=csv"))
    xlsx = client.get(f"{address}&export=xlsx")

    report = page.context["report"]
    shown = [
        (part.title, line.label, str(cell))
        for part in [report.head, *report.parts]
        for line in part.lines
        for cell in line.numbers
    ]
    chosen = {row["Line"]: row["As shown"] for row in rows if row["Table"] == "Chosen"}
    assert [
        (row["Table"], row["Line"].lstrip("'"), row["As shown"]) for row in rows if row["Table"] != "Chosen"
    ] == shown
    assert chosen["Office"] == str(catalog.a)
    assert chosen["Received"] == "1 Jan 2026 to 31 Dec 2026"
    assert ("'=1+1", "", "fewer than 5") in [(row["Line"], row["Number"], row["As shown"]) for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))).active
    assert sheet.max_row == len(rows) + 1
    assert f"office={catalog.a.pk}&amp;year=2026&amp;export=xlsx" in page.text


def test_report_when_cases_grow_then_queries_stay_the_same(client, count_queries, catalog, received):
    client.force_login(catalog.moderator)
    received(6, approved=True, applicant_region=RegionFactory(code="IX"))
    few = count_queries(client, REPORT)
    received(
        9, office="b", rejected=True, refusal_reason=RefusalReasonFactory(), applicant_region=RegionFactory(code="X")
    )

    assert few == count_queries(client, REPORT) <= 32
