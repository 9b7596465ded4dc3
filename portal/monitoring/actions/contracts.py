"""Contracts over several years. What each year may take stands in its slices, which add up to the cost."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.money import pesos
from portal.core.shown import check_shown, mark_of
from portal.monitoring.ledger import because
from portal.monitoring.models import ContractSlice, MonitoringEntry, MultiYearContract

from .alerting import money_moved
from .rows import FormSentBefore, check_granted, happened, ppa_to

MOST = Decimal("999999999999.99")
"""Pesos that a figure can hold."""


@transaction.atomic
def make_contract(
    ppa: MonitoringEntry,
    *,
    title: str,
    authority: str,
    slices: Mapping[int, Decimal],
    key: UUID | None = None,
    by: User,
) -> MultiYearContract:
    """Authority to contract for several years. ``slices``: pesos by fiscal year; they make the cost.

    Sent again with the same ``key``, it is the same contract.
    """
    ppa = ppa_to("pay", ppa, by=by)
    said = {"ppa": ppa, "title": title.strip(), "authority": authority.strip(), "created_by": by}
    made = MultiYearContract.objects.filter(pk=key).first() if key else None
    if made:
        if any(getattr(made, name) != value for name, value in said.items()) or _slices_of(made) != dict(slices):
            raise FormSentBefore
        return made
    check_granted(ppa, _("A contract rests on money that an act has granted."))
    total = _cost_of(slices)
    with because("make_contract", by=by), constraints_refuse(MultiYearContract):
        contract = MultiYearContract.objects.create(pk=key or uuid4(), total_cost=total, **said)
        _write(contract, slices)
    happened(ppa, "make_contract", by=by, contract=contract.pk, cost=pesos(total), after=_by_year(slices))
    return contract


def slices_mark(contract: MultiYearContract) -> str:
    """Of what each year may take, as the form shows it."""
    return mark_of({each.fiscal_year: each.amount for each in contract.slices.all()})


@transaction.atomic
def change_contract(
    contract: MultiYearContract, *, slices: Mapping[int, Decimal], reason: str, shown: str | None = None, by: User
) -> MultiYearContract:
    """Another share for a year, or another cost: the slices as they are from now on, in place of those ``shown``."""
    ppa = ppa_to("pay", contract.ppa, by=by)
    contract = MultiYearContract.objects.get(pk=contract.pk, ppa=ppa)
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    total = _cost_of(slices)
    was = _slices_of(contract)
    if was == dict(slices):
        return contract
    about = {"contract": str(contract.pk)}
    check_shown(shown, mark_of(was), of=ppa, actions=["monitoring.change_contract"], by=by, **about)
    with because("change_contract", by=by, reason=reason), constraints_refuse(ContractSlice):
        contract.total_cost = total
        contract.save(update_fields=["total_cost"])
        contract.slices.exclude(fiscal_year__in=slices).delete()
        _write(contract, slices)
    happened(
        ppa,
        "change_contract",
        by=by,
        contract=contract.pk,
        before=_by_year(was, slices),
        after=_by_year(slices, was),
        reason=reason.strip(),
    )
    money_moved(ppa)
    return contract


def _write(contract: MultiYearContract, slices: Mapping[int, Decimal]) -> None:
    for year, amount in sorted(slices.items()):
        values = {"amount": pesos(amount)}
        ContractSlice.objects.update_or_create(contract=contract, fiscal_year=year, defaults=values)


def _slices_of(contract: MultiYearContract) -> dict[int, Decimal]:
    return dict(contract.slices.values_list("fiscal_year", "amount"))


def _by_year(slices: Mapping[int, Decimal], other: Mapping[int, Decimal] | None = None) -> dict[str, Decimal]:
    """As the record holds them; a year that only the ``other`` side names takes nothing on this one."""
    return {f"year {year}": pesos(slices.get(year, Decimal())) for year in sorted({*slices, *(other or {})})}


def _cost_of(slices: Mapping[int, Decimal]) -> Decimal:
    """What they add up to; refused where a year takes nothing, or all of them more than a figure can hold."""
    if not slices:
        raise ActionRefused(_("Say what each year may take."))
    if any(amount <= 0 for amount in slices.values()):
        raise ActionRefused(_("Each year that is named takes something."))
    cost = sum(map(pesos, slices.values()), Decimal())
    if cost > MOST:
        raise ActionRefused(_("Together the years take more than a trillion pesos. Look at the amounts again."))
    return cost
