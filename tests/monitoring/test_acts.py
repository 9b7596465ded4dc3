"""The pages of a PPA's acts: whose buttons stand there, what each page does, and what it refuses."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.monitoring.actions import changing, lifecycle
from portal.monitoring.desk.acts import ACTS
from portal.monitoring.enums import ChangeState, PPAStatus
from portal.monitoring.forms.change import ChangeForm
from tests.monitoring.conftest import REASON, acts_on, fresh, status_of
from tests.monitoring.factories import MonitoringEntryFactory

TODAY = timezone.localdate().isoformat()


def page(ppa):
    return reverse("monitoring_ppas:inspect", args=[ppa.pk])


def act(client, person, name, ppa, **data):
    """The button of the act's page, pressed after reading the PPA as it is now."""
    client.force_login(person)
    shown = data.pop("shown", fresh(ppa).version)
    return client.post(reverse(f"monitoring_ppas:{name}", args=[ppa.pk]), {"shown": shown, **data})


def offered(client, person, ppa):
    """The acts that have a button on the page of the PPA."""
    client.force_login(person)
    text = client.get(page(ppa)).text
    return {name for name in ACTS if f"/ppas/{name.replace('_', '-')}/{ppa.pk}/" in text}


BUTTONS = [
    ({}, {"focal": {"propose", "team", "cancel"}, "officer": set(), "leader": {"cancel"}, "editor": {"team"}}),
    (
        {"proposed": True},
        {
            "focal": {"take_back", "team"},
            "officer": {"review", "send_back"},
            "leader": {"refuse", "cancel"},
            "editor": {"team"},
        },
    ),
    (
        {"under_review": True},
        {"focal": {"take_back", "team"}, "officer": {"send_back"}, "leader": {"approve", "refuse", "cancel"}},
    ),
    ({"approved": True}, {"focal": {"team", "ask_change"}, "officer": {"enact", "hold"}, "leader": {"cancel"}}),
    ({"enacted": True}, {"focal": {"start", "team", "ask_change"}, "officer": {"hold"}, "leader": {"cancel"}}),
    (
        {"in_execution": True},
        {"focal": {"complete", "reached", "team", "ask_change"}, "officer": {"hold"}, "leader": {"cancel"}},
    ),
    ({"on_hold": True}, {"focal": {"team", "ask_change"}, "officer": {"resume"}, "leader": {"cancel"}}),
    ({"completed": True}, {"focal": {"reached"}, "officer": set(), "leader": set()}),
    ({"rejected": True}, {"focal": set(), "officer": set(), "leader": set()}),
]


@pytest.mark.parametrize(("state", "expected"), BUTTONS)
def test_page_when_read_then_offers_what_this_person_may_do_now(client, desk, state, expected):
    ppa = desk.ppa(**state)

    assert {who: offered(client, getattr(desk, who), ppa) for who in expected} == expected


def test_page_when_read_by_who_proposed_or_reviewed_then_offers_no_decision(client, desk):
    desk.officer.groups.add(*desk.leader.groups.all(), *desk.planner.groups.all())
    own = lifecycle.propose(desk.ppa(), by=desk.officer)
    reviewed = lifecycle.review(lifecycle.propose(desk.ppa(), by=desk.focal), version=1, by=desk.officer)

    assert not {"review", "send_back", "refuse"} & offered(client, desk.officer, own)
    assert not {"approve", "refuse"} & offered(client, desk.officer, reviewed)


