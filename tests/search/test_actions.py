import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from search import actions
from search.models import PromotedResult, SynonymGroup
from search.trial import Scores
from tests.catalog.factories import OfferingFactory

from .factories import PromotedResultFactory, SearchLogFactory, SynonymGroupFactory

pytestmark = pytest.mark.django_db
WORDS = {"en": ["burial", "funeral"], "ceb": ["lubong"]}


def last_record(row):
    entry = ModelLogEntry.objects.filter(object_id=row.pk).latest("pk")
    return entry.action, entry.data


def values(**told):
    return {"meaning": "burial", "role": "topic", "words": WORDS, "related": [], "source": "", "note": "", **told}


# Synonyms


def test_add_when_words_fit_then_group_is_there_recorded_and_searches_know(staff):
    version = ContentVersion.current()
    death = SynonymGroupFactory(meaning="death")

    group = actions.add_synonyms(by=staff, values=values(related=[death]))

    group.refresh_from_db()
    assert (group.words, group.is_active, list(group.related.all())) == (WORDS, True, [death])
    action, data = last_record(group)
    assert action == "search.add_synonyms"
    assert data["after"]["words_added"] == ["burial (English)", "funeral (English)", "lubong (Bisaya (Cebuano))"]
    assert data["after"]["related"] == [death.pk]
    assert ContentVersion.current() == version + 1


@pytest.mark.parametrize(
    "wrong", [{"words": {}}, {"words": {"en": ["one"]}}, {"words": {"en": ["One", "one"]}}, {"meaning": "…"}]
)
def test_add_when_a_value_does_not_fit_then_nothing_is_written(staff, wrong):
    version = ContentVersion.current()

    with pytest.raises(ValidationError):
        actions.add_synonyms(by=staff, values=values(**wrong))

    assert not SynonymGroup.objects.exists()
    assert ContentVersion.current() == version


def test_add_when_the_meaning_is_taken_then_says_so_however_it_is_written(staff):
    SynonymGroupFactory(meaning="Búrial")

    with pytest.raises(ValidationError, match="There is a group of this meaning already"):
        actions.add_synonyms(by=staff, values=values())


def test_add_when_another_was_a_moment_faster_then_the_database_refuses(staff, monkeypatch):
    SynonymGroupFactory(meaning="burial")
    monkeypatch.setattr(SynonymGroup, "validate_constraints", lambda self, exclude=None: None)

    with pytest.raises(ActionRefused, match="There is a group of this meaning already"):
        actions.add_synonyms(by=staff, values=values())


def test_change_when_words_come_and_go_then_both_are_recorded(staff):
    group = SynonymGroupFactory(meaning="burial", words=WORDS)
    words = {"en": ["burial"], "ceb": ["lubong", "patay"]}

    actions.change_synonyms(group, by=staff, values=values(words=words, role="general", note="Asked by Amina"))

    action, data = last_record(group)
    assert action == "search.change_synonyms"
    assert data["before"] == {"role": "topic"}
    assert data["after"] == {
        "role": "general",
        "words_added": ["patay (Bisaya (Cebuano))"],
        "words_taken_out": ["funeral (English)"],
        "note": "changed",
    }


def test_change_when_nothing_differs_then_nothing_is_recorded(staff):
    group = SynonymGroupFactory(meaning="burial", words=WORDS)
    version = ContentVersion.current()

    actions.change_synonyms(group, by=staff, values=values())

    assert not ModelLogEntry.objects.filter(object_id=group.pk).exists()
    assert ContentVersion.current() == version


def test_change_when_group_would_show_itself_then_it_does_not(staff):
    group = SynonymGroupFactory(meaning="burial", words=WORDS)

    actions.change_synonyms(group, by=staff, values=values(related=[group]))

    assert not group.related.exists()


def test_use_when_taken_away_and_given_back_then_each_is_recorded_once(staff):
    group = SynonymGroupFactory()

    actions.deactivate_synonyms(group, by=staff)
    with pytest.raises(ActionRefused, match="out of use already"):
        actions.deactivate_synonyms(group, by=staff)

    assert last_record(group) == (
        "search.deactivate_synonyms",
        {"before": {"is_active": True}, "after": {"is_active": False}},
    )
    actions.activate_synonyms(group, by=staff)
    with pytest.raises(ActionRefused, match="in use already"):
        actions.activate_synonyms(group, by=staff)
    group.refresh_from_db()
    assert group.is_active


# Answering a search


def test_answer_when_group_exists_then_word_joins_it_and_searches_are_marked(staff):
    group = SynonymGroupFactory(words=WORDS)
    search = SearchLogFactory(text="Hukay", found_nothing=True)
    same, other = SearchLogFactory(text="hukay", found_nothing=True), SearchLogFactory(text="kabaong")
    version = ContentVersion.current()

    actions.answer_search(search, by=staff, words={"fil": ["hukay"]}, group=group, scores=Scores(0.851, 0.8634))

    group.refresh_from_db()
    assert group.words == {**WORDS, "fil": ["hukay"]}
    for row in (search, same, other):
        row.refresh_from_db()
    assert [row.answered_by for row in (search, same, other)] == [group, group, None]
    assert last_record(group) == (
        "search.answer_search",
        {
            "after": {"words_added": ["hukay (Filipino)"]},
            "searches": 2,
            "score_before": "0.851",
            "score_after": "0.863",
        },
    )
    assert ContentVersion.current() == version + 1


