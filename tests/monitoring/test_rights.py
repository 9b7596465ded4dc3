"""Every role against every act on a PPA, called directly: the right person may, all others are refused."""

import inspect

import pytest
from django.utils import timezone

from portal.core.actions import ActionRefused
from portal.monitoring.actions import changing, editing, lifecycle
from portal.monitoring.models import MonitoringEntry
from tests.accounts.factories import UserFactory
from tests.monitoring.conftest import REASON
from tests.monitoring.factories import ChangeRequestFactory
from tests.organizations.factories import OrganizationFactory

TODAY = timezone.localdate()
OFFICE, PLANNER, OFFICER, LEADER = "focal", "planner", "officer", "leader"
PROPOSERS = {OFFICE, PLANNER}
REPORTERS = {OFFICE, "editor", PLANNER, "me_officer"}
NONE_EVER = {"stranger", "oobc_staff", "administrator", "representative", "nobody"}

# Each act: on what it is tried, with which words, and who may.
ACTS = {
    "add": (None, {"values": {"title": "A well"}}, {OFFICE, "editor", PLANNER}),
    "change": ({}, {"values": {"title": "Other"}}, {OFFICE, "editor", PLANNER}),
    "set_team": ({}, {"members": []}, {OFFICE, "editor", PLANNER}),
    "report_reached": ({"in_execution": True}, {"beneficiaries": 5, "obc": None, "groups": {}}, REPORTERS),
    "propose": ({}, {}, PROPOSERS),
    "take_back": ({"proposed": True}, {}, PROPOSERS),
    "review": ({"proposed": True}, {"version": 0}, {OFFICER}),
    "send_back": ({"proposed": True}, {"version": 0, "reason": REASON}, {OFFICER}),
    "approve": ({"under_review": True}, {"version": 0}, {LEADER}),
    "refuse": ({"under_review": True}, {"version": 0, "reason": REASON}, {LEADER}),
    "enact": ({"approved": True}, {"act": "Act 77", "on": TODAY}, {OFFICER}),
    "start": ({"enacted": True}, {"on": TODAY}, REPORTERS),
    "complete": ({"in_execution": True}, {"on": TODAY}, REPORTERS),
    "hold": ({"approved": True}, {"reason": REASON}, {OFFICER}),
    "resume": ({"on_hold": True}, {}, {OFFICER}),
    "cancel": ({"approved": True}, {"reason": REASON}, {LEADER}),
    "ask": ({"approved": True}, {"values": {"title": "Other"}, "reason": REASON}, PROPOSERS),
    "approve_change": ("change", {"reason": REASON}, {LEADER}),
    "refuse_change": ("change", {"reason": REASON}, {LEADER}),
    "withdraw": ("change", {}, PROPOSERS),
}


def actions():
    return {
        name: act
        for module in (editing, lifecycle, changing)
        for name, act in vars(module).items()
        if inspect.isfunction(act) and act.__module__ == module.__name__ and "by" in inspect.signature(act).parameters
        if not name.startswith("_")
    }


def test_table_when_compared_with_the_actions_then_none_is_missing():
    assert set(actions()) == set(ACTS)


@pytest.fixture
def people(desk):
    roles = ("oobc_staff", "me_officer", "administrator", "community_representative")
    others = {role: UserFactory(role=role) for role in roles}
    others["representative"] = others.pop("community_representative")
    names = ("focal", "editor", "stranger", "planner", "officer", "leader")
    return {**{name: getattr(desk, name) for name in names}, **others, "nobody": UserFactory()}


@pytest.mark.parametrize("name", ACTS)
def test_act_when_tried_by_everybody_then_those_of_the_table_may_and_no_other(desk, people, name):
    state, options, expected = ACTS[name]

    able = {who for who, person in people.items() if may(desk, name, state, options, person)}

    assert able == expected
    assert not able & NONE_EVER


def may(desk, name, state, options, person):
    """Whether the act goes through, on a row made for this try."""
    act = actions()[name]
    if state is None:
        target, options = (), {**options, "office": desk.office}
    else:
        ppa = desk.ppa(**({"approved": True} if state == "change" else state))
        target = (ChangeRequestFactory(ppa=ppa, changes=[changed(ppa)]) if state == "change" else ppa,)
    before = list(MonitoringEntry.objects.order_by("pk").values())
    try:
        act(*target, **options, by=person)
    except ActionRefused:
        assert list(MonitoringEntry.objects.order_by("pk").values()) == before
        return False
    return True


def changed(ppa):
    return {"field": "title", "line": None, "old": ppa.title, "new": "Other"}


def test_add_when_an_office_has_no_such_right_on_another_then_is_refused(desk):
    with pytest.raises(ActionRefused):
        editing.add(office=OrganizationFactory(), values={"title": "A well"}, by=desk.focal)
