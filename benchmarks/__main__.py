"""Run the benches and print a line of JSON a measurement; fails on one that misses its bar or cannot be taken."""

import importlib
import json
import sys

from benchmarks import ground
from benchmarks.measuring import BENCHES

# In this order: from applying on they change what is stored, from the staleness on what everybody sees.
PARTS = (
    "weights", "pages", "starting", "phone", "applying", "staleness", "searching", "needs", "ppas", "policies",
    "ppa_import",
)  # fmt: skip


def main(*chosen: str) -> int:
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"There is no bench {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    missed = 0
    with ground.own_database():
        ground.fill()
        for part in PARTS:
            if part in (chosen or PARTS):
                importlib.import_module(f"benchmarks.{part}")  # Django is ready only now
        for name, bench in BENCHES.items():
            try:
                for measurement in bench():
                    print(measurement.as_line(), flush=True)
                    missed += not measurement.is_met
            except LookupError as problem:
                print(json.dumps({"metric": name, "error": str(problem)}), flush=True)
                missed += 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
