"""Whatever stands in a PPA beside what the law grants, and whoever must not be named: at no public address."""

import json

import pytest

from portal.communities.models import OBCCommunity
from portal.monitoring.enums import PPAStatus
from portal.monitoring.search_index import PROGRAMS
from search.facade import refresh
from search.models import KnownWord, SearchEntry
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import CommunityFactory
from tests.geography.factories import BarangayFactory
from tests.monitoring.factories import (
    BudgetJustificationFactory,
    CeilingManagementFactory,
    ChangeRequestFactory,
    GivenReasonFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
    MultiYearContractFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAMemberFactory,
    PPAPlaceFactory,
    PPATagFactory,
    ProgressUpdateFactory,
)
from tests.needs.factories import NeedFactory, NeedSummaryFactory

pytestmark = pytest.mark.django_db
MARK = "quetzal"


@pytest.fixture
def ppa():
    """What is law, with the mark in everything that is not public; and PPAs that are not law, full of it too."""
    person = UserFactory(first_name=MARK, last_name=MARK, email=f"{MARK}@example.org")
    ppa = MonitoringEntryFactory(
        in_execution=True,
        title="Clean water",
        created_by=person,
        proposed_by=person,
        review_note=f"{MARK} note",
        reason=f"{MARK} reason",
        lessons_learned=f"{MARK} lessons",
        best_practices=f"{MARK} practices",
        recommendations_for_future=f"{MARK} recommendations",
        plan_reference=f"{MARK} plan",
        moral_governance_pillar=f"{MARK} pillar",
    )
    line = MoneyLineFactory(ppa=ppa, amount=1000)
    MonitoringEntryFundingFactory(
        line=line, amount=400, obligation=True, document=f"{MARK} paper", reason=MARK, tranche=MARK, entered_by=person
    )
    MultiYearContractFactory(ppa=ppa, title=f"{MARK} contract", authority=MARK)
    BudgetJustificationFactory(ppa=ppa, rationale=f"{MARK} why", evidence_summary=MARK)
    ProgressUpdateFactory(ppa=ppa, narrative=f"{MARK} narrative", behind=True, reported_by=person)
    ppa.updates.update(deviation_reason=f"{MARK} late", corrective_action=f"{MARK} mended")
    PPATagFactory(ppa=ppa, note=f"{MARK} why")
    PPAMemberFactory(ppa=ppa, user=person)
    ChangeRequestFactory(ppa=ppa, reason=f"{MARK} change", asked_by=person)
    GivenReasonFactory(ppa=ppa, text=f"{MARK} given")
    MonitoringEntryWorkflowStageFactory(ppa=ppa, blocked=True, blocked_by=f"{MARK} blocks")
    CommentFactory(about=ppa, text=f"{MARK} comment")
    CeilingManagementFactory(note=f"{MARK} ceiling")
    outcome = OutcomeFactory(ppa=ppa, indicator="Households with water")
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=7, reported=True, actual=998877, note=f"{MARK} note")
    NeedAddressedFactory(ppa=ppa, need=NeedFactory(title=f"{MARK} need", description=MARK))
    for status in set(PPAStatus) - set(PPAStatus.public()):
        traits = {} if status == PPAStatus.DRAFT else {status: True}
        other = MonitoringEntryFactory(**traits, title=f"{MARK} {status}", description=MARK)
        MoneyLineFactory(ppa=other, amount=998877)
    refresh(PROGRAMS)
    return ppa


def addresses(ppa):
    english = [
        "/",
        "/programs/",
        "/programs/?year=all",
        "/programs/list/",
        "/programs/list/?state=draft&state=proposed&state=on_hold",
        "/programs/list/?q=water",
        f"/programs/list/?q={MARK}",
        "/programs/feed/",
        "/programs/programs.json",
        "/programs/programs.csv",
        "/programs/money.csv",
        f"/programs/{ppa.pk}/",
        f"/programs/{ppa.pk}/program.jsonld",
        "/community-needs/",
    ]
    return [*english, *(f"/fil{address}" for address in english), "/sitemap.xml"]


