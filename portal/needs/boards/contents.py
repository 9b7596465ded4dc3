"""The boards' tables: each figure in words, with the address of the rows behind every number."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.boards.parts import Line, Number, Part, percent
from portal.core.charts import goal_columns
from portal.geography.counted_map import counted_map
from portal.needs.enums import Feasibility, NeedStatus, SubmissionType, Urgency
from portal.needs.figures.counts import by_age, by_category, by_state
from portal.needs.figures.goals import REVIEW_GOAL, SUBMITTED_GOAL, Goals, Share, goals
from portal.needs.figures.matrix import EQUITIES, FEASIBILITIES, IMPACTS, URGENCIES, Matrix, matrix
from portal.needs.figures.places import by_place
from portal.needs.figures.review_rate import review_rate
from portal.needs.figures.tally import Tally, tally
from portal.needs.narrowing import WHOLE_REGION
from portal.needs.querysets import NeedQuerySet
from portal.needs.segments import COUNTINGS, EQUITY_LEVELS, UNKNOWN

from .charts import IMPACTS as PLACED_IMPACTS
from .charts import grid
from .choice import Choice, rows_url

SPLITS = {"feasibility": FEASIBILITIES, "equity": EQUITIES}
YEARS_SHOWN = 5
GRID, MAP = (f"portal/needs/admin/boards/_{name}.html" for name in ("grid", "map"))


def _label(name: str, value: str) -> str:
    if value == UNKNOWN:
        return _("Not known") if name == "equity" else _("Not rated")
    labels = {
        "urgency": dict(Urgency.choices),
        "impact": {},
        "feasibility": dict(Feasibility.choices),
        "equity": EQUITY_LEVELS,
    }
    return str(labels[name].get(value, value))


# ---- The matrix ------------------------------------------------------------------------------------------------------


def matrix_parts(choice: Choice, split: str) -> list[Part]:
    """Urgency by impact, whole or by one of the other two; then feasibility by equity."""
    found = matrix(choice.rows)
    if not found.total:
        return []
    places = product(URGENCIES[:-1], IMPACTS[:-1])
    most = max(1, *(found.count(urgency=urgency, impact=impact) for urgency, impact in places))
    grids = [
        _grid(choice, part, most, _("%(by)s: %(value)s") % {"by": by, "value": label}, **{split: value})
        for by, value, label, part in _split(found, split)
    ]
    whole = [] if grids else [_grid(choice, found, most, _("Urgency by impact"))]
    return [*whole, *grids, _feasibility_by_equity(choice, found)]


def _split(found: Matrix, split: str) -> Iterator[tuple[str, str, str, Matrix]]:
    by = {"feasibility": _("Feasibility"), "equity": _("Equity")}
    for value in SPLITS.get(split, []):
        part = found.having(**{split: value})
        if part.total:
            yield by[split], value, _label(split, value), part


def _grid(choice: Choice, found: Matrix, most: int, title: str, **segment: str) -> Part:
    lines = _crossed(choice, found, "urgency", URGENCIES, "impact", IMPACTS, **segment)
    urls = {
        (urgency, impact): choice.rows_url(**segment, urgency=urgency, impact=str(impact))
        for urgency, impact in product(URGENCIES[:-1], PLACED_IMPACTS)
    }
    note = _("%(placed)d of %(total)d have both; the others are not in the chart.") % {
        "placed": found.placed,
        "total": found.total,
    }
    columns = [*(_label("impact", impact) for impact in IMPACTS), _("All")]
    return Part(title, _("Urgency \\ impact"), columns, lines, note, grid(found, urls, most=most), GRID)


def _feasibility_by_equity(choice: Choice, found: Matrix) -> Part:
    lines = _crossed(choice, found, "feasibility", FEASIBILITIES, "equity", EQUITIES)
    columns = [*(_label("equity", level) for level in EQUITIES), _("All")]
    note = _(
        "Equity: geographically isolated, affected by armed conflict, high poverty, without a government program for "
        "three years."
    )
    return Part(_("Feasibility by equity"), _("Feasibility \\ equity"), columns, lines, note)


def _crossed(
    choice: Choice,
    found: Matrix,
    down: str,
    downs: Sequence[str],
    across: str,
    acrosses: Sequence[str],
    **segment: str,
) -> list[Line]:
    """A table of two of the four, with its sums."""

    def number(**cell: str) -> Number:
        counted = found.count(**cell)
        return Number(counted, choice.rows_url(**segment, **cell) if counted else "")

    lines = [
        Line(_label(down, one), [*(number(**{down: one, across: other}) for other in acrosses), number(**{down: one})])
        for one in downs
    ]
    return [*lines, Line(_("All"), [*(number(**{across: other}) for other in acrosses), number()], is_sum=True)]


# ---- Where and what --------------------------------------------------------------------------------------------------


def place_parts(choice: Choice, on: datetime.date) -> list[Part]:
    states = _states(choice)
    if not choice.rows.counted().exists():
        return [part for part in states if any(number.value for line in part.lines for number in line.numbers)]
    return [_places(choice), _categories(choice), _ages(choice, on), *states]


def _tally_columns() -> list[str]:
    return [_("Needs"), _("Open"), _("Above 4.0"), _("Without a score")]


def _tally_note() -> str:
    return _("Above 4.0 and without a score: of the open ones.")


def _numbers(choice: Choice, counted: Tally, **cell: str | None) -> list[Number]:
    rests: list[tuple[int, dict[str, str]]] = [
        (counted.total, {}),
        (counted.open, {"standing": "open"}),
        (counted.gap, {"standing": "open", "score": "gap"}),
        (counted.unscored, {"standing": "open", "score": UNKNOWN}),
    ]
    return [Number(number, choice.rows_url(**cell, **more) if number else "") for number, more in rests]


def _places(choice: Choice) -> Part:
    regions = by_place(choice.rows)
    lines = []
    for row in regions:
        region = str(row.region.pk)
        lines.append(Line(str(row.region), _numbers(choice, row.tally, region=region)))
        for part in row.provinces:
            province = str(part.province.pk) if part.province else WHOLE_REGION
            name = str(part.province) if part.province else _("About the whole region")
            lines.append(Line(name, _numbers(choice, part.tally, region=region, province=province), is_part=True))
    lines.append(Line(_("All"), _numbers(choice, tally([row.tally for row in regions])), is_sum=True))
    provinces = {part.province: part.tally.total for row in regions for part in row.provinces if part.province}
    chart = counted_map(provinces, {row.region: row.tally.total for row in regions})
    return Part(_("By place"), _("Region and province"), _tally_columns(), lines, _tally_note(), chart, MAP)


def _categories(choice: Choice) -> Part:
    sectors = by_category(choice.rows)
    lines = []
    for row in sectors:
        lines.append(Line(str(row.sector), _numbers(choice, row.tally, sector=str(row.sector.pk))))
        for part in row.categories:
            numbers = _numbers(choice, part.tally, sector=str(row.sector.pk), category=str(part.category.pk))
            lines.append(Line(str(part.category), numbers, is_part=True))
    lines.append(Line(_("All"), _numbers(choice, tally([row.tally for row in sectors])), is_sum=True))
    return Part(_("By sector and category"), _("Sector and category"), _tally_columns(), lines, _tally_note())


def _ages(choice: Choice, on: datetime.date) -> Part:
    lines = [
        Line(
            str(row.band.label),
            [
                Number(row.total, choice.rows_url(age=row.band.name) if row.total else ""),
                Number(
                    row.in_review,
                    choice.rows_url(age=row.band.name, status=NeedStatus.IDENTIFIED.value) if row.in_review else "",
                ),
            ],
        )
        for row in by_age(choice.rows, on)
    ]
    note = _("Days since the need was received, on %(day)s.") % {"day": date_format(on)}
    return Part(_("Open needs by age"), _("Age"), [_("Open"), _("Not reviewed yet")], lines, note)


def _states(choice: Choice) -> list[Part]:
    states = by_state(choice.rows)
    sent, found = SubmissionType.COMMUNITY_SUBMITTED.value, SubmissionType.ASSESSMENT_DRIVEN.value

    def number(counted: int, **cell: str) -> Number:
        return Number(counted, choice.rows_url(**cell) if counted else "")

    lines = [
        Line(
            str(row.status.label),
            [
                number(row.sent, status=row.status.value, submission_type=sent),
                number(row.found, status=row.status.value, submission_type=found),
                number(row.total, status=row.status.value),
            ],
        )
        for row in states.statuses
    ]
    total = [sum(row.sent for row in states.statuses), sum(row.found for row in states.statuses), states.total]
    sums = [number(total[0], submission_type=sent), number(total[1], submission_type=found), number(total[2])]
    columns = [_("Sent by communities"), _("Found by assessments"), _("All")]
    left_out = [
        Line(str(COUNTINGS[name][0]), [number(count, counting=name)]) for name, count in states.left_out.items()
    ]
    return [
        Part(_("By state"), _("Status"), columns, [*lines, Line(_("All"), sums, is_sum=True)]),
        Part(_("Left out of all figures"), _("Why"), [_("Needs")], left_out),
    ]


# ---- The goals -------------------------------------------------------------------------------------------------------


def goal_parts(rows: NeedQuerySet, year: int, on: datetime.date, *, since: int) -> list[Part]:
    """The goals of the year and of the years before it, since the first need came."""
    found = [goals(rows, one, on) for one in range(year, max(year - YEARS_SHOWN, since - 1), -1)]
    return [_submitted(found), _reviewed(found), _clock_of(rows, year, on)]


def _reached(is_reached: bool | None) -> Number:
    words = {True: _("reached"), False: _("not reached"), None: _("nothing to count yet")}
    return Number(None, words=words[is_reached])


def _submitted(found: list[Goals]) -> Part:
    lines = [
        Line(
            str(one.year),
            [
                _counted(one.submitted, one.year, counting="counted"),
                Number(SUBMITTED_GOAL),
                _reached(one.is_submitted_reached),
            ],
        )
        for one in found
    ]
    chart = goal_columns(
        {str(one.year): [one.submitted] for one in reversed(found)},
        goal=SUBMITTED_GOAL,
        goal_label=_("Goal: %(goal)d") % {"goal": SUBMITTED_GOAL},
        label=_("Needs submitted, by year. The table below has the same numbers."),
    )
    note = _("Sent by communities in the year. Held, taken back and joined with another need: not counted.")
    return Part(
        _("Needs submitted in the year"),
        _("Year"),
        [_("Submitted"), _("Goal"), _("Goal reached")],
        lines,
        note,
        chart,
    )


def _counted(number: int, year: int, **cell: str) -> Number:
    url = rows_url({"submission_type": SubmissionType.COMMUNITY_SUBMITTED.value, "year": str(year), **cell})
    return Number(number, url if number else "")


def _reviewed(found: list[Goals]) -> Part:
    lines = [
        Line(
            str(one.year),
            [
                *_share(one.reviewed, one.year, "in_time", "due"),
                *_share(one.reviewed_by_clock, one.year, "in_time_by_clock", "due_by_clock"),
                percent(REVIEW_GOAL),
                _reached(one.reviewed.is_reached),
            ],
        )
        for one in found
    ]
    columns = [
        _("Decided in 30 days"),
        _("Of"),
        _("Share"),
        _("By the clock: decided in time"),
        _("By the clock: of"),
        _("By the clock: share"),
        _("Goal"),
        _("Goal reached"),
    ]
    chart = goal_columns(
        {
            str(one.year): [_in_percent(one.reviewed.value), _in_percent(one.reviewed_by_clock.value)]
            for one in reversed(found)
        },
        goal=REVIEW_GOAL * 100,
        goal_label=_("Goal: %(goal)s") % {"goal": percent(REVIEW_GOAL)},
        label=_("Reviewed within 30 days, by year of receipt. The table below has the same numbers."),
        series=[_("By 30 days"), _("By the clock, which stands while the community is asked")],
    )
    note = _(
        "First decided within 30 days, of those decided or already 30 days old. By the clock: without the days for "
        "which it stood because the community was asked. A need joined with another one was answered by that."
    )
    return Part(_("Reviewed within 30 days"), _("Year"), columns, lines, note, chart)


def _share(share: Share, year: int, above: str, below: str) -> list[Number]:
    return [
        _counted(share.numerator, year, review=above),
        _counted(share.denominator, year, review=below),
        percent(share.value),
    ]


def _in_percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _clock_of(rows: NeedQuerySet, year: int, on: datetime.date) -> Part:
    rate = review_rate(rows.filter(submission_date__year=year), on)
    lines: list[tuple[str, Any]] = [
        (_("Their 30 days have passed"), Number(rate.due)),
        (_("Of these decided in time"), Number(rate.in_time)),
        (_("Share"), percent(rate.share)),
        (_("By the clock: their day has passed"), Number(rate.due_by_clock)),
        (_("By the clock: of these decided in time"), Number(rate.in_time_by_clock)),
        (_("By the clock: share"), percent(rate.share_by_clock)),
        (_("Usual days to a first decision (median)"), Number(rate.median_days, words=_("nothing to count yet"))),
    ]
    note = _("What is decided before its 30 days have passed does not count here yet, so the share may differ.")
    title = _("%(year)d as the public page counts it") % {"year": year}
    return Part(title, _("Figure"), [str(year)], [Line(label, [number]) for label, number in lines], note)
