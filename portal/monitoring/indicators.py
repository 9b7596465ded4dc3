"""The library of outcome indicators that comes with the portal, each with the public source that defines it."""

import json
from collections.abc import Iterator
from pathlib import Path

from portal.core.loading import Loaded, load_rows

from .models import OutcomeIndicator

FILE = Path(__file__).parent / "data" / "indicators.json"


def load() -> Iterator[Loaded]:
    yield load_rows(OutcomeIndicator, json.loads(FILE.read_text(encoding="utf-8")))
