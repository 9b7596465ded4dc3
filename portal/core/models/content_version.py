from django.db import models
from django.db.models import F


class ContentVersion(models.Model):
    """One row with one number: it grows in the same transaction as any change the public can see.

    Cached public pages carry the number in their key, so that all workers drop what is stale at once.
    """

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_content_version_single_row")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now; one query."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def bump(cls) -> None:
        """Public content changed: call inside the transaction of the change."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.get_or_create(pk=1)
