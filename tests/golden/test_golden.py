"""Every case of every file in ``GOLDEN_DIR`` gives what was worked out by hand.

A file with a formula that the portal does not know fails, and so does a folder without cases. ``GOLDEN_DIR`` is
``tests/golden/data/`` unless the environment says otherwise: a second set of the same shape can be run that way.
"""

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from .formulas import FORMULAS

GOLDEN_DIR = Path(os.environ.get("GOLDEN_DIR") or Path(__file__).parent / "data")


def read_cases():
    for path in sorted(GOLDEN_DIR.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for case in content["cases"]:
            yield pytest.param(content["formula"], case, id=f"{content['formula']}-{case['id']}")


CASES = list(read_cases())


def test_golden_folder_when_read_then_it_holds_cases():
    assert CASES, f"{GOLDEN_DIR} holds no cases"


@pytest.mark.parametrize(("formula", "case"), CASES)
def test_golden_case_when_computed_then_gives_what_was_worked_out(formula, case):
    assert formula in FORMULAS, f"The portal knows no formula {formula}"

    found = FORMULAS[formula](case["input"])

    assert as_written(found, case["expected"]) == case["expected"]


def as_written(found, expected):
    """What was found, in the form of the file: amounts as text with its decimals, and only what the file names."""
    if isinstance(expected, dict) and isinstance(found, Mapping):
        return {name: as_written(found.get(name), like) for name, like in expected.items()}
    if isinstance(found, Decimal) and isinstance(expected, str):
        places = len(expected.partition(".")[2])
        return f"{found:.{places}f}"
    if isinstance(found, set | frozenset) and found == set(expected):
        return expected
    return found
