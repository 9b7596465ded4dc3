"""A server that failed is left alone for a while, by every process: no visitor waits for it again."""

import structlog
from django.core.cache import cache

from .base import EngineDown

KEY = "search-server-failed"
PAUSE = 30  # seconds

log = structlog.get_logger(__name__)


def is_open() -> bool:
    """Whether the server failed a moment ago."""
    return cache.get(KEY) is not None


def note(engine: str, problem: EngineDown) -> None:
    """The server failed."""
    log.warning("search_server_failed", engine=engine, reason=str(problem), pause=PAUSE if problem.is_lasting else 0)
    if problem.is_lasting:
        cache.set(KEY, str(problem), PAUSE)
