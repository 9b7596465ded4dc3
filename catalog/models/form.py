"""The form by which people apply for a service: kept by the office, moderated like a service's text, in versions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from catalog.applications.querysets import ApplicationFormQuerySet
from catalog.form_builder.blocks import CheckBlock, CriterionBlock, sections
from catalog.form_builder.definitions import definition_of, write_names
from catalog.form_builder.missing import sentences
from catalog.questions import Definition
from portal.core.models import ContentVersion
from portal.organizations.models import Organization

from .offering import RequiredDocument, ServiceOffering


class ApplicationForm(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """What an applicant for one service is asked. Publishing it makes a ``FormVersion``; people fill in the newest."""

    offering = models.OneToOneField(
        ServiceOffering, verbose_name=_("service"), on_delete=models.PROTECT, related_name="application_form"
    )
    live = models.BooleanField(_("live"), default=False, editable=False)  # a new form is a draft
    sections = StreamField(sections(), verbose_name=_("pages"), blank=True)
    checks = StreamField(
        [("check", CheckBlock())],
        verbose_name=_("checks before the form"),
        blank=True,
        help_text=_("Up to six short questions. They give advice whether the service fits, and keep nobody out."),
        max_num=6,
    )
    criteria = StreamField(
        [("criterion", CriterionBlock())],
        verbose_name=_("points that reviewers give"),
        blank=True,
        help_text=_("Leave empty if reviewers decide without points."),
    )
    receiving_unit = models.CharField(
        _("who receives applications"),
        max_length=255,
        blank=True,
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
        return gettext("Application form: %(service)s") % {"service": self.offering}

    def get_absolute_url(self) -> str:
        """The page of its service."""
        return self.offering.get_absolute_url()

    @property
    def current(self) -> "FormVersion | None":
        """The version that people fill in today."""
        return self.versions.order_by("-number").first() if self.live else None

    @property
    def office(self) -> Organization:
        """Whose text it is."""
        return self.offering.offering_mao

    def papers(self) -> list[tuple[int, str]]:
        """The required papers of the service, which a file of this form may be."""
        return [(paper.pk, paper.name) for paper in RequiredDocument.objects.filter(offering=self.offering_id)]

    # ---- Editorial state -------------------------------------------------------------------------------------------

    def check_complete(self) -> None:
        """``ValidationError`` with all that keeps this text from being published."""
        if missing := sentences(self):
            raise ValidationError(missing)
        self.full_clean()

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Put this text in use: a new version, unless it asks what the newest version asks already."""
        live = ApplicationForm.objects.select_for_update().get(pk=self.pk)
        revision.as_object().check_complete()
        super().publish(revision, *args, **kwargs)
        published = ApplicationForm.objects.get(pk=self.pk)
        if published.live:
            published._make_version(kept=live if live.live else None)
        ContentVersion.bump()

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        super().unpublish(*args, **kwargs)
        ContentVersion.bump()

    def _make_version(self, *, kept: "ApplicationForm | None") -> None:
        if write_names(self, kept=kept):
            self.save(update_fields=["sections", "criteria"])
        content = definition_of(self).to_json()
        newest = self.versions.order_by("-number").first()
        if newest is None or newest.definition != Definition.from_json(content):
            self.versions.create(number=newest.number + 1 if newest else 1, content=content)

    @property
    def approved_schedule(self) -> bool:
        """Whether a version waits for its day; a listing brings the answer along (``with_editorial_state``)."""
        if hasattr(self, "has_schedule"):
            return bool(self.has_schedule)
        return bool(super().approved_schedule)

    # ---- Preview ---------------------------------------------------------------------------------------------------

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("en", _("In English")), ("fil", _("In Filipino"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from catalog.form_builder.preview import preview  # the page is built on this model

        return preview(request, self, language=mode_name)


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
