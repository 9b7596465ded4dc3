import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.querysets import OfferingOverlapQuerySet

from .offering import ServiceOffering


def newest_title(offering: ServiceOffering) -> str:
    """The published name, or that of the newest draft where nothing is published: as it was compared."""
    is_draft = not offering.live and offering.latest_revision is not None
    return offering.latest_revision.object_str if is_draft else offering.title


class OfferingOverlap(models.Model):
    """Two services that may do the same for the same people in the same place, until somebody says they do not.

    Found and kept by ``catalog.overlaps``. That they are different holds until what was compared changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(
        ServiceOffering, verbose_name=_("service"), on_delete=models.CASCADE, related_name="+", editable=False
    )
    second = models.ForeignKey(
        ServiceOffering, verbose_name=_("is like"), on_delete=models.CASCADE, related_name="+", editable=False
    )
    score = models.PositiveSmallIntegerField(_("likeness in %"), editable=False)
    same_type = models.BooleanField(editable=False)
    same_category = models.BooleanField(editable=False)
    regions = models.JSONField(default=list, editable=False)  # codes of those both are offered in; empty: everywhere
    words = models.JSONField(default=list, editable=False)  # what both texts say, the most telling first
    fingerprint = models.CharField(max_length=64, editable=False)  # of both texts as they were compared
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    reason = models.TextField(_("why they are different"), blank=True)

    objects = OfferingOverlapQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="catalog_overlap_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="catalog_overlap_in_order"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, reason="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="catalog_overlap_decided_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{newest_title(self.first)} / {newest_title(self.second)}"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
