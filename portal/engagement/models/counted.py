"""What was counted at an engagement. What nobody counted has no row, or a row without a value: never zero."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.engagement.enums import Measure, ParticipantSector, Sex
from portal.engagement.querysets import OfEngagementQuerySet

from .engagement import StakeholderEngagement


class EngagementTracking(models.Model):
    """One number about an engagement, as of a day.

    Participants stand by sex; the rows without a group add up to all who came. Rows of a group say how many of them
    belong to it, and add up to nothing.
    """

    engagement = models.ForeignKey(StakeholderEngagement, on_delete=models.CASCADE, related_name="trackings")
    measure = models.CharField(_("what was counted"), max_length=16, choices=Measure.choices)
    sex = models.CharField(_("sex"), max_length=7, choices=Sex.choices, blank=True)
    sector = models.CharField(_("group"), max_length=10, choices=ParticipantSector.choices, blank=True)
    value = models.PositiveIntegerField(_("number"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, default="people")
    as_of = models.DateField(_("as of"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now=True)
    recorded_by = acted_by(verbose_name=_("recorded by"))

    objects = OfEngagementQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "sector", "sex"]
        verbose_name = _("number of an engagement")
        verbose_name_plural = _("numbers of engagements")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "measure", "sex", "sector"],
                name="engagement_counted_once",
                violation_error_message=_("This number is there already."),
            ),
            models.CheckConstraint(
                condition=(Q(measure=Measure.PARTICIPANTS) & ~Q(sex=""))
                | (~Q(measure=Measure.PARTICIPANTS) & Q(sex="", sector="")),
                name="engagement_participants_by_sex",
                violation_error_message=_("Participants are told apart by sex; other numbers are not."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_measure_display()
