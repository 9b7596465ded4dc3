from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from portal.core.models import ContentVersion


class PrivacyNoticeQuerySet(models.QuerySet["PrivacyNotice"]):
    def shown(self) -> "PrivacyNoticeQuerySet":
        """In force today or earlier; the one of today first."""
        return self.filter(in_force_from__lte=timezone.localdate()).order_by("-number")


class PrivacyNotice(models.Model):
    """What people are told about their data before they apply. A version that was shown never changes."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    text_fil = models.TextField(_("text in Filipino"))
    in_force_from = models.DateField(_("in force from"))

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

    @property
    def words(self) -> str:
        """The text in the language of the page."""
        return self.text_fil if get_language() == "fil" else self.text

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The words as headings, each the first line of a paragraph, with what stands below; one may lack a heading."""
        paragraphs = [part.strip() for part in self.words.replace("\r\n", "\n").split("\n\n") if part.strip()]
        split = [part.partition("\n") for part in paragraphs]
        return [(first, rest) if rest else ("", first) for first, _line, rest in split]

    @property
    def was_shown(self) -> bool:
        return self.in_force_from <= timezone.localdate()


@register_setting(icon="lock", order=110)
class DataProtectionOfficer(BaseGenericSetting):
    """Whom people ask about their data. It may change at any time, without a new version of the notice."""

    contact = models.TextField(
        _("how to reach the officer"),
        blank=True,
        help_text=_(
            "Name, e-mail address and telephone, as they are shown on the public page “Your data when you apply”."
        ),
    )

    panels = [FieldPanel("contact")]

    class Meta:
        verbose_name = _("Data Protection Officer")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        ContentVersion.bump()
