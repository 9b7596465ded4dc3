from django.db import models

from .offering import ServiceOffering


class ServiceFigures(models.Model):
    """What became of the applications for one service, as of one day: counted at night, shown on its public page.

    Kept because the page says on which day it was counted, and because a page for everybody must not count cases.
    """

    offering = models.OneToOneField(
        ServiceOffering, on_delete=models.CASCADE, primary_key=True, related_name="through_portal"
    )
    counted_on = models.DateField()
    received = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    approved = models.PositiveIntegerField()
    median_days = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    on_time = models.PositiveIntegerField()
    late = models.PositiveIntegerField()

    class Meta:
        verbose_name = "figures of a service"
        verbose_name_plural = "figures of services"

    def __str__(self) -> str:
        return f"{self.offering_id}, {self.counted_on}"
