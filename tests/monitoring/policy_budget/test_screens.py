"""The budget of recommendations: the matrix against a plain loop, its numbers to their rows, files, and the gap."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from portal.core.money import percent
from portal.monitoring.enums import PPAStatus
from portal.monitoring.models import MonitoringEntry, PolicyImplemented
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from tests.accounts.factories import UserFactory
from tests.monitoring.boards.sample import make_sample
from tests.monitoring.factories import MonitoringEntryFactory, PolicyImplementedFactory
from tests.organizations.factories import OrganizationMembershipFactory
from tests.policies.factories import PolicyBudgetYearFactory, PolicyRecommendationFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/programs/ppas/"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client):
    client.force_login(UserFactory(role="oobc_planner"))
    return client


@pytest.fixture
def sample():
    """Thirty PPAs of the dashboard's sample, of which most implement one to three of five recommendations."""
    policies = [PolicyRecommendationFactory(cost=cost) for cost in (1000, 5000, 90_000, None, 0)]
    for number, ppa in enumerate(make_sample(30).order_by("title")):
        for policy in policies[number % 4 : number % 4 + number % 3]:
            PolicyImplementedFactory(ppa=ppa, policy=policy, share=Decimal("7.77") if number % 7 == 0 else None)
    return policies


def matrix(**chosen):
    return reverse("monitoring_policies:matrix", query=chosen)


def gap(**chosen):
    return reverse("monitoring_policies:gap", query=chosen)


def listed(client, url):
    rows = client.get(f"{url}&export=csv")
    return [row["Title"] for row in csv.DictReader(io.StringIO(b"".join(rows).decode("utf-8-sig")))]


def csv_of(client, url):
    answer = client.get(f"{url}{'&' if '?' in url else '?'}export=csv")
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def part_of(answer, title):
    (found,) = [part for part in answer.context["parts"] if part.title == title]
    return {line.label: dict(zip(found.columns, line.numbers, strict=True)) for line in found.lines}


def feet(answer):
    return {foot.label: foot for foot in (*answer.context["foot"], *answer.context["needed"])}


# ---- The matrix ------------------------------------------------------------------------------------------------------


def test_matrix_when_shown_then_its_sums_are_those_of_its_cells_and_no_peso_counts_twice(planner, sample):
    answer = planner.get(matrix())

    rows, found = answer.context["rows"], feet(answer)
    assert {row.ppa.pk for row in rows} == set(PolicyImplemented.objects.values_list("ppa", flat=True))
    granted = [row for row in rows if row.ppa.status in PPAStatus.funding()]
    for place, (policy, _url) in enumerate(answer.context["columns"]):
        cells = [row.cells[place] or 0 for row in granted]
        assert found["Granted"].numbers[place].value == sum(cells), policy
        assert found["PPAs"].numbers[place].value == sum(row.linked[place] for row in rows)
    assert found["Granted"].total.value == sum(row.total or 0 for row in granted)
    assert all(row.total is None or row.total <= (row.ppa.asked or 0) for row in rows)
    assert found["PPAs"].total.value == len(rows)


def test_matrix_when_its_counts_are_followed_then_lead_to_just_their_ppas(planner, sample):
    for chosen in ({}, {"status": "enacted"}, {"year": "2026"}, {"policy": str(sample[1].pk)}):
        counts = feet(planner.get(matrix(**chosen)))["PPAs"] if planner.get(matrix(**chosen)).context["rows"] else None
        numbers = [counts.total] if counts else []
        if not chosen.get("policy"):
            numbers += [number for number in counts.numbers if number.url]

        assert numbers
        for number in numbers:
            assert number.url.startswith(LIST)
            assert number.value == len(listed(planner, number.url)), number.url


def test_matrix_when_a_ppa_is_a_draft_then_its_cell_says_that_it_does_not_count_now(planner):
    row = PolicyImplementedFactory(ppa__title="Only a draft")
    PolicyRecommendationFactory()

    (shown,) = planner.get(matrix()).context["rows"]

    assert shown.shown() == ["–", ""]
    assert shown.total is None
    assert row.ppa == shown.ppa