def test_answer_when_group_is_new_then_it_begins_with_these_words(staff):
    search = SearchLogFactory(text="hukay", found_nothing=True)

    group = actions.answer_search(
        search, by=staff, words={"fil": ["hukay", "libing"]}, values={"meaning": "burial", "role": "topic"}
    )

    search.refresh_from_db()
    assert (group.meaning, group.words, search.answered_by) == ("burial", {"fil": ["hukay", "libing"]}, group)


@pytest.mark.parametrize("words", [{"ceb": ["Lubong"]}, {"fil": ["\x00"]}])
def test_answer_when_word_does_not_fit_then_nothing_is_written(staff, words):
    group = SynonymGroupFactory(words=WORDS)
    search = SearchLogFactory(text="hukay")

    with pytest.raises(ValidationError):
        actions.answer_search(search, by=staff, words=words, group=group)

    search.refresh_from_db()
    assert search.answered_by is None


def test_answer_when_group_was_taken_out_of_use_then_is_refused(staff):
    group = SynonymGroupFactory(words=WORDS, deactivated=True)

    with pytest.raises(ActionRefused, match="not in use"):
        actions.answer_search(SearchLogFactory(), by=staff, words={"fil": ["hukay"]}, group=group)


# Promoted results


def promotion_values(**told):
    today = timezone.localdate()
    return {
        "index": "services",
        "key": str(OfferingFactory(published=True).pk),
        "phrases": ["libing"],
        "position": 1,
        "start_date": today,
        "end_date": None,
        "note": "",
        **told,
    }


def test_promote_when_values_fit_then_is_there_recorded_and_known(staff):
    told = promotion_values()
    version = ContentVersion.current()

    promotion = actions.promote(by=staff, values=told)

    assert last_record(promotion)[1]["after"]["phrases"] == ["libing"]
    assert ContentVersion.current() == version + 1


@pytest.mark.parametrize(
    "wrong", [{"phrases": []}, {"phrases": ["!"]}, {"end_date": datetime.date(2020, 1, 1)}, {"position": -1}]
)
def test_promote_when_a_value_does_not_fit_then_nothing_is_written(staff, wrong):
    with pytest.raises(ValidationError):
        actions.promote(by=staff, values=promotion_values(**wrong))

    assert not PromotedResult.objects.exists()


@pytest.mark.parametrize("wrong", [{"key": "7"}, {"key": str(uuid.uuid4())}, {"index": "nowhere"}])
def test_promote_when_the_public_does_not_see_the_row_then_is_refused(staff, wrong):
    with pytest.raises(ActionRefused, match="Choose something else"):
        actions.promote(by=staff, values=promotion_values(**wrong))


def test_change_promotion_when_done_then_before_and_after_are_recorded(staff):
    promotion = PromotedResultFactory(phrases=["libing"])
    told = promotion_values(start_date=promotion.start_date, phrases=["libing", "lubong"])
    promotion.key = told["key"]
    promotion.save()

    actions.change_promotion(promotion, by=staff, values=told)

    assert last_record(promotion) == (
        "search.change_promotion",
        {"before": {"phrases": ["libing"]}, "after": {"phrases": ["libing", "lubong"]}},
    )


@pytest.mark.parametrize("state", [{}, {"future": True}])
def test_end_promotion_when_it_has_days_left_then_has_none_any_more(staff, state):
    promotion = PromotedResultFactory(**state)

    actions.end_promotion(promotion, by=staff)

    promotion.refresh_from_db()
    assert not promotion.is_in_force
    assert not PromotedResult.objects.still_to_run().exists()
    with pytest.raises(ActionRefused, match="ended already"):
        actions.end_promotion(promotion, by=staff)


# Rights


@pytest.mark.parametrize("person", ["leader", "planner"])
def test_every_act_when_somebody_without_the_right_tries_then_is_refused(request, person):
    by = request.getfixturevalue(person)
    group, search, promotion = SynonymGroupFactory(), SearchLogFactory(), PromotedResultFactory()
    acts = [
        lambda: actions.add_synonyms(by=by, values=values()),
        lambda: actions.change_synonyms(group, by=by, values=values()),
        lambda: actions.deactivate_synonyms(group, by=by),
        lambda: actions.activate_synonyms(group, by=by),
        lambda: actions.answer_search(search, by=by, words={"fil": ["hukay"]}, group=group),
        lambda: actions.promote(by=by, values=promotion_values()),
        lambda: actions.change_promotion(promotion, by=by, values=promotion_values()),
        lambda: actions.end_promotion(promotion, by=by),
    ]

    for act in acts:
        with pytest.raises(ActionRefused, match="You may not"):
            act()
