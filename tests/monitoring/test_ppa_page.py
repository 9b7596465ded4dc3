"""The page of a PPA: what to do first, what is missing, what is known in short; and pesos as people type them."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone

from portal.monitoring.desk.duties import duties_of, short_of, steps_to_propose
from portal.monitoring.desk.words import said_and_not
from portal.monitoring.figures.stages import by_stage
from portal.monitoring.forms.acts import OverrideForm
from portal.monitoring.forms.amounts import PesosField
from portal.monitoring.models import MonitoringEntry, MonitoringEntryWorkflowStage
from portal.monitoring.stages.words import is_late
from tests.core.factories import SectorFactory
from tests.monitoring.factories import (
    BudgetJustificationFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
    NeedAddressedFactory,
    ProgressUpdateFactory,
)

LIST = "/admin/programs/ppas/"


def done(steps):
    return [step.is_done for step in steps]


def labels(links):
    return [label for label, _url in links]


# ---- What to do ------------------------------------------------------------------------------------------------------


def test_steps_when_a_draft_is_empty_then_all_four_are_open_and_lead_to_their_forms(desk):
    ppa = MonitoringEntryFactory(lead_organization=desk.office)

    steps = steps_to_propose(ppa, desk.focal)

    assert done(steps) == [False] * 4
    assert [step.url.split("/")[-3] for step in steps] == ["edit", "line", "linking", "justification"]


def test_steps_when_a_draft_says_it_all_then_are_done(desk):
    ppa = MonitoringEntryFactory(lead_organization=desk.office, sector=SectorFactory(), with_money=1000)
    NeedAddressedFactory(ppa=ppa)
    BudgetJustificationFactory(ppa=ppa)

    assert done(steps_to_propose(ppa, desk.focal)) == [True] * 4


def test_steps_when_it_answers_no_need_and_says_why_then_needs_are_done(desk):
    ppa = desk.ppa()

    assert done(steps_to_propose(ppa, desk.focal)) == [True] * 4


def test_steps_when_read_by_somebody_who_cannot_write_it_then_there_are_none(desk):
    assert steps_to_propose(desk.ppa(), desk.officer) == []


def test_page_when_a_draft_lacks_something_then_offers_that_and_not_to_propose(client, desk):
    ppa = MonitoringEntryFactory(lead_organization=desk.office, sector=SectorFactory())
    client.force_login(desk.focal)

    text = client.get(ppa.get_absolute_url()).text

    assert "Write the budget justification</a>" in text
    assert f"{LIST}propose/{ppa.pk}/" not in text


def test_duties_when_a_quarter_is_owed_then_the_office_is_sent_to_report_it(desk):
    begun = timezone.localdate() - datetime.timedelta(days=200)
    ppa = MonitoringEntryFactory(lead_organization=desk.office, in_execution=True, actual_start=begun)

    assert labels(duties_of(ppa, desk.editor))[0].startswith("Report Q")
    assert duties_of(ppa, desk.leader) == []


def test_duties_when_money_can_move_then_who_pays_is_sent_to_enter_it(desk):
    ppa = MonitoringEntryFactory(enacted=True, with_money=1000)

    assert labels(duties_of(ppa, desk.officer)) == ["Enter what happened to its money"]


# ---- In short --------------------------------------------------------------------------------------------------------


def test_short_when_in_execution_then_says_money_rates_work_and_end(db):
    ppa = MonitoringEntryFactory(in_execution=True, planned_end=datetime.date(2026, 12, 8))
    line = MoneyLineFactory(ppa=ppa, amount=Decimal(1000))
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=Decimal(500))
    ProgressUpdateFactory(ppa=ppa, fiscal_year=2026, quarter=1, actual_pct=Decimal(40))

    assert dict(short_of(ppa)) == {
        "Granted by law (₱)": "1,000.00",
        "Obligated": "50.00 %",
        "Paid": "0.00 %",
        "Work done, Q1 2026": "40 %",
        "Ends": "8 Dec 2026",
    }


def test_short_when_nobody_reported_of_a_published_act_then_says_what_was_granted_alone(db):
    ppa = MonitoringEntryFactory(published=True, with_money=1000)

    assert dict(short_of(ppa)) == {"Granted by law (₱)": "1,000.00"}


def test_money_when_nobody_reported_of_a_published_act_then_is_not_called_zero_nor_lapsed(client, desk):
    ppa = MonitoringEntryFactory(published=True)
    MoneyLineFactory(ppa=ppa, fiscal_year=2020)
    client.force_login(desk.officer)

    text = client.get(ppa.get_absolute_url()).text

    assert "What was obligated and paid of it is not reported." in text
    assert "lapsed" not in text


def test_said_and_not_when_facts_are_empty_then_their_labels_stand_apart():
    found = said_and_not([("Title", "A well"), ("Partners", ""), ("Sector", None), ("Zero", "0")])

    assert found == {"rows": [("Title", "A well"), ("Zero", "0")], "unsaid": ["Partners", "Sector"]}


# ---- What is late, and what stands first -----------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["rejected", "cancelled"])
def test_stage_when_its_ppa_was_given_up_then_is_not_late(db, trait):
    stage = MonitoringEntryWorkflowStageFactory(late=True, ppa=MonitoringEntryFactory(**{trait: True}))
    rows = MonitoringEntryWorkflowStage.objects.all()

    assert not rows.late().exists()
    assert not is_late(stage, timezone.localdate())
    assert sum(each.late for each in by_stage(rows)) == 0


def test_list_when_opened_then_what_people_plan_stands_before_a_published_act(client, desk):
    planned = MonitoringEntryFactory(title="Planned")
    MonitoringEntryFactory(published=True, title="Published")
    MonitoringEntry.objects.filter(pk=planned.pk).update(created_at=timezone.now() - datetime.timedelta(days=900))
    client.force_login(desk.planner)

    rows = client.get(LIST).context["table"].data

    assert [row.title for row in rows] == ["Planned", "Published"]


# ---- Forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1234567.5", "1,234,567.50", "₱ 1,234,567.50", "1 234 567.5"])
def test_pesos_when_typed_as_people_write_them_then_are_read(typed):
    assert PesosField().clean(typed) == Decimal("1234567.5")


@pytest.mark.parametrize("typed", ["many", "1.234", "999999999999999"])
def test_pesos_when_they_are_none_then_are_refused(typed):
    with pytest.raises(forms.ValidationError):
        PesosField().clean(typed)


def test_pesos_when_known_then_are_shown_with_commas():
    assert PesosField().prepare_value(Decimal("1234567.5")) == "1,234,567.50"


def test_override_when_asked_of_somebody_who_cannot_give_it_then_is_not_asked(desk):
    ppa = desk.ppa(under_review=True)

    assert "override_reason" in OverrideForm(ppa=ppa, user=desk.officer).fields
    assert "override_reason" not in OverrideForm(ppa=ppa, user=desk.leader).fields
