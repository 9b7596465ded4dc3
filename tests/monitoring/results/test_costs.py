"""What a beneficiary costs: the board of groups, and the section on the page of a PPA."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    OutcomePeriodFactory,
)
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db
BOARD = "/admin/programs/costs/"


@pytest.fixture
def sector():
    return SectorFactory(code="social", name="Social development")


@pytest.fixture
def kind(sector):
    return {"sector": sector, "intervention_type": "health", "plan_year": 2026}


def spent(pesos, reached, kind, **values):
    """A PPA in execution whose one result met its target."""
    ppa = MonitoringEntryFactory(in_execution=True, actual_beneficiaries=reached, **kind, **values)
    line = MoneyLineFactory(ppa=ppa, amount=Decimal(10_000_000))
    if pesos:
        MonitoringEntryFundingFactory(line=line, disbursement=True, amount=pesos, on=datetime.date(2026, 3, 1))
    OutcomePeriodFactory(outcome__ppa=ppa, target=Decimal(10), actual=Decimal(10), approved=True)
    return ppa


def signed_in(client, role):
    client.force_login(UserFactory(role=role))
    return client


def shown(client, **asked):
    return client.get(BOARD, asked).context


def test_board_when_five_have_a_value_then_they_are_rated_beside_the_median(client, kind):
    for pesos in (500, 1000, 1000, 1500, 2000):
        spent(pesos * 10, 10, kind)
    spent(None, 10, kind, title="A clinic that paid nothing")

    (group,) = shown(signed_in(client, "me_officer"))["groups"]

    assert group.name == "Social development · Health · Persons"
    assert (group.median, group.said) == ("1,000.00", "n = 5, of 6 PPAs in the group.")
    ratings = ["Very high", "High", "High", "Moderate", "Low", "–"]
    assert [line.words["rating"] for line in group.lines] == ratings
    assert group.lines[-1].at is None
    assert group.lines[-1].words["effective"] == "–"


def test_board_when_the_group_is_small_then_it_says_so_and_rates_nothing(client, kind):
    for pesos in (500, 1000):
        spent(pesos, 10, kind)

    (group,) = shown(signed_in(client, "oobc_planner"))["groups"]

    assert group.said.startswith("Group too small to rate: n = 2")
    assert {line.words["rating"] for line in group.lines} == {"–"}


def test_board_when_kinds_differ_then_stand_apart_and_can_be_chosen(client, kind, sector):
    spent(500, 10, kind)
    spent(500, 10, {**kind, "intervention_type": "education"})
    spent(500, 10, {**kind, "plan_year": 2023})
    client = signed_in(client, "oobc_planner")

    assert len(shown(client)["groups"]) == 2
    (group,) = shown(client, intervention_type="education", sector=sector.pk)["groups"]
    assert "Education" in group.name
    assert shown(client, beneficiary_unit="households")["groups"] == []
    assert [len(one.lines) for one in shown(client, fiscal_year=2023)["groups"]] == [1]


def test_board_when_a_focal_person_looks_then_compares_own_ppas_only(client, kind):
    own = spent(500, 10, kind)
    spent(900, 10, kind)
    focal = FocalPersonFactory(membership__organization=own.lead_organization).membership.user
    client.force_login(focal)

    (group,) = shown(client)["groups"]

    assert [line.ppa for line in group.lines] == [own]


def test_board_when_exported_then_has_the_numbers_of_the_page(client, kind):
    spent(500, 10, kind, title="Blankets")

    answer = signed_in(client, "me_officer").get(BOARD, {"export": "csv"})

    text = b"".join(answer.streaming_content).decode()
    assert "Blankets" in text
    assert "50.00" in text


def test_board_when_empty_then_says_so(client):
    assert "No PPA of these years" in signed_in(client, "me_officer").get(BOARD).content.decode()


def test_board_when_there_are_more_ppas_then_asks_no_more(client, kind, count_queries):
    client = signed_in(client, "me_officer")
    spent(500, 10, kind)
    one = count_queries(client, BOARD)

    for _number in range(3):
        spent(500, 10, kind)

    assert one == count_queries(client, BOARD) <= 20


def test_page_of_a_ppa_when_money_was_spent_then_says_what_a_beneficiary_costs(client, kind):
    ppa = spent(5000, 10, kind)
    spent(None, 10, kind)

    page = signed_in(client, "me_officer").get(reverse("monitoring_ppas:inspect", args=[ppa.pk])).content.decode()

    assert "What a beneficiary costs" in page
    assert "500.00" in page
    assert "Group too small to rate: n = 1, of 2 PPAs" in page


def test_page_of_a_ppa_when_nobody_counted_then_says_why_there_is_no_number(client, kind):
    ppa = spent(5000, None, kind)

    page = signed_in(client, "me_officer").get(reverse("monitoring_ppas:inspect", args=[ppa.pk])).content.decode()

    assert "There is no number, because: nobody counted who was reached." in page


def test_board_when_nobody_counted_the_people_then_the_table_leaves_the_ppa_out_and_says_so(client, kind):
    spent(500, 10, kind, title="Blankets")
    spent(500, None, kind, title="Rice of which nobody knows who got it")

    answer = signed_in(client, "me_officer").get(BOARD)

    html = answer.content.decode()
    assert "Blankets" in html
    assert "Rice of which" not in html
    assert "1 more PPA of this group has no value yet" in html
    (group,) = answer.context["groups"]
    assert [line.ppa.title for line in group.lines][1:] == ["Rice of which nobody knows who got it"]
