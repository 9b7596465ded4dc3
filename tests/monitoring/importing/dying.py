"""What a process does with a file that is imported by it and killed before one of its statements."""

from collections.abc import Callable
from functools import partial
from typing import Any

import tests.killing  # noqa: F401  sets Django up where that is not done yet
from portal.monitoring.importing import running


def working(key: Any) -> Callable[[], object]:
    return partial(running.work, key)
