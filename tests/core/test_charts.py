"""Charts: what is drawn, what never comes out, and that a page stands without them."""

import subprocess
import sys
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from portal.core import charts
from portal.core.charts import by_quarter, chart, goal_columns, within

ROWS = [("Health & <care>", Decimal(100), Decimal(120)), ("Roads", Decimal(50), Decimal(-5)), ("Peace", None, None)]


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{charts.SVG}text")]  # noqa: S314 - our own


def drawn_values(made):
    return [(row["of"], row["what"], row["n"]) for row in made.spec["data"]["values"]]


def test_chart_when_drawn_then_holds_shapes_and_words_and_nothing_that_acts():
    svg = within(ROWS, whole="Budget", part="Obligated", label='Budget of "all"').svg

    elements = list(ElementTree.fromstring(svg).iter())  # noqa: S314 - our own
    assert {element.tag.removeprefix(charts.SVG) for element in elements} <= charts.SHAPES
    assert not {name for element in elements for name in element.attrib} & {"style", "class", "href", "onload"}
    assert elements[0].attrib["aria-label"] == 'Budget of "all"'
    assert "Health & <care>" in texts(svg)


def test_chart_when_a_description_holds_more_than_shapes_then_that_is_left_out():
    svg = charts._only_shapes(
        '<svg xmlns="http://www.w3.org/2000/svg" style="x" onload="y()"><script>z()</script>'
        '<a href="/evil"><rect width="1"/></a><image href="http://x/"/><rect style="fill:red" fill="red"/></svg>'
    )

    assert svg == '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="red" /></svg>'


def test_bars_when_a_value_is_unknown_below_zero_or_above_the_whole_then_are_as_they_are():
    assert drawn_values(within(ROWS, whole="Budget", part="Obligated", label="")) == [
        ("Health & <care>", "Budget", 100),
        ("Health & <care>", "Obligated", 120),
        ("Roads", "Budget", 50),
        ("Roads", "Obligated", -5),
    ]


def test_bars_when_two_rows_have_one_name_then_stay_two():
    made = within([("MOH", Decimal(1), None), ("MOH", Decimal(2), None)], whole="a", part="b", label="")

    assert [name for name, _what, _n in drawn_values(made)] == ["MOH (1)", "MOH (2)"]


def test_quarters_when_one_is_not_over_then_it_is_marked():
    made = by_quarter([("Q1", [Decimal(1)]), ("Q2", [Decimal(2)])], ["Paid"], open_ones=["Q2"], label="")

    assert [row["is_open"] for row in made.spec["data"]["values"]] == [False, True]
    assert "Paid" in texts(made.svg)


def test_goal_when_drawn_then_stands_on_the_chart_in_words():
    made = goal_columns({"2025": [None], "2026": [Decimal(85)]}, goal=80, goal_label="Goal: 80 %", label="Goals")

    assert {"- - - Goal: 80 %", "2025", "2026", "85"} <= set(texts(made.svg))


def test_chart_when_it_cannot_be_drawn_then_is_empty_and_the_reason_is_noted(monkeypatch, caplog):
    monkeypatch.setattr(charts, "_drawn", lambda description: 1 / 0)

    assert within(ROWS, whole="a", part="b", label="c").svg == ""
    assert "A chart could not be drawn" in caplog.text


def test_chart_when_asked_for_again_then_is_drawn_once():
    spec = {"mark": "point", "data": {"values": []}}
    before = charts._drawn.cache_info().hits

    assert chart(spec) == chart(dict(spec))
    assert charts._drawn.cache_info().hits == before + 1


@pytest.mark.parametrize("module", ["portal.core.charts", "portal.core.boards.parts"])
def test_engine_when_charts_are_imported_then_is_not_started(module):
    """A server that forks must not have its threads before."""
    code = f"import sys, {module}; sys.exit('vl_convert' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
