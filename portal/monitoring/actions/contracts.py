"""Contracts over several years. What each year may take stands in its slices, which add up to the cost."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.actions import ActionRefused
from portal.core.constraints import constraints_refuse
from portal.core.money import pesos
from portal.monitoring.enums import PPAStatus
from portal.monitoring.ledger import because
from portal.monitoring.models import ContractSlice, MonitoringEntry, MultiYearContract

from .alerting import money_moved
from .rows import check_status, happened, ppa_to


@transaction.atomic
def make_contract(
    ppa: MonitoringEntry,
    *,
    title: str,
    authority: str,
    slices: Mapping[int, Decimal],
    by: User,
) -> MultiYearContract:
    """Authority to contract for several years. ``slices``: pesos by fiscal year; they make the cost."""
    ppa = ppa_to("pay", ppa, by=by)
    check_status(ppa, PPAStatus.spending(), _("A contract rests on money that an act has granted."))
    _check(slices)
    total = sum(slices.values(), Decimal())
    with because("make_contract", by=by), constraints_refuse(MultiYearContract):
        contract = MultiYearContract.objects.create(
            ppa=ppa, title=title.strip(), authority=authority.strip(), total_cost=total, created_by=by
        )
        _write(contract, slices)
    happened(ppa, "make_contract", by=by, contract=contract.pk, cost=pesos(total), after=_by_year(slices))
    return contract


@transaction.atomic
def change_contract(
    contract: MultiYearContract, *, slices: Mapping[int, Decimal], reason: str, by: User
) -> MultiYearContract:
    """Another share for a year, or another cost: the slices as they are from now on."""
    ppa = ppa_to("pay", contract.ppa, by=by)
    contract = MultiYearContract.objects.get(pk=contract.pk, ppa=ppa)
    if not reason.strip():
        raise ActionRefused(_("Give the reason."))
    _check(slices)
    was = dict(contract.slices.values_list("fiscal_year", "amount"))
    if was == dict(slices):
        return contract
    with because("change_contract", by=by, reason=reason), constraints_refuse(ContractSlice):
        contract.total_cost = sum(slices.values(), Decimal())
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
        ContractSlice.objects.update_or_create(contract=contract, fiscal_year=year, defaults={"amount": amount})


def _by_year(slices: Mapping[int, Decimal], other: Mapping[int, Decimal] | None = None) -> dict[str, Decimal]:
    """As the record holds them; a year that only the ``other`` side names takes nothing on this one."""
    return {f"year {year}": pesos(slices.get(year, Decimal())) for year in sorted({*slices, *(other or {})})}


def _check(slices: Mapping[int, Decimal]) -> None:
    if not slices:
        raise ActionRefused(_("Say what each year may take."))
    if any(amount <= 0 for amount in slices.values()):
        raise ActionRefused(_("Each year that is named takes something."))