def test_matrix_when_there_are_more_than_fifty_ppas_then_they_stand_on_pages_with_the_same_sums(planner):
    policy = PolicyRecommendationFactory(cost=100)
    for _number in range(53):
        PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=1))

    first, second = planner.get(matrix()), planner.get(matrix(p="2"))

    assert [len(page.context["rows"]) for page in (first, second)] == [50, 3]
    assert [feet(page)["Granted"].total.value for page in (first, second)] == [53, 53]
    assert feet(second)["Gap"].numbers[0].value == 47


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_matrix_when_downloaded_then_holds_all_rows_and_their_sums(planner, sample, kind):
    if kind == "csv":
        header, *lines = csv_of(planner, matrix())
        lines = [[cell or None for cell in line] for line in lines]
    else:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(planner.get(matrix(export="xlsx")))), read_only=True)
        header, *lines = (list(row) for row in book.active.iter_rows(values_only=True))

    ppas = PolicyImplemented.objects.values("ppa").distinct().count()
    assert header[:4] == ["PPA", "Office", "Status", "Its money (₱)"]
    assert len(header) == 4 + len(sample) + 1
    assert [line[0] for line in lines[ppas:]] == ["Granted", "Asked for, not law yet", "Required", "Gap"]
    cells = [Decimal(str(line[-1])) for line in lines[:ppas] if line[-1] is not None]
    sums = [Decimal(str(line[-1])) for line in lines[ppas : ppas + 2]]
    assert abs(sum(cells) - sum(sums)) < Decimal("0.01")


def test_matrix_when_seen_by_an_office_then_holds_its_own_ppas_and_recommendations_that_are_public(client):
    membership = OrganizationMembershipFactory(focal=True)
    client.force_login(membership.user)
    public, hidden = PolicyRecommendationFactory(published=True), PolicyRecommendationFactory(title="Quetzal")
    own = MonitoringEntryFactory(lead_organization=membership.organization, enacted=True, with_money=10)
    for ppa in (own, MonitoringEntryFactory(title="Zeppelin", enacted=True, with_money=20)):
        PolicyImplementedFactory(ppa=ppa, policy=public)
        PolicyImplementedFactory(ppa=ppa, policy=hidden)

    answer = client.get(matrix())

    assert [row.ppa for row in answer.context["rows"]] == [own]
    assert feet(answer)["Granted"].total.value == 5
    for text in (answer.text, client.get(gap()).text):
        assert "Quetzal" not in text
        assert "Zeppelin" not in text


def test_screens_when_nothing_is_tagged_or_a_choice_cannot_be_read_then_say_so(planner):
    MonitoringEntryFactory(enacted=True, with_money=5)

    assert "No PPA that implements a recommendation" in planner.get(matrix()).text
    assert "No recommendation is like that." in planner.get(gap()).text
    assert "No PPA that implements a recommendation" in planner.get(matrix(status="zzz")).text
    assert "No recommendation is like that." in planner.get(gap(standing="zzz")).text


def test_screens_when_asked_for_by_an_administrator_then_are_closed(client):
    client.force_login(UserFactory(role="administrator"))

    assert {client.get(address).status_code for address in (matrix(), gap())} <= {302, 403}


@pytest.mark.parametrize("address", ["matrix", "gap"])
def test_screens_when_rows_grow_then_queries_stay_the_same(planner, count_queries, address):
    def grow(count):
        for policy in [PolicyRecommendationFactory(cost=10) for _number in range(count)]:
            for _number in range(count):
                PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=5))

    grow(1)
    url = reverse(f"monitoring_policies:{address}")
    few = count_queries(planner, url)
    grow(4)

    assert count_queries(planner, url) == few <= 22  # two of them ask whether kept sums still hold


# ---- The gap ---------------------------------------------------------------------------------------------------------


def test_gap_when_shown_then_adds_up_and_what_is_not_costed_is_in_no_sum(planner, sample):
    answer = planner.get(gap())

    found, years = part_of(answer, "Recommendations"), part_of(answer, "By fiscal year")
    own = [line for name, line in found.items() if name != "All"]
    for column in ("Required (₱)", "Gap (₱)", "Granted (₱)", "Obligated (₱)", "PPAs"):
        known = [line[column].value for line in own if line[column].value is not None]
        if column != "PPAs":
            assert found["All"][column].value == sum(known), column
    assert sum(line["Granted (₱)"].value for line in years.values()) == found["All"]["Granted (₱)"].value
    assert [str(line["Gap (₱)"]) for line in own].count("not costed") == 1
    costed = [line for line in own if line["Required (₱)"].value is not None]
    capped = sum(min(line["Required (₱)"].value, line["Granted (₱)"].value) for line in costed)
    assert found["All"]["Funded"].value == percent(capped, Decimal(96_000))


