"""What staff see of how the public uses services: on the service's own page and in the report."""

import csv
import datetime
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from catalog import counting
from catalog.enums import CountKind
from catalog.use_screens import Period
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingCountFactory, OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import RegionFactory

REPORT = "/admin/catalog/use/"
PUBLISHED = "2026-01-10T00:00:00+08:00"
TODAY = "2026-11-22T12:00:00+08:00"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture(autouse=True)
def _some_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def service(office, title, **facts):
    with time_machine.travel(PUBLISHED, tick=False):
        return OfferingFactory(offering_mao=office, title=title, published=True, **facts)


def counted(offering, n, day="2026-11-20", kind=CountKind.VIEW):
    return OfferingCountFactory(offering=offering, n=n, day=datetime.date.fromisoformat(day), kind=kind)


def shown(response):
    """Title and figures of each row, in the order of the page."""
    rows = response.context["table"].data
    return [(row.title, row.views, row.searches, row.prints) for row in rows]


def facts_of(offering):
    return reverse("catalog_offerings:inspect", args=[offering.pk])


def form_of(offering):
    return reverse("catalog_offerings:edit", args=[offering.pk])


# ---- The report ------------------------------------------------------------------------------------------------------


def test_report_when_opened_then_counts_the_last_thirty_days_most_opened_first(client, catalog):
    client.force_login(catalog.moderator)
    seldom, often = service(catalog.a, "Seldom"), service(catalog.b, "Often")
    counted(seldom, 3, "2026-10-24")
    counted(seldom, 50, "2026-10-23")  # the thirty-first day back
    counted(often, 4)
    counted(often, 2, kind=CountKind.SEARCH)
    counted(often, 1, kind=CountKind.PRINT)
    OfferingFactory(offering_mao=catalog.a, title="Draft")

    response = client.get(REPORT)

    assert shown(response) == [("Often", 4, 2, 1), ("Seldom", 3, 0, 0)]
    assert "24 Oct 2026 to 22 Nov 2026" in response.text
    assert "Counting began on 23 Oct 2026" in response.text


def test_report_when_this_process_has_counts_in_memory_then_shows_them_too(client, catalog):
    client.force_login(catalog.moderator)
    counting.count_view(service(catalog.a, "Just now").pk)

    assert shown(client.get(REPORT)) == [("Just now", 1, 0, 0)]


@pytest.mark.parametrize(
    ("query", "views"),
    [
        ("period_from=2026-10-01&period_to=2026-10-31", 8),
        ("period_from=2026-10-31&period_to=2026-10-01", 8),
        ("period_from=2026-10-31", 9),
        ("period_to=2026-10-20", 0),
        ("period_from=2026-09-01&period_to=2026-09-30", None),
        ("period_from=soon", 1),
    ],
)
def test_report_when_a_period_is_asked_for_then_counts_its_days(client, catalog, query, views):
    client.force_login(catalog.moderator)
    offering = service(catalog.a, "Seeds")
    counted(offering, 8, "2026-10-31")
    counted(offering, 1, "2026-11-01")
    counted(service(catalog.a, "Other"), 1, "2026-10-05")  # the day on which counting began

    response = client.get(f"{REPORT}?{query}&q=seeds")

    assert [row[1] for row in shown(response)] == [views if query != "period_from=soon" else 9]
    assert ("not counted" in response.text) is (views is None)


def test_report_when_nothing_was_counted_ever_then_says_so_and_shows_no_zero(client, catalog):
    client.force_login(catalog.moderator)
    service(catalog.a, "Seeds")

    response = client.get(REPORT)

    assert "Nothing has been counted yet." in response.text
    assert shown(response) == [("Seeds", None, None, None)]


def test_report_when_filtered_then_shows_what_fits(client, catalog):
    client.force_login(catalog.moderator)
    region, category = RegionFactory(code="XII"), ServiceCategoryFactory(code="farms", name="Farms")
    service(catalog.a, "Near", geographic_coverage=[region], category=category)
    service(catalog.b, "Far")

    for query in (f"offering_mao={catalog.a.pk}", f"category={category.pk}", f"region={region.pk}", "q=near"):
        assert [row[0] for row in shown(client.get(f"{REPORT}?{query}"))] == ["Near"]
        assert [row[0] for row in shown(client.get(f"{REPORT}results/?{query}"))] == ["Near"]


