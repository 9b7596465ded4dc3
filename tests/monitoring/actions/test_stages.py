"""A PPA on its way through the six stages: what each act does, what it refuses, and who is told."""

import datetime

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions import calendar, stages
from portal.monitoring.calendar import load
from portal.monitoring.enums import DocumentKind, Stage, StageState
from portal.monitoring.models import BudgetCalendar, MonitoringEntryWorkflowStage
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.core.factories import PrivateFileFactory
from tests.monitoring.factories import (
    BudgetCalendarFactory,
    MonitoringEntryFactory,
    MonitoringEntryWorkflowStageFactory,
)
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return UserFactory(role="oobc_planner")


@pytest.fixture
def stage():
    return MonitoringEntryWorkflowStageFactory()


def last_act():
    return ModelLogEntry.objects.order_by("pk").last()


def test_lay_out_when_the_calendar_has_days_then_the_six_stages_are_due_on_them(planner):
    list(load())
    ppa = MonitoringEntryFactory()

    stages.lay_out(ppa, fiscal_year=2027, by=planner)

    due = dict(BudgetCalendar.objects.filter(fiscal_year=2027).values_list("stage", "due_on"))
    assert dict(ppa.stages.values_list("stage", "due_on")) == due
    assert set(due) == set(Stage.values)
    assert last_act().action == "monitoring.lay_out_stages"


def test_lay_out_when_some_are_there_then_they_stay_as_they_are(planner):
    list(load())
    stage = MonitoringEntryWorkflowStageFactory(fiscal_year=2026, blocked=True)

    made = stages.lay_out(stage.ppa, fiscal_year=2026, by=planner)

    stage.refresh_from_db()
    assert (len(made), stage.state) == (5, StageState.BLOCKED)
    assert stages.lay_out(stage.ppa, fiscal_year=2026, by=planner) == []


def test_lay_out_when_the_calendar_has_no_days_then_is_refused(planner):
    with pytest.raises(ActionRefused, match="no days for 2031"):
        stages.lay_out(MonitoringEntryFactory(), fiscal_year=2031, by=planner)


def test_stage_when_begun_blocked_freed_and_completed_then_moves_and_each_step_is_recorded(stage, planner):
    acts = [
        (lambda: stages.begin(stage, by=planner), StageState.IN_PROGRESS),
        (lambda: stages.block(stage, reason="The study is missing.", by=planner), StageState.BLOCKED),
        (lambda: stages.unblock(stage, by=planner), StageState.IN_PROGRESS),
        (lambda: stages.complete(stage, by=planner), StageState.COMPLETED),
        (lambda: stages.reopen(stage, by=planner), StageState.IN_PROGRESS),
    ]

    assert [act().state for act, _expected in acts] == [expected for _act, expected in acts]

    recorded = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    steps = ["begin_stage", "block_stage", "unblock_stage", "complete_stage", "reopen_stage"]
    assert list(recorded) == [f"monitoring.{step}" for step in steps]
    assert all("missing" not in str(row.data) for row in ModelLogEntry.objects.all())


def test_stage_when_an_act_comes_twice_then_it_is_done_once(stage, planner):
    for _time in range(2):
        stages.begin(stage, by=planner)
    for _time in range(2):
        stages.complete(stage, by=planner)

    assert ModelLogEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("trait", "act", "sentence"),
    [
        ({"done": True}, lambda stage, by: stages.begin(stage, by=by), "begun already"),
        ({"blocked": True}, lambda stage, by: stages.complete(stage, by=by), "blocks this stage"),
        ({}, lambda stage, by: stages.unblock(stage, by=by), "Nothing blocks"),
        ({}, lambda stage, by: stages.reopen(stage, by=by), "Only a completed stage"),
        ({}, lambda stage, by: stages.block(stage, reason=" ", by=by), "Say what blocks it"),
        ({"done": True}, lambda stage, by: stages.block(stage, reason="Rain.", by=by), "is completed"),
        ({"done": True}, lambda stage, by: stages.set_due(stage, due_on=None, by=by), "is completed"),
    ],
)
def test_stage_when_an_act_does_not_fit_its_state_then_is_refused(planner, trait, act, sentence):
    with pytest.raises(ActionRefused, match=sentence):
        act(MonitoringEntryWorkflowStageFactory(**trait), planner)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("oobc_staff", False),
        ("oobc_planner", True),
        ("budget_officer", True),
        ("me_officer", True),
        ("ocm_leadership", False),
        ("administrator", False),
    ],
)
def test_stage_when_moved_by_a_role_then_only_those_who_report_or_review_may(stage, role, may):
    person = UserFactory(role=role)

    if may:
        assert stages.begin(stage, by=person).state == StageState.IN_PROGRESS
    else:
        with pytest.raises(ActionRefused, match="Your role"):
            stages.begin(stage, by=person)


