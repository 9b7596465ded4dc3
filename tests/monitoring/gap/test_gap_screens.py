"""The gap: which needs are listed, what the sums say, where their numbers lead, and a PPA proposed from a row."""

import csv
import io
from decimal import Decimal
from html import unescape
from re import findall

import pytest
from django.urls import reverse

from portal.monitoring.models import MonitoringEntry
from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.monitoring.factories import MonitoringEntryFactory, NeedAddressedFactory
from tests.needs.factories import ForwardingFactory, NeedFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
LIST, PLACES = "/admin/programs/gap/needs/", "/admin/programs/gap/places/"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client):
    user = UserFactory(role="oobc_planner")
    client.force_login(user)
    return user


def a_need(cost=1000, *, granted=None, state="enacted", score=None, **fields):
    need = NeedFactory(estimated_cost=cost, **{"prioritized": True, **fields})
    if score is not None:
        Need.objects.filter(pk=need.pk).update(priority_score=score)
    if granted is not None:
        NeedAddressedFactory(ppa=MonitoringEntryFactory(**{state: True}, with_money=granted), need=need)
    return need


def listed(response):
    return [line.need.pk for _cells, line in response.context["rows"]]


def test_gap_list_when_opened_then_shows_open_needs_above_four_without_money(client, planner):
    unfunded, uncosted, asked = a_need(), a_need(None), a_need(granted=50, state="approved")
    a_need(granted=1)
    a_need(score=Decimal("4.00"))
    a_need(0)
    a_need(status=NeedStatus.REJECTED)
    a_need(held=True)

    assert set(listed(client.get(LIST))) == {unfunded.pk, uncosted.pk, asked.pk}


def test_gap_list_when_narrowed_by_money_then_shows_these(client, planner):
    unfunded, uncosted = a_need(), a_need(None)
    partly, full, over = a_need(granted=10), a_need(granted=1000), a_need(granted=2000)

    found = {
        name: set(listed(client.get(f"{LIST}?funding={name}"))) for name in ("none", "partial", "funded", "uncosted")
    }

    assert found == {
        "none": {unfunded.pk, uncosted.pk},
        "partial": {partly.pk},
        "funded": {full.pk, over.pk},
        "uncosted": {uncosted.pk},
    }
    assert len(listed(client.get(f"{LIST}?funding="))) == 5


def test_gap_list_when_ordered_by_gap_then_unknown_costs_come_last(client, planner):
    small, large, unknown = a_need(10), a_need(9999), a_need(None)

    assert listed(client.get(f"{LIST}?order=gap")) == [large.pk, small.pk, unknown.pk]


