"""How often somebody may try: so many wrong tries an hour for each reference, whether it exists or not, and address."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.core.references import as_counted

LIMITS = {"track": "20/h/ip,5/h/key"}
PAUSE_SECONDS = 60 * 60
SALT = "catalog.tracking.tries"


def take(request: HttpRequest, reference: str) -> ratelimit.RateLimitUsage | None:
    """Count this try; None if there were too many. What turns out right is given back by ``rollback()``."""
    # Keyed, because there are few enough references to guess one back from its plain hash.
    key = salted_hmac(SALT, as_counted(reference)).hexdigest()
    return ratelimit.consume(request, app="catalog", action="track", config=LIMITS, key=key)
