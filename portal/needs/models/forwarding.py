"""A need in the hands of an office that may do something about it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.needs.enums import Feasibility, ForwardingState
from portal.needs.querysets import ForwardingQuerySet
from portal.organizations.models import Organization

from .need import Need


class Forwarding(models.Model):
    """OOBC asks one office about one need; the office answers by a day of its own. A need may have several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="forwardings")
    mao = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, related_name="forwarded_needs"
    )
    state = models.CharField(
        _("answer"), max_length=8, choices=ForwardingState.choices, default=ForwardingState.SENT, editable=False
    )
    message = models.TextField(_("message to the office"), max_length=2000, blank=True)
    forwarded_at = models.DateTimeField(_("forwarded at"), auto_now_add=True)
    forwarded_by = acted_by(verbose_name=_("forwarded by"))
    due_on = models.DateField(_("answer due on"))
    came_from = models.OneToOneField(
        "self",
        verbose_name=_("passed on from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="went_to",
    )
    feasibility = models.CharField(_("feasibility"), max_length=9, choices=Feasibility.choices, blank=True)
    cost_low = models.DecimalField(_("cost from (₱)"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost_high = models.DecimalField(_("cost to (₱)"), max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    """The office's words, as the community reads them."""

    recall_reason = models.TextField(_("why it was taken back"), max_length=2000, blank=True)
    """OOBC's words to the office."""

    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = acted_by(verbose_name=_("answered by"))

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "forwarded_at"]
        verbose_name = _("forwarded need")
        verbose_name_plural = _("forwarded needs")
        indexes = [models.Index(fields=["mao", "state"], name="needs_forwarding_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "mao"],
                condition=Q(state__in=["sent", "accepted"]),
                name="needs_forwarded_once_to_an_office",
                violation_error_message=_("This office already has this need."),
            ),
            models.CheckConstraint(
                condition=Q(state="sent", answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(state="sent"),
                name="needs_forwarding_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "recalled"]) | ~Q(reason=""),
                name="needs_forwarding_answer_with_a_reason",
                violation_error_message=_("An answer needs a reason that the community can read."),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(feasibility=""),
                name="needs_forwarding_accepted_with_feasibility",
                violation_error_message=_("Say how feasible it is."),
            ),
            models.CheckConstraint(
                condition=Q(state="recalled") | Q(recall_reason=""),
                name="needs_forwarding_taken_back_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(cost_low=None, cost_high=None)
                | Q(cost_low__gte=0, cost_high__gte=F("cost_low"), cost_low__isnull=False, cost_high__isnull=False),
                name="needs_forwarding_cost_range",
                violation_error_message=_("The cost is a range, from the lower to the higher amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}, {self.mao.short_name}"

    @property
    def passed_on_by(self) -> Organization | None:
        """The office that had the need before and passed it on to this one; none if OOBC asked."""
        before = self.came_from
        return before.mao if before and before.state == ForwardingState.REROUTED else None
