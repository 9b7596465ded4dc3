"""Money and ceilings on staff screens: who may what, what the pages say, and that forms do what actions do."""

import pytest
from django.urls import reverse

from portal.monitoring.models import CeilingManagement, CeilingOverride
from tests.accounts.factories import UserFactory
from tests.core.factories import FundingSourceFactory
from tests.monitoring.conftest import shown
from tests.monitoring.factories import (
    YEAR,
    CeilingManagementFactory,
    CeilingOverrideFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MultiYearContractFactory,
    in_days,
)
from tests.organizations.factories import OrganizationMembershipFactory

MONITOR = "/admin/programs/ceilings/"
ACTS = ["line", "remove_line", "flow", "reverse", "contract", "slices"]


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        user = UserFactory(role=role)
        client.force_login(user)
        return user

    return sign_in


def address(act, ppa):
    return reverse(f"monitoring_ppas:{act}", args=[ppa.pk])


def spending():
    """A PPA of 1,000 pesos with all kinds of rows about its money."""
    line = MoneyLineFactory(ppa__in_execution=True, amount=1000)
    flow = MonitoringEntryFundingFactory(line=line, amount=900, document="SARO-1")
    MonitoringEntryFundingFactory(line=line, amount=450, obligation=True)
    MonitoringEntryFundingFactory(line=line, amount=225, disbursement=True)
    MonitoringEntryFundingFactory.reversing(MonitoringEntryFundingFactory(line=line, amount=7, obligation=True))
    MultiYearContractFactory(ppa=line.ppa, slices={YEAR: 1000})
    return line.ppa, flow


def test_ppa_page_when_money_moved_then_shows_lines_rates_flows_and_contract(client, sign_in):
    ppa, _flow = spending()
    CeilingManagementFactory(ceiling_amount=2000)
    sign_in("budget_officer")

    text = client.get(ppa.get_absolute_url()).text

    for words in ("50.00 %", "25.00 %", "SARO-1", "was taken back", "takes one back", "1,000.00", "it takes ₱1,000.00"):
        assert words in text
    for act in ("flow", "contract"):
        assert address(act, ppa) in text
    assert address("line", ppa) not in text


def test_ppa_page_when_rows_grow_then_queries_stay_the_same(client, sign_in, count_queries):
    ppa, _flow = spending()
    CeilingManagementFactory(ceiling_amount=2000)
    sign_in("budget_officer")
    few = count_queries(client, ppa.get_absolute_url())
    for capital in range(5):
        line = MoneyLineFactory(ppa=ppa, fiscal_year=2027 + capital)
        MonitoringEntryFundingFactory(line=line)
        CeilingManagementFactory(fiscal_year=2027 + capital)
        MultiYearContractFactory(ppa=ppa, slices={YEAR: 1000})

    assert count_queries(client, ppa.get_absolute_url()) == few


def test_line_form_when_sent_then_looks_at_the_room_first_and_then_saves(client, sign_in):
    ppa, source = MonitoringEntryFactory(), FundingSourceFactory(code="gaab")
    CeilingManagementFactory(ceiling_amount=1000)
    sign_in("oobc_planner")
    data = {"fiscal_year": YEAR, "expense_class": "CO", "source": source.pk, "amount": "1200", "reason": ""}

    looked = client.post(address("line", ppa), {**data, "check": "1"})
    typed = client.get(address("room", ppa), data)
    half_typed = client.get(address("room", ppa), {**data, "amount": ""})
    saved = client.post(address("line", ppa), data)

    for answer in (looked, typed):
        assert "This would take ₱1,200.00 of the ₱1,000.00" in answer.text
        assert "could not be approved unless" in answer.text
    assert "Fill in year" in half_typed.text
    assert saved.status_code == 302
    assert ppa.lines.get().amount == 1200


def test_line_form_when_a_line_is_changed_then_only_its_amount_does(client, sign_in):
    line = MoneyLineFactory(amount=100)
    sign_in("oobc_planner")
    url = f"{address('line', line.ppa)}?line={line.pk}"

    typed = {"fiscal_year": 2030, "expense_class": "CO", "source": 0, "amount": "300", "reason": "Dearer."}
    client.post(url, {**typed, **shown(client, url)})

    assert list(line.ppa.lines.values_list("fiscal_year", "amount")) == [(YEAR, 300)]


