"""The list of recommendations: who sees which, what it is narrowed to, its files, and what waits for whom."""

import csv
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from portal.policies.actions import deciding, writing
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyRecommendation
from portal.policies.moderation import load_moderation_workflow
from portal.policies.waiting import WAITING, policies_waiting, waiting_in
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.geography.factories import RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import PolicyBudgetYearFactory, PolicyConsiderationFactory, in_days

pytestmark = pytest.mark.django_db

LIST = "/admin/policies/recommendations/"
S = PolicyStatus


@pytest.fixture(autouse=True)
def _moderation(db):
    load_moderation_workflow()


def shown(response):
    return {row.pk for row in response.context["table"].data}


def change(policy, by):
    return writing.write(policy, values={"rationale": f"Because {policy.revisions.count()}"}, by=by)


@pytest.mark.parametrize(("asked", "is_found"), [("107", True), ("Ports", True), ("²", False), ("9" * 4000, False)])
def test_list_when_searched_by_number_or_words_then_odd_signs_find_nothing_and_break_nothing(
    client, desk, asked, is_found
):
    policy = desk.policy(number=107, title="Ports with ice")
    client.force_login(desk.staff)

    response = client.get(LIST, {"q": asked})

    assert response.status_code == 200
    assert (policy.pk in shown(response)) is is_found


def ready(desk, **given):
    return desk.policy(sectors=[SectorFactory()], **given)


# ---- Who sees which --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "me_officer", "ocm_leadership"])
def test_list_when_seen_by_the_office_then_holds_all(client, desk, role):
    policies = [desk.policy(), desk.policy(published=False, lead_organizations=[])]
    client.force_login(UserFactory(role=role))

    assert shown(client.get(LIST)) == {policy.pk for policy in policies}
    assert client.get(reverse("policies_register:inspect", args=[policies[1].pk])).status_code == 200


def test_list_when_seen_by_another_office_then_holds_its_own_and_what_is_public(client, desk):
    public, own = desk.policy(lead_organizations=[]), desk.policy(published=False)
    helped = desk.policy(published=False, lead_organizations=[])
    helped.partner_organizations.set([desk.office])
    helped.save()
    hidden = desk.policy(published=False, lead_organizations=[])
    client.force_login(desk.focal)

    assert shown(client.get(LIST)) == {public.pk, own.pk, helped.pk}
    assert client.get(reverse("policies_register:inspect", args=[hidden.pk])).status_code == 404


def test_list_when_it_has_three_rows_then_takes_as_many_queries_as_with_one(client, desk, count_queries):
    def make():
        policy = desk.policy(cost=100)
        change(policy, desk.analyst)

    client.force_login(desk.staff)
    make()
    addresses = [LIST, f"{LIST}?export=csv"]
    one = [count_queries(client, address) for address in addresses]
    make()
    make()

    assert [count_queries(client, address) for address in addresses] == one


# ---- What it is narrowed to ------------------------------------------------------------------------------------------


def test_filters_when_chosen_then_hold_exactly_those_rows(client, desk):
    sector, region, office = SectorFactory(), RegionFactory(), OrganizationFactory()
    chosen = desk.policy(
        endorsed=True,
        category="protection_of_rights",
        type="service",
        scope="community",
        priority="critical",
        sectors=[sector],
        lead_organizations=[office],
        cost=100,
    )
    chosen.regions.set([region])
    chosen.save()
    other = desk.policy()
    other.regions.set([RegionFactory(code="IX")])
    other.save()
    client.force_login(desk.staff)
    choices = {
        "status": "endorsed",
        "category": "protection_of_rights",
        "type": "service",
        "scope": "community",
        "priority": "critical",
        "sectors": sector.pk,
        "region": region.pk,
        "office": office.pk,
        "cost": "costed",
    }

    found = {name: shown(client.get(LIST, {name: value})) for name, value in choices.items()}

    assert found == {name: {chosen.pk} for name in choices}
    assert shown(client.get(LIST, {"cost": "not-costed"})) == {other.pk}
    assert shown(client.get(LIST, {"q": str(other.number)})) == {other.pk}


def test_region_when_chosen_then_those_for_all_regions_are_there_too(client, desk):
    everywhere = desk.policy()
    client.force_login(desk.staff)

    assert shown(client.get(LIST, {"region": RegionFactory().pk})) == {everywhere.pk}


def test_text_when_chosen_then_holds_those_whose_words_stand_there(client, desk):
    live, draft = desk.policy(), desk.policy(published=False)
    changed, waits, back = (change(ready(desk), desk.analyst) for _ in range(3))
    writing.hand_in(waits, by=desk.analyst)
    writing.hand_in(back, by=desk.analyst)
    deciding.send_back(back, reason="Mend it.", by=desk.staff)
    client.force_login(desk.staff)

    found = {
        name: shown(client.get(LIST, {"text": name})) for name in ("live", "draft", "changed", "moderation", "returned")
    }

    everything = {live.pk, changed.pk, waits.pk, back.pk}
    assert found == {
        "live": everything,
        "draft": {draft.pk},
        "changed": everything - {live.pk},
        "moderation": {waits.pk},
        "returned": {back.pk},
    }


