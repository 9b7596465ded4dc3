"""Trying words out, with the real search over two services and queries of our own."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from catalog.search_index import SERVICES
from search import trial
from search.evaluation import Measured, Score
from search.models import SynonymGroup
from search.trial import Proposal, Scores, try_out
from tests.catalog.factories import OfferingFactory

from .factories import SynonymGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(settings, tmp_path):
    """A scholarship and a loan, and what people should find; two of their keys come with the portal."""
    OfferingFactory(published=True, import_key="ahme-sp", title="Scholarship for college", description="Tuition.")
    OfferingFactory(published=True, import_key="sbcorp-riseup", title="Loan for stores", description="Capital.")
    path = tmp_path / "judged.json"
    queries = [
        {"id": "1", "query": "scholarship", "relevant": {"ahme-sp": 3}},
        {"id": "2", "query": "eskwela", "relevant": {"ahme-sp": 3}},
        {"id": "3", "query": "pautang", "relevant": {"sbcorp-riseup": 3}},
        {"id": "4", "query": "tubero", "relevant": {}},
    ]
    path.write_text(json.dumps({"queries": queries}))
    settings.SEARCH_JUDGED_QUERIES = [path]


@pytest.fixture
def study(judged):
    return SynonymGroupFactory(meaning="study", words={"en": ["scholarship", "study"]})


def shifted(shifts):
    return [(shift.query, shift.scores.before, shift.scores.after) for shift in shifts]


def test_trial_when_word_helps_then_says_by_how_much_and_what_is_found(study):
    tried = try_out(Proposal({"fil": ["eskwela"]}, study), index=SERVICES, text="eskwela")

    assert (tried.queries, tried.scores) == (4, Scores(0.3333, 0.6667))
    assert shifted(tried.up) == [("eskwela", 0.0, 1.0)]
    assert tried.down == []
    assert (tried.found_before, tried.found_after) == ([], ["Scholarship for college"])


def test_trial_when_some_queries_go_up_and_others_down_then_names_both(study, monkeypatch):
    def measured(index, judged, synonyms):
        is_after = any("pautang" in group.phrases for group in synonyms.groups)
        marks = {"up": (0.2, 0.9), "same": (0.5, 0.5), "down": (1.0, 0.4), "nothing fits": (None, None)}
        scores = [Score(name, name, mark[is_after], None, 1, True, []) for name, mark in marks.items()]
        return Measured(4, [0.567, 0.6][is_after], 1.0, 0.0, scores)

    monkeypatch.setattr(trial, "measure", measured)

    tried = try_out(Proposal({"fil": ["pautang"]}, study), index=SERVICES, text="pautang")

    assert tried.scores == Scores(0.567, 0.6)
    assert (shifted(tried.up), shifted(tried.down)) == ([("up", 0.2, 0.9)], [("down", 1.0, 0.4)])


def test_trial_when_a_word_means_something_already_then_says_what(study):
    SynonymGroupFactory(meaning="loan", words={"en": ["loan"], "fil": ["Pautang"]})
    SynonymGroupFactory(meaning="debt", words={"en": ["debt"], "fil": ["pautang"]}, deactivated=True)

    tried = try_out(Proposal({"fil": ["pautang", "eskwela"]}, study), index=SERVICES, text="eskwela")

    assert tried.elsewhere == [("pautang", "loan")]


def test_trial_when_group_is_new_then_is_tried_as_one(judged):
    proposal = Proposal({"fil": ["eskwela", "scholarship"]}, meaning="school", role="topic")

    tried = try_out(proposal, index=SERVICES, text="eskwela")

    assert tried.found_after == ["Scholarship for college"]
    assert not SynonymGroup.objects.exists()


def test_trial_when_nothing_is_judged_then_has_no_scores(study, settings):
    settings.SEARCH_JUDGED_QUERIES = []

    tried = try_out(Proposal({"fil": ["eskwela"]}, study), index=SERVICES, text="eskwela")

    assert (tried.queries, tried.scores, tried.up, tried.down) == (0, None, [], [])
    assert tried.found_after == ["Scholarship for college"]


def test_slip_when_proposal_is_the_one_tried_then_carries_its_scores(study, settings):
    settings.SEARCH_JUDGED_QUERIES = []
    proposal = Proposal({"fil": ["eskwela"]}, study)
    tried = trial.Trial(1, Scores(0.5, 0.75), [], [], [], [], [])

    slip = trial.slip_for(proposal, tried)

    assert trial.is_tried(proposal, slip)
    assert trial.scores_on(slip) == Scores(0.5, 0.75)


def test_slip_when_anything_changed_since_then_does_not_fit(study):
    proposal = Proposal({"fil": ["eskwela"]}, study)
    slip = trial.slip_for(proposal, trial.Trial(0, None, [], [], [], [], []))
    study.words = {**study.words, "ceb": ["tulunghaan"]}

    assert not trial.is_tried(Proposal({"fil": ["eskwelahan"]}, study), slip)
    assert not trial.is_tried(Proposal({"fil": ["eskwela"]}, study), slip)
    assert not trial.is_tried(Proposal({"fil": ["eskwela"]}, meaning="study", role="topic"), slip)


def test_slip_when_forged_or_old_then_does_not_fit(study, time_machine):
    proposal = Proposal({"fil": ["eskwela"]}, study)
    forged = signing.dumps({"tried": proposal.fingerprint, "scores": [0, 1]}, salt="other")
    slip = trial.slip_for(proposal, trial.Trial(0, None, [], [], [], [], []))
    time_machine.move_to(timezone.now() + timedelta(seconds=trial.SLIP_LASTS + 60))

    assert not trial.is_tried(proposal, forged)
    assert not trial.is_tried(proposal, "")
    assert not trial.is_tried(proposal, slip)
    assert trial.scores_on(forged) is None