def test_way_when_three_people_go_it_page_by_page_then_it_is_completed_and_each_step_is_on_record(client, desk):
    ppa = desk.ppa()

    steps = [
        ("propose", desk.focal, {}),
        ("review", desk.officer, {"note": "Fits."}),
        ("approve", desk.leader, {}),
        ("enact", desk.officer, {"act": "Act 77", "on": TODAY}),
        ("hold", desk.officer, {"reason": REASON}),
        ("resume", desk.officer, {}),
        ("start", desk.focal, {"on": TODAY}),
        ("complete", desk.focal, {"on": TODAY}),
    ]
    codes = [act(client, person, name, ppa, **data).status_code for name, person, data in steps]

    assert codes == [302] * len(steps)
    assert status_of(ppa) == PPAStatus.COMPLETED
    assert acts_on(ppa) == [name for name, _person, _data in steps]
    text = client.get(page(ppa)).text
    assert all(words in text for words in ("Fits.", "Act 77", REASON, "Under review → Approved"))


def test_approve_when_pressed_on_an_old_page_then_is_refused_and_shows_what_is_now(client, desk):
    ppa = lifecycle.propose(desk.ppa(), by=desk.focal)
    lifecycle.take_back(ppa, by=desk.focal)
    lifecycle.propose(ppa, by=desk.focal)

    response = act(client, desk.officer, "review", ppa, shown=1)

    assert response.status_code == 200
    assert "Look at it again" in response.text
    assert 'value="2"' in response.text
    assert status_of(ppa) == PPAStatus.PROPOSED


@pytest.mark.parametrize("shown", ["", "x", "-1"])
def test_review_when_what_was_shown_is_nonsense_then_is_refused(client, desk, shown):
    ppa = desk.ppa(proposed=True)

    response = act(client, desk.officer, "review", ppa, shown=shown)

    assert (response.status_code, status_of(ppa)) == (200, PPAStatus.PROPOSED)


def test_refuse_when_pressed_twice_then_leads_back_both_times_and_is_one_act(client, desk):
    ppa = desk.ppa(under_review=True)

    codes = [act(client, desk.leader, "refuse", ppa, reason=REASON).status_code for _press in "ab"]

    assert (codes, acts_on(ppa)) == ([302, 302], ["refuse"])


def test_act_when_the_reason_is_missing_then_the_form_says_so(client, desk):
    ppa = desk.ppa(approved=True)

    response = act(client, desk.officer, "hold", ppa, reason="")

    assert (response.status_code, status_of(ppa)) == (200, PPAStatus.APPROVED)


@pytest.mark.parametrize("name", sorted(set(ACTS) - {"team", "start", "complete", "reached", "cancel"}))
def test_act_when_tried_by_an_editor_of_the_office_then_does_not_exist(client, desk, name):
    ppa = desk.ppa(approved=True)

    assert act(client, desk.editor, name, ppa, reason=REASON).status_code == 404


def test_act_when_the_ppa_is_another_offices_then_does_not_exist(client, desk):
    ppa = desk.ppa()

    assert {act(client, desk.stranger, name, ppa, reason=REASON).status_code for name in ACTS} == {404}


def test_team_when_saved_then_people_of_the_office_are_in_it_and_others_are_not_offered(client, desk):
    ppa = desk.ppa()

    good = act(
        client, desk.focal, "team", ppa, person_1=desk.editor.pk, role_1="lead", role_2="member", role_3="member"
    )
    bad = act(
        client, desk.focal, "team", ppa, person_1=desk.stranger.pk, role_1="lead", role_2="member", role_3="member"
    )

    assert (good.status_code, bad.status_code) == (302, 200)
    assert [member.user for member in ppa.team.all()] == [desk.editor]


def test_reached_when_saved_then_unknown_stays_unknown(client, desk):
    ppa = desk.ppa(in_execution=True)

    response = act(client, desk.focal, "reached", ppa, beneficiaries=0, obc="", group_female=7)

    row = fresh(ppa)
    assert response.status_code == 302
    assert (row.actual_beneficiaries, row.actual_obc) == (0, None)
    assert [(group.group, group.actual) for group in row.beneficiary_groups.all()] == [("female", 7)]


# ---- Changes after approval ------------------------------------------------------------------------------------------


