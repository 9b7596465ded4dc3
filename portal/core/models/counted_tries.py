from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class CountedTries(models.Model):
    """The tries of one kind by one sender, or about one subject, that count now: ``portal/core/limits.py``."""

    key = models.CharField(_("who tried what, as a keyed hash"), max_length=64, primary_key=True)
    times = ArrayField(models.DateTimeField(), verbose_name=_("when each was"))
    ends_at = models.DateTimeField(_("when the last ceases to count"))

    def __str__(self) -> str:
        return self.key
