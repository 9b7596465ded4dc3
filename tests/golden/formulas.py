"""How each formula of the golden files is computed by the portal: a function from a case's input to what it expects."""

import datetime
from collections.abc import Callable
from typing import Any

from portal.core.fiscal_year import Quarter
from portal.needs.scoring import Inputs, score

Values = dict[str, Any]


def need_priority_score(case: Values) -> Values:
    found = score(
        Inputs(
            urgency=case.get("urgency") or "",
            impact_severity=case.get("impact_severity"),
            feasibility=case.get("feasibility") or "",
            affected_population=case.get("affected_population"),
            equity={name: None if flag is None else bool(flag) for name, flag in case["equity_flags"].items()},
        )
    )
    if found is None:
        return {"score": None, "in_gap_list": False, "votable": False}
    return {
        "score": found.value,
        "weight_coverage": found.weight_coverage,
        "in_gap_list": found.in_gap_list,
        "votable": found.is_votable,
    }


def fiscal_calendar(case: Values) -> Values:
    quarter = Quarter.of(datetime.date.fromisoformat(case["date"]))
    return {
        "fiscal_year": quarter.fiscal_year,
        "quarter": str(quarter),
        "quarter_end": quarter.last_day.isoformat(),
        "report_due": quarter.report_due.isoformat(),
    }


FORMULAS: dict[str, Callable[[Values], Values]] = {
    "need_priority_score": need_priority_score,
    "fiscal_calendar": fiscal_calendar,
}
