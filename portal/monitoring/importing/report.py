"""What a check found or an import did, as it is kept with the run and shown."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from .importers import Done
from .reading import Problem, Row

SHOWN = 200
"""As many rows of each kind a page lists; of problems the file has all."""


def report_of(done: Done, rows: list[Row], totals: list[int]) -> dict[str, Any]:
    problems = [problem for row in rows for problem in row.problems]
    problems.sort(key=lambda problem: (problem.row, problem.cell))
    told = {"made": done.made, "changed": done.changed, "unchanged": done.unchanged, "totals": totals}
    return {
        "made": [list(line) for line in done.made[:SHOWN]],
        "made_count": len(done.made),
        "changed": [list(line) for line in done.changed[:SHOWN]],
        "changed_count": len({(row, what) for row, what, *_rest in done.changed}),
        "unchanged": done.unchanged,
        "totals": totals,
        "ceilings": done.ceilings,
        "problems": [asdict(problem) for problem in problems],
        "wrong_rows": len({problem.row for problem in problems}),
        "rows": len(rows),
        "fingerprint": _fingerprint({**told, "problems": [asdict(problem) for problem in problems]}),
    }


def problems_of(report: dict[str, Any]) -> list[Problem]:
    return [Problem(**problem) for problem in report.get("problems", [])]


def unknown_names(report: dict[str, Any]) -> list[tuple[str, str]]:
    """The names that no list has, each once: of which column, and what the sheet says."""
    return list(dict.fromkeys((one.named, one.value) for one in problems_of(report) if one.named))


def has_work(report: dict[str, Any]) -> bool:
    return bool(report.get("made_count") or report.get("changed_count"))


def _fingerprint(told: dict[str, Any]) -> str:
    """Equal for two runs that do the same with every row: tells whether what was confirmed is what happens now."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
