"""Rating and prioritizing: who sets what, and what each scoring keeps."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.needs import scoring
from portal.needs.actions import rating
from portal.needs.actions.rating import prioritize, rate
from portal.needs.enums import EventKind, NeedStatus, Urgency
from portal.needs.models import NeedScoring
from portal.notifications.models import InboxMessage

from .conftest import fresh, kinds

FOUND = {"urgency_level": Urgency.IMMEDIATE.value, "impact_severity": 4, "feasibility": "high", "gida": True}


def test_rate_when_urgency_and_impact_are_found_then_the_score_follows_and_its_inputs_are_kept(desk):
    need = desk.need(affected_population=1000)

    rate(need, **FOUND, by=desk.reviewer)

    after = fresh(need)
    assert after.priority_score == scoring.score(after.inputs).value == Decimal("4.40")
    assert (after.rated_by, after.weights_version) == (desk.reviewer, scoring.VERSION)
    kept = NeedScoring.objects.get()
    assert (kept.value, kept.weights_version, kept.by) == (Decimal("4.40"), scoring.VERSION, desk.reviewer)
    assert kept.inputs == {
        "urgency": "immediate",
        "impact_severity": 4,
        "feasibility": "high",
        "affected_population": 1000,
        "gida": True,
        "conflict_affected": None,
        "high_poverty": None,
        "unserved_3y": None,
    }
    assert kinds(need) == [EventKind.RATED]
    assert ModelLogEntry.objects.get(action="needs.rated").data == {"score": "4.40", "weights_version": 1}


def test_rate_when_only_the_rating_is_known_then_people_stay_as_they_were(desk):
    need = desk.need(affected_population=1000)

    rate(need, **FOUND, by=desk.reviewer)
    rate(need, **FOUND, affected_population=None, by=desk.reviewer)

    assert fresh(need).affected_population is None
    assert NeedScoring.objects.count() == 2


def test_rate_when_urgency_is_missing_then_is_kept_without_a_score(desk):
    need = desk.need()

    rate(need, impact_severity=4, by=desk.reviewer)

    after = fresh(need)
    assert (after.priority_score, after.weights_version, after.impact_severity) == (None, None, 4)


def test_rate_when_pressed_twice_then_is_one_scoring(desk):
    need = desk.need()

    for _press in range(2):
        rate(need, **FOUND, by=desk.reviewer)

    assert NeedScoring.objects.count() == 1


def test_rate_when_the_leader_suggested_an_urgency_then_it_does_not_count(desk):
    need = desk.need(suggested_urgency=Urgency.IMMEDIATE)

    rate(need, **{**FOUND, "urgency_level": Urgency.LONG_TERM.value}, by=desk.reviewer)

    assert fresh(need).urgency_level == Urgency.LONG_TERM


def test_rate_when_the_rating_changes_then_every_earlier_one_stays(desk):
    need = desk.need()
    rate(need, **FOUND, by=desk.reviewer)

    rate(need, **{**FOUND, "impact_severity": 1}, by=desk.second)

    scores = list(need.scorings.values_list("value", flat=True))
    assert scores == [fresh(need).priority_score, Decimal("4.47")]


@pytest.mark.parametrize("status", [status for status in NeedStatus if status not in NeedStatus.rateable()])
def test_rate_when_nothing_is_to_be_decided_any_more_then_is_refused(desk, status):
    other = desk.need()
    fields = {"status": status, **({"duplicate_of": other} if status == NeedStatus.DUPLICATE else {})}
    need = desk.need(**fields)

    with pytest.raises(ActionRefused, match="no longer be rated"):
        rate(need, **FOUND, by=desk.reviewer)


def test_rate_when_a_prioritized_need_would_lose_its_score_then_is_refused(desk):
    need = desk.need(prioritized=True)

    with pytest.raises(ActionRefused, match="keeps its urgency"):
        rate(need, feasibility="low", by=desk.reviewer)
    assert fresh(need).priority_score is not None


def test_prioritize_when_validated_and_rated_then_is_on_the_list_and_who_sent_it_is_told(desk):
    need = desk.need(rated=True, validated=True)

    for _press in range(2):
        prioritize(need, by=desk.reviewer)

    assert fresh(need).status == NeedStatus.PRIORITIZED
    assert kinds(need) == [EventKind.PRIORITIZED]
    assert [row.user for row in InboxMessage.objects.filter(kind="needs.prioritized")] == [desk.leader]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"rated": True}, "Only a validated need"),
        ({"validated": True}, "Rate the need before"),
        ({"rated": True, "validated": True, "held": True}, "held"),
        ({"rated": True, "deferred": True}, "Only a validated need"),
    ],
)
def test_prioritize_when_it_cannot_be_then_is_refused(desk, state, sentence):
    with pytest.raises(ActionRefused, match=sentence):
        prioritize(desk.need(**state), by=desk.reviewer)


def test_prioritize_when_the_weights_have_changed_since_then_asks_for_a_new_rating(desk, monkeypatch):
    need = desk.need(rated=True, validated=True)
    monkeypatch.setattr(rating, "VERSION", 2)

    with pytest.raises(ActionRefused, match="weights have changed"):
        prioritize(need, by=desk.reviewer)
