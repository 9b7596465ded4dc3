import json
import time

import pytest
from django.db import transaction

from search import vocabulary_file
from search.loaders import VocabularyUnfit, load_vocabulary
from search.models import SynonymGroup
from search.synonyms import stored_synonyms

from .factories import SynonymGroupFactory

pytestmark = pytest.mark.django_db

SCHOLARSHIP = {
    "meaning": "scholarship",
    "role": "topic",
    "words": {"en": ["scholarship", "study grant"], "fil": ["iskolarsip"]},
    "related": ["student"],
}
STUDENT = {"meaning": "student", "role": "person", "words": {"en": ["student"], "fil": ["estudyante"]}}


@pytest.fixture
def load(settings, tmp_path):
    """Load these groups, and say what happened."""

    def run(*groups):
        path = tmp_path / "vocabulary.json"
        data = {"meta": {"source": "Our own list"}, "stopwords": {"en": ["the"], "fil": ["ang mga"]}, "groups": groups}
        path.write_text(json.dumps(data))
        settings.SEARCH_VOCABULARY = path
        vocabulary_file._read.cache_clear()
        (loaded,) = load_vocabulary()
        return loaded.rows, loaded.created, loaded.changed, loaded.kept

    yield run
    vocabulary_file._read.cache_clear()


def test_load_when_first_run_then_groups_are_as_in_the_file(load):
    assert load(SCHOLARSHIP, STUDENT) == (2, 2, 0, 0)

    group = SynonymGroup.objects.get(meaning="scholarship")
    assert (group.words, group.role, group.source) == (SCHOLARSHIP["words"], "topic", "Our own list")
    assert [other.meaning for other in group.related.all()] == ["student"]


def test_load_when_run_again_then_changes_nothing(load, django_assert_max_num_queries):
    load(SCHOLARSHIP, STUDENT)

    with django_assert_max_num_queries(3):
        assert load(SCHOLARSHIP, STUDENT) == (2, 0, 0, 0)


def test_load_when_the_file_changes_then_untouched_groups_follow(load):
    load(SCHOLARSHIP, STUDENT)
    words = {**STUDENT["words"], "ceb": ["tinun-an"]}

    assert load({**SCHOLARSHIP, "related": []}, {**STUDENT, "words": words, "role": "topic"}) == (2, 0, 2, 0)
    assert not SynonymGroup.objects.get(meaning="scholarship").related.exists()
    assert SynonymGroup.objects.get(meaning="student").words == words


@pytest.mark.parametrize(
    "change", [{"words": {"en": ["only", "ours"]}}, {"meaning": "Study grants"}, {"role": "general"}, {"source": "We"}]
)
def test_load_when_staff_changed_a_group_then_it_stays_theirs(load, change):
    load(SCHOLARSHIP, STUDENT)
    SynonymGroup.objects.filter(seeded_key="scholarship").update(**change)

    assert load({**SCHOLARSHIP, "words": {"en": ["new", "words"]}}, STUDENT) == (2, 0, 0, 1)
    group = SynonymGroup.objects.get(seeded_key="scholarship")
    assert {name: getattr(group, name) for name in change} == change


def test_load_when_staff_changed_what_a_group_also_shows_then_it_stays(load):
    load(SCHOLARSHIP, STUDENT)
    group = SynonymGroup.objects.get(meaning="scholarship")
    group.related.clear()

    assert load(SCHOLARSHIP, STUDENT) == (2, 0, 0, 1)
    assert not group.related.exists()


def test_load_when_staff_took_a_group_out_of_use_then_it_stays_out(load):
    load(SCHOLARSHIP, STUDENT)
    SynonymGroup.objects.filter(meaning="student").update(is_active=False)

    load(SCHOLARSHIP, {**STUDENT, "role": "topic"})

    group = SynonymGroup.objects.get(meaning="student")
    assert (group.is_active, group.role) == (False, "topic")