# ---- Files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(desk):
    policy = desk.policy(title="Ports", sectors=[SectorFactory(name="Economic")], summary="=cmd()")
    PolicyBudgetYearFactory(policy=policy, fiscal_year=2026, amount=Decimal("100.50"))
    PolicyBudgetYearFactory(policy=policy, fiscal_year=2027, amount=Decimal("0.50"))
    for text in ("Ask first.", "Then build."):
        PolicyConsiderationFactory(policy=policy, text=text)
    return policy


def test_csv_when_asked_for_then_says_what_the_list_says_and_no_spreadsheet_runs_it(client, desk, full):
    desk.policy(title="Elsewhere", priority="low")
    client.force_login(desk.staff)

    response = client.get(LIST, {"export": "csv", "priority": "medium"})

    (row,) = csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines())
    assert (row["Title"], row["Status"], row["Text"]) == ("Ports", "Draft", "Published")
    assert (row["It would cost, all years (₱)"], row["Sectors"]) == ("101.00", "Economic")
    assert row["Key considerations"] == "Ask first. | Then build."
    assert row["In two sentences"] == "'=cmd()"
    assert row["Offices in the lead"] == desk.office.short_name


def test_xlsx_when_asked_for_then_holds_numbers_as_numbers(client, desk, full):
    client.force_login(desk.staff)

    content = b"".join(client.get(LIST, {"export": "xlsx"}).streaming_content)

    header, row = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))
    assert (cells["Number"], cells["It would cost, all years (₱)"]) == (full.number, 101)


# ---- What waits for whom ---------------------------------------------------------------------------------------------


def waits_for(user):
    return {name: set(waiting_in(PolicyRecommendation.objects.all(), name, user)) for name in WAITING}


def only(**given):
    return {**{name: set() for name in WAITING}, **given}


def test_waiting_when_a_text_is_handed_in_then_waits_for_who_wrote_nothing_of_it(desk):
    by_staff = change(ready(desk, created_by=desk.staff), desk.staff)
    writing.hand_in(by_staff, by=desk.staff)
    asked = change(ready(desk), desk.analyst)
    writing.hand_in(asked, by=desk.staff)

    assert waits_for(desk.staff) == only()
    assert waits_for(desk.second_staff) == only(publish={by_staff, asked})
    assert waits_for(desk.analyst) == only()


def test_waiting_when_decisions_are_due_then_wait_for_who_may_take_them(desk):
    review, submitted, endorsed = (
        desk.policy(under_review=True),
        desk.policy(submitted=True),
        desk.policy(submitted=True),
    )
    deciding.endorse(endorsed, shown=endorsed.live_revision_id, by=desk.leader)
    with_change = desk.policy(submitted=True)
    change(with_change, desk.analyst)

    assert waits_for(desk.staff) == only(submit={review}, approve={endorsed})
    assert waits_for(desk.leader) == only(endorse={submitted})
    assert waits_for(desk.second_leader) == only(endorse={submitted}, approve={endorsed})
    assert waits_for(desk.focal) == only()


def test_waiting_when_a_text_came_back_then_waits_for_its_writer(desk):
    policy = desk.policy(under_review=True)
    deciding.send_back(policy, reason="Mend it.", by=desk.staff)

    assert waits_for(desk.analyst) == only(mend={policy})
    assert waits_for(desk.staff) == only()


def test_waiting_when_a_day_of_looking_again_has_come_then_waits_for_who_put_it_off(desk):
    reviewed, submitted = desk.policy(under_review=True), desk.policy(submitted=True)
    for policy, by in ((reviewed, desk.staff), (submitted, desk.leader)):
        deciding.defer(policy, reason="Later.", review_on=in_days(5), by=by)
    before = waits_for(desk.staff), waits_for(desk.leader)
    for policy in (reviewed, submitted):
        policy.decisions.update(review_on=in_days(0))

    assert before == (only(), only())
    assert waits_for(desk.staff) == only(again={reviewed})
    assert waits_for(desk.leader) == only(again={submitted})


def test_waiting_when_a_line_says_a_number_then_its_list_holds_so_many_rows(client, desk):
    desk.policy(under_review=True)
    change(policy := ready(desk), desk.analyst)
    writing.hand_in(policy, by=desk.analyst)
    client.force_login(desk.staff)

    lines = {line.url: line.count for line in policies_waiting(desk.staff)}

    assert {url: len(shown(client.get(url))) for url in lines} == lines
    assert sum(lines.values()) == 2
