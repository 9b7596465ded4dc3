"""Ceilings: set and changed by budget officers, who may also let a PPA go above one."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import facts, record
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.models import FundingSource, Sector
from portal.core.money import pesos
from portal.core.shown import check_shown, mark_of
from portal.monitoring.ceilings.checking import effects_of
from portal.monitoring.ceilings.gate import tell
from portal.monitoring.ceilings.rooms import used
from portal.monitoring.enums import CeilingMode
from portal.monitoring.ledger import because
from portal.monitoring.models import CeilingManagement, CeilingOverride, MonitoringEntry
from portal.monitoring.permissions import can_keep_ceilings, can_override_ceilings

from .rows import lock

FIELDS = ["ceiling_amount", "threshold", "mode"]


@transaction.atomic
def add_ceiling(
    *,
    fiscal_year: int,
    source: FundingSource,
    ceiling_amount: Decimal,
    sector: Sector | None = None,
    threshold: Decimal = Decimal("0.90"),
    mode: CeilingMode = CeilingMode.BLOCK,
    note: str = "",
    by: User,
) -> CeilingManagement:
    """Limit what PPAs of this year and source may take, in pesos. What is taken already may be above it."""
    _check_right(by)
    with because("add_ceiling", by=by, reason=note), constraints_refuse(CeilingManagement):
        ceiling = CeilingManagement.objects.create(
            fiscal_year=fiscal_year,
            source=source,
            sector=sector,
            ceiling_amount=pesos(ceiling_amount),
            threshold=threshold,
            mode=mode,
            note=note.strip(),
            created_by=by,
        )
    record(ceiling, "monitoring.add_ceiling", by=by, after=facts(ceiling, FIELDS))
    tell({ceiling: used([ceiling])[ceiling].state})
    return ceiling


def ceiling_mark(ceiling: CeilingManagement) -> str:
    """Of what the form of a ceiling shows."""
    return mark_of([facts(ceiling, FIELDS), ceiling.note])


@transaction.atomic
def change_ceiling(
    ceiling: CeilingManagement,
    *,
    ceiling_amount: Decimal,
    threshold: Decimal,
    mode: CeilingMode,
    note: str,
    reason: str,
    shown: str | None = None,
    by: User,
) -> CeilingManagement:
    """Another limit from now on, in place of the one ``shown``. What was approved under the old one stays."""
    _check_right(by)
    ceiling = CeilingManagement.objects.select_for_update(no_key=True).get(pk=ceiling.pk)
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    was, noted, mark = facts(ceiling, FIELDS), ceiling.note, ceiling_mark(ceiling)
    ceiling.ceiling_amount, ceiling.threshold, ceiling.mode = pesos(ceiling_amount), threshold, mode
    ceiling.note = note.strip()
    if (was, noted) == (facts(ceiling, FIELDS), ceiling.note):
        return ceiling
    check_shown(shown, mark, of=ceiling, actions=["monitoring.change_ceiling"], by=by)
    with because("change_ceiling", by=by, reason=reason), constraints_refuse(CeilingManagement):
        ceiling.save()
    record(ceiling, "monitoring.change_ceiling", by=by, before=was, after=facts(ceiling, FIELDS))
    tell({ceiling: used([ceiling])[ceiling].state})
    return ceiling


@transaction.atomic
def allow_above(ceiling: CeilingManagement, ppa: MonitoringEntry, *, reason: str, by: User) -> CeilingOverride:
    """Let this PPA be approved although the ceiling has too little left: as far above it as that takes today.

    Who approves is somebody else. If meanwhile others take more room, it is asked again.
    """
    if not can_override_ceilings(by):
        raise ActionRefused(_("Only a budget officer lets a PPA go above a ceiling."))
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    ppa = lock(ppa)
    ceiling = CeilingManagement.objects.select_for_update(no_key=True).get(pk=ceiling.pk)
    effect = next((each for each in effects_of(ppa) if each.ceiling == ceiling), None)
    if effect is None or not effect.after.excess:
        raise ActionRefused(_("The ceiling has room enough for it."))
    excess = effect.after.excess
    allowed = CeilingOverride.objects.filter(ceiling=ceiling, ppa=ppa, excess__gte=excess).first()
    if allowed:
        return allowed
    with because("override_ceiling", by=by, reason=reason):
        override = CeilingOverride.objects.create(ceiling=ceiling, ppa=ppa, excess=excess, reason=reason.strip(), by=by)
    record(ceiling, "monitoring.override_ceiling", by=by, data={"ppa": ppa.pk, "excess": excess})
    return override


def _check_right(by: User) -> None:
    if not can_keep_ceilings(by):
        raise ActionRefused(_("Your role does not set ceilings."))