def test_gap_list_when_exported_then_holds_exactly_what_is_filtered(client, planner):
    a_need(1000, granted=250)
    a_need()

    exported = b"".join(client.get(f"{LIST}?funding=partial&export=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(exported)))

    assert [[row[name] for name in ("Cost (₱)", "Granted (₱)", "Gap (₱)", "Funded (%)")] for row in rows] == [
        ["1000.00", "250.00", "750.00", "25.00"]
    ]
    sheet = client.get(f"{LIST}?funding=partial&export=xlsx")
    assert b"".join(sheet).startswith(b"PK")
    sheet.close()


def test_gap_by_place_when_counted_then_its_numbers_lead_to_just_these_needs(client, planner):
    here, there = CommunityFactory(), ProvinceFactory(region=RegionFactory(code="X"))
    a_need(1000, granted=400, community=here)
    a_need(1000, community=here)
    a_need(None, community=here)
    a_need(500, granted=900, found=True, status=NeedStatus.PRIORITIZED, community=None, province=there)

    page = client.get(PLACES)
    places = page.context["parts"][0]
    sums = {line.label: [number.value for number in line.numbers] for line in places.lines if not line.is_part}

    assert sums[str(here.barangay.municipality.province.region)] == [3, 1, 2, 2000, 400, 1600, Decimal("20.00"), 0]
    assert sums["All"] == [4, 1, 2, 2500, 900, 1600, Decimal("36.00"), 0]
    for part in page.context["parts"]:
        for line in part.lines:
            for number in line.numbers:
                if number.url:
                    assert client.get(number.url).context["page"].paginator.count == number.value


def test_gap_by_place_when_exported_then_holds_the_same_numbers(client, planner):
    a_need(1000, granted=400)

    exported = b"".join(client.get(f"{PLACES}?export=csv")).decode("utf-8-sig")

    assert "Gap (₱),600.00" in exported


@pytest.mark.parametrize("address", [LIST, PLACES])
def test_gap_when_nothing_fits_then_says_so(client, planner, address):
    assert "No need is like that." in client.get(address).text


@pytest.mark.parametrize(("address", "most"), [(f"{LIST}?funding=", 22), (PLACES, 24)])
def test_gap_when_needs_grow_then_queries_stay_the_same(client, planner, count_queries, address, most):
    a_need(granted=10)
    few = count_queries(client, address)
    for _more in range(4):
        a_need(granted=10, community=CommunityFactory())

    assert few == count_queries(client, address) <= most


def test_gap_when_asked_for_by_an_office_then_is_closed(client):
    client.force_login(FocalPersonFactory().membership.user)

    assert client.get(LIST).status_code == client.get(PLACES).status_code == 302


# ---- Propose a PPA for this need -------------------------------------------------------------------------------------


def test_propose_when_pressed_in_a_row_then_makes_a_draft_that_answers_the_need(client, planner):
    need, office = a_need(), OrganizationFactory()
    ForwardingFactory(need=need, accepted=True, mao=office)
    address = reverse("monitoring_gap:propose", args=[need.pk])
    assert address in client.get(LIST).text

    form = client.get(address).context["form"]
    answer = client.post(address, {**form.initial, "title": "Wells"})

    ppa = MonitoringEntry.objects.get()
    assert answer.url == ppa.get_absolute_url()
    assert (ppa.lead_organization, ppa.sector, ppa.created_by) == (office, need.category.sector, planner)
    assert [row.need for row in ppa.needs_addressed.all()] == [need]


def test_propose_when_nobody_published_the_need_then_its_words_are_not_the_title(client, planner):
    need = a_need(title="Hadji Quetzal needs water")

    initial = client.get(reverse("monitoring_gap:propose", args=[need.pk])).context["form"].initial["title"]

    assert "Quetzal" not in initial
    assert need.category.name in initial


def test_propose_when_an_office_has_the_need_in_hand_then_drafts_for_itself_alone(client):
    focal = FocalPersonFactory().membership
    client.force_login(focal.user)
    asked, other = a_need(), a_need()
    ForwardingFactory(need=asked, mao=focal.organization)
    address = reverse("monitoring_gap:propose", args=[asked.pk])
    foreign = {"office": OrganizationFactory().pk, "title": "A", "plan_year": 2027}

    assert client.get(reverse("monitoring_gap:propose", args=[other.pk])).status_code == 404
    assert client.post(address, foreign).status_code == 200
    assert client.post(address, {**foreign, "office": focal.organization_id}).status_code == 302
    assert MonitoringEntry.objects.get().lead_organization == focal.organization


def test_propose_when_seen_by_who_makes_no_ppas_then_is_not_offered(client):
    client.force_login(UserFactory(role="budget_officer"))
    need = a_need()

    assert "Propose a PPA" not in unescape(client.get(LIST).text)
    assert client.get(reverse("monitoring_gap:propose", args=[need.pk])).status_code == 302


def test_need_page_when_ppas_answer_it_then_shows_them_and_its_money(client, planner):
    need = a_need(1000, granted=400)
    NeedAddressedFactory(ppa=MonitoringEntryFactory(proposed=True, with_money=70), need=need)

    page = client.get(need.get_absolute_url()).text

    for said in ["400.00", "600.00", "70.00", "Partly funded", reverse("monitoring_gap:propose", args=[need.pk])]:
        assert said in page
    for ppa in MonitoringEntry.objects.all():
        assert findall(rf'href="{ppa.get_absolute_url()}"', page)
