"""The steps of a case, written in the transaction that takes them."""

from typing import Any

from catalog.enums import EventKind
from catalog.models import ApplicationEvent, ServiceApplication
from portal.accounts.models import User
from portal.activity import record

AUDIT_PREFIX = "catalog.application_"


def happened(application: ServiceApplication, kind: EventKind, *, by: User | None, **data: Any) -> None:
    """Write the step into the case's history and into the audit record; keys and facts only, no personal text."""
    ApplicationEvent.objects.create(application=application, kind=kind, by=by)
    record(application, f"{AUDIT_PREFIX}{kind.value}", by=by, data=data)
