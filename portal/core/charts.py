"""Charts drawn on the server: a Vega-Lite description goes in, an SVG without script, style or link comes out.

One chart always stands beside the table with the same numbers, so its text is one sentence for who does not see it.
Dark and light tell its series apart, also in grey. A drawing is kept by its description: it shows nothing else, so it
is never stale. Where drawing fails, the table stands alone.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring
from django.utils.safestring import SafeString, mark_safe

logger = logging.getLogger(__name__)

DARK, LIGHT, LINE, INK, HAIR = "#0b5d4a", "#b9dbcd", "#b4540a", "#1b1f23", "#d6d1c5"
"""The first series, the second, what both are measured by, words, and hairlines."""

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"})
ATTRIBUTES = frozenset({
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "width", "height", "transform", "viewBox",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "opacity", "font-family", "font-size", "font-weight", "font-style",
    "text-anchor", "dominant-baseline", "clip-path", "id", "display",
})  # fmt: skip
"""What a drawing may hold; whatever else the drawing library writes is left out."""

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "'Source Sans 3', system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": HAIR, "domainColor": INK, "tickColor": HAIR,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12, "orient": "top", "title": None, "symbolType": "square"},
}  # fmt: skip
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
VERSION = "5.20"
KEPT = 500
"""Drawings that a process keeps, of about ten kilobytes each."""

Amount = Decimal | int | None


@dataclass(frozen=True)
class Chart:
    """A description of what to draw, and in one sentence what it shows."""

    spec: Mapping[str, Any]
    label: str

    @property
    def svg(self) -> SafeString:
        """The picture, for a page: its label is read out in its place. Empty where it cannot be drawn."""
        drawn = chart(self.spec)
        return mark_safe(drawn and _labelled(drawn, self.label))  # noqa: S308 - only shapes and words that are escaped


def chart(spec: Mapping[str, Any]) -> str:
    """The SVG of a description, kept by what it says; empty where it cannot be drawn."""
    try:
        return _drawn(json.dumps({"$schema": SCHEMA, "config": CONFIG, **spec}, sort_keys=True))
    except Exception:  # whatever is wrong with a picture, the page has its table
        logger.exception("A chart could not be drawn")
        return ""


@lru_cache(maxsize=KEPT)
def _drawn(description: str) -> str:
    import vl_convert  # starts an engine with threads, which must not be before the server forks its workers

    return _only_shapes(vl_convert.vegalite_to_svg(json.loads(description), vl_version=VERSION))


def _only_shapes(drawn: str) -> str:
    """The drawing without anything that could act, be styled or lead away; its height follows its width."""
    root = fromstring(drawn)
    _clean(root)
    root.attrib.pop("height", None)
    ElementTree.register_namespace("", SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: Any) -> None:
    for name in set(element.attrib) - ATTRIBUTES:
        del element.attrib[name]
    for child in list(element):
        if child.tag.removeprefix(SVG) in SHAPES:
            _clean(child)
        else:
            element.remove(child)


def width_of(drawn: str) -> float:
    """Of a drawing, in its own dots; zero of none."""
    return float(fromstring(drawn).attrib["viewBox"].split()[2]) if drawn else 0.0


def _labelled(drawn: str, label: str) -> str:
    root = fromstring(drawn)
    root.attrib.update({"role": "img", "aria-label": label, "focusable": "false"})
    return ElementTree.tostring(root, encoding="unicode")


# ---- The charts that boards have -------------------------------------------------------------------------------------


def within(
    rows: Sequence[tuple[str, Amount, Amount]], *, whole: str, part: str, label: str, unit: str = "", width: int = 440
) -> Chart:
    """A bar a row, light for the whole, and within it a thinner dark one for the part; what is unknown has no bar.

    A part above its whole stands out beyond it, and one below zero goes to the left.
    """
    values = [
        {"of": _short(of, place, rows), "what": what, "n": float(amount)}
        for place, (of, *amounts) in enumerate(rows)
        for what, amount in zip((whole, part), amounts, strict=True)
        if amount is not None
    ]
    order = [_short(of, place, rows) for place, (of, *_amounts) in enumerate(rows)]
    y = {"field": "of", "type": "nominal", "sort": order, "title": None, "scale": {"domain": order},
         "axis": {"labelLimit": 260, "ticks": False, "domain": False, "labelPadding": 8}}  # fmt: skip
    axis = {"labelExpr": ABBREVIATED, "tickCount": 5}
    x = {"field": "n", "type": "quantitative", "title": unit or None, "axis": axis}

    def layer(what: str, size: int) -> dict[str, Any]:
        return {
            "transform": [{"filter": {"field": "what", "equal": what}}],
            "mark": {"type": "bar", "size": size},
            "encoding": {"x": {**x, "stack": None}, "y": y, "color": _colours([whole, part], [LIGHT, DARK])},
        }

    spec = {
        "width": width,
        "height": {"step": 26},
        "data": {"values": values},
        "layer": [layer(whole, 20), layer(part, 10)],
    }
    return Chart(spec, label)


def by_quarter(
    quarters: Sequence[tuple[str, Sequence[Amount]]],
    series: Sequence[str],
    *,
    open_ones: Sequence[str] = (),
    label: str,
) -> Chart:
    """Columns side by side in each quarter, one a series; a quarter that is not over yet is drawn hollow."""
    values = [
        {"q": quarter, "what": what, "n": float(amount), "is_open": quarter in open_ones}
        for quarter, amounts in quarters
        for what, amount in zip(series, amounts, strict=True)
        if amount is not None
    ]
    colours = _colours(list(series), [HAIR, "#74b59b", DARK][-len(series) :])
    spec = {
        "width": 460,
        "height": 190,
        "data": {"values": values},
        "mark": {"type": "bar", "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "q", "type": "nominal", "sort": [quarter for quarter, _amounts in quarters], "title": None,
                  "axis": {"labelAngle": 0}},
            "xOffset": {"field": "what", "sort": list(series)},
            "y": {"field": "n", "type": "quantitative", "title": None,
                  "axis": {"labelExpr": ABBREVIATED, "tickCount": 5}},
            "color": colours,
            "stroke": {"field": "what", "type": "nominal",
                       "scale": {"domain": list(series), "range": ["#8f8a7d", "#74b59b", DARK][-len(series) :]}},
            "fillOpacity": {"condition": {"test": "datum.is_open", "value": 0.15}, "value": 1},
        },
    }  # fmt: skip
    return Chart(spec, label)


def goal_columns(
    years: Mapping[str, Sequence[Amount]], *, goal: Amount, goal_label: str, label: str, series: Sequence[str] = ("",)
) -> Chart:
    """A column for each year and series, with its number, and the line of the goal."""
    values = [
        {"year": year, "what": what, "n": float(amount), "shown": f"{amount:.0f}"}
        for year, amounts in years.items()
        for what, amount in zip(series, amounts, strict=True)
        if amount is not None
    ]
    x = {"field": "year", "type": "nominal", "sort": list(years), "title": None, "axis": {"labelAngle": 0},
         "scale": {"domain": list(years)}}  # fmt: skip
    y = {"field": "n", "type": "quantitative", "title": None, "axis": {"tickCount": 5}, "scale": {"zero": True}}
    offset = {"field": "what", "sort": list(series)}
    colour = _colours(list(series), [DARK, "#74b59b"][: len(series)], has_legend=len(series) > 1)
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y, "xOffset": offset, "color": colour}},
        {
            "mark": {"type": "text", "baseline": "bottom", "dy": -3, "fontSize": 12, "color": INK},
            "encoding": {"x": x, "y": y, "xOffset": offset, "text": {"field": "shown"}},
        },
    ]
    if goal is not None:
        rule = {"type": "rule", "color": LINE, "strokeWidth": 2, "strokeDash": [6, 3]}
        layers.append({"data": {"values": [{"n": float(goal)}]}, "mark": rule, "encoding": {"y": y}})
    title = {"text": f"- - - {goal_label}", "color": LINE, "anchor": "start", "fontSize": 13}
    spec = {"width": 300, "height": 170, "title": title, "data": {"values": values}, "layer": layers}
    return Chart(spec, label)


@dataclass(frozen=True)
class Step:
    """One step of work: the day it is due, the day it was done, and whether it is still awaited after its day."""

    name: str
    due: date
    done: date | None = None
    is_late: bool = False


def timeline(steps: Sequence[Step], *, today: date, words: tuple[str, str, str], label: str) -> Chart:
    """A row a step: where it is due and was done, between them a bar of what it is late, and the line of today.

    ``words`` are those for due, done and today.
    """
    due_word, done_word, today_word = words
    rows = [(step.name,) for step in steps]
    order = [_short(step.name, place, rows) for place, step in enumerate(steps)]
    points, delays = [], []
    for of, step in zip(order, steps, strict=True):
        points.append({"of": of, "day": step.due.isoformat(), "what": due_word})
        if step.done:
            points.append({"of": of, "day": step.done.isoformat(), "what": done_word})
        until = step.done or (today if step.is_late else step.due)
        if until > step.due:
            delays.append({"of": of, "day": step.due.isoformat(), "until": until.isoformat()})
    y = {"field": "of", "type": "nominal", "sort": order, "title": None, "scale": {"domain": order},
         "axis": {"labelLimit": 220, "ticks": False, "domain": False, "labelPadding": 8, "grid": True}}  # fmt: skip
    x = {"field": "day", "type": "temporal", "title": None, "scale": {"type": "utc"},
         "axis": {"format": "%b %Y", "tickCount": 5}}  # fmt: skip
    what = {"field": "what", "type": "nominal"}
    drawn = {
        "shape": {**what, "scale": {"domain": [due_word, done_word], "range": ["diamond", "circle"]}},
        "color": _colours([due_word, done_word], [LINE, DARK]),
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": delays},
            "mark": {"type": "bar", "size": 5, "color": "#e3a57e"},
            "encoding": {"x": x, "x2": {"field": "until"}, "y": y},
        },
        {
            "data": {"values": [{"day": today.isoformat(), "shown": today_word}]},
            "mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": [{"day": today.isoformat(), "shown": today_word}]},
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 12, "color": INK},
            "encoding": {"x": x, "y": {"value": -6}, "text": {"field": "shown"}},
        },
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {"x": x, "y": y, **drawn},
        },
    ]
    return Chart({"width": 440, "height": {"step": 26}, "layer": layers if delays else layers[1:]}, label)


ABBREVIATED = (
    "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, '~g') + ' B' : "
    "abs(datum.value) >= 1e6 ? format(datum.value / 1e6, '~g') + ' M' : format(datum.value, ',~g')"
)


def _colours(series: list[str], range_: list[str], *, has_legend: bool = True) -> dict[str, Any]:
    scale = {"domain": series, "range": range_}
    return {"field": "what", "type": "nominal", "scale": scale, **({} if has_legend else {"legend": None})}


def _short(name: str, place: int, rows: Sequence[Any]) -> str:
    """The name of a row; two rows of one name stay two."""
    is_twice = sum(1 for row in rows if row[0] == name) > 1
    return f"{name} ({place + 1})" if is_twice else name
