"""The form by which people apply for a service: kept by the office, moderated like a service's text, in versions."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from catalog.applications.querysets import ApplicationFormQuerySet
from catalog.questions import Definition

from .offering import ServiceOffering


class ApplicationForm(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """What an applicant for one service is asked. Publishing it makes a ``FormVersion``; people fill in the newest."""

    offering = models.OneToOneField(
        ServiceOffering, verbose_name=_("service"), on_delete=models.PROTECT, related_name="application_form"
    )
    live = models.BooleanField(_("live"), default=False, editable=False)  # a new form is a draft
    receiving_unit = models.CharField(
        _("who receives applications"),
        max_length=255,
        help_text=_("The officer or desk named on the receipt, such as “Records Officer, Scholarship Division”."),
    )
    helpers_may_apply = models.BooleanField(
        _("helpers may apply for somebody"), default=True, help_text=_("With the stated consent of that person.")
    )
    max_open_applications = models.PositiveIntegerField(
        _("most applications waiting for a decision"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit. When it is reached, the form says so and takes no more for now."),
    )

    objects = ApplicationFormQuerySet.as_manager()

    class Meta:
        ordering = ["offering__title"]
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")

    def __str__(self) -> str:
        return f"{self.offering}"

    @property
    def current(self) -> "FormVersion | None":
        """The version that people fill in today."""
        return self.versions.order_by("-number").first() if self.live else None


class FormVersion(models.Model):
    """A form as it was when it was put in use. It never changes: a running application keeps its version."""

    form = models.ForeignKey(ApplicationForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content: Any = models.JSONField(_("questions"))
    made_at = models.DateTimeField(_("put in use at"), auto_now_add=True)

    class Meta:
        ordering = ["form", "-number"]
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="catalog_form_version_number_once")]

    def __str__(self) -> str:
        return f"{self.form}, {self.number}"

    @property
    def definition(self) -> Definition:
        return Definition.from_json(self.content)
