"""What somebody said of a community on a day: each statement with its source and date, the older ones kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.communities.enums import AccessState, BasicService, Measure, StatementSource, Unit
from portal.communities.querysets import StatementQuerySet

from .community import OBCCommunity

STALE_YEARS = 3
"""Older than this, a figure is shown as one to be asked for again."""


class Statement(models.Model):
    """Common to figures and access: of which day, from where, and who entered it."""

    source = models.CharField(_("source"), max_length=20, choices=StatementSource.choices)
    source_detail = models.CharField(
        _("source in detail"), max_length=200, blank=True, help_text=_("For staff only, such as the title of a paper.")
    )
    as_of = models.DateField(_("as of"))
    recorded_at = models.DateTimeField(_("entered at"), auto_now=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def age_years(self) -> int:
        """Whole years since its day."""
        today = timezone.localdate()
        return today.year - self.as_of.year - ((today.month, today.day) < (self.as_of.month, self.as_of.day))

    @property
    def is_stale(self) -> bool:
        return self.age_years >= STALE_YEARS

    @property
    def source_in_words(self) -> str:
        kind = str(StatementSource(self.source).label)
        return f"{kind}: {self.source_detail}" if self.source_detail else kind


class CommunityFigure(Statement):
    """How many there were, on a day. What nobody counted has no row; zero means that somebody counted none."""

    community = models.ForeignKey(
        OBCCommunity, verbose_name=_("community"), on_delete=models.CASCADE, related_name="figures"
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    value = models.PositiveIntegerField(_("number"))
    SUBJECT, VALUE = "measure", "value"

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "-as_of"]
        verbose_name = _("figure of a community")
        verbose_name_plural = _("figures of communities")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "measure", "as_of"],
                name="communities_figure_once_a_day",
                violation_error_message=_("There is a figure of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_measure_display()}, {self.as_of}"

    @property
    def unit(self) -> Unit:
        return Measure(self.measure).unit


class ServiceAccess(Statement):
    """How well a community reached a basic service, on a day."""

    community = models.ForeignKey(
        OBCCommunity, verbose_name=_("community"), on_delete=models.CASCADE, related_name="access"
    )
    service = models.CharField(_("service"), max_length=20, choices=BasicService.choices)
    state = models.CharField(_("access"), max_length=10, choices=AccessState.choices)
    SUBJECT, VALUE = "service", "state"

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["service", "-as_of"]
        verbose_name = _("access to a service")
        verbose_name_plural = _("access to services")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "service", "as_of"],
                name="communities_access_once_a_day",
                violation_error_message=_("There is a statement of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_service_display()}, {self.as_of}"
