"""The screens of results: the section on a PPA, its edit pages, the queue of reported values, the library, lessons."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.waiting import waiting_for
from portal.monitoring.actions.results import mark_of
from portal.monitoring.enums import ActualState, InterventionType
from portal.monitoring.models import Outcome, OutcomeIndicator, OutcomePeriod
from tests.accounts.factories import UserFactory
from tests.geography.factories import RegionFactory
from tests.monitoring.factories import (
    DisaggregationFactory,
    MonitoringEntryFactory,
    OutcomeFactory,
    OutcomeIndicatorFactory,
    OutcomePeriodFactory,
    PPAPlaceFactory,
)
from tests.organizations.factories import OrganizationMembershipFactory

THIS_YEAR = timezone.localdate().year
QUEUE, LIBRARY, LESSONS = "/admin/programs/reported-results/", "/admin/programs/indicators/", "/admin/programs/lessons/"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def officer(client):
    user = UserFactory(role="me_officer")
    client.force_login(user)
    return user


def editor_of(ppa, client):
    user = OrganizationMembershipFactory(organization=ppa.lead_organization).user
    client.force_login(user)
    return user


def act(name, row):
    return reverse(name, args=[row.pk])


def shown(response):
    return {row.pk for row in response.context["table"].data}


# ---- On the page of a PPA --------------------------------------------------------------------------------------------


def test_ppa_page_when_it_has_results_then_shows_periods_rate_and_coverage(client, officer):
    met = OutcomePeriodFactory(approved=True, actual=Decimal(80), outcome__indicator="Births attended")
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=met.outcome.ppa), reported=True, actual=Decimal("1234.5"))

    text = client.get(met.outcome.ppa.get_absolute_url()).text

    for words in ("Births attended", "100.00 %", "50.00 %", "1,234.5", "Reported, not yet approved", "met"):
        assert words in text
    assert "fewer than half" not in text


def test_ppa_page_when_few_results_can_be_judged_then_says_so(client, officer):
    ppa = OutcomePeriodFactory(approved=True).outcome.ppa
    for _number in range(2):
        OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa))

    assert "fewer than half" in client.get(ppa.get_absolute_url()).text


def test_ppa_page_when_there_are_more_results_then_asks_as_many_queries(client, officer, count_queries):
    ppa = OutcomePeriodFactory().outcome.ppa
    few = count_queries(client, ppa.get_absolute_url())
    for _number in range(4):
        OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa))

    assert count_queries(client, ppa.get_absolute_url()) == few


def test_result_when_chosen_from_the_library_then_is_added_with_its_unit(client):
    row = OutcomeIndicatorFactory(unit="households")
    ppa = MonitoringEntryFactory()
    editor_of(ppa, client)

    answer = client.post(
        act("monitoring_ppas:add_outcome", ppa), {"level": "outcome", "library_indicator": row.pk, "baseline": "1,200"}
    )

    outcome = Outcome.objects.get()
    assert answer.url == outcome.get_absolute_url()
    assert (outcome.indicator, outcome.unit, outcome.baseline) == (row.indicator_name, "households", 1200)


def test_result_when_neither_chosen_nor_described_then_says_what_is_missing(client):
    ppa = MonitoringEntryFactory()
    editor_of(ppa, client)

    answer = client.post(act("monitoring_ppas:add_outcome", ppa), {"level": "outcome"})

    assert set(answer.context["form"].errors) == {"indicator", "unit", "direction", "year_value"}


def test_library_when_offered_then_the_ppa_s_own_kind_stands_first_and_what_is_out_of_use_not_at_all(client):
    OutcomeIndicatorFactory(category=InterventionType.EDUCATION)
    OutcomeIndicatorFactory(category=InterventionType.LIVELIHOOD)
    OutcomeIndicatorFactory(category=InterventionType.HEALTH, is_active=False)
    ppa = MonitoringEntryFactory(intervention_type=InterventionType.LIVELIHOOD)
    editor_of(ppa, client)

    choices = client.get(act("monitoring_ppas:add_outcome", ppa)).context["form"].fields["library_indicator"].choices

    assert [label for label, _rows in choices][1:] == ["Livelihood", "Education"]


def test_values_when_reported_in_the_table_then_only_changed_ones_are(client):
    first = OutcomePeriodFactory(fiscal_year=THIS_YEAR)
    kept = OutcomePeriodFactory(outcome=OutcomeFactory(ppa=first.outcome.ppa), fiscal_year=THIS_YEAR, reported=True)
    editor = editor_of(first.outcome.ppa, client)

    client.post(
        act("monitoring_ppas:report_results", first.outcome.ppa),
        {f"actual_{first.pk}": "1,070.5", f"note_{first.pk}": "Counted.", f"actual_{kept.pk}": "70"},
    )

    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.actual, first.note, first.reported_by) == (Decimal("1070.5"), "Counted.", editor)
    assert kept.reported_by != editor


def test_values_when_one_in_the_table_is_no_number_then_none_is_reported_and_it_stays_typed(client):
    first = OutcomePeriodFactory(fiscal_year=THIS_YEAR)
    second = OutcomePeriodFactory(outcome=OutcomeFactory(ppa=first.outcome.ppa), fiscal_year=THIS_YEAR)
    editor_of(first.outcome.ppa, client)

    text = client.post(
        act("monitoring_ppas:report_results", first.outcome.ppa),
        {f"actual_{first.pk}": "5", f"actual_{second.pk}": "many"},
    ).text

    assert "Enter a number." in text
    assert 'value="many"' in text
    assert not OutcomePeriod.objects.exclude(actual_state="").exists()


# ---- A result and its periods ----------------------------------------------------------------------------------------


def test_result_page_when_read_by_its_office_then_offers_what_the_office_may(client):
    period = OutcomePeriodFactory()
    editor_of(period.outcome.ppa, client)

    text = client.get(period.outcome.get_absolute_url()).text

    assert act("monitoring_results:report", period) in text
    assert act("monitoring_results:revise_target", period) not in text
    assert act("monitoring_outcomes:change", period.outcome) not in text


def test_result_page_when_read_by_an_officer_then_offers_targets_and_approval(client, officer):
    period = OutcomePeriodFactory(reported=True)

    text = client.get(period.outcome.get_absolute_url()).text

    for name in ("approve", "revise_target"):
        assert act(f"monitoring_results:{name}", period) in text
    assert act("monitoring_outcomes:set_target", period.outcome) in text


def test_target_when_set_on_its_page_then_stands(client, officer):
    outcome = OutcomeFactory()

    client.post(
        act("monitoring_outcomes:set_target", outcome), {"fiscal_year": THIS_YEAR, "quarter": "2", "target": "2,500"}
    )

    period = outcome.periods.get()
    assert (period.fiscal_year, period.quarter, period.target) == (THIS_YEAR, 2, 2500)


def test_target_when_revised_on_its_page_then_asks_for_the_reason(client, officer):
    period = OutcomePeriodFactory()
    address = act("monitoring_results:revise_target", period)

    refused = client.post(address, {"target": "60"})
    client.post(address, {"target": "60", "reason": "The flood."})

    period.refresh_from_db()
    assert "reason" in refused.context["form"].errors
    assert period.target == 60


def test_value_when_reported_on_its_page_then_takes_its_groups(client):
    period = OutcomePeriodFactory(fiscal_year=THIS_YEAR)
    editor_of(period.outcome.ppa, client)
    address = act("monitoring_results:report", period)

    half = client.post(address, {"actual": "70", "group_1": "Women and girls"})
    client.post(address, {"actual": "70", "group_1": "Women and girls", "part_1": "35", "group_2": "", "part_2": ""})

    assert "part_1" in half.context["form"].errors
    assert period.parts.get().actual == 35


def test_value_page_when_it_has_groups_and_was_sent_back_then_says_so(client, officer):
    period = OutcomePeriodFactory(returned=True)
    DisaggregationFactory(period=period)

    text = client.get(period.get_absolute_url()).text

    for words in ("Women and girls", "Count the first half too.", "Sent back for revision"):
        assert words in text


def test_value_when_reported_again_while_it_is_looked_at_then_approval_shows_the_new_one(client, officer):
    period = OutcomePeriodFactory(reported=True)
    address = act("monitoring_results:approve", period)
    old = mark_of(period)
    OutcomePeriod.objects.filter(pk=period.pk).update(actual=Decimal(99))

    text = client.post(address, {"shown": old}).text
    period.refresh_from_db()
    client.post(address, {"shown": mark_of(period)})

    assert "It was changed meanwhile" in text
    period.refresh_from_db()
    assert (period.actual_state, period.decided_by) == (ActualState.APPROVED, officer)


def test_rows_of_another_office_when_asked_for_then_do_not_exist(client):
    period = OutcomePeriodFactory(reported=True)
    editor_of(MonitoringEntryFactory(), client)

    addresses = [period.get_absolute_url(), period.outcome.get_absolute_url(), act("monitoring_results:report", period)]

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert shown(client.get(QUEUE)) == set()


# ---- The queue -------------------------------------------------------------------------------------------------------


def test_queue_when_filtered_by_state_then_shows_what_is_in_it(client, officer):
    waits, approved = OutcomePeriodFactory(reported=True), OutcomePeriodFactory(approved=True)
    missing = OutcomePeriodFactory(fiscal_year=THIS_YEAR - 1)
    OutcomePeriodFactory(fiscal_year=THIS_YEAR + 1)

    states = {state: shown(client.get(f"{QUEUE}?state={state}")) for state in ("reported", "approved", "missing")}

    assert states == {"reported": {waits.pk}, "approved": {approved.pk}, "missing": {missing.pk}}


def test_values_when_approved_together_then_each_stands_for_itself(client, officer):
    first, second = OutcomePeriodFactory(reported=True), OutcomePeriodFactory(reported=True)
    own = OutcomePeriodFactory(reported=True, reported_by=officer)
    rows = [first, second, own]
    marks = {f"shown-{row.pk}": mark_of(row) for row in rows}
    OutcomePeriod.objects.filter(pk=second.pk).update(actual=Decimal(1))

    asked = client.get(act_many(rows)).text
    done = client.post("/admin/programs/reported-results/approve-many/", {"id": [row.pk for row in rows], **marks}).text

    assert mark_of(first) in asked
    assert ("1 of 3 done" in done, "somebody else decides" in done, "changed meanwhile" in done) == (True, True, True)
    assert set(OutcomePeriod.objects.filter(actual_state="approved")) == {first}


def act_many(rows):
    return "/admin/programs/reported-results/approve-many/?" + "&".join(f"id={row.pk}" for row in rows)


def test_queue_when_it_grows_then_queries_stay_the_same(client, officer, count_queries):
    OutcomePeriodFactory(reported=True)
    few = {address: count_queries(client, address) for address in (QUEUE, "/admin/programs/results/")}
    for _number in range(4):
        OutcomePeriodFactory(reported=True)

    assert few == {address: count_queries(client, address) for address in few}
    assert max(few.values()) <= 20


def test_exports_when_taken_then_hold_the_rows(client, officer):
    period = OutcomePeriodFactory(approved=True, actual=Decimal(80), outcome__indicator="Births attended")
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=period.outcome.ppa), reported=True)

    results = b"".join(client.get("/admin/programs/results/?export=csv").streaming_content).decode()
    values = b"".join(client.get(f"{QUEUE}?export=csv").streaming_content).decode()

    assert "Births attended" in results
    assert "106.67" in results
    assert len(values.splitlines()) == 3


def test_home_when_values_wait_then_names_them_for_who_decides_and_who_reports(officer):
    OutcomePeriodFactory(reported=True)
    returned = OutcomePeriodFactory(returned=True)
    editor = OrganizationMembershipFactory(organization=returned.outcome.ppa.lead_organization).user
    OutcomePeriod.objects.filter(pk=returned.pk).update(reported_by=editor)
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=returned.outcome.ppa), fiscal_year=THIS_YEAR - 1)

    def lines(user):
        return {str(line.text): line.count for line in waiting_for(user)}

    assert lines(officer) == {"Results to approve": 1}
    assert lines(editor) == {"Results sent back to you": 1, "Results not reported": 1}


# ---- The library -----------------------------------------------------------------------------------------------------

NEW = {
    "code": "wells-that-work",
    "category": "infrastructure",
    "level": "outcome",
    "indicator_name": "Wells that work after a year",
    "definition": "Wells that give water a year after they were drilled.",
    "measurement_method": "Wells that give water, divided by wells drilled, times 100.",
    "data_source": "Visits of the municipal engineer",
    "defined_by": "Global indicator framework, 6.1.1",
    "unit": "percent",
    "direction": "increase",
    "frequency": "annual",
    "year_value": "last",
    "related_sdg": "6.1.1",
}


def test_indicator_when_added_by_an_officer_then_can_be_chosen_and_changed(client, officer):
    client.post(f"{LIBRARY}new/", NEW)
    row = OutcomeIndicator.objects.get()
    client.post(act("monitoring_indicators:edit", row), {**NEW, "data_source": "A survey"})

    row.refresh_from_db()
    assert (row.code, row.data_source, row.is_active) == ("wells-that-work", "A survey", True)


def test_indicator_when_a_ppa_measures_by_it_then_keeps_its_unit(client, officer):
    row = OutcomeFactory(of_library=True).library_indicator
    typed = {**NEW, "code": row.code, "unit": "wells"}

    text = client.post(act("monitoring_indicators:edit", row), typed).text

    row.refresh_from_db()
    assert "add another one" in text
    assert row.unit == "percent"


def test_indicator_when_taken_out_of_use_then_stays_and_can_come_back(client, officer):
    row = OutcomeFactory(of_library=True).library_indicator

    client.post(act("monitoring_indicators:deactivate", row))
    row.refresh_from_db()
    was = row.is_active
    client.post(act("monitoring_indicators:activate", row))

    row.refresh_from_db()
    assert (was, row.is_active) == (False, True)


@pytest.mark.parametrize("role", ["oobc_staff", "oobc_planner", "budget_officer", "ocm_leadership"])
def test_library_when_seen_by_others_then_is_read_only(client, role):
    client.force_login(UserFactory(role=role))
    row = OutcomeIndicatorFactory()

    assert client.get(row.get_absolute_url()).status_code == 200
    assert act("monitoring_indicators:edit", row) not in client.get(LIBRARY).text
    assert client.post(f"{LIBRARY}new/", NEW).status_code == 302
    assert OutcomeIndicator.objects.count() == 1


def test_library_when_searched_then_finds_by_words_category_level_code_and_use(client, officer):
    used = OutcomeFactory(of_library=True).library_indicator
    OutcomeFactory(library_indicator=used)
    school = OutcomeIndicatorFactory(
        category="education", level="impact", indicator_name="Pupils who can read", related_sdg="4.1.1"
    )
    expected = {
        "q=read pupils": {school.pk},
        "q=4.1.1": {school.pk},
        f"q={used.code}": {used.pk},
        "category=education": {school.pk},
        "level=impact": {school.pk},
        "used=yes": {used.pk},
        "used=no": {school.pk},
    }

    found = {query: shown(client.get(f"{LIBRARY}?{query}")) for query in expected}

    assert found == expected
    assert "used by 2 PPAs" in client.get(LIBRARY).text


# ---- Lessons ---------------------------------------------------------------------------------------------------------


def learned(response):
    return {ppa.pk for ppa, _texts in response.context["lessons"]}


def test_lessons_when_searched_and_filtered_then_show_what_fits(client, officer):
    region = RegionFactory()
    drill = MonitoringEntryFactory(lessons_learned="Drill the wells in March.", title="Water")
    PPAPlaceFactory(ppa=drill, municipality__province__region=region)
    copy = MonitoringEntryFactory(best_practices="Ask the elders first.", intervention_type="health")
    MonitoringEntryFactory()
    expected = {
        "": {drill.pk, copy.pk},
        "q=march drill": {drill.pk},
        "q=elders": {copy.pk},
        "q=nothing": set(),
        "kind=best_practices": {copy.pk},
        f"lead_organization={copy.lead_organization_id}": {copy.pk},
        f"region={region.pk}": {drill.pk},
    }

    assert {query: learned(client.get(f"{LESSONS}?{query}")) for query in expected} == expected


def test_lessons_when_read_then_stand_in_full_with_line_breaks(client, officer):
    MonitoringEntryFactory(lessons_learned="First.\nSecond <b>.")

    assert "First.<br>Second &lt;b&gt;." in client.get(LESSONS).text


def test_lessons_when_written_on_the_ppa_then_are_found(client):
    ppa = MonitoringEntryFactory(completed=True)
    editor_of(ppa, client)

    client.post(act("monitoring_ppas:write_lessons", ppa), {"lessons_learned": "Drill in March."})

    assert learned(client.get(LESSONS)) == {ppa.pk}
    assert "Drill in March." in client.get(ppa.get_absolute_url()).text


def test_lessons_when_of_another_office_then_an_office_does_not_read_them(client):
    MonitoringEntryFactory(lessons_learned="Ours.")
    editor_of(MonitoringEntryFactory(), client)

    assert learned(client.get(LESSONS)) == set()