@pytest.mark.parametrize(
    ("ordering", "titles"),
    [("views", ["B", "C", "A"]), ("-views", ["C", "B", "A"]), ("title", ["A", "B", "C"]), ("nothing", ["C", "B", "A"])],
)
def test_report_when_sorted_then_services_without_a_figure_come_last(client, catalog, ordering, titles):
    client.force_login(catalog.moderator)
    with time_machine.travel(TODAY, tick=False):
        OfferingFactory(offering_mao=catalog.a, title="A", published=True)  # today, after the period
    counted(service(catalog.a, "B"), 1, "2026-10-05")
    counted(service(catalog.a, "C"), 2, "2026-10-05")

    response = client.get(f"{REPORT}?period_from=2026-10-01&period_to=2026-10-31&ordering={ordering}")

    assert [row[0] for row in shown(response)] == titles


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("editor_a", ["Of A"]),
        ("editor_b", ["Of B"]),
        ("moderator", ["Of A", "Of B"]),
        ("leader", ["Of A", "Of B"]),
    ],
)
def test_report_when_opened_by_an_office_then_names_its_own_services_only(client, catalog, who, titles):
    catalog.leader = UserFactory(role="ocm_leadership")
    service(catalog.a, "Of A")
    service(catalog.b, "Of B")
    client.force_login(getattr(catalog, who))

    response = client.get(f"{REPORT}?ordering=title")
    export = client.get(f"{REPORT}?ordering=title&export=csv")

    assert [row[0] for row in shown(response)] == titles
    assert [row["Service"] for row in read_csv(export)] == titles
    assert '"/admin/catalog/use/"' in response.text  # in the menu


def test_report_when_the_person_may_see_no_service_then_is_closed_and_not_in_the_menu(client, catalog):
    client.force_login(UserFactory(role="administrator"))

    response = client.get(REPORT)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert '"/admin/catalog/use/"' not in client.get("/admin/").text


def read_csv(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_export_when_filtered_and_sorted_then_holds_what_is_shown_with_unknown_as_empty(client, catalog):
    client.force_login(catalog.moderator)
    counted(service(catalog.a, "=1+1"), 7)
    service(catalog.b, "Of others")
    address = f"{REPORT}?offering_mao={catalog.a.pk}"

    rows = read_csv(client.get(f"{address}&export=csv"))
    before = read_csv(client.get(f"{address}&export=csv&period_from=2026-10-01&period_to=2026-10-31"))
    xlsx = client.get(f"{address}&export=xlsx")

    columns = ["Service", "Page opened", "From a search", "Printed", "Office", "Category"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))).active
    assert [list(row) for row in rows] == [columns]
    assert list(rows[0].values())[:5] == ["'=1+1", "7", "0", "0", "AAA"]
    assert list(before[0].values())[1:4] == ["", "", ""]
    assert [cell.value for cell in sheet[2]][:5] == ["'=1+1", 7, 0, 0, "AAA"]
    assert "use-of-services-2026-10-24-to-2026-11-22.xlsx" in xlsx["Content-Disposition"]


def test_report_when_services_grow_then_queries_stay_below_twenty_and_the_same(client, count_queries, catalog):
    client.force_login(catalog.moderator)
    counted(service(catalog.a, "One"), 1)
    few = count_queries(client, REPORT)
    for number in range(9):
        counted(service(catalog.b, f"Number {number}", category=ServiceCategoryFactory()), number)

    assert few == count_queries(client, REPORT) <= 20


# ---- The service's own page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [facts_of, form_of])
def test_service_when_opened_then_says_how_often_people_look(client, catalog, address):
    client.force_login(catalog.editor_a)
    offering = service(catalog.a, "Seeds")
    counted(offering, 1234)
    counted(offering, 6, "2026-03-05")
    counted(offering, 3, kind=CountKind.PRINT)

    page = " ".join(client.get(address(offering)).text.split())

    assert "Counting began on 5 Mar 2026" in page
    for label, number in [("Last 30 days", "1,234"), ("Last 12 months", "1,240")]:
        assert f'<th scope="row">{label}</th> <td class="portal-number">{number}</td>' in page
    assert "November 2026" in page
    assert "March 2026" in page
    assert "February 2026" not in page


@pytest.mark.parametrize("address", [facts_of, form_of])
def test_service_when_never_published_then_says_that_nobody_could_look(client, catalog, address):
    client.force_login(catalog.editor_a)
    counted(service(catalog.a, "Another"), 1)

    page = client.get(address(OfferingFactory(offering_mao=catalog.a))).text

    assert "It was never published, so nobody could look at it." in page


def test_service_when_published_and_nothing_was_counted_ever_then_says_so(client, catalog):
    client.force_login(catalog.editor_a)

    assert "Nothing has been counted yet." in client.get(facts_of(service(catalog.a, "Seeds"))).text


def test_draft_when_saved_while_typing_then_is_answered_without_the_panels(client, catalog):
    client.force_login(catalog.editor_a)
    offering = service(catalog.a, "Seeds")

    response = client.post(form_of(offering), {}, headers={"Accept": "application/json"})

    assert response["Content-Type"] == "application/json"


# ---- Periods ---------------------------------------------------------------------------------------------------------


def test_period_when_of_the_last_days_then_today_is_one_of_them():
    assert Period.last(30) == Period(datetime.date(2026, 10, 24), datetime.date(2026, 11, 22))
    assert Period.last(1).since == timezone.localdate()
