"""What a process does with a PPA that is killed before one of its statements: a function each (``tests.killing``)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import tests.killing  # noqa: F401  sets Django up where that is not done yet
from portal.accounts.models import User
from portal.monitoring.actions import changing, lifecycle, linking, money
from portal.monitoring.enums import FlowType
from portal.monitoring.importing import running
from portal.monitoring.models import ChangeRequest, MoneyLine, MonitoringEntry
from portal.needs.models import Need
from tests.monitoring.factories import ACT

Done = Callable[[], object]
DAY = date(2026, 1, 2)


def approving(ppa: UUID, _need: UUID, person: int, _ceiling: UUID) -> Done:
    return partial(lifecycle.approve, _ppa(ppa), version=0, by=_person(person))


def enacting(ppa: UUID, _need: UUID, person: int) -> Done:
    return partial(lifecycle.enact, _ppa(ppa), act=ACT, on=DAY, by=_person(person))


def linking_need(ppa: UUID, need: UUID, person: int) -> Done:
    return partial(linking.link, _ppa(ppa), Need.objects.get(pk=need), share=Decimal(400), by=_person(person))


def approving_change(change: UUID, person: int) -> Done:
    asked = ChangeRequest.objects.get(pk=change)
    return partial(changing.approve_change, asked, reason="Yes.", by=_person(person))


def recording_flow(line: int, person: int) -> Done:
    values: dict[str, Any] = {"type": FlowType.OBLIGATION, "amount": Decimal(400), "on": DAY}
    return partial(money.record_flow, MoneyLine.objects.get(pk=line), **values, by=_person(person))


def importing(run: UUID) -> Done:
    return partial(running.work, run)


def _ppa(key: UUID) -> MonitoringEntry:
    return MonitoringEntry.objects.get(pk=key)


def _person(key: int) -> User:
    return User.objects.get(pk=key)
