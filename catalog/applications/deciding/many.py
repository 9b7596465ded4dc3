from collections.abc import Callable, Iterable

from catalog.models import ServiceApplication
from portal.core.access import BulkResult
from portal.core.actions import ActionRefused


def each(applications: Iterable[ServiceApplication], act: Callable[[ServiceApplication], object]) -> list[BulkResult]:
    """What became of each case; a refusal leaves the others done. Each act is a transaction of its own."""
    return [_result(case, act) for case in applications]


def _result(case: ServiceApplication, act: Callable[[ServiceApplication], object]) -> BulkResult:
    try:
        act(case)
    except ActionRefused as refusal:
        return BulkResult(case, str(refusal))
    return BulkResult(case)
