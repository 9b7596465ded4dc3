"""The reference rows of the room: the Bangsamoro peoples."""

import json
from collections.abc import Iterator
from pathlib import Path

from portal.core.loading import Loaded, load_rows

from .models import EthnolinguisticGroup

FILE = Path(__file__).parent / "data" / "ethnolinguistic_groups.json"


def load() -> Iterator[Loaded]:
    groups = json.loads(FILE.read_text(encoding="utf-8"))
    yield load_rows(EthnolinguisticGroup, ({**row, "position": number} for number, row in enumerate(groups, start=1)))
