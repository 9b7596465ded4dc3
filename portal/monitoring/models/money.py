"""The money of PPAs: what a year's budget grants, and what happened to it on which day. Totals are never stored."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.models import FundingSource
from portal.monitoring.enums import ExpenseClass, FlowType
from portal.monitoring.querysets import FlowQuerySet, MoneyLineQuerySet, OfContractQuerySet, OfPPAQuerySet

from .ppa import MonitoringEntry


def amount_field(label: object, **options: object) -> models.DecimalField:
    """Pesos, up to a trillion less a centavo."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)  # type: ignore[arg-type]


class MoneyLine(models.Model):
    """Money of a PPA in one fiscal year, class and source: what is asked for, and once enacted what is granted.

    It changes only by actions, which hold the ceilings it falls under; every change is in the ledger.
    """

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="lines")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    expense_class = models.CharField(_("class"), max_length=5, choices=ExpenseClass.choices)
    source = models.ForeignKey(
        FundingSource, verbose_name=_("funding source"), on_delete=models.PROTECT, related_name="lines"
    )
    source_name = models.CharField(_("which one"), max_length=150, blank=True)
    """The name of a source that the list calls “other”."""

    amount = amount_field(_("amount (₱)"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MoneyLineQuerySet.as_manager()

    class Meta:
        ordering = ["fiscal_year", "expense_class", "source", "pk"]
        verbose_name = _("money line")
        verbose_name_plural = _("money lines")
        # With what ceilings add up.
        indexes = [
            models.Index(
                fields=["fiscal_year", "source"], include=["ppa", "amount"], name="monitoring_line_year_source"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "fiscal_year", "expense_class", "source", "source_name"],
                name="monitoring_line_once",
                violation_error_message=_("This PPA already has a line of this year, class and source."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="monitoring_line_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__range=(2019, 2100)),
                name="monitoring_line_year",
                violation_error_message=_("A fiscal year lies between 2019 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}, {self.expense_class}, {self.source_name or self.source}"


class MultiYearContract(models.Model):
    """Authority to contract for several years; what each year may take stands in its slices, which sum to the cost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(_("contract"), max_length=255)
    authority = models.CharField(_("authority"), max_length=255)
    """The paper that allows it, such as a multi-year contractual authority with its number."""

    total_cost = amount_field(_("total cost (₱)"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = acted_by(verbose_name=_("created by"))

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("multi-year contract")
        verbose_name_plural = _("multi-year contracts")
        constraints = [
            models.CheckConstraint(condition=Q(total_cost__gt=0), name="monitoring_contract_costs_something")
        ]

    def __str__(self) -> str:
        return self.title


class ContractSlice(models.Model):
    """What one fiscal year may take of a contract."""

    contract = models.ForeignKey(MultiYearContract, on_delete=models.CASCADE, related_name="slices")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    amount = amount_field(_("amount (₱)"))

    objects = OfContractQuerySet.as_manager()

    class Meta:
        ordering = ["fiscal_year"]
        verbose_name = _("slice of a contract")
        verbose_name_plural = _("slices of contracts")
        constraints = [
            models.UniqueConstraint(fields=["contract", "fiscal_year"], name="monitoring_slice_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="monitoring_slice_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.amount}"


class MonitoringEntryFunding(models.Model):
    """A flow: money of a line that was released, adjusted, obligated or paid on a day. Append-only.

    A mistake is corrected by a flow with the opposite amount that names what it reverses; each flow is reversed once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(MoneyLine, verbose_name=_("money line"), on_delete=models.PROTECT, related_name="flows")
    type = models.CharField(_("what happened"), max_length=12, choices=FlowType.choices)
    amount = amount_field(_("amount (₱)"))
    on = models.DateField(_("on"))
    tranche = models.CharField(_("tranche"), max_length=50, blank=True)
    document = models.CharField(_("document"), max_length=255, blank=True)
    """The paper it rests on: an allotment order, an obligation request, a disbursement voucher."""

    contract = models.ForeignKey(
        MultiYearContract,
        verbose_name=_("under the contract"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="flows",
    )
    reverses = models.OneToOneField(
        "self", verbose_name=_("reverses"), on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = FlowQuerySet.as_manager()

    class Meta:
        ordering = ["on", "entered_at"]
        verbose_name = _("flow of money")
        verbose_name_plural = _("flows of money")
        indexes = [
            models.Index(fields=["line", "type", "on"], name="monitoring_flow_line_type"),
            models.Index(fields=["line", "on"], condition=Q(type=FlowType.ALLOCATION), name="monitoring_flow_released"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="monitoring_flow_moves_something",
                violation_error_message=_("A flow of zero pesos moves nothing."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(type=FlowType.ADJUSTMENT) | Q(reverses__isnull=False),
                name="monitoring_flow_negative_reverses",
                violation_error_message=_("Only an adjustment or a reversal is negative."),
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) & ~Q(type=FlowType.ADJUSTMENT) | ~Q(reason=""),
                name="monitoring_flow_change_with_a_reason",
                violation_error_message=_("Give the reason."),
            ),
            models.CheckConstraint(
                condition=Q(contract=None) | Q(type__in=[FlowType.OBLIGATION, FlowType.DISBURSEMENT]),
                name="monitoring_flow_of_a_contract",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.on:%Y-%m-%d}"