def test_public_addresses_when_read_then_hold_no_draft_no_person_and_no_note(client, pages, ppa):
    for address in addresses(ppa):
        response = client.get(address)
        # What was typed stands in the box, and in the words about it.
        told = response.text.lower().replace(f"“{MARK}”", "").replace(f'value="{MARK}"', "").replace(f"q={MARK}", "")

        assert response.status_code == 200, address
        for mark in (MARK, "998877", "998,877"):
            assert mark not in told, (address, mark)


def test_search_when_the_index_is_written_then_holds_what_is_law_alone(ppa):
    words = set(KnownWord.objects.filter(index="programs").values_list("word", flat=True))
    assert "water" in words
    assert not [word for word in words if MARK in word]
    assert list(SearchEntry.objects.filter(index="programs").values_list("key", flat=True)) == [str(ppa.pk)]


# ---- Communities -----------------------------------------------------------------------------------------------------

HIDDEN = {"unnamed": {}, "hidden": {"hidden": True}, "closed": {"named": True, "deactivated": True}}


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("link", ["place", "asked", "need"])
def test_public_addresses_when_a_community_may_not_be_named_then_no_text_names_it(client, pages, kind, link):
    community = CommunityFactory(
        name=f"Sama of {MARK}", other_names="Bihingsama", barangay=BarangayFactory(name="Tambakulap"), **HIDDEN[kind]
    )
    ppa = MonitoringEntryFactory(
        in_execution=True,
        title=f"Water for SAMA OF {MARK}, Tambakulap",
        description=f"For the Bihingsama of Tambakulap (Sama-of  {MARK}).",
        submitted_by_community=community if link == "asked" else None,
        with_money=1000,
    )
    outcome = OutcomeFactory(ppa=ppa, indicator="Bihingsama with water")
    OutcomePeriodFactory(outcome=outcome, fiscal_year=2026, target=7)
    place = {"need__community": community} if link == "need" else {}
    summary = NeedSummaryFactory(published=True, title="A well", **place)
    if link == "need":
        NeedAddressedFactory(ppa=ppa, need=summary.need)
    if link == "place":
        PPAPlaceFactory(ppa=ppa, community=community)
    refresh(PROGRAMS)

    for address in [*addresses(ppa), summary.get_absolute_url()]:
        told = client.get(address).text.lower()
        told = told.replace(f"“{MARK}”", "").replace(f'value="{MARK}"', "").replace(f"q={MARK}", "")

        for mark in (MARK, "bihingsama", "tambakulap"):
            assert mark not in told, (address, mark)
    words = set(KnownWord.objects.filter(index="programs").values_list("word", flat=True))
    assert not {MARK, "bihingsama", "tambakulap"} & words
    assert "City of General Santos" in client.get(f"/programs/{ppa.pk}/").text


def test_place_when_a_community_is_hidden_then_stands_as_its_province_and_without_a_name_as_its_town(client):
    town = "municipality__name"
    province = "municipality__province__name"
    told = {}
    for publicity in ("named", "unnamed", "hidden"):
        barangay = BarangayFactory(
            **{
                town: f"Town {publicity}",
                "municipality__psgc": f"77{len(publicity)}",
                province: f"Province {publicity}",
                "municipality__province__psgc": f"7{len(publicity)}",
            }
        )
        ppa = MonitoringEntryFactory(in_execution=True)
        PPAPlaceFactory(ppa=ppa, community=CommunityFactory(publicity=publicity, name="Sama", barangay=barangay))
        rows = json.loads(client.get(f"/programs/programs.json?n={publicity}").content)["programs"]
        told[publicity] = next(row["places"] for row in rows if row["id"] == str(ppa.pk))

    assert told == {
        "named": ["Sama, Town named, Province named"],
        "unnamed": ["Town unnamed, Province unnamed"],
        "hidden": ["Province hidden"],
    }


def test_search_when_a_named_community_is_hidden_later_then_its_name_was_never_a_way_to_find_it():
    community = CommunityFactory(named=True, name=f"Sama of {MARK}")
    PPAPlaceFactory(
        ppa=MonitoringEntryFactory(in_execution=True, title=f"Water for Sama of {MARK}"), community=community
    )
    refresh(PROGRAMS)

    OBCCommunity.objects.filter(pk=community.pk).update(publicity="hidden")

    assert MARK not in set(KnownWord.objects.filter(index="programs").values_list("word", flat=True))