def as_it_is(ppa):
    """What the form of a change is filled with."""
    form = ChangeForm(ppa=ppa, user=None)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def test_change_when_asked_for_and_approved_by_page_then_only_what_differs_changes(client, desk):
    ppa = desk.ppa(approved=True, title="A well")
    line = ppa.lines.get()
    wanted = {"title": "Two wells", f"line_{line.pk}": "800", "revised_end": "2027-01-31", "reason": REASON}
    new = {"new_1_year": str(timezone.localdate().year), "new_1_class": "CO", "new_1_source": line.source_id}

    asked = act(client, desk.focal, "ask_change", ppa, **{**as_it_is(ppa), **wanted, **new, "new_1_amount": "5"})
    change = ppa.changes.get()
    client.force_login(desk.leader)
    shown = client.get(page(ppa)).text
    approved = act(client, desk.leader, "approve_change", ppa, shown=change.pk, reason="Seen.")
    again = act(client, desk.leader, "approve_change", ppa, shown=change.pk, reason="Seen.")

    assert [asked.status_code, approved.status_code, again.status_code] == [302, 302, 302]
    assert {each["field"] for each in change.changes} == {"title", "revised_end", "amount"}
    assert all(words in shown for words in ("A well", "Two wells", "1,000.00", "800.00", REASON))
    row = fresh(ppa)
    assert (row.title, row.revised_end) == ("Two wells", datetime.date(2027, 1, 31))
    assert sorted(row.lines.values_list("amount", flat=True)) == [Decimal(5), Decimal(800)]
    assert "Seen." in client.get(page(ppa)).text


def test_change_when_one_is_open_then_whoever_asked_may_take_it_back_and_not_decide(client, desk):
    ppa = desk.ppa(approved=True)
    change = changing.ask(ppa, values={"title": "Two wells"}, reason=REASON, by=desk.focal)

    assert offered(client, desk.focal, ppa) == {"withdraw_change", "team"}
    assert {"approve_change", "refuse_change"} <= offered(client, desk.leader, ppa)
    assert act(client, desk.focal, "withdraw_change", ppa, shown=change.pk).status_code == 302
    assert fresh(change).state == ChangeState.WITHDRAWN


def test_change_when_the_one_that_was_read_is_gone_then_is_refused(client, desk):
    ppa = desk.ppa(approved=True)
    other = changing.ask(desk.ppa(approved=True), values={"title": "Two"}, reason=REASON, by=desk.focal)

    for shown in (other.pk, "", "x"):
        response = act(client, desk.leader, "refuse_change", ppa, shown=shown, reason="No")
        assert (response.status_code, "No change is asked for" in response.text) == (200, True)

    assert fresh(other).state == ChangeState.ASKED


def test_change_when_a_new_line_is_half_filled_then_the_form_says_what_is_missing(client, desk):
    ppa = desk.ppa(approved=True)

    response = act(client, desk.focal, "ask_change", ppa, **{**as_it_is(ppa), "reason": REASON, "new_1_amount": "5"})

    assert "needs a year, a class, a source and an amount" in response.text
    assert not ppa.changes.exists()


# ---- What waits ------------------------------------------------------------------------------------------------------


def test_waiting_when_somebody_looks_then_counts_what_the_list_behind_it_holds(client, desk):
    desk.ppa(proposed=True)
    desk.ppa(under_review=True)
    desk.ppa(reason="Mend it.")
    changing.ask(desk.ppa(approved=True), values={"title": "Two"}, reason=REASON, by=desk.focal)
    MonitoringEntryFactory(reason="Of another office.")
    expected = {"officer": {"review"}, "leader": {"decide", "change"}, "focal": {"mend"}, "editor": set()}

    for who, names in expected.items():
        client.force_login(getattr(desk, who))
        home = client.get("/admin/").text
        assert {name for name in ("review", "decide", "change", "mend") if f"waiting={name}" in home} == names
        for name in names:
            rows = client.get(f"/admin/programs/ppas/?waiting={name}").context["table"].data
            assert len(rows) == 1, (who, name)