def test_gap_when_a_year_has_too_much_then_closes_no_gap_of_another(planner):
    policy = PolicyRecommendationFactory()
    for year, required in ((2026, 100), (2027, 100)):
        PolicyBudgetYearFactory(policy=policy, fiscal_year=year, amount=required)
    PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=250))

    years = part_of(planner.get(gap()), "By fiscal year")

    assert [line["Gap (₱)"].value for line in years.values()] == [0, 100]


def test_gap_when_narrowed_then_holds_recommendations_that_are_like_that(planner, sample):
    done = PolicyRecommendationFactory(status=PolicyStatus.IMPLEMENTED, cost=1)
    going = PolicyRecommendationFactory(status=PolicyStatus.IN_IMPLEMENTATION, cost=7)

    def names(**chosen):
        answer = planner.get(gap(**chosen))
        return set(part_of(answer, "Recommendations")) - {"All"} if answer.context["parts"] else set()

    assert str(done.number) not in {name.split(".")[0] for name in names()}
    assert len(names(standing="any")) == PolicyRecommendation.objects.count()
    assert {name.split(".")[0] for name in names(standing="adopted")} == {str(going.number)}
    assert {name.split(".")[0] for name in names(money="uncosted")} == {str(sample[3].number)}


def test_gap_when_its_counts_are_followed_then_show_just_those(planner, sample):
    groups = part_of(planner.get(gap()), "By category")

    followed = [(line[column], column) for line in groups.values() for column in ("Recommendations", "Not costed")]

    for number, column in followed:
        if number.url:
            rows = part_of(planner.get(number.url), "Recommendations")
            assert len(rows) - 1 == number.value, column


def test_gap_when_downloaded_then_holds_every_number(planner, sample):
    rows = csv_of(planner, gap())

    shown = [
        str(number) for part in planner.get(gap()).context["parts"] for line in part.lines for number in line.numbers
    ]
    assert [row[4].removeprefix("'") for row in rows[1:] if row[2]] == shown


# ---- The dashboard and the list of PPAs ------------------------------------------------------------------------------


def test_dashboard_when_a_recommendation_is_chosen_then_counts_its_ppas_and_leads_to_them(planner, sample):
    policy = sample[1]
    ppas = MonitoringEntry.objects.filter(implementing_policies__policy=policy, lines__isnull=False).distinct()

    answer = planner.get(f"/admin/programs/dashboard/?year=&policy={policy.pk}")

    status = part_of(answer, "By status")
    assert status["All"]["PPAs"].value == ppas.count()
    assert set(listed(planner, status["All"]["PPAs"].url)) == {ppa.title for ppa in ppas}
    assert ("Recommendation", f"{policy.number}. {policy.title}") in answer.context["said"]


@pytest.mark.parametrize("year", ["", "2026"])
def test_dashboard_when_broken_down_by_recommendation_then_each_count_leads_to_just_its_ppas(planner, sample, year):
    answer = planner.get(f"/admin/programs/dashboard/?year={year}")

    found = part_of(answer, "By recommendation")

    assert "Implements none" in found
    for name, line in found.items():
        number = line["PPAs"]
        assert not number.url or number.value == len(listed(planner, number.url)), name


@pytest.mark.parametrize(("policy", "titles"), [("none", {"Free"}), ("anything", {"One", "Both"}), ("1", {"Both"})])
def test_list_when_narrowed_by_recommendation_then_holds_just_those(planner, policy, titles):
    first, second = PolicyRecommendationFactory(), PolicyRecommendationFactory()
    MonitoringEntryFactory(title="Free")
    PolicyImplementedFactory(policy=first, ppa__title="One")
    both = PolicyImplementedFactory(policy=first, ppa__title="Both").ppa
    PolicyImplementedFactory(policy=second, ppa=both)

    found = listed(planner, f"{LIST}?policy={second.pk if policy == '1' else policy}")

    assert set(found) == titles
