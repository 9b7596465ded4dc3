from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PrivacyNotice(models.Model):
    """What people are told about their data before they apply. A version that was shown never changes."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    text_fil = models.TextField(_("text in Filipino"))
    in_force_from = models.DateField(_("in force from"))

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
