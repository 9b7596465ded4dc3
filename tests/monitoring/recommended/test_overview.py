import csv
import io

import pytest
from openpyxl import load_workbook

from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PolicyImplementedFactory,
)
from tests.policies.conftest import desk  # noqa: F401 - the people around recommendations
from tests.policies.factories import PolicyImplementationMilestoneFactory, in_days

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/policies/overview/"


def law(policy, amount=1000, **fields):
    ppa = MonitoringEntryFactory(**{"in_execution": True, **fields})
    line = MoneyLineFactory(ppa=ppa, amount=amount)
    PolicyImplementedFactory(ppa=ppa, policy=policy)
    return line


def cells(response, number):
    [part] = response.context["parts"]
    line = part.lines[number]
    return dict(zip(part.columns, map(str, line.numbers), strict=True))


def rows(response):
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def test_overview_when_opened_then_has_a_line_for_each_with_money_and_steps(client, desk):  # noqa: F811
    policy = desk.policy(in_implementation=True, cost=4_000_000)
    line = law(policy, 1_000_000)
    MonitoringEntryFundingFactory(line=line, type="obligation", amount=250_000)
    PolicyImplementationMilestoneFactory(policy=policy, completed=True, target_date=in_days(-20))
    PolicyImplementationMilestoneFactory(policy=policy, late=True)
    client.force_login(desk.analyst)

    response = client.get(ADDRESS)

    told = cells(response, 0)
    assert told["Status"] == "Under way"
    assert (told["Required"], told["Granted"], told["Covered"]) == ("₱4.00\u00a0M", "₱1.00\u00a0M", "25.0\u00a0%")
    assert (told["Obligated"], told["Paid"]) == ("₱250,000", "–")
    assert (told["Steps done"], told["PPAs"]) == ("50.0\u00a0%", "1")
    assert "1 late</span>" in response.text


def test_overview_when_nobody_costed_one_then_says_so_and_counts_it_in_no_share(client, desk):  # noqa: F811
    law(desk.policy(number=1), 500)
    law(desk.policy(number=2, cost=2000), 500)
    client.force_login(desk.analyst)

    response = client.get(ADDRESS)

    assert cells(response, 0)["Required"] == "not costed"
    assert cells(response, 2)["Status"] == "1 of 2 costed"
    assert cells(response, 2)["Covered"] == "25.0\u00a0%"


def test_overview_when_a_ppa_carries_two_then_the_sum_has_its_pesos_once(client, desk):  # noqa: F811
    one, other = desk.policy(cost=10), desk.policy(cost=10)
    line = law(one, 1000)
    PolicyImplementedFactory(ppa=line.ppa, policy=other)
    client.force_login(desk.analyst)

    assert cells(client.get(ADDRESS), 2)["Granted"] == "₱1,000"


def test_files_when_taken_then_have_every_digit_and_unknown_is_empty(client, desk):  # noqa: F811
    policy = desk.policy(number=3)
    law(policy, "1234.56")
    PolicyImplementationMilestoneFactory(policy=policy, title="Sites")
    client.force_login(desk.analyst)

    [row] = rows(client.get(ADDRESS, {"export": "csv"}))
    book = load_workbook(io.BytesIO(b"".join(client.get(ADDRESS, {"export": "xlsx"}))))

    assert (row["Granted (₱)"], row["Required (₱)"], row["Paid (₱)"]) == ("1234.56", "", "")
    assert (row["Number"], row["Next step"]) == ("3", "Sites")
    assert book.active.max_row == 2


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}goals/"])
def test_board_when_taken_as_pdf_then_is_one(client, desk, address):  # noqa: F811
    desk.policy()
    client.force_login(desk.analyst)

    assert client.get(address, {"export": "pdf"}).content.startswith(b"%PDF-")


def test_overview_when_an_office_opens_it_then_sees_what_is_public_and_its_own(client, desk):  # noqa: F811
    desk.policy(title="Its own draft", published=False)
    desk.policy(title="Public", lead_organizations=[])
    desk.policy(title="Draft of others", published=False, lead_organizations=[])
    client.force_login(desk.focal)

    text = client.get(ADDRESS).text

    assert "Its own draft" in text
    assert "Public" in text
    assert "Draft of others" not in text


def test_overview_when_there_are_more_then_asks_as_often(client, desk, count_queries):  # noqa: F811
    client.force_login(desk.analyst)
    law(desk.policy(cost=10))
    one = count_queries(client, ADDRESS)
    for _number in range(3):
        PolicyImplementationMilestoneFactory(policy=law(desk.policy(cost=10)).ppa.implementing_policies.get().policy)

    assert count_queries(client, ADDRESS) == one <= 20


def test_overview_when_there_is_none_then_says_so(client, desk):  # noqa: F811
    client.force_login(desk.analyst)

    assert "There are no recommendations yet." in client.get(ADDRESS).text