def test_flow_forms_when_sent_then_enter_and_take_back(client, sign_in):
    line = MoneyLineFactory(ppa__enacted=True)
    sign_in("budget_officer")
    entered = {"line": line.pk, "type": "obligation", "amount": "40", "on": in_days(-1), "document": "ObR 7"}

    client.post(address("flow", line.ppa), entered)
    flow = line.flows.get()
    asked = client.get(f"{address('reverse', line.ppa)}?flow={flow.pk}")
    client.post(address("reverse", line.ppa), {"flow": flow.pk, "reason": "The wrong voucher."})
    refused = client.post(address("flow", line.ppa), {**entered, "amount": "-1"})

    assert "₱40.00" in asked.text
    assert sorted(line.flows.values_list("amount", flat=True)) == [-40, 40]
    assert "Only an adjustment or a reversal is negative." in refused.text


def test_contract_forms_when_sent_then_make_and_change_it(client, sign_in):
    line = MoneyLineFactory(ppa__enacted=True)
    sign_in("budget_officer")

    made = {"title": "Bridge", "authority": "MYCA 1", f"slice_{YEAR}": "600", f"slice_{YEAR + 1}": "400"}
    client.post(address("contract", line.ppa), made)
    contract = line.ppa.contracts.get()
    url = f"{address('slices', line.ppa)}?contract={contract.pk}"
    page = client.get(url)
    typed = {"contract": contract.pk, f"slice_{YEAR}": "900", "reason": "Cheaper."}
    client.post(url, {**typed, **shown(client, url)})

    assert "600" in page.text
    contract.refresh_from_db()
    assert contract.total_cost == 900


@pytest.mark.parametrize("act", ACTS)
def test_money_forms_when_opened_by_who_may_not_then_are_closed(client, sign_in, act):
    ppa, _flow = spending()
    own = OrganizationMembershipFactory(focal=True)

    for role in ("oobc_staff", "me_officer", "ocm_leadership"):
        sign_in(role)
        assert client.get(address(act, ppa)).status_code in (302, 403, 404)
    client.force_login(own.user)
    assert client.get(address(act, ppa)).status_code == 404


def test_monitor_when_read_then_has_a_bar_for_each_ceiling_and_names_who_took_it(client, sign_in):
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    MoneyLineFactory(ppa__approved=True, ppa__title="The long bridge", amount=950)
    MoneyLineFactory(ppa__proposed=True, amount=100)
    sign_in("ocm_leadership")

    text = client.get(MONITOR).text

    assert "₱950.00 of ₱1,000.00 taken, ₱100.00 more asked for" in text
    assert "The long bridge (₱950)" in text
    assert "Would be exceeded if all that is asked for were approved." in text
    assert "95.0 %" in text
    assert client.get(f"{MONITOR}?fiscal_year={YEAR}&source={ceiling.source_id}").status_code == 200


def test_ceiling_when_exceeded_then_every_page_says_by_how_much_and_none_writes_a_negative_sum(client, sign_in):
    ceiling = CeilingManagementFactory(ceiling_amount=1000, mode="warn")
    took = MoneyLineFactory(ppa__approved=True, amount=3500).ppa
    asks = MoneyLineFactory(ppa__proposed=True, amount=100).ppa
    line = asks.lines.get()
    sign_in("budget_officer")
    typed = {"fiscal_year": YEAR, "expense_class": line.expense_class, "source": line.source_id, "amount": "200"}

    pages = {
        "took": client.get(took.get_absolute_url()).text,
        "asks": client.get(asks.get_absolute_url()).text,
        "monitor": client.get(MONITOR).text,
        "ceiling": client.get(reverse("monitoring_ceilings:inspect", args=[ceiling.pk])).text,
        "dashboard": client.get(f"/admin/programs/dashboard/?year={YEAR}").text,
    }
    sign_in("oobc_planner")
    pages["typing"] = client.get(address("room", asks), typed).text

    said = {
        "took": "that is ₱2,500.00 above the ceiling.",
        "asks": "others already take ₱2,500.00 above the ceiling.",
        "monitor": "2,500.00 above it",
        "ceiling": "Above the ceiling (₱)",
        "dashboard": "₱2,500 above them",
        "typing": "nothing is left: others already take ₱2,500.00 above it.",
    }
    assert {name: words in pages[name] for name, words in said.items()} == dict.fromkeys(said, True)
    assert not [name for name, page in pages.items() if "₱-" in page or "₱−" in page]