def test_load_when_staff_have_a_group_of_that_meaning_then_it_is_left_to_them(load):
    own = SynonymGroupFactory(meaning="Student")

    assert load(SCHOLARSHIP, STUDENT) == (2, 1, 0, 1)
    assert list(SynonymGroup.objects.get(meaning="scholarship").related.all()) == [own]
    assert load(SCHOLARSHIP, STUDENT) == (2, 0, 0, 1)


def test_load_when_a_group_left_the_file_then_it_stays(load):
    load(SCHOLARSHIP, STUDENT)

    assert load(STUDENT) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"words": {"en": ["one"]}}, "at least two words"),
        ({"words": {"en": ["one", "One"]}}, "“One” stands twice"),
        ({"related": ["nobody"]}, "No group is called “nobody”."),
        ({"role": "verb"}, "There is no role “verb”."),
    ],
)
def test_load_when_a_group_does_not_fit_then_says_which_and_why(load, fault, sentence):
    with pytest.raises(VocabularyUnfit, match=f"“student” .*{sentence}"):
        load({**STUDENT, **fault})


def test_load_when_there_are_500_groups_then_takes_less_than_two_seconds(load):
    groups = [
        {
            "meaning": f"group {n}",
            "role": "topic",
            "words": {"en": [f"w{n}x{m}" for m in range(30)]},
            "related": ["group 0"],
        }
        for n in range(500)
    ]

    start = time.monotonic()
    created = load(*groups)

    assert created == (500, 500, 0, 0)
    assert time.monotonic() - start < 2


def test_stored_synonyms_when_read_then_are_the_groups_in_use_and_the_stopwords(load):
    load(SCHOLARSHIP, STUDENT, {**STUDENT, "meaning": "pupil"})
    SynonymGroup.objects.filter(meaning="student").update(is_active=False)

    synonyms = stored_synonyms()

    assert {group.meaning: (group.phrases, group.related) for group in synonyms.groups} == {
        "pupil": (("student", "estudyante"), ()),
        "scholarship": (("scholarship", "study grant", "iskolarsip"), ()),
    }
    assert synonyms.stopwords == {"the", "ang", "mga"}


def test_stored_synonyms_when_nothing_changed_then_are_the_same_for_one_query(load, django_assert_num_queries):
    load(SCHOLARSHIP, STUDENT)
    before = stored_synonyms()

    with django_assert_num_queries(1):
        after = stored_synonyms()

    assert after is before


def _rename():
    SynonymGroup.objects.filter(meaning="student").update(meaning="pupil")


def _weigh_less():
    SynonymGroup.objects.filter(meaning="student").update(role="general")


def _add_a_word():
    SynonymGroup.objects.filter(meaning="student").update(words={"en": ["student", "learner"]})


def _put_out_of_use():
    SynonymGroup.objects.filter(meaning="student").update(is_active=False)


def _relate():
    SynonymGroup.objects.get(meaning="student").related.add(SynonymGroup.objects.get(meaning="scholarship"))


@pytest.mark.parametrize("change", [_rename, _weigh_less, _add_a_word, _put_out_of_use, _relate])
def test_stored_synonyms_when_a_group_changes_then_are_read_anew(load, change):
    load(SCHOLARSHIP, STUDENT)
    before = stored_synonyms().groups

    change()

    assert stored_synonyms().groups != before


def test_stored_synonyms_when_a_change_is_taken_back_then_are_as_before(load):
    load(SCHOLARSHIP, STUDENT)
    before = stored_synonyms()

    with transaction.atomic():
        _rename()
        meanwhile = stored_synonyms()
        transaction.set_rollback(True)

    assert meanwhile.groups != before.groups
    assert stored_synonyms().groups == before.groups


def test_project_vocabulary_when_loaded_then_fits():
    (loaded,) = load_vocabulary()

    assert loaded.created == loaded.rows > 100