def test_stage_when_moved_by_an_office_then_only_the_own_one(stage):
    own = FocalPersonFactory(membership__organization=stage.ppa.lead_organization).membership.user
    other = FocalPersonFactory().membership.user

    stages.begin(stage, by=own)

    with pytest.raises(ActionRefused):
        stages.complete(stage, by=other)


def test_stage_when_given_to_somebody_then_they_are_told_and_may_move_it(stage, planner):
    colleague = UserFactory(role="oobc_staff")

    stages.assign(stage, owner=colleague, by=planner)

    assert InboxMessage.objects.get().user == colleague
    assert stages.begin(stage, by=colleague).state == StageState.IN_PROGRESS


def test_stage_when_given_to_somebody_who_cannot_open_the_ppa_then_is_refused(stage, planner):
    with pytest.raises(ActionRefused, match="cannot open the PPA"):
        stages.assign(stage, owner=UserFactory(role="administrator"), by=planner)


def test_stage_when_blocked_then_its_office_is_told_without_the_reason(stage, planner):
    focal = FocalPersonFactory(membership__organization=stage.ppa.lead_organization).membership.user

    stages.block(stage, reason="The study is missing.", by=planner)

    notice = InboxMessage.objects.get(user=focal)
    assert notice.path == stage.get_absolute_url()
    assert "study" not in notice.body


def test_stage_when_a_paper_is_added_then_it_can_be_opened_by_its_office_alone(stage, planner):
    own = FocalPersonFactory(membership__organization=stage.ppa.lead_organization).membership.user
    other = FocalPersonFactory().membership.user
    file = PrivateFileFactory(uploaded_by=planner)

    stages.add_document(stage, kind=DocumentKind.HEARING_NOTES, file=file, by=planner)

    seen = [type(file).objects.visible_to(user).filter(pk=file.pk).exists() for user in (own, planner, other)]
    assert seen == [True, True, False]


def test_calendar_when_a_day_changes_then_stages_due_on_it_move_and_others_stay(planner):
    row = BudgetCalendarFactory(fiscal_year=2027, stage=Stage.FORMULATION, due_on=datetime.date(2026, 6, 30))
    day, own = datetime.date(2026, 7, 15), datetime.date(2026, 6, 1)
    of_the_calendar, by_hand, done = (
        MonitoringEntryWorkflowStageFactory(fiscal_year=2027, due_on=due, **trait)
        for due, trait in [(row.due_on, {}), (own, {}), (row.due_on, {"done": True})]
    )

    calendar.set_days(2027, Stage.FORMULATION, opens_on=row.opens_on, due_on=day, by=planner)

    due = dict(MonitoringEntryWorkflowStage.objects.values_list("pk", "due_on"))
    assert due == {of_the_calendar.pk: day, by_hand.pk: own, done.pk: row.due_on}


def test_calendar_when_set_by_an_office_or_backwards_then_is_refused(planner):
    days = {"opens_on": datetime.date(2026, 5, 1), "due_on": datetime.date(2026, 4, 1)}

    with pytest.raises(ActionRefused, match="before it begins"):
        calendar.set_days(2027, Stage.FORMULATION, **days, by=planner)
    with pytest.raises(ActionRefused, match="Your role"):
        calendar.set_days(2027, Stage.FORMULATION, **days, by=FocalPersonFactory().membership.user)


def test_calendar_when_loaded_again_then_the_days_of_the_office_stay():
    list(load())
    BudgetCalendar.objects.filter(fiscal_year=2026, stage=Stage.FORMULATION).update(due_on=datetime.date(2025, 6, 20))

    loaded = next(load())

    assert (loaded.rows, loaded.created) == (18, 0)
    assert BudgetCalendar.objects.get(fiscal_year=2026, stage=Stage.FORMULATION).due_on.day == 20
