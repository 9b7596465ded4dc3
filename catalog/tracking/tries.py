"""How often somebody may try: so many wrong tries an hour for each reference, whether it exists or not, and address."""

from django.http import HttpRequest

from portal.core.abuse import Guard, Taken
from portal.core.references import as_counted

GUARD = Guard("catalog.tracking", "20/h/ip,5/h/key")
PAUSE_SECONDS = 60 * 60


def take(request: HttpRequest, reference: str) -> Taken | None:
    """Count this try; None if there were too many. What turns out right is given back by ``rollback()``."""
    return GUARD.take(request, as_counted(reference))
