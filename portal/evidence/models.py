"""Evidence: files and links that show what needs, assessments and plans rest on."""

import uuid

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.fields import SortNameField, acted_by
from portal.core.models import PrivateFile, Sector
from portal.organizations.models import Organization

from .enums import Confidentiality, EvidenceKind, Language, ReadingProblem, Reliability, TextState
from .querysets import EvidenceQuerySet, EvidenceTextQuerySet


class EvidenceItem(models.Model):
    """One file or one link, with where it comes from and who may see it. It is withdrawn, never deleted.

    The file of an item stays what it is: a newer version is an item of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    """Made with the form: the same form sent twice makes one item."""

    title = models.CharField(_("title"), max_length=255)
    sort_title = SortNameField(of="title")
    kind = models.CharField(_("kind"), max_length=24, choices=EvidenceKind.choices)
    file = models.OneToOneField(
        PrivateFile,
        verbose_name=_("file"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="evidence_item",
    )
    link = models.URLField(
        _("link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Instead of a file: where it stands on the web."),
    )
    source = models.CharField(_("source"), max_length=255, help_text=_("Who made it: an office, a study, a meeting."))
    dated_on = models.DateField(_("date"), null=True, blank=True, help_text=_("The day that it is from, if known."))
    confidentiality = models.CharField(
        _("who may see it"), max_length=10, choices=Confidentiality.choices, default=Confidentiality.INTERNAL
    )
    office = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="evidence")
    summary = models.TextField(_("what it shows"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.ENGLISH)
    reliability = models.CharField(
        _("reliability"), max_length=10, choices=Reliability.choices, default=Reliability.UNVERIFIED
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = acted_by(verbose_name=_("withdrawn by"), editable=False)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), max_length=1000, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "pk"]
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file=None) & ~Q(link="")),
                name="evidence_file_or_link",
                violation_error_message=_("Give a file or a link, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(confidentiality=Confidentiality.OWN_OFFICE) | Q(office__isnull=False),
                name="evidence_own_office_has_office",
                violation_error_message=_("Say whose office may see it."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                name="evidence_withdrawn_with_reason",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: a title may tell what it must not."""
        return f"Evidence {self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_public(self) -> bool:
        return self.confidentiality == Confidentiality.PUBLIC and not self.is_withdrawn

    @property
    def url(self) -> str:
        """Where it is opened by somebody who may see it."""
        if self.file is None:
            return self.link
        return reverse("files:download", args=[self.file_id])

    @property
    def public_url(self) -> str:
        """Where anybody opens it; empty unless it is public."""
        if not self.is_public:
            return ""
        return reverse("evidence:file", args=[self.pk]) if self.file_id else self.link


class EvidenceText(models.Model):
    """The words of an item's file, read in the background. As private as the item."""

    item = models.OneToOneField(EvidenceItem, on_delete=models.CASCADE, primary_key=True, related_name="text")
    state = models.CharField(_("text"), max_length=7, choices=TextState.choices, default=TextState.WAITING)
    text = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False)
    """The file has more text than is kept."""

    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    problem = models.CharField(_("why not"), max_length=14, choices=ReadingProblem.choices, blank=True)
    engine = models.CharField(_("read with"), max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True, blank=True)
    """A worker reads it until then; one that ended in between does not keep it for good."""

    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = EvidenceTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an evidence item")
        verbose_name_plural = _("texts of evidence")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TextState.DONE) | ~Q(text=""),
                name="evidence_text_done_has_words",
            ),
            models.CheckConstraint(
                condition=(Q(state=TextState.FAILED) & ~Q(problem="")) | (~Q(state=TextState.FAILED) & Q(problem="")),
                name="evidence_text_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=TextState.DONE) | Q(text="", is_cut=False),
                name="evidence_text_only_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state=TextState.WAITING), name="evidence_text_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.get_state_display()}"
