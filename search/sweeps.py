"""What the scheduler runs."""

from datetime import timedelta

import structlog
from django.utils import timezone

from . import engines
from .engines import circuit, copying
from .engines.base import EngineDown
from .facade import refresh
from .indexes import all_indexes
from .models import SearchLog

KEPT_FOR = timedelta(days=396)  # thirteen months: a month can be compared with the same one a year before

LOOK_SECONDS = 5.0  # other sweeps wait for the scheduler meanwhile

log = structlog.get_logger(__name__)


def refresh_all() -> None:
    """Every index anew, nightly: names of offices and categories change outside the rows they are part of."""
    for index in all_indexes():
        refresh(index)


def forget_old_searches() -> int:
    """What people searched for is not kept for good; how many were forgotten, with their clicks."""
    old = SearchLog.objects.filter(searched_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[1].get("search.SearchLog", 0)


def mend_server() -> int:
    """Bring the search server's copy up to date; how many rows it took. One that is down is left for the next time."""
    server, mended = engines.configured(), 0
    if server:
        try:
            for index in all_indexes():
                mended += copying.mend(server, index.name)
        except EngineDown as problem:
            log.warning("search_server_not_mended", engine=server.name, reason=str(problem), rows=mended)
    return mended


def server_differs() -> bool:
    """Whether there is anything to mend, as far as the server tells."""
    server = engines.configured()
    if server is None or circuit.is_open():
        return False
    try:
        return any(copying.differences(server, index.name, seconds=LOOK_SECONDS) for index in all_indexes())
    except EngineDown:
        return False
