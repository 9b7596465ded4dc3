"""Run every bench and print a line of JSON a measurement; fails on one that misses its bar or cannot be taken."""

import importlib
import json
import os
import pkgutil
import sys

import django

import benchmarks
from cms import embedded_database, set_up


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    embedded_database.join_by_default()
    django.setup()

    from django.urls import NoReverseMatch  # Django is ready only now

    from benchmarks.measuring import BENCHES

    if not set_up.is_done():
        set_up.run(say=lambda line: print(line, file=sys.stderr))
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__":
            importlib.import_module(f"benchmarks.{module.name}")
    missed = 0
    for name, bench in BENCHES.items():
        try:
            for measurement in bench():
                print(measurement.as_line(), flush=True)
                missed += not measurement.is_met
        except (LookupError, NoReverseMatch) as problem:
            print(json.dumps({"metric": name, "error": str(problem)}), flush=True)
            missed += 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
