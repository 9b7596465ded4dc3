from django.db import models

from catalog.enums import CountKind

from .offering import ServiceOffering


class OfferingCount(models.Model):
    """How often something was done with a service on a day, by anybody. Nothing says who, so no number is too small.

    Of days longer ago than two years one row a month is left, on its first counted day: ``catalog.counting``.
    """

    offering = models.ForeignKey(ServiceOffering, on_delete=models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=6, choices=CountKind.choices)
    day = models.DateField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # In the order in which figures ask: a service, what, from when to when.
            models.UniqueConstraint(fields=["offering", "kind", "day"], name="catalog_count_once_a_day")
        ]
        indexes = [models.Index(fields=["day"], name="catalog_count_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}: {self.n}"