def test_line_when_more_is_obligated_than_there_is_then_says_so_without_a_negative_sum(client, sign_in):
    line = MoneyLineFactory(ppa__in_execution=True, amount=1000)
    MonitoringEntryFundingFactory(line=line, amount=1200, obligation=True)
    sign_in("budget_officer")

    text = client.get(line.ppa.get_absolute_url()).text

    assert "nothing: 200.00 too much is obligated" in text
    assert "-200" not in text


def test_monitor_when_there_are_none_or_rows_grow_then_stays_whole(client, sign_in, count_queries):
    sign_in("ocm_leadership")
    assert "There are no ceilings yet" in client.get(MONITOR).text
    CeilingManagementFactory(ceiling_amount=0)
    MoneyLineFactory(ppa__approved=True)
    few = count_queries(client, MONITOR)
    for year in range(2027, 2033):
        CeilingManagementFactory(fiscal_year=year)
        MoneyLineFactory(ppa__approved=True, fiscal_year=year)

    assert few == count_queries(client, MONITOR) <= 20


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_monitor_when_exported_then_has_the_same_numbers(client, sign_in, format):
    CeilingManagementFactory(ceiling_amount=1000)
    MoneyLineFactory(ppa__approved=True, amount=950)
    sign_in("budget_officer")

    answer = client.get(f"{MONITOR}?export={format}")

    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    if format == "csv":
        assert b"950.00" in content
        assert b"95.00" in content


def test_ceiling_page_when_read_then_tells_who_took_asks_and_was_let_above(client, sign_in):
    ceiling = CeilingManagementFactory()
    MoneyLineFactory(ppa__approved=True, ppa__title="Took it", amount=950)
    asks = MoneyLineFactory(ppa__proposed=True, ppa__title="Asks for it", amount=100).ppa
    CeilingOverrideFactory(ceiling=ceiling, ppa=asks, reason="The Cabinet promised it.")
    sign_in("budget_officer")
    url = reverse("monitoring_ceilings:inspect", args=[ceiling.pk])

    text = client.get(url).text

    for words in (
        "Took it",
        "Asks for it",
        "The Cabinet promised it.",
        reverse("monitoring_ceilings:allow", args=[ceiling.pk]),
    ):
        assert words in text


def test_ceiling_forms_when_sent_by_a_budget_officer_then_set_and_change_it(client, sign_in):
    source = FundingSourceFactory(code="gaab")
    sign_in("budget_officer")
    values = {"ceiling_amount": "1000", "threshold": "0.90", "mode": "block", "note": "Budget call"}

    client.post(reverse("monitoring_ceilings:add"), {**values, "fiscal_year": YEAR, "source": source.pk, "sector": ""})
    ceiling = CeilingManagement.objects.get()
    edit = reverse("monitoring_ceilings:edit", args=[ceiling.pk])
    unexplained = client.post(edit, {**values, "ceiling_amount": "900"})
    client.post(edit, {**values, "ceiling_amount": "900", "reason": "The call was cut.", **shown(client, edit)})

    assert unexplained.status_code == 200
    ceiling.refresh_from_db()
    assert ceiling.ceiling_amount == 900


def test_allow_form_when_sent_then_lets_a_ppa_go_above(client, sign_in):
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    ppa = MoneyLineFactory(ppa__under_review=True, amount=160).ppa
    sign_in("budget_officer")

    client.post(
        reverse("monitoring_ceilings:allow", args=[ceiling.pk]), {"ppa": ppa.pk, "reason": "The Cabinet promised it."}
    )

    assert CeilingOverride.objects.get().excess == 60


@pytest.mark.parametrize("role", ["oobc_planner", "ocm_leadership", "mao_focal"])
def test_ceiling_forms_when_opened_by_others_then_are_closed(client, sign_in, role):
    ceiling = CeilingManagementFactory()
    sign_in(role)

    for url in (
        reverse("monitoring_ceilings:add"),
        reverse("monitoring_ceilings:edit", args=[ceiling.pk]),
        reverse("monitoring_ceilings:allow", args=[ceiling.pk]),
    ):
        assert client.get(url).status_code in (302, 403, 404)
