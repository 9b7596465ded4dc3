import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.evaluation import JudgedQuery, measure, ndcg, read_judged
from search.indexes import SearchIndex
from tests.search.ground import PLACES

pytestmark = pytest.mark.django_db


def test_ndcg_when_ranked_as_in_the_published_check_then_is_the_same():
    judged = {"bfar-boats": 3, "fishr-boatr": 2, "mafar-fishery": 2}

    assert round(ndcg(["fishr-boatr", "bfar-boats", "pcic", "mafar-fishery"], judged), 3) == 0.838


def test_ndcg_when_nothing_is_found_then_is_zero():
    assert ndcg([], {"a": 3}) == 0.0


def test_measure_when_queries_are_judged_then_counts_those_that_something_fits(places):
    judged = [
        JudgedQuery("1", "bangka", {"R0": 3, "R1": 1}),
        JudgedQuery("2", "xylophone", {"R4": 3}),
        JudgedQuery("3", "zebra", {}),
    ]

    measured = measure(PLACES, judged)

    assert (measured.queries, measured.ndcg_at_10, measured.success_at_3, measured.zero_rate) == (3, 0.5, 0.5, 0.5)
    assert [score.ndcg_at_10 for score in measured.per_query] == [1.0, 0.0, None]
    assert measured.per_query[0].first == ["R0", "R1"]


def test_measure_when_an_index_has_no_judged_rows_then_says_so():
    index = SearchIndex("none", PLACES.rows, PLACES.texts)

    with pytest.raises(ValueError, match="has no judged rows"):
        measure(index, [])


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"queries": [{"id": 1}]}', '{"queries": 3}', "\xff"])
def test_read_judged_when_a_file_has_another_shape_then_names_it(tmp_path, content):
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="latin-1")

    with pytest.raises(ValueError, match=r"odd\.json is not a file of judged queries"):
        read_judged([path])


def test_command_when_given_a_file_then_prints_one_object(tmp_path):
    path, out = tmp_path / "judged.json", StringIO()
    path.write_text(json.dumps({"queries": [{"id": "a", "query": "x", "relevant": {"no-such": 3}}]}))

    call_command("evaluate_search", str(path), stdout=out)

    printed = json.loads(out.getvalue())
    assert {"engine", "queries", "ndcg_at_10", "success_at_3", "zero_rate", "per_query"} <= printed.keys()
    assert (printed["engine"], printed["queries"], printed["zero_rate"]) == ("postgresql", 1, 1.0)


def test_command_when_the_file_is_missing_then_says_so():
    with pytest.raises(CommandError, match="is not a file of judged queries"):
        call_command("evaluate_search", "/nowhere.json")
