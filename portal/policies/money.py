"""What the public is told of a recommendation's money. The room that knows PPAs brings it, by name in the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from portal.core.money import percent

from .querysets import PolicyQuerySet


@dataclass(frozen=True)
class Money:
    """In pesos, of what is law but for ``pipeline``. None where nobody entered anything of the kind."""

    required: Decimal | None = None
    granted: Decimal = Decimal()
    obligated: Decimal | None = None
    paid: Decimal | None = None
    pipeline: Decimal | None = None
    """Asked for and not yet law: for staff alone."""

    programs: int = 0
    share_unknown: int = 0
    """Programs that do not say which part of their money is for communities outside BARMM."""

    @property
    def gap(self) -> Decimal | None:
        return None if self.required is None else max(self.required - self.granted, Decimal())

    @property
    def covered(self) -> Decimal | None:
        """Granted in percent of what it takes, at most 100."""
        return None if not self.required else percent(min(self.granted, self.required), self.required)


@dataclass(frozen=True)
class Program:
    """A PPA that is law and implements it, as the public is told; ``amount``: its pesos for this recommendation."""

    title: str
    office: str
    state: str
    url: str
    amount: Decimal


def money_of(policies: PolicyQuerySet) -> dict[UUID, Money]:
    """By ``settings.POLICY_MONEY``."""
    told: Callable[[PolicyQuerySet], dict[UUID, Money]] = import_string(settings.POLICY_MONEY)
    return told(policies)


def programs_of(policy: Any) -> list[Program]:
    """By ``settings.POLICY_PROGRAMS``; the largest first."""
    told: Callable[[Any], list[Program]] = import_string(settings.POLICY_PROGRAMS)
    return told(policy)
