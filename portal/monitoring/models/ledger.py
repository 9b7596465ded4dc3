"""The ledger of money: every change of a figure, written by triggers of the database whatever door it came through.

Each event names the one before it of the same PPA (or the same ceiling) by its hash, and holds who and why as the
action said it (``portal.monitoring.ledger.because``). Events are never changed or deleted; ``manage.py verify_ledger``
proves that the tables are what the events tell.
"""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from portal.monitoring.querysets import LedgerQuerySet

from .ceiling import CeilingManagement, CeilingOverride
from .money import ContractSlice, MoneyLine, MonitoringEntryFunding, MultiYearContract


class LedgerChain(models.Model):
    """The end of the chain of one PPA or ceiling: how many events it has, and the hash of the last one."""

    id = models.UUIDField(primary_key=True, editable=False)
    """The key of the PPA or of the ceiling."""

    length = models.PositiveIntegerField(_("events"))
    last_hash = models.CharField(_("hash of the last event"), max_length=64, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("chain of the ledger")
        verbose_name_plural = _("chains of the ledger")

    def __str__(self) -> str:
        return str(self.pk)


class LedgerEvent(Event):
    """What every event has beside the row as it was then. A trigger fills in its place in the chain."""

    pgh_id = models.BigAutoField(primary_key=True)
    chain = models.UUIDField(editable=False)
    position = models.PositiveIntegerField(editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = LedgerQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        abstract = True
        ordering = ["pgh_id"]
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="%(class)s_place")]

    def __str__(self) -> str:
        return f"{self.pgh_label}, {self.chain}, {self.position}"


def _events_of(model: type[models.Model], *, leaving_out: tuple[str, ...] = ()) -> type[models.Model]:
    return pghistory.create_event_model(
        model,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(leaving_out),
        base_model=LedgerEvent,
        obj_field=pghistory.ObjForeignKey(related_name="events"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
    )


class MoneyLineEvent(_events_of(MoneyLine)):  # type: ignore[misc]
    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of a money line")
        verbose_name_plural = _("events of money lines")


class MonitoringEntryFundingEvent(_events_of(MonitoringEntryFunding)):  # type: ignore[misc]
    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of a flow of money")
        verbose_name_plural = _("events of flows of money")


class MultiYearContractEvent(_events_of(MultiYearContract)):  # type: ignore[misc]
    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of a multi-year contract")
        verbose_name_plural = _("events of multi-year contracts")


class ContractSliceEvent(_events_of(ContractSlice)):  # type: ignore[misc]
    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of a slice of a contract")
        verbose_name_plural = _("events of slices of contracts")


class CeilingManagementEvent(_events_of(CeilingManagement, leaving_out=("told_state",))):  # type: ignore[misc]
    """What people were told of a ceiling is no figure."""

    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of a ceiling")
        verbose_name_plural = _("events of ceilings")


class CeilingOverrideEvent(_events_of(CeilingOverride)):  # type: ignore[misc]
    """It stands in the chain of the PPA that was let above."""

    class Meta(LedgerEvent.Meta):
        verbose_name = _("event of an override of a ceiling")
        verbose_name_plural = _("events of overrides of ceilings")


EVENTS: list[type[LedgerEvent]] = [
    MoneyLineEvent,
    MonitoringEntryFundingEvent,
    MultiYearContractEvent,
    ContractSliceEvent,
    CeilingManagementEvent,
    CeilingOverrideEvent,
]
