"""Milestones of recommendations: what is to be done by when, after what, by whom; and who is told."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.shown import MovedOn
from portal.notifications.models import InboxMessage
from portal.policies.actions import tracking
from portal.policies.enums import MilestoneState
from portal.policies.models import PolicyImplementationMilestone, PolicyRecommendation
from portal.policies.sweeps import remind_of_milestones
from tests.accounts.factories import UserFactory
from tests.policies.factories import PolicyImplementationMilestoneFactory as MilestoneFactory
from tests.policies.factories import in_days

Milestone = PolicyImplementationMilestone


def values(desk, **given):
    plain = {
        "title": "Sites are chosen",
        "description": "Ten of them.",
        "target_date": in_days(30),
        "responsible_organization": desk.office,
        "responsible_person": None,
        "depends_on": [],
    }
    return {**plain, **given}


def of(row):
    """The same again, as the form would send it."""
    return {**{name: getattr(row, name) for name in tracking.OWN}, "depends_on": list(row.depends_on.all())}


def acts(policy):
    rows = ModelLogEntry.objects.for_instance(policy).filter(action__contains="milestone").order_by("pk")
    return list(rows.values_list("action", flat=True))


def told(kind):
    rows = InboxMessage.objects.filter(kind=f"policies.{kind}").order_by("pk")
    return sorted(str(row.user) for row in rows)


@pytest.fixture
def policy(desk):
    return desk.policy(approved=True)


@pytest.fixture
def milestone(desk, policy):
    return MilestoneFactory(policy=policy, responsible_organization=desk.office, title="Sites are chosen")


def test_add_when_it_names_what_comes_before_then_is_there_on_record_and_the_office_is_told(desk, policy, milestone):
    row = tracking.add_milestone(
        policy, values=values(desk, title="Ice is there", depends_on=[milestone]), by=desk.analyst
    )

    assert (row.state, list(row.depends_on.all()), row.created_by) == ("not_started", [milestone], desk.analyst)
    assert acts(policy) == ["policies.add_milestone"]
    assert told("milestone_given") == [str(desk.focal)]


def test_add_when_nobody_answers_for_it_or_its_name_is_there_then_is_refused(desk, policy, milestone):
    for wrong in ({"responsible_organization": None, "title": "Ice"}, {"title": "Sites are chosen"}):
        with pytest.raises(ValidationError):
            tracking.add_milestone(policy, values=values(desk, **wrong), by=desk.analyst)
    assert Milestone.objects.count() == 1


def test_add_when_the_person_cannot_open_the_recommendation_then_is_refused(desk):
    draft = desk.policy(published=False)

    with pytest.raises(ActionRefused, match="cannot open"):
        tracking.add_milestone(draft, values=values(desk, responsible_person=desk.stranger), by=desk.analyst)


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "implemented"])
def test_add_when_the_recommendation_has_ended_then_is_refused(desk, state):
    policy = desk.policy(**{state: True})

    with pytest.raises(ActionRefused):
        tracking.add_milestone(policy, values=values(desk), by=desk.analyst)


MAY = {
    "analyst": {"add", "change", "report", "complete", "give_up", "reopen"},
    "staff": {"add", "change", "report", "complete", "give_up", "reopen"},
    "me_officer": {"add", "change", "report", "complete", "give_up", "reopen"},
    "focal": {"report", "complete"},
    "leader": set(),
    "stranger": set(),
    "person": {"report", "complete"},
}


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("act", ["add", "change", "report", "complete", "give_up", "reopen"])
def test_act_when_done_by_each_role_then_goes_or_is_refused(desk, policy, who, act):
    person = UserFactory(role="budget_officer")
    state = MilestoneState.CANCELLED if act == "reopen" else MilestoneState.NOT_STARTED
    row = MilestoneFactory(policy=policy, responsible_organization=desk.office, responsible_person=person, state=state)
    user = person if who == "person" else getattr(desk, who)
    run = {
        "add": lambda: tracking.add_milestone(policy, values=values(desk), by=user),
        "change": lambda: tracking.change_milestone(row, values={**of(row), "title": "Else"}, by=user),
        "report": lambda: tracking.report_milestone(row, note="Half of it.", by=user),
        "complete": lambda: tracking.complete_milestone(row, on=timezone.localdate(), by=user),
        "give_up": lambda: tracking.give_up_milestone(row, reason="No road.", by=user),
        "reopen": lambda: tracking.reopen_milestone(row, reason="A road came.", by=user),
    }[act]

    if act in MAY[who]:
        run()
        assert len(acts(policy)) == 1
    else:
        with pytest.raises(ActionRefused):
            run()
        assert acts(policy) == []


def test_change_when_milestones_would_wait_for_each_other_then_is_refused(desk, policy):
    first, second, third = (MilestoneFactory(policy=policy) for _number in range(3))
    second.depends_on.add(first)
    third.depends_on.add(second)

    for waits_for in ([third], [first], [second]):
        with pytest.raises(ActionRefused, match="wait for each other"):
            tracking.change_milestone(first, values={**of(first), "depends_on": waits_for}, by=desk.analyst)
    tracking.change_milestone(third, values={**of(third), "depends_on": [first, second]}, by=desk.analyst)

    assert (first.depends_on.count(), third.depends_on.count()) == (0, 2)


def test_change_when_it_waits_for_a_milestone_of_another_recommendation_then_is_refused(desk, milestone):
    with pytest.raises(ActionRefused, match="same recommendation"):
        tracking.change_milestone(
            milestone, values={**of(milestone), "depends_on": [MilestoneFactory()]}, by=desk.analyst
        )


def test_change_when_somebody_changed_it_meanwhile_then_is_refused_and_names_them(desk, milestone):
    shown = tracking.milestone_mark(milestone)
    tracking.change_milestone(milestone, values={**of(milestone), "title": "Else"}, shown=shown, by=desk.staff)

    with pytest.raises(MovedOn, match=str(desk.staff)):
        tracking.change_milestone(milestone, values={**of(milestone), "title": "Other"}, shown=shown, by=desk.analyst)

    assert Milestone.objects.get(pk=milestone.pk).title == "Else"


def test_change_when_nothing_differs_then_is_not_on_record(desk, policy, milestone):
    tracking.change_milestone(milestone, values=of(milestone), by=desk.analyst)

    assert acts(policy) == []


def test_report_when_made_then_work_goes_on_and_the_newest_stands(desk, milestone):
    tracking.report_milestone(milestone, note=" Four sites. ", by=desk.focal)
    row = tracking.report_milestone(milestone, note="Six sites.", by=desk.focal)

    assert (row.state, row.notes) == ("in_progress", "Six sites.")
    with pytest.raises(ActionRefused):
        tracking.report_milestone(milestone, note=" ", by=desk.focal)


def test_complete_when_done_then_its_day_stands_and_lateness_follows_from_it(desk, policy):
    row = MilestoneFactory(policy=policy, late=True)

    assert row.days_late() == 10
    row = tracking.complete_milestone(row, on=in_days(-4), note="There.", by=desk.analyst)

    assert (row.state, row.actual_completion_date, row.notes, row.days_late()) == (
        "completed",
        in_days(-4),
        "There.",
        6,
    )
    assert tracking.complete_milestone(row, on=in_days(-1), by=desk.analyst).actual_completion_date == in_days(-4)
    assert acts(policy) == ["policies.complete_milestone"]


def test_complete_when_the_day_is_to_come_or_it_was_given_up_then_is_refused(desk, milestone):
    with pytest.raises(ActionRefused, match="still to come"):
        tracking.complete_milestone(milestone, on=in_days(1), by=desk.analyst)
    tracking.give_up_milestone(milestone, reason="No road.", by=desk.analyst)
    with pytest.raises(ActionRefused, match="given up"):
        tracking.complete_milestone(milestone, on=in_days(0), by=desk.analyst)


def test_reopen_when_it_was_completed_then_has_no_day_and_says_why(desk, policy):
    row = MilestoneFactory(policy=policy, completed=True)

    row = tracking.reopen_milestone(row, reason="It broke.", by=desk.analyst)

    assert (row.state, row.actual_completion_date, row.notes) == ("in_progress", None, "It broke.")


def test_permitted_when_an_office_answers_for_a_milestone_then_it_sees_the_draft(desk):
    draft = desk.policy(published=False, lead_organizations=[])
    assert not PolicyRecommendation.objects.visible_to(desk.focal).filter(pk=draft.pk).exists()

    row = MilestoneFactory(policy=draft, responsible_organization=desk.office)

    assert Milestone.objects.visible_to(desk.focal).get() == row
    assert not Milestone.objects.visible_to(desk.stranger).exists()


# ---- Reminders -------------------------------------------------------------------------------------------------------


def test_remind_when_two_weeks_are_left_then_once_and_again_for_another_day(desk, policy):
    row = MilestoneFactory(policy=policy, responsible_organization=desk.office, target_date=in_days(15))

    assert (remind_of_milestones(), told("milestone_due_soon")) == (0, [])
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        remind_of_milestones()
        remind_of_milestones()
    assert told("milestone_due_soon") == [str(desk.focal)]

    tracking.change_milestone(row, values={**of(row), "target_date": in_days(10)}, by=desk.analyst)
    remind_of_milestones()
    assert told("milestone_due_soon") == [str(desk.focal)] * 2


def test_remind_when_late_then_tells_who_answers_and_who_keeps_it_once(desk, policy):
    MilestoneFactory(policy=policy, responsible_organization=desk.office, responsible_person=desk.staff, late=True)

    remind_of_milestones()
    remind_of_milestones()

    assert told("milestone_late") == sorted(str(person) for person in (desk.staff, desk.focal, desk.analyst))


def test_remind_when_it_is_done_given_up_or_of_an_ended_recommendation_then_nobody_is_told(desk, policy):
    MilestoneFactory(policy=policy, responsible_organization=desk.office, completed=True, target_date=in_days(-3))
    MilestoneFactory(policy=policy, responsible_organization=desk.office, state="cancelled", target_date=in_days(3))
    MilestoneFactory(policy=desk.policy(rejected=True), responsible_organization=desk.office, late=True)

    assert remind_of_milestones() == 0
    assert not InboxMessage.objects.filter(kind__startswith="policies.milestone").exists()


def test_record_when_a_milestone_moves_then_names_it_and_says_what_changed_in_words(desk, policy, milestone):
    tracking.change_milestone(milestone, values={**of(milestone), "target_date": in_days(90)}, by=desk.analyst)
    tracking.complete_milestone(milestone, on=in_days(-1), by=desk.analyst)

    changed, completed = (
        entry.message
        for entry in ModelLogEntry.objects.for_instance(policy).filter(action__contains="milestone").order_by("pk")
    )

    due, done = (date_format(in_days(days), "DATE_FORMAT") for days in (60, -1))
    assert changed.startswith(f"Milestone changed: Sites are chosen. Due on: {due} → ")
    assert completed == f"Milestone completed: Sites are chosen. Completed on: not set → {done}"


def test_complete_when_others_wait_for_it_alone_then_those_who_answer_for_them_are_told(desk, policy, milestone):
    other = MilestoneFactory(policy=policy)
    waiting = MilestoneFactory(policy=policy, responsible_organization=desk.office)
    waiting.depends_on.add(milestone, other)

    tracking.complete_milestone(milestone, on=in_days(0), by=desk.analyst)
    assert told("milestone_can_begin") == []
    tracking.give_up_milestone(other, reason="No road.", by=desk.analyst)

    assert told("milestone_can_begin") == [str(desk.focal)]
