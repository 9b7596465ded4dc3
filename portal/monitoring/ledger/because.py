"""Who changes figures, by which act and why: what the events of the change will say."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.transaction import TransactionManagementError

from portal.accounts.models import User

KEEP = "SELECT current_setting('pghistory.context_id', true), current_setting('pghistory.context_metadata', true)"
SAY = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"


@contextmanager
def because(act: str, *, by: User | None, reason: str = "") -> Iterator[None]:
    """All figures changed inside tell this; what is changed afterwards in the same transaction does not.

    ``by=None`` is the system. The reason is kept for ever: no names of people stand in it.

    The variables are those of ``pghistory.context``, which would say them with every statement anew and, once said,
    keeps them to the end of the transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Who and why are said within the transaction of the change.")
    said = {"act": act, "by": by.pk if by else None, "reason": reason.strip()}
    with connection.cursor() as cursor:
        cursor.execute(KEEP)
        outer = [value or "" for value in cursor.fetchone()]
        cursor.execute(SAY, [str(uuid.uuid4()), json.dumps(said)])
    yield
    with connection.cursor() as cursor:  # after an error the database has forgotten it already
        cursor.execute(SAY, outer)
