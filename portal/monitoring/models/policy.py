"""Which policy recommendations a PPA implements, with which part of its money."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.monitoring.querysets import OfPPAQuerySet
from portal.policies.models import PolicyRecommendation

from .money import amount_field
from .ppa import MonitoringEntry


class PolicyImplemented(models.Model):
    """A PPA implements a recommendation. Without a share of its own the recommendation gets its part of what the others
    leave."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="implementing_policies")
    policy = models.ForeignKey(
        PolicyRecommendation,
        verbose_name=_("policy recommendation"),
        on_delete=models.PROTECT,
        related_name="implementing_ppas",
    )
    share = amount_field(_("share of the money (₱)"), null=True, blank=True)
    linked_at = models.DateTimeField(_("linked at"), auto_now_add=True)
    linked_by = acted_by(verbose_name=_("linked by"))

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["linked_at"]
        verbose_name = _("recommendation that a PPA implements")
        verbose_name_plural = _("recommendations that PPAs implement")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "policy"],
                name="monitoring_policy_once",
                violation_error_message=_("This PPA already implements this recommendation."),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0),
                name="monitoring_policy_share_not_negative",
                violation_error_message=_("A share cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ppa}, {self.policy}"
