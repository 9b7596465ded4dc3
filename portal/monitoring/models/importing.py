"""A ministry's sheet on its way into the register: what was chosen, what came of it, and what would take it back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import acted_by
from portal.core.models import KeptFile
from portal.monitoring.enums import ImportedWhat, ImportKind, ImportMode, ImportState
from portal.monitoring.querysets import ImportedRowQuerySet, ImportRunQuerySet
from portal.organizations.models import Organization

from .money import MoneyLine, MonitoringEntryFunding
from .ppa import MonitoringEntry


class ImportRun(models.Model):
    """One file. Its content is kept for a day, until it is imported; what it made is in ``ImportedRow``.

    ``state`` changes by ``importing.running`` alone, ``done`` while a transaction is open (``importing.progress``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what its rows are"), max_length=5, choices=ImportKind.choices)
    office = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Whose rows they are; none: a column says so."""

    file = models.ForeignKey(KeptFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=255)
    header = models.JSONField(default=dict)
    """Where the header stands and what its cells say: ``{"rows": [3, 4], "cells": ["No.", "Title", …]}``."""

    chosen = models.JSONField(default=dict, blank=True)
    """What each column is, by its place, and what holds for all rows: ``{"columns": {"1": "title"}, "all": {…}}``."""

    mode = models.CharField(_("which rows"), max_length=4, choices=ImportMode.choices, default=ImportMode.ALL)
    state = models.CharField(_("state"), max_length=9, choices=ImportState.choices, default=ImportState.UPLOADED)
    total = models.PositiveIntegerField(default=0)
    """Rows of the file."""

    done = models.PositiveIntegerField(default=0)
    """Rows the work in progress has come to; for the progress bar alone."""

    report = models.JSONField(default=dict, blank=True)
    """What the check found or the import did; see ``importing.report``."""

    problem = models.CharField(max_length=500, blank=True)
    """Why the work stopped, in a sentence; nothing of it was kept."""

    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = acted_by(verbose_name=_("taken back by"))
    undo_reason = models.CharField(_("why it was taken back"), max_length=500, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("import of PPAs")
        verbose_name_plural = _("imports of PPAs")
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason=""),
                name="monitoring_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.IMPORTED, ImportState.UNDOING, ImportState.UNDONE])
                | Q(imported_at__isnull=False),
                name="monitoring_imported_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in ImportState.working()


class ImportedRow(models.Model):
    """One thing that an import made or changed, by which it can be taken back."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    """The row of the sheet."""

    what = models.CharField(max_length=12, choices=ImportedWhat.choices)
    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.PROTECT, related_name="imported_rows")
    line = models.ForeignKey(MoneyLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    flow = models.ForeignKey(MonitoringEntryFunding, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=60, blank=True)
    """The number that the ministry's own sheet gives a PPA: by it the PPA is known again."""

    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    """Of what was changed the values on both sides; of a money line the pesos."""

    is_undone = models.BooleanField(default=False)

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        indexes = [
            models.Index(fields=["reference"], condition=~Q(reference=""), name="monitoring_imported_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.number}"


class ImportMapping(models.Model):
    """Which column of a sheet with this header is what: remembered for the office that sent it."""

    office = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=5, choices=ImportKind.choices)
    shape = models.CharField(max_length=64)
    """The SHA-256 of the header's words."""

    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "shape"], nulls_distinct=False, name="monitoring_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.kind}"


class ImportAlias(models.Model):
    """What an office's sheets call something that the portal calls otherwise."""

    office = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    column = models.CharField(max_length=30)
    spelling = models.CharField(max_length=255)
    """Folded: capitals, accents and blanks do not matter."""

    meaning = models.CharField(max_length=255)
    """As the portal spells it: a name or a code that the column takes."""

    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("remembered name")
        verbose_name_plural = _("remembered names")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "column", "spelling"], nulls_distinct=False, name="monitoring_alias_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.spelling} → {self.meaning}"
