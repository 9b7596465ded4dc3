"""Every role against every act on a need: only reviewers, and none on their own cause."""

import inspect

import pytest

from portal.core.actions import ActionRefused
from portal.needs.actions import ending, rating, reviewing
from portal.needs.enums import NeedChannel
from tests.accounts.factories import UserFactory
from tests.needs.factories import AssessmentFactory, ForwardingFactory, NeedInformationRequestFactory
from tests.organizations.factories import OrganizationMembershipFactory

from .conftest import fresh

ROLES = ["oobc_planner", "budget_officer", "me_officer", "ocm_leadership", "administrator"]
OWN_CAUSE = ["both", "facilitator"]
ACTS = {
    "assign": (reviewing.assign, {"to": None}),
    "release": (reviewing.release, {}),
    "write_note": (reviewing.write_note, {"text": "Fits"}),
    "ask": (reviewing.ask, {"question": "How many?"}),
    "resume": (reviewing.resume, {}),
    "validate": (reviewing.validate, {}),
    "link": (reviewing.link, {"assessment": None}),
    "unlink": (reviewing.unlink, {}),
    "rate": (rating.rate, {"urgency_level": "immediate", "impact_severity": 3}),
    "prioritize": (rating.prioritize, {}),
    "defer": (ending.defer, {"reason": "Later", "review_again_on": None}),
    "come_back": (ending.come_back, {}),
    "reject": (ending.reject, {"reason": "No"}),
    "mark_duplicate": (ending.mark_duplicate, {"of": None}),
    "complete": (ending.complete, {}),
    "reopen": (ending.reopen, {"reason": "Again"}),
}


def acts_in(*modules):
    return {
        name
        for module in modules
        for name, act in vars(module).items()
        if inspect.isfunction(act) and act.__module__ == module.__name__ and "by" in inspect.signature(act).parameters
        if not name.startswith("_")
    }


def test_table_when_compared_with_the_actions_then_none_is_missing():
    assert acts_in(reviewing, rating, ending) == set(ACTS)


@pytest.fixture
def people(desk):
    return {
        **{role: UserFactory(role=role) for role in ROLES},
        "office": OrganizationMembershipFactory(focal=True),
        "leader": desk.leader,
        "nobody": UserFactory(),
        "both": desk.both,
        "facilitator": desk.second,
    }


@pytest.mark.parametrize("act", ACTS)
def test_act_when_by_anybody_but_a_reviewer_then_is_refused_and_nothing_changes(desk, people, act):
    need = desk.need(submitted_by_user=desk.second, channel=NeedChannel.FACILITATOR)
    ForwardingFactory(need=need, mao=people["office"].organization)
    NeedInformationRequestFactory(need=need)
    people["office"] = people["office"].user
    action, options = ACTS[act]
    options = {**options, **({"assessment": AssessmentFactory()} if "assessment" in options else {})}
    options = {**options, **({"of": desk.need()} if "of" in options else {})}
    before = vars(fresh(need))

    refusals = {}
    for name, person in people.items():
        with pytest.raises(ActionRefused) as refused:
            action(need, **options, by=person)
        refusals[name] = str(refused.value)

    assert {name for name, words in refusals.items() if "somebody else reviews it" in words} == {*OWN_CAUSE, "leader"}
    assert {words for name, words in refusals.items() if name not in (*OWN_CAUSE, "leader")} == {
        "Only OOBC's reviewers do this."
    }
    assert need.events.count() == 0
    assert {**vars(fresh(need)), "_state": None} == {**before, "_state": None}
