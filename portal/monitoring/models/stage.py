"""The six stages of the budget calendar, for the office and for each PPA."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.models import PrivateFile
from portal.monitoring.enums import DocumentKind, Stage, StageState
from portal.monitoring.querysets import (
    CalendarQuerySet,
    EarlierUpdateQuerySet,
    StageDocumentQuerySet,
    StageQuerySet,
    UpdateQuerySet,
)

from .ppa import MonitoringEntry


class BudgetCalendar(models.Model):
    """When a stage of a fiscal year's budget begins and is due. The office keeps these days; nothing assumes them."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    stage = models.CharField(_("stage"), max_length=17, choices=Stage.choices)
    opens_on = models.DateField(_("begins on"))
    due_on = models.DateField(_("due on"))

    objects = CalendarQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "opens_on"]
        verbose_name = _("day of the budget calendar")
        verbose_name_plural = _("days of the budget calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "stage"],
                name="monitoring_calendar_once",
                violation_error_message=_("This stage already has its days in this year."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="monitoring_calendar_order",
                violation_error_message=_("It cannot be due before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}, {self.get_stage_display()}"


class MonitoringEntryWorkflowStage(models.Model):
    """Where a PPA stands in one stage of one year's budget, who sees to it, and by when. It changes only by actions."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="stages")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    stage = models.CharField(_("stage"), max_length=17, choices=Stage.choices)
    state = models.CharField(
        _("state"), max_length=11, choices=StageState.choices, default=StageState.NOT_STARTED, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who sees to it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    blocked_by = models.CharField(_("what blocks it"), max_length=500, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True, editable=False)
    completed_by = acted_by(verbose_name=_("completed by"), editable=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["fiscal_year", "pk"]
        verbose_name = _("stage of a PPA")
        verbose_name_plural = _("stages of PPAs")
        indexes = [models.Index(fields=["state", "due_on"], name="monitoring_stage_due")]
        constraints = [
            models.UniqueConstraint(fields=["ppa", "fiscal_year", "stage"], name="monitoring_stage_once"),
            models.CheckConstraint(
                condition=Q(state=StageState.BLOCKED) & ~Q(blocked_by="")
                | ~Q(state=StageState.BLOCKED) & Q(blocked_by=""),
                name="monitoring_stage_blocked_by_something",
                violation_error_message=_("Say what blocks it."),
            ),
            models.CheckConstraint(
                condition=Q(state=StageState.COMPLETED, completed_at__isnull=False, completed_by__isnull=False)
                | ~Q(state=StageState.COMPLETED) & Q(completed_at=None, completed_by=None),
                name="monitoring_stage_completed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}, {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring_stages:inspect", args=[self.pk])


class StageDocument(models.Model):
    """A paper of a stage."""

    stage = models.ForeignKey(MonitoringEntryWorkflowStage, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=13, choices=DocumentKind.choices)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = acted_by(verbose_name=_("added by"))

    objects = StageDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        verbose_name = _("paper of a stage")
        verbose_name_plural = _("papers of stages")

    def __str__(self) -> str:
        return str(self.file.name)


class ProgressUpdate(models.Model):
    """What an office reports of a PPA for a quarter: how far the work is, what happened, and why it is late.

    One a quarter; correcting it keeps the earlier words in ``EarlierUpdate``.
    """

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="updates")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    target_pct = models.DecimalField(
        _("work planned by then (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    actual_pct = models.DecimalField(_("work done (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    narrative = models.TextField(_("what happened"), max_length=5000)
    deviation_reason = models.TextField(_("why it is behind the plan"), max_length=2000, blank=True)
    corrective_action = models.TextField(_("what is done about it"), max_length=2000, blank=True)
    follow_up_on = models.DateField(_("look again on"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    reported_by = acted_by(verbose_name=_("reported by"))

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year", "-quarter"]
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "fiscal_year", "quarter"],
                name="monitoring_update_once_a_quarter",
                violation_error_message=_("This quarter was already reported."),
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="monitoring_update_quarter"),
            models.CheckConstraint(
                condition=(Q(target_pct=None) | Q(target_pct__range=(0, 100)))
                & (Q(actual_pct=None) | Q(actual_pct__range=(0, 100))),
                name="monitoring_update_in_percent",
                violation_error_message=_("Progress lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(target_pct=None)
                | Q(actual_pct=None)
                | Q(actual_pct__gte=F("target_pct"))
                | ~Q(deviation_reason="") & ~Q(corrective_action=""),
                name="monitoring_update_missed_with_reason",
                violation_error_message=_("Behind the plan: say why, and what is done about it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}, Q{self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring_updates:inspect", args=[self.pk])


class EarlierUpdate(models.Model):
    """What a progress update said before it was corrected. Append-only."""

    update = models.ForeignKey(ProgressUpdate, on_delete=models.CASCADE, related_name="earlier")
    target_pct = models.DecimalField(
        _("work planned by then (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    actual_pct = models.DecimalField(_("work done (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    narrative = models.TextField(_("what happened"), max_length=5000)
    deviation_reason = models.TextField(_("why it is behind the plan"), max_length=2000, blank=True)
    corrective_action = models.TextField(_("what is done about it"), max_length=2000, blank=True)
    follow_up_on = models.DateField(_("look again on"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)
    replaced_by = acted_by(verbose_name=_("replaced by"))

    objects = EarlierUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-replaced_at", "-pk"]
        verbose_name = _("earlier words of a progress update")
        verbose_name_plural = _("earlier words of progress updates")

    def __str__(self) -> str:
        return f"{self.update}, {self.replaced_at:%Y-%m-%d}"
