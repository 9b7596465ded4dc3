import random

import pytest

from search.engines import postgresql
from search.engines.scoring import best_first, line_of

from .asking import asks, document, keys, some_documents, some_reading, term

pytestmark = pytest.mark.django_db


def test_best_first_when_asked_by_chance_then_scores_as_postgresql_does():
    chance = random.Random(3)  # noqa: S311
    documents = some_documents(chance, 200)
    postgresql.write("tests", documents, keys=None)
    lines = [(row.key, line_of(row.weights)) for row in documents]

    for _ in range(100):
        reading = some_reading(chance)
        found, expected = best_first(reading, lines, len(lines)), postgresql.find("tests", reading)
        assert {hit.key: hit.answered for hit in found} == {hit.key: hit.answered for hit in expected}
        scores = {hit.key: hit.score for hit in expected}
        assert [scores[hit.key] for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-4)


def test_best_first_when_a_line_answers_nothing_then_it_is_left_out():
    lines = [("a", line_of({"aid": 0.5})), ("b", line_of({"boat": 0.5})), ("c", "")]

    assert keys(best_first(asks(term("aid", "boat aid")), lines, rows=3)) == ["a"]


def test_line_of_when_a_weight_is_long_then_cut():
    assert line_of(document("a", aid=1 / 3, boat=0.5).weights) == "aid 0.333333 boat 0.5"
