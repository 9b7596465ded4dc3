"""Rows that somebody without an account opened in this browser with a mailed link, each for an hour from its last use.

Before the link is mailed, a signed proof says that somebody found the row by its number and contact.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

OPEN_SECONDS = 60 * 60


@dataclass(frozen=True)
class OpenedRows:
    """The opened rows of one kind."""

    session_key: str
    salt: str

    def keys(self, request: HttpRequest) -> set[UUID]:
        """What is open now."""
        if not request.session.get(self.session_key):  # looking does not begin a session
            return set()
        return {UUID(key) for key, until in request.session[self.session_key].items() if until > time.time()}

    def keep(self, request: HttpRequest, pk: UUID) -> None:
        """Open for an hour from now; those whose hour is over are forgotten."""
        now = time.time()
        opened = {key: until for key, until in request.session.get(self.session_key, {}).items() if until > now}
        request.session[self.session_key] = {**opened, str(pk): int(now) + OPEN_SECONDS}

    def close(self, request: HttpRequest, pk: UUID) -> None:
        """Somebody leaves a telephone or computer that others use too."""
        opened = request.session.get(self.session_key, {})
        request.session[self.session_key] = {key: until for key, until in opened.items() if key != str(pk)}

    def proof_of_finding(self, pk: UUID) -> str:
        """Says, signed and for an hour, that somebody found this row by its number and contact."""
        return signing.dumps(str(pk), salt=self.salt)

    def found_by(self, proof: str) -> UUID | None:
        try:
            return UUID(signing.loads(proof, salt=self.salt, max_age=OPEN_SECONDS))
        except signing.BadSignature:
            return None
