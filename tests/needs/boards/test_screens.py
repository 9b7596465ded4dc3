"""The boards for staff: who sees them, that each number leads to just its rows, and what the files hold."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from portal.needs.enums import NeedStatus, Urgency
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationMembershipFactory

from .sample import make_sample

BOARDS = ["matrix", "ranking", "places", "goals"]
NUMBER = re.compile(r'<td class="portal-number"><a href="(?P<url>[^"]+)">(?P<number>[\d,]+)</a>')


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client, db):
    client.force_login(UserFactory(role="oobc_planner"))
    return client


def board(name, query=""):
    return f"{reverse(f'needs_boards:{name}')}{query}"


def file_rows(response):
    return list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


# ---- Who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"])
def test_boards_when_asked_for_by_the_office_or_its_readers_then_open_and_stand_in_the_menu(client, db, role):
    client.force_login(UserFactory(role=role))

    pages = [client.get(board(name)) for name in BOARDS]

    assert [page.status_code for page in pages] == [200] * 4
    assert board("matrix") in client.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize("name", BOARDS)
def test_boards_when_asked_for_by_an_office_or_a_leader_then_stay_closed(client, db, name):
    NeedFactory(title="Quetzal")
    people = [OrganizationMembershipFactory(focal=True).user, RepresentativeFactory().user]

    for person in people:
        client.force_login(person)
        answer = client.get(board(name))
        assert answer.status_code in (302, 403)
        assert board("matrix") not in client.get(reverse("wagtailadmin_home"), follow=True).text


# ---- Every number leads to its rows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("matrix", ""),
        ("matrix", "?split=equity&standing=open"),
        ("places", "?submission_type=assessment_driven"),
        ("places", "?age=older"),
        ("goals", ""),
    ],
)
def test_number_when_followed_then_the_list_holds_just_as_many(planner, name, query):
    make_sample(60)
    page = planner.get(board(name, query)).text

    links = {(unescape(found["url"]), int(found["number"].replace(",", ""))) for found in NUMBER.finditer(page)}

    assert len(links) > 3
    for url, number in links:
        assert planner.get(url).context["paginator"].count == number, url


def test_number_when_a_region_and_a_year_are_chosen_then_its_list_keeps_both(planner):
    province = ProvinceFactory()
    NeedFactory(found=True, community=None, province=province)
    elsewhere = ProvinceFactory(region=RegionFactory(code="IX"))
    NeedFactory(found=True, community=None, province=elsewhere)
    year = timezone.localdate().year

    page = planner.get(board("places", f"?region={province.region_id}&year={year}"))

    (by_place, *_rest) = page.context["parts"]
    total = by_place.lines[-1].numbers[0]
    assert total.value == 1
    assert f"region={province.region_id}" in total.url
    assert f"year={year}" in total.url


def test_region_when_a_need_is_about_all_of_it_then_leads_to_that_need(planner):
    province = ProvinceFactory()
    NeedFactory(found=True, community=None, province=province)
    whole = NeedFactory(found=True, community=None, region=province.region)

    (by_place, *_rest) = planner.get(board("places")).context["parts"]

    (line,) = [line for line in by_place.lines if line.label == "About the whole region"]
    assert [row.pk for row in planner.get(line.numbers[0].url).context["table"].data] == [whole.pk]


# ---- What a board shows ----------------------------------------------------------------------------------------------


def test_matrix_when_split_then_has_a_grid_for_each_value_that_there_is(planner):
    NeedFactory(rated=True)
    NeedFactory(rated=True, feasibility="")

    parts = planner.get(board("matrix", "?split=feasibility")).context["parts"]

    assert [part.title for part in parts] == ["Feasibility: High", "Feasibility: Not rated", "Feasibility by equity"]


def test_matrix_when_there_is_nothing_then_says_so(planner):
    assert "No need is like that." in planner.get(board("matrix")).text


def test_board_when_a_choice_cannot_be_read_then_counts_nothing(planner):
    NeedFactory(rated=True)

    page = planner.get(board("matrix", "?region=99999999&split=nonsense"))

    assert page.context["parts"] == []


def test_goals_when_an_unknown_year_is_asked_for_then_shows_this_year(planner):
    assert planner.get(board("goals", "?year=1066")).context["year"] == str(timezone.localdate().year)


def test_goals_when_the_first_need_came_last_year_then_say_nothing_of_the_years_before(planner):
    NeedFactory(days_ago=366)
    this_year = timezone.localdate().year

    (submitted, *_rest) = planner.get(board("goals")).context["parts"]

    assert [line.label for line in submitted.lines] == [str(this_year), str(this_year - 1)]


def test_ranking_when_shown_then_marks_gaps_and_names_what_has_no_score(planner):
    NeedFactory(rated=True, impact_severity=5, title="First")
    NeedFactory(rated=True, urgency_level=Urgency.MEDIUM_TERM, title="Second")
    NeedFactory(title="Unrated")
    NeedFactory(rated=True, validated=True, status=NeedStatus.REJECTED, title="Ended")

    page = planner.get(board("ranking"))

    rows = [[cell.text for cell in cells] for cells in page.context["table"].body]
    assert [(row[0], row[2], row[4]) for row in rows] == [("1", "First", "Gap; votable"), ("2", "Second", "Votable")]
    assert page.context["unscored"] == 1


def test_ranking_when_there_are_two_pages_then_ranks_go_on(planner):
    NeedFactory.create_batch(51, rated=True, community=NeedFactory(rated=True).community)

    page = planner.get(board("ranking", "?p=2"))

    assert [line.rank for line in page.context["table"].rows] == [51, 52]


# ---- Files -----------------------------------------------------------------------------------------------------------


def test_file_of_a_board_when_downloaded_then_holds_every_number_of_the_page(planner):
    make_sample(30)
    parts = planner.get(board("places", "?standing=open")).context["parts"]

    header, chosen, *rows = file_rows(planner.get(board("places", "?standing=open&export=csv")))

    assert header == ["Table", "Line", "Column", "Number", "As shown", "Rests on"]
    assert chosen[:2] == ["What is counted", "Open or ended"]
    shown = [str(number) for part in parts for line in part.lines for number in line.numbers]
    assert [row[4] for row in rows] == shown


def test_file_of_the_ranking_when_a_title_is_a_formula_then_is_text(planner):
    NeedFactory(rated=True, title="=1+1")

    answer = planner.get(board("ranking", "?export=xlsx"))

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet.cell(2, 3).value == "'=1+1"


# ---- Queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_board_when_there_are_more_needs_then_asks_as_often(planner, count_queries, name):
    community = NeedFactory(rated=True).community
    NeedFactory(rated=True, community=community)
    few = count_queries(planner, board(name))

    NeedFactory.create_batch(12, rated=True)

    assert count_queries(planner, board(name)) == few
    assert Need.objects.count() == 14
